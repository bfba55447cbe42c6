"""Demonstration data, only ever in development."""
