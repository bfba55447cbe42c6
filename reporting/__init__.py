"""Biennial reporting: what was done."""
