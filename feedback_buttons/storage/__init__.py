"""The database: connections, queries by name, migrations, notifications."""
