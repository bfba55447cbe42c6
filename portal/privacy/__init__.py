"""Personal data: what is held about a person, given out, and erased."""
