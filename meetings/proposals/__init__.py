"""The kinds of proposals to the Advisory Group, and what differs between them."""
