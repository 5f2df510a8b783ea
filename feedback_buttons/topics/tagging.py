"""Tags comments with the topics that they mention, and counts them by day. The worker does it; no click pays for it.

A comment that was written, edited, withdrawn or judged anew stands in the log of changes (rating_change): it is tagged
again, and its day is counted again from the tags. Nothing is ever subtracted from a count.

A tag lives as long as its comment: the database deletes it where a comment is rewritten or erased
(forget_comment_topics), queries here where its answer, its topic or its campaign's time zone changes.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from feedback_buttons.base import ids, time_zones
from feedback_buttons.campaigns import campaigns
from feedback_buttons.storage import changes, db, engine, notify

BATCH = 2000  # changes of answers that are looked at in a transaction
ERASED = timedelta(days=1)  # since when an erasure may have missed what was being tagged
BUDGET = 20.0  # seconds of a round after which no further batch is begun
ALL, NONE = 0, -1  # as topics of a count: all comments, and those that mention no topic
_LOCK = 0x7469_6370  # of whoever tags: an edit and the worker in turns


class _Due(NamedTuple):
    """A row of topics_due.sql: a campaign with changes that are not tagged, and the last one that is."""

    slug: str
    time_zone: str | None
    zone: str | None
    changed: int
    recipient: int
    occasion: int


class _Change(NamedTuple):
    """A row of topic_changes.sql."""

    changed: int
    recipient: int
    occasion: int


@contextmanager
def tagging(connection: db.Connection) -> Iterator[None]:
    """A transaction in which nobody else tags."""
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(%s)", [_LOCK])
        yield


def renew(connection: db.Connection) -> int:
    """Tag what changed since, in batches, and count its days anew.

    Args:
        connection: commits by itself after each batch.

    Returns:
        How many comments were tagged.
    """
    tagged, end = 0, time.monotonic() + BUDGET
    reach = {"here": time_zones.here().key, "horizon": changes.progress(connection).horizon}
    query = engine.which(connection, "topics_due", "topics_due_of_nodes")
    for due in db.rows(connection, _Due, query, reach):
        tagged += _campaign(connection, due, end)
    count(connection)
    return tagged


def count(connection: db.Connection) -> None:
    """Count all stale days anew from the tags, without those of comments that were erased while they were tagged."""
    with tagging(connection):
        connection.execute(db.query("forget_erased_topics"), {"since": ids.utc_now() - ERASED})
        for step in ("uncount_topics", "count_topics", "forget_stale_topics"):
            connection.execute(db.query(step))


def again(connection: db.Connection, slug: str, recipient: int, occasion: int) -> None:
    """Tag one comment again, in the transaction of what changed about it; its day is counted by :func:`count`."""
    zone = campaigns.zone(connection, slug).key
    _tag(connection, {"campaign": slug, "zone": zone}, [_Change(0, recipient, occasion)])


def _campaign(connection: db.Connection, due: _Due, end: float) -> int:
    zone = time_zones.of(due.time_zone).key
    cursor = _Change(due.changed, due.recipient, due.occasion)
    if due.zone is not None and due.zone != zone:
        connection.execute(db.query("clear_topics"), {"campaign": due.slug})
        cursor = _Change(-1, 0, 0)
    tagged, campaign = 0, {"campaign": due.slug, "zone": zone}
    while time.monotonic() < end:
        with tagging(connection):
            horizon = changes.progress(connection).horizon
            place = campaign | cursor._asdict() | {"most": BATCH, "horizon": horizon}
            batch = db.rows(connection, _Change, "topic_changes", place)
            tagged += _tag(connection, campaign, batch)
            cursor = batch[-1] if batch else cursor
            connection.execute(db.query("note_topics"), campaign | cursor._asdict())
        if len(batch) < BATCH:
            break
    if tagged:
        notify.announce(connection, due.slug)
    return tagged


def _tag(connection: db.Connection, campaign: dict[str, str], changes: list[_Change]) -> int:
    answers = sorted({(change.recipient, change.occasion) for change in changes})
    if not answers:
        return 0
    keys = campaign | {
        "recipients": [recipient for recipient, _ in answers],
        "occasions": [occasion for _, occasion in answers],
        "buckets": [ids.bucket(recipient) for recipient, _ in answers],
    }
    connection.execute(db.query("forget_text"), keys)
    return int(db.value(connection, "tag_comments", keys))
