"""Tests of bodies, terms, decisions, seats, guiding texts."""
