"""Verbs of the meetings app: one function each, the only way a status changes."""
