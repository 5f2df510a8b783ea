"""What a scanner's burst and a person's click leave behind: one row for each burst beside one for each fetch."""

import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from unittest.mock import patch

from feedback_buttons.base.ids import first_id, time_of
from feedback_buttons.endpoint.held_fetches import HOLD
from feedback_buttons.ratings import rating_rows
from feedback_buttons.ratings.rating_rows import Event
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.simulation import traces
from feedback_buttons.simulation.replay import replay
from feedback_buttons.simulation.simulate import MIXES, simulate
from feedback_buttons.storage import db
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.policy import POLICIES
from tests.benchmarks.growth import SLUG, database
from tests.benchmarks.machine import cpu

_BATCH = 8
_SIZES = """
select (select count(*) from visit), sum(pg_relation_size(inhrelid)), sum(pg_indexes_size(inhrelid))
from pg_inherits where inhparent = 'visit'::regclass
"""


@dataclass(frozen=True, slots=True)
class Trail:
    """What fetches leave: rows in all; by fetch bytes of the table, of its index and of WAL, and microseconds of
    Postgres' CPU."""

    fetches: int
    rows: int
    heap: float
    index: float
    wal: float
    cpu: float


def trail(mails: int, buttons: int, *, single: bool, processes: int = 0) -> Trail:
    """What so many mails leave, each of whose buttons one client fetches within a second; a row for each fetch where
    that is ``single``, as the first ones of all bursts are; written as ``processes`` hold them."""
    with database() as (url, pid), db.connect(url, autocommit=True) as connection:
        with db.write_connection(url, None, durable=False) as writing:
            _write(writing, _fetches(50, buttons, 2, single=single))  # prepares all that is called
            connection.execute("delete from visit")
            connection.execute("vacuum full visit")
            connection.execute("checkpoint")
            events = _fetches(mails, buttons, 1, single=single)
            count = len(events)
            if processes:
                events = _held(events, processes)
            before = _wal(connection), cpu(pid)
            _write(writing, events)
            after = _wal(connection), cpu(pid)
        ((rows, heap, index),) = connection.execute(_SIZES.encode()).fetchall()
    wal, used = (b - a for a, b in zip(before, after, strict=True))
    return Trail(
        count, rows, float(heap) / count, float(index) / count, wal / count, used * 1e6 / count
    )


def bursts(mails: int, say: Callable[[str], None]) -> dict[str, tuple[Trail, ...]]:
    """Each kind of traffic with a row for each fetch, with one for each burst, and with that and later fetches
    held by one process and by four."""
    trails: dict[str, tuple[Trail, ...]] = {}
    for name, buttons in (("a scanner's ten", 10), ("a person's one", 1)):
        say(name)
        count = mails * 10 // buttons
        trails[name] = (
            trail(count, buttons, single=True),
            trail(count, buttons, single=False),
            trail(count, buttons, single=False, processes=1),
            trail(count, buttons, single=False, processes=4),
        )
    return trails


def differences(recipients: int, say: Callable[[str], None]) -> dict[str, tuple[int, int]]:
    """By mix and policy, all with and without the time of sending: how many recipients were judged, and of how many the
    outcome is another where each fetch has a row."""
    counts = {}
    for mix, policy in product(MIXES, POLICIES):
        judged = other = 0
        for known in (True, False):
            say(f"{mix}, {policy}, {'known' if known else 'unknown'}")
            made = simulate(mix=MIXES[mix], seed=1, recipients=recipients, sent_at_known=known)
            lines = [json.dumps(row) for row in made]
            together = replay(traces.read(lines), policy).ratings
            with patch.object(rating_rows, "slot_columns", lambda *_: {}):
                apart = replay(traces.read(lines), policy).ratings
            judged += len(together)
            other += sum(a != b for a, b in zip(together, apart, strict=True))
        counts[f"{mix}, {policy}"] = judged, other
    return counts


def _wal(connection: db.Connection) -> float:
    return float(db.first_value(connection, "select pg_current_wal_insert_lsn() - '0/0'::pg_lsn"))


def _fetches(mails: int, buttons: int, seed: int, *, single: bool) -> list[Event]:
    chance = random.Random(seed)
    start = datetime.now(UTC).replace(hour=12, minute=0, second=1, microsecond=0)
    events = []
    for mail in range(mails):
        subject = Subject(SLUG, chance.getrandbits(62), 0, POLICIES["balanced"])
        client = chance.getrandbits(62)
        for button in range(buttons):
            at = start + timedelta(seconds=mail * 0.002 + chance.random())
            id = first_id(at) + chance.getrandbits(11)
            visit = Visit(id, time_of(id), "get", button + 1, client, "hosting")
            slot = {} if single else rating_rows.slot_columns(subject, visit)
            sent = {"language": None, "sent_at": None, "token_sent_at": None}
            events.append({**subject.key, **rating_rows.visit_columns(visit), **slot, **sent})
    return sorted(events, key=lambda event: event["id"])


def _held(events: Sequence[Event], processes: int) -> list[Event]:
    """The calls that so many processes make of them, to which they come by chance: what makes a burst for certain of
    what a process knows is written together when the first of it has been held for HOLD."""
    chance = random.Random(1)
    calls: list[tuple[datetime, Event]] = []
    mails: dict[int, list[Event]] = {}
    for event in events:
        mails.setdefault(event["recipient"], []).append(event)
    for fetches in mails.values():
        written: set[int] = set()
        known: list[set[int]] = [set() for _ in range(processes)]
        held: list[list[Event]] = [[] for _ in range(processes)]
        for event in fetches:
            own = chance.randrange(processes)
            if len(known[own]) > 1 and len(known[own] | {event["score"]}) > 2:
                held[own].append(event)
            else:
                calls.append((event["at"], event))
                written.add(event["score"])
                known[own] = set(written)
        for waiting in held:
            while waiting:
                until = waiting[0]["at"] + timedelta(seconds=HOLD)
                first, *later = [event for event in waiting if event["at"] <= until]
                calls.append((until, _together(first, later)))
                del waiting[: 1 + len(later)]
    return [event for _, event in sorted(calls, key=lambda call: call[0])]


def _together(first: Event, later: Sequence[Event]) -> Event:
    if not later:
        return first
    ids, scores = ([event[name] for event in later] for name in ("id", "score"))
    return {**first, "more_ids": ids, "more_scores": scores}


def _write(connection: db.WriteConnection, events: Iterable[Event]) -> None:
    since = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0).isoformat()
    for batch in _batches(list(events)):
        connection.run("record_visit", {**rating_rows.of_batch(batch), "since": since})


def _batches(waiting: list[Event]) -> Iterator[list[Event]]:
    """As group commit makes them: of each recipient one event in a batch."""
    while waiting:
        batch: dict[int, Event] = {}
        later = []
        for place, event in enumerate(waiting):
            if len(batch) == _BATCH:
                later += waiting[place:]
                break
            if batch.setdefault(event["recipient"], event) is not event:
                later.append(event)
        waiting = later
        yield list(batch.values())
