"""Bodies, terms of office, decisions and meetings: how it is decided."""
