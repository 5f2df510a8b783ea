"""Rated events: each settled answer goes back to the mail tool, to a signed webhook or natively."""
