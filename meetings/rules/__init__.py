"""Rules of the meetings app: who may, and what must hold."""
