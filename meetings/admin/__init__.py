"""Lists and pages of the meetings app in the admin."""
