"""Holds the rollup against the ratings: they must be equal at every moment."""

from feedback_buttons import db


def unequal(url: str) -> list[tuple[object, ...]]:
    """Campaigns where they differ, with what each says."""
    with db.connect(url) as connection:
        return connection.execute(db.query("unequal_sums")).fetchall()
