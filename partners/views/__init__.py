"""Public pages of partners and letters."""
