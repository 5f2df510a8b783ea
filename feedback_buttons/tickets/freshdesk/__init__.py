"""Tickets at Freshdesk."""
