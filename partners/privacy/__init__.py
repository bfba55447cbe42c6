"""What people agreed to, and how they leave the tables of partners."""
