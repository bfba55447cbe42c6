"""Who is told what about bodies, decisions and proposals."""
