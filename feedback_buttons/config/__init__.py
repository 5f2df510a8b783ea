"""The settings, the key file, and the database that they name."""
