"""Partnership areas: what the work is."""
