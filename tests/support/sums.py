"""Holds the rollup and the list of comments against the ratings: they must be equal at every moment."""

from feedback_buttons.storage import db


def unequal(url: str) -> list[tuple[object, ...]]:
    """Campaigns where they differ, with what each says."""
    with db.connect(url) as connection:
        return connection.execute(db.query("unequal_sums")).fetchall()


def mislisted(url: str, *, judged: bool = True) -> list[tuple[object, ...]]:
    """Recipients whose comment is listed by something else than their rating has. Unless all has been ``judged``, by
    something that no visit changes before its verdict: a visit that is told of late may have been the first."""
    with db.connect(url) as connection:
        return connection.execute(
            """
            select rating.recipient, rating.commented_at, rating.score, comment.at, comment.score
            from rating full join comment using (campaign, recipient, occasion, bucket)
            where rating.commented_at is distinct from comment.at
               or comment.at is not null
                  and (rating.score, rating.question, rating.choice, rating.client_class, rating.proof,
                       rating.at)
                      is distinct from
                      (comment.score, comment.question, comment.choice, comment.client_class, comment.proof,
                       comment.answered_at)
               or comment.at is not null and %s
                  and (rating.sent_at, coalesce(rating.token_sent_at, rating.first_at))
                      is distinct from (comment.sent_at, comment.wave_at)
            """,
            [judged],
        ).fetchall()
