"""Private uploads: checked, stored out of reach, delivered by rule."""
