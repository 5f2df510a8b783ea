"""The key of a day, under which clients and networks are hashed, and which is then thrown away."""

import secrets
from datetime import date

from feedback_buttons.storage import db

BYTES = 16


def fresh() -> bytes:
    """A random key."""
    return secrets.token_bytes(BYTES)


def share(connection: db.Connection, day: date, key: bytes) -> bytes | None:
    """The day's key, which all processes share: ``key``, if none had one before. None where another process
    makes it at this moment; then ask again."""
    shared = db.value(connection, "client_key", {"day": day, "key": key})
    return None if shared is None else bytes(shared)
