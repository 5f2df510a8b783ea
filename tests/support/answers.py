"""Answers put straight into the tables, ratings and rollup alike, for tests of what reads them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from feedback_buttons.base import ids
from feedback_buttons.storage import db

START = datetime(2026, 12, 3, 14, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Answer:
    """One recipient's first and only answer; with ``aside`` it does not count."""

    recipient: int
    clicked: int
    at: datetime = START
    comment: str | None = None
    aside: str | None = None
    state: str = "counted"
    settles_at: datetime | None = None
    language: str | None = None
    client: str | None = None
    proof: str = "pressed"


def put(conn: db.Connection, slug: str, *answers: Answer) -> None:
    """Store the answers and count them."""
    for answer in answers:
        _rate(conn, slug, answer)
        _count(conn, slug, answer)


def put_scores(conn: db.Connection, slug: str, *scores: int) -> None:
    """Store one answer a recipient, all at START."""
    put(conn, slug, *(Answer(number, score) for number, score in enumerate(scores)))


def crowd(first: int, clicked: int, at: datetime = START, people: int = 20) -> Iterator[Answer]:
    """So many people, by their number from the first on, who answer the same: enough of them to tell."""
    return (Answer(number, clicked, at) for number in range(first, first + people))


def put_visit(
    conn: db.Connection, recipient: int, after: float, did: str, score: int | None, **more: object
) -> int:
    """Store a visit of the campaign "delay", so many seconds after START, and nothing else; its id."""
    at = START + timedelta(seconds=after)
    row = {
        "campaign": "delay", "recipient": recipient, "occasion": 0, "bucket": ids.bucket(recipient),
        "id": ids.first_id(at), "at": at, "did": did, "score": score, "page": None, "mode": None,
        "client": 1, "network": "unknown", "flags": [],
    } | more  # fmt: skip
    places = ", ".join(["%s"] * len(row))
    conn.execute(f"insert into visit values ({places})".encode(), [*row.values()])  # noqa: S608
    return ids.first_id(at)


def relist(conn: db.Connection) -> None:
    """Let comments be found by what stands in their ratings, which a test has changed."""
    conn.execute(
        """
        update comment set question = rating.question, choice = rating.choice, answered_at = rating.at,
            sent_at = rating.sent_at, wave_at = coalesce(rating.token_sent_at, rating.first_at)
        from rating
        where (rating.campaign, rating.recipient, rating.occasion)
            = (comment.campaign, comment.recipient, comment.occasion)
        """
    )


def _rate(conn: db.Connection, slug: str, answer: Answer) -> None:
    conn.execute(
        """
        insert into rating (
            campaign, recipient, occasion, bucket, events, first_at, clicked, clicked_id, score,
            aside, state, proof, reason, at, id, settles_at, language, client_class, comment,
            commented_at)
        values (
            %(slug)s, %(recipient)s, 0, %(bucket)s, 1, %(at)s, %(clicked)s, 1, %(score)s,
            %(aside)s, %(state)s, %(proof)s, 'pressed', %(at)s, 1, %(settles_at)s, %(language)s,
            %(client)s, %(comment)s, %(commented_at)s)
        """,
        {
            "slug": slug,
            "recipient": answer.recipient,
            "bucket": ids.bucket(answer.recipient),
            "at": answer.at,
            "clicked": answer.clicked,
            "score": None if answer.aside else answer.clicked,
            "aside": answer.aside,
            "state": {None: answer.state, "unconfirmed": "unconfirmed"}.get(
                answer.aside, "withdrawn"
            ),
            "settles_at": answer.settles_at,
            "language": answer.language,
            "client": answer.client,
            "proof": answer.proof,
            "comment": answer.comment,
            "commented_at": answer.at if answer.comment else None,
        },
    )
    conn.execute(
        """
        insert into comment (campaign, recipient, occasion, bucket, at, score, language, words,
                             client_class, proof, answered_at, wave_at)
        select campaign, recipient, occasion, bucket, commented_at, score, coalesce(language, ''),
               comment_words(language, comment), client_class, proof, at, first_at
        from rating where campaign = %s and recipient = %s and comment is not null
        """,
        [slug, answer.recipient],
    )


def _count(conn: db.Connection, slug: str, answer: Answer) -> None:
    counted = not answer.aside
    columns = {
        f"n{answer.clicked}": int(counted),
        f"c{answer.clicked}": 1,
        answer.aside or "unconfirmed": int(not counted),
        "comments": int(counted and answer.comment is not None),
    }
    sums = ", ".join(f"{name} = rollup.{name} + excluded.{name}" for name in columns)
    conn.execute(
        f"insert into rollup (campaign, minute, bucket, {', '.join(columns)}) "  # noqa: S608 (own names)
        f"values (%s, date_trunc('minute', %s::timestamptz), %s{', %s' * len(columns)}) "
        f"on conflict (campaign, minute, bucket) do update set {sums}".encode(),
        [slug, answer.at, ids.bucket(answer.recipient), *columns.values()],
    )
