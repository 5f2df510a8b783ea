"""Forgets tags that no comment has any more, so that they are not offered again."""

from feedback_buttons.storage import db, engine


def forget(connection: db.Connection) -> None:
    """Forget all of them."""
    if not engine.of_nodes(connection):
        connection.execute(db.query("forget_unused_tags"))
        return
    # The tags of all comments are fetched once, by a statement of its own, rather than each of those offered looked up.
    used = db.column(connection, "used_tags")
    connection.execute(db.query("forget_unused_tags_of_nodes"), {"used": used})


def forget_one(connection: db.Connection, tag: str) -> None:
    """Forget this one, if no comment has it."""
    if not db.value(connection, "tag_is_used", {"name": tag}):
        connection.execute(db.query("forget_tag"), {"name": tag})
