"""Who is told what about letters, people, profiles and places in the Partnership."""
