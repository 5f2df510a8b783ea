"""What keeps open screens up to date."""
