"""Comments put straight into the tables with the log of their changes, and tagged as the worker does."""

from collections.abc import Iterable
from datetime import datetime

from answers import START, Answer, put

from feedback_buttons.storage import db
from feedback_buttons.topics import housekeeping


def write(
    conn: db.Connection,
    slug: str,
    comments: Iterable[tuple[int, int, str]],
    *,
    language: str = "en",
    at: datetime = START,
) -> None:
    """Store answers, each a recipient, a score and a comment, and tag them."""
    put(
        conn,
        slug,
        *(
            Answer(recipient, score, at, text, language=language)
            for recipient, score, text in comments
        ),
    )
    log(conn, slug)
    housekeeping.keep(conn)


def log(conn: db.Connection, slug: str) -> None:
    """Note that every answer of a campaign changed."""
    conn.execute(
        """
        with changed as (
            update rating set changed = current_change() where campaign = %s
            returning campaign, changed, recipient, occasion, bucket
        )
        insert into rating_change (campaign, changed, recipient, occasion, bucket)
        select campaign, changed, recipient, occasion, bucket from changed on conflict do nothing
        """,
        [slug],
    )
