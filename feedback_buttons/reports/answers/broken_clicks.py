"""Clicks on buttons without a usable token: a mail went out without tokens, or with a wrong merge tag."""

from datetime import datetime, timedelta
from typing import NamedTuple

from feedback_buttons.base import ids
from feedback_buttons.storage import db

_SHOWN = timedelta(days=7)  # until then a team learns of it
LEAST = 3  # clicks: fewer are a colleague's look at a preview


class BrokenButtons(NamedTuple):
    """Clicks on a campaign's broken buttons: `kind` is "empty", "unmerged" or "wrong", as the table has it."""

    campaign: str
    kind: str
    first_at: datetime
    clicks: int


def list_(connection: db.Connection, slug: str | None = None) -> list[BrokenButtons]:
    """The broken buttons that were clicked lately, of a campaign or of all, most clicks first."""
    since = ids.utc_now() - _SHOWN
    return db.rows(
        connection, BrokenButtons, "broken_clicks", {"since": since, "slug": slug, "least": LEAST}
    )


class UnsignedLately(NamedTuple):
    """A row of unsigned_lately.sql: how many answered lately through buttons that name nobody."""

    campaign: str
    answers: int


def unsigned(connection: db.Connection, now: datetime) -> list[UnsignedLately]:
    """Campaigns that people answered within a day through buttons that name nobody, from LEAST of them on."""
    values = {"since": now - timedelta(days=1), "now": now, "least": LEAST}
    return db.rows(connection, UnsignedLately, "unsigned_lately", values)
