"""What `check` looks at on an installation, and what it says of each: findings with what to do."""
