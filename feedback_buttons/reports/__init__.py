"""Scores and statistics: what a number means is settled here."""
