"""What `check` examines on an installation: findings, each with what to do."""
