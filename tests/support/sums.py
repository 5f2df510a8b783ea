"""Holds the rollup and the list of comments against the ratings: they must be equal at every moment."""

from feedback_buttons.storage import db


def unequal(url: str) -> list[tuple[object, ...]]:
    """Campaigns where they differ, with what each says."""
    with db.connect(url) as connection:
        return connection.execute(db.query("unequal_sums")).fetchall()


def mislisted(url: str) -> list[tuple[object, ...]]:
    """Recipients whose comment is listed at another time or score than their rating has."""
    with db.connect(url) as connection:
        return connection.execute(
            """
            select rating.recipient, rating.commented_at, rating.score, comment.at, comment.score
            from rating full join comment using (campaign, recipient, occasion, bucket)
            where rating.commented_at is distinct from comment.at
               or comment.at is not null and rating.score is distinct from comment.score
            """
        ).fetchall()
