"""Whether statements over recipients' rows are planned by one server, or part by part for the nodes of Citus.

Some statements look a few rows up for each of many, by an index, which no plan over several nodes may hold. Each of
these has another one, whose name ends in "_of_nodes", that says the same.
"""

from feedback_buttons.storage import db

_FOUND: dict[tuple[str, int, str], bool] = {}  # it stays what it is while a process runs


def of_nodes(connection: db.Connection) -> bool:
    """Whether the database is a coordinator of Citus whose rows are distributed."""
    info = connection.info
    place = (info.host, info.port, info.dbname)
    if place not in _FOUND:
        _FOUND[place] = bool(db.value(connection, "planned_by_nodes"))
    return _FOUND[place]


def which(connection: db.Connection, plain: str, of_several: str) -> str:
    """Which of two queries that say the same the database can plan, by name."""
    return of_several if of_nodes(connection) else plain
