"""Questions that screens ask."""
