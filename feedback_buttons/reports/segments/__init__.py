"""How parts of a campaign's recipients scored, and why a score moved between two spans of days."""
