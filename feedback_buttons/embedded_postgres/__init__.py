"""The embedded Postgres, for installations that name no database."""
