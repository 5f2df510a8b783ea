"""Commands for an installation: what runs, backups, made or recorded traffic."""
