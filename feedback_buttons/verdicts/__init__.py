"""Judges evidence: rules, policies, signals of clients; pure."""
