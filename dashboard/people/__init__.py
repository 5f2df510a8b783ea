"""Who may sign in, and who did what; for admins."""
