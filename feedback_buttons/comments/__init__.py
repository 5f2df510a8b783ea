"""What people wrote, as a team reads and handles it."""
