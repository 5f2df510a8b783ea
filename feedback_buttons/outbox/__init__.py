"""Outgoing messages: each is a row that is committed before anybody is called, retried, and replayed on request."""
