"""What decisions and guiding texts say, as plain data: frozen, compared, amended."""
