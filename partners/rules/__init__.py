"""Who may do what, what a record needs, how its status moves: one file per noun."""
