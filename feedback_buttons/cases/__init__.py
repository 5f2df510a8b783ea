"""Answers that need somebody of the team, with or without a comment: what opens them, and what becomes of them."""
