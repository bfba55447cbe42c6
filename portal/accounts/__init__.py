"""People with an account: sign-in, roles, second factor."""
