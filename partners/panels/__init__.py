"""What partners add to pages of others: an area's, the home page of the desk, an organisation's page."""
