"""Whether the database has what this code needs. It stands in a comment on a table, which any role may read."""

from functools import cache

from psycopg import sql

from feedback_buttons.storage import db, migration_files

AWAY = "database: it does not answer"


def note(connection: db.Connection) -> None:
    """Write down how many migrations the database has; as the owner of the tables."""
    number = str(db.first_value(connection, "select count(*) from migration"))
    connection.execute(sql.SQL("comment on table migration is {}").format(sql.Literal(number)))


def missing(connection: db.Connection) -> str:
    """What is missing, for the operator; "" where the database is as new as this code, or newer."""
    has: int = db.value(connection, "migrations_noted")
    return "" if has >= _wanted() else "schema: run feedback-buttons migrate"


@cache
def _wanted() -> int:
    """How many migrations this code has."""
    return len(migration_files.all_())
