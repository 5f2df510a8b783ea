"""Visits and verdicts as rows: what the write queries take as JSON, and what the read queries bring back.

An event is one row that is to be written, a mapping of column names to values. It always has the key's
columns; the write queries take an array of events.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from feedback_buttons.base.ids import time_of
from feedback_buttons.ratings.subject import StandingRating, Subject
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.verdict import Verdict

# What one client fetches of a mail within so long is one row of evidence.
MOMENT = timedelta(seconds=10)
FETCHED = frozenset({"get", "head", "prefetch", "bare"})
_MIDNIGHT = datetime(2000, 1, 1, tzinfo=UTC)
# How far back the first look goes. A recipient with older evidence costs a second look.
RECENT = timedelta(days=1)
Event = dict[str, Any]
Row = Sequence[Any]
encode = json.JSONEncoder(default=datetime.isoformat).encode


def event_key(event: Mapping[str, Any]) -> tuple[Any, ...]:
    """Which rating an event is about: campaign, recipient, occasion."""
    return event["campaign"], event["recipient"], event["occasion"]


def of_batch(events: Sequence[Event]) -> dict[str, Any]:
    """What the write functions take: the events as JSON, and the bucket that their sums are added to."""
    return {"bucket": str(events[0]["bucket"]), "events": encode(events)}


def since(now: datetime) -> datetime:
    """The beginning of the day from which on evidence is read at first."""
    return (now - RECENT).replace(hour=0, minute=0, second=0, microsecond=0)


def visit_columns(visit: Visit) -> Event:
    """A visit's own columns, without the key's."""
    return {
        "id": visit.id,
        "at": visit.at,
        "did": visit.did,
        "score": visit.score,
        "client": visit.client,
        "network": visit.network,
        "flags": sorted(visit.flags),
        "page": visit.page,
        "mode": visit.mode,
    }


def slot_columns(subject: Subject, visit: Visit) -> Event:
    """Which row of evidence a fetch joins: that of what its client fetched in the same way of the same mail within
    MOMENT, so that a burst is one row. Nothing for all else, which has a row of its own."""
    if visit.did not in FETCHED or visit.page is not None or time_of(visit.id) != visit.at:
        return {}
    moment = visit.at - (visit.at - _MIDNIGHT) % MOMENT
    words = (
        *(subject.campaign, subject.recipient, subject.occasion, moment.timestamp()),
        *(visit.did, visit.client, visit.network, visit.mode, *sorted(visit.flags)),
    )
    digest = hashlib.blake2b("\0".join(map(str, words)).encode(), digest_size=8).digest()
    return {"slot": int.from_bytes(digest, signed=True), "moment": moment}


def more_columns(later: Sequence[Visit]) -> Event:
    """What an event takes along of its own row of evidence: fetches with a score, in the order of their ids."""
    return {
        "more_ids": [visit.id for visit in later],
        "more_scores": [visit.score for visit in later],
    }


def verdict_columns(subject: Subject, outcome: Verdict, events: int, now: datetime | None) -> Event:
    """What `record_verdict` takes: the verdict, and on how many events it rests."""
    answer = outcome.answer
    return {
        **subject.key,
        "at": now,
        "expected": events,
        "counts": outcome.score,
        "aside": outcome.aside,
        "state": outcome.state,
        "proof": outcome.proof,
        "reason": outcome.reason,
        "settles_at": outcome.settles_at,
        "answer_id": answer.id if answer else 0,
        "answer_at": answer.at if answer else now,
        "answer_client": answer.client if answer else None,
        "client_class": subject.client_class,
    }


def read_evidence(rows: Sequence[Row]) -> tuple[StandingRating, tuple[Visit, ...]]:
    """What the query `evidence` says of a rating, which is the same in each row; and its visits."""
    return StandingRating(*rows[0][:11]), read_visits(rows)


def read_recorded(rows: Sequence[Row]) -> tuple[StandingRating, tuple[Visit, ...]]:
    """What `record_visit` says of a rating, and the visits that were there before."""
    return StandingRating(*rows[0][:9]), read_visits(rows)


def read_visits(rows: Sequence[Row]) -> tuple[Visit, ...]:
    """The visits, which stand in the last columns of each row; nulls where there is none."""
    visits: list[Visit] = []
    for *_, id, at, did, score, client, network, flags, page, mode, first_id, more, scores in rows:
        if id is None:
            continue
        about = client, network, frozenset(flags), page, mode
        if first_id is None:
            visits.append(Visit(id, at, did, score, *about))
            continue
        visits.append(Visit(first_id, time_of(first_id), did, score, *about))
        for other, its_score in zip(more or (), scores or (), strict=True):
            visits.append(Visit(other, time_of(other), did, its_score, *about))
    return tuple(visits)
