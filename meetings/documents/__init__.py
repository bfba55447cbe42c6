"""What is typeset as PDF."""
