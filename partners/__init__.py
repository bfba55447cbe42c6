"""Partners: who takes part, their letters of intent and memberships."""
