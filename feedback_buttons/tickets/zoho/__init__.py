"""Tickets at Zoho Desk."""
