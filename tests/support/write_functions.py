"""The statements inside the functions that write answers, to be explained and measured by themselves."""

from feedback_buttons.storage import db

# What the functions take, in order.
_PARAMETERS = {"record_many_visits": ("smallint", "json", "timestamptz")}
_BATCH = ("smallint", "json")
_NOTHING = ("0", "'[]'", "now()")


def prepare(connection: db.Connection, name: str) -> str:
    """Prepare a function's statement in this session, under the name "written", with the function's own parameters;
    returns a call of it that writes nothing."""
    ((source,),) = connection.execute(
        "select prosrc from pg_proc where proname = %s", [name]
    ).fetchall()
    written = source.partition("with event")[2].partition(";\n")[0].partition("\n    loop\n")[0]
    statement = f"with event{written}".replace(" into written", "")
    statement = statement.replace("change_number", "current_change()")  # what the variable holds
    kinds = _PARAMETERS.get(name, _BATCH)
    connection.execute(f"prepare written ({', '.join(kinds)}) as {statement}".encode())
    return f"execute written ({', '.join(_NOTHING[: len(kinds)])})"
