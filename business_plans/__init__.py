"""Business plans on the Annex 2 template: what is planned."""
