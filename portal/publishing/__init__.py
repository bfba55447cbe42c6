"""From record to PDF, and the immutable files that are published."""
