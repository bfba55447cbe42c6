"""Lists of partners as others keep them: opened, understood, compared with the register."""
