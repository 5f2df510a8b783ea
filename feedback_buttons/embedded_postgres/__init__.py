"""A Postgres of our own where none is given."""
