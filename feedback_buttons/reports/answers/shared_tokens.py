"""Tokens that many people share: the mail tool filled in the field once, so everybody has the first contact's.

All that these people answer is one recipient's, so one answer of theirs counts. Looked for by the worker in the
evidence that is there anyway: no click pays for it. Forwarded mails and shared mailboxes are on few clients.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from feedback_buttons.base import ids
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.storage import db
from feedback_buttons.verdicts.evidence import DOUBTFUL_NETWORKS, LEARNED, MACHINE_FLAGS

LEAST = 10  # clients (networks, and browsers in them) that answer with one token on one day
_SHOWN = timedelta(days=7)  # until then a team learns of it
_MOST = 5  # that are told; more say nothing new
# What speaks for a machine: scanners press from many addresses too.
_MACHINES = sorted(MACHINE_FLAGS | LEARNED | {"crowd", "pressers", "alike"})


class SharedToken(NamedTuple):
    """A recipient whose token was answered with on ``clients`` clients in a day; ``answers`` times at least, the first
    at ``first_at``."""

    campaign: str
    recipient: int
    clients: int
    answers: int
    first_at: datetime

    @property
    def code(self) -> str:
        """The recipient's pseudonym as addresses have it."""
        return recipient_code(self.recipient)


def note(connection: db.Connection, now: datetime) -> None:
    """Look through the evidence of today and yesterday (UTC), the more seldom the longer it takes."""
    if db.value(connection, "shared_tokens_looked", {"now": now}) is False:
        return
    began = time.perf_counter()
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    values = {
        "least": LEAST,
        "since": midnight - timedelta(days=1),
        "networks": sorted(DOUBTFUL_NETWORKS),
        "flags": _MACHINES,
    }
    db.value(connection, "note_shared_tokens", values)
    look = {"now": now, "seconds": time.perf_counter() - began}
    connection.execute(db.query("note_shared_tokens_look"), look)


def list_(connection: db.Connection, slug: str | None = None) -> list[SharedToken]:
    """The tokens that many people answered with lately, of a campaign or of all, most clients first."""
    wanted = {"since": ids.utc_now() - _SHOWN, "slug": slug, "limit": _MOST}
    return db.rows(connection, SharedToken, "shared_tokens", wanted)
