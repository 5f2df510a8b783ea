"""Backups of the database, how they are checked and restored, and the way to another major version of Postgres."""
