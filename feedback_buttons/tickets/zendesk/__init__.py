"""Tickets at Zendesk."""
