"""Markers on a campaign's time line: "second wave sent", "site down"."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.storage import db, notify

LENGTH = 60  # characters
MOST = 30  # of one campaign; more could not be read on its chart
OLDEST = timedelta(days=366)
_SLACK = timedelta(minutes=5)  # by which a viewer's clock may be ahead of ours

_ids = ids.Ids()


class MarkerError(FeedbackError, ValueError):
    """A marker cannot be made or removed; the message says what to do."""

    code = "marker-invalid"


@dataclass(frozen=True, slots=True)
class Marker:
    """What happened, when, and who wrote it down."""

    id: int
    at: datetime
    words: str
    account: str


def list_(connection: db.Connection, slug: str) -> list[Marker]:
    """A campaign's markers, oldest first."""
    return db.rows(connection, Marker, "markers", {"campaign": slug})


def add(
    connection: db.Connection, slug: str, account: str, words: str, at: datetime | None = None
) -> Marker:
    """Set a marker; without a time, now. Open screens show it once this is committed.

    Raises:
        MarkerError: it says nothing or too much, its time is in the future or long past, there are too
            many, or there is no such campaign.
    """
    id, now = _ids.next()
    marker = Marker(id, at or now, _checked(words), account)
    if not now - OLDEST <= marker.at <= now + _SLACK:
        raise MarkerError(
            wording("A marker tells what has happened: choose a time within the last year.")
        )
    row = {"id": id, "campaign": slug, "at": marker.at, "words": marker.words, "account": account}
    try:
        with connection.transaction():
            marker_id = db.value(connection, "add_marker", row | {"most": MOST})
            if marker_id is None:
                raise MarkerError(
                    wording("There are {most} markers already: remove one first."), most=MOST
                )
            at_text = marker.at.isoformat(timespec="seconds")
            audit.record(connection, account, "marker added", slug, words=marker.words, at=at_text)
            notify.announce(connection, slug)
    except psycopg.errors.ForeignKeyViolation as error:
        raise MarkerError(wording("There is no campaign {slug!r}."), slug=slug) from error
    return marker


def remove(connection: db.Connection, slug: str, account: str, id: int) -> None:
    """Take a marker away. Open screens lose it once this is committed.

    Raises:
        MarkerError: the campaign has no such marker (any more).
    """
    with connection.transaction():
        words = db.value(connection, "remove_marker", {"campaign": slug, "id": id})
        if words is None:
            raise MarkerError(wording("This marker is gone already."))
        audit.record(connection, account, "marker removed", slug, words=words)
        notify.announce(connection, slug)


def _checked(words: str) -> str:
    clean = " ".join(words.replace("\0", "").split())
    if not clean:
        raise MarkerError(wording("Say in a few words what happened."))
    if len(clean) > LENGTH:
        raise MarkerError(
            wording("Say it in at most {length} characters; these are {clean}."),
            length=LENGTH,
            clean=len(clean),
        )
    return clean
