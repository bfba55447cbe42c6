"""Verbs of the partners app: one function each, the only way a status changes."""
