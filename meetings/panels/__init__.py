"""What bodies and decisions add to pages of others: an area's, a partner's, the home page of desk and admin."""
