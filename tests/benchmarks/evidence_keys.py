"""What the key of evidence costs: in the order of time, as it is, beside such as lead with whose it is."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from feedback_buttons.base.ids import first_id, time_of
from feedback_buttons.ratings import rating_rows
from feedback_buttons.ratings.rating_rows import Event
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.storage import db
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.policy import POLICIES
from tests.benchmarks.growth import SLUG, database
from tests.benchmarks.machine import cpu
from tests.benchmarks.pages import PAGE, keep_in

BATCH = 8
_TIMES = "at, recipient, id, bucket"
LISTED = "its time; the rating has a list of its times"
# By name: the key's columns, and how the way to one recipient's evidence is indexed beside it.
KEYS = {
    "its time; a B-tree of recipients and messages (as it is)": (_TIMES, "(recipient, occasion)"),
    "its time; a B-tree of recipients": (_TIMES, "(recipient)"),
    "its time; a hash of recipients": (_TIMES, "using hash (recipient)"),
    LISTED: (_TIMES, ""),
    "whose it is, then its time (as it was)": ("campaign, recipient, occasion, at, id, bucket", ""),
    "the same without campaign and message": ("recipient, at, id, bucket", ""),
}
_CONFLICT = f"on conflict ({_TIMES})"
# How the two functions of a click keep that list, and read by it.
_VISIT = {
    "sent_at, token_sent_at)\n            select": "sent_at, token_sent_at, evidence_at)\n            select",
    "event.id, language, sent_at, token_sent_at": "event.id, language, sent_at, token_sent_at, array[row_at]",
    "events = r.events + 1,": "events = r.events + 1, evidence_at = case when excluded.evidence_at[1] = "
    "any (r.evidence_at) then r.evidence_at else r.evidence_at || excluded.evidence_at end,",
    "clicked, was_clicked\n": "clicked, was_clicked, evidence_at\n",
    "own_bucket smallint;": "own_bucket smallint; own_times timestamptz[];",
    "own_occasion, own_bucket\n": "own_occasion, own_bucket, own_times\n",
    "occasion, rated.bucket\n": "occasion, rated.bucket, rated.evidence_at\n",
    "where v.campaign = own_campaign": "where v.at = any (own_times) and v.campaign = own_campaign",
}
_SEEN = {
    "events = r.events + 1,": "events = r.events + 1, evidence_at = r.evidence_at || event.at,"
}
FUNCTIONS = {
    "record_many_visits(smallint,json,timestamptz)": _VISIT,
    "record_many_seen(smallint,json)": _SEEN,
}
# Each of so many recipients fetched and confirmed once since midnight, in the order of time.
_STAGED = """
create unlogged table staged as
select %(slug)s::text as campaign, hashint8extended(n / 2, 17) as recipient, 0::bigint as occasion,
       (hashint8extended(n / 2, 17) & 31)::smallint as bucket,
       case when n %% 2 = 0 then hashint8extended(n, 5) else first end as id,
       case when n %% 2 = 0 then date_bin('10 seconds', time_of_id(first), %(day)s::timestamptz)
            else time_of_id(first) end as at,
       case when n %% 2 = 0 then 'get' else 'seen' end as did, (n %% 10 + 1)::smallint as score,
       hashint8extended(n / 2, 3) as client, 'unknown'::text as network, '{}'::text[] as flags,
       case when n %% 2 = 0 then first end as first_id
from (select n, %(first)s + (n * (80000000000 / %(count)s))::bigint * 2048 as first
      from generate_series(0, %(count)s::bigint - 1) as n) as made
"""
_FILLED = """
insert into visit (campaign, recipient, occasion, bucket, id, at, did, score, client, network, flags, first_id)
select campaign, recipient, occasion, bucket, id, at, did, score, client, network, flags, first_id from staged
"""
_RATED = """
insert into rating (campaign, recipient, occasion, bucket, events, first_at, clicked, clicked_id, score, state,
                    proof, reason, at, id, settles_at, client)
select campaign, recipient, 0, bucket, 2, at, score, id, score, 'counted', 'seen', 'seen', at, id, at, client
from staged where did = 'seen'
"""
_INDEXED = (
    "select sum(pg_indexes_size(inhrelid)) from pg_inherits where inhparent = 'visit'::regclass"
)


@dataclass(frozen=True, slots=True)
class KeyCost:
    """Of one key: bytes of index a row; by what is written ("fetch", "confirm", "fetch again") bytes of WAL, of them
    whole pages after a checkpoint, and microseconds of Postgres' CPU."""

    index: float
    wal: Mapping[str, float]
    pages: Mapping[str, float]
    cpu: Mapping[str, float]


def costs(rows: int, people: int, say: Callable[[str], None]) -> dict[str, KeyCost]:
    """What so many people's visits cost in a day that has so many rows of evidence, of recipients by chance."""
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    day = {"slug": SLUG, "day": midnight, "first": first_id(midnight), "count": rows}
    with database() as (url, pid), db.connect(url, autocommit=True) as connection:
        connection.execute("set statement_timeout = 0")
        connection.execute(
            "set synchronize_seqscans = off"
        )  # what is staged is filled in its order
        texts = {name: _definition(connection, name) for name in FUNCTIONS}
        connection.execute("alter table rating add column evidence_at timestamptz[]")
        connection.execute(_STAGED.encode(), day)
        connection.execute(_RATED.encode())
        connection.execute("vacuum analyze rating")
        found = {}
        for number, name in enumerate(KEYS):
            say(name)
            _prepare(connection, name, texts)
            (index,) = connection.execute(_INDEXED.encode()).fetchone() or (0,)
            wal, pages, used = {}, {}, {}
            for phase, function, events in _phases(people, number):
                wal[phase], pages[phase], used[phase] = _measured(
                    url, connection, pid, function, events, midnight
                )
            found[name] = KeyCost(float(index) / rows, wal, pages, used)
    return found


def _definition(connection: db.Connection, name: str) -> str:
    return str(db.first_value(connection, "select pg_get_functiondef(%s::regprocedure)", name))


def _prepare(connection: db.Connection, name: str, texts: Mapping[str, str]) -> None:
    """The table of visits with this key, filled as a day fills it, and the functions that write there."""
    columns, beside = KEYS[name]
    connection.execute("truncate visit")
    statements = [
        "drop index if exists visit_key, visit_whose",
        f"create unique index visit_key on visit ({columns})",
        *([f"create index visit_whose on visit {beside}"] if beside else []),
    ]
    for function, text in texts.items():
        assert (_CONFLICT in text) == ("visits" in function)
        own = text.replace(_CONFLICT, f"on conflict ({columns})")
        for old, new in FUNCTIONS[function].items() if name == LISTED else ():
            assert old in own, old
            own = own.replace(old, new)
        statements.append(own)
    statements += [
        _FILLED,
        "vacuum analyze visit",
    ]
    for statement in statements:
        connection.execute(statement.encode())


def _phases(people: int, seed: int) -> Iterator[tuple[str, str, list[Event]]]:
    """What is written, by which function: first fetches, their confirmations, and the fetches of a fifth of them who
    come again."""
    chance, start = random.Random(seed), datetime.now(UTC)
    subjects = [
        Subject(SLUG, chance.getrandbits(62), 0, POLICIES["balanced"]) for _ in range(people)
    ]
    again = chance.sample(subjects, people // 5)
    yield "fetch", "record_visit", [_fetch(*one) for one in _timed(subjects, start, chance)]
    later = start + timedelta(minutes=5)
    yield "confirm", "record_seen", [_seen(*one) for one in _timed(subjects, later, chance)]
    latest = start + timedelta(minutes=10)
    yield "fetch again", "record_visit", [_fetch(*one) for one in _timed(again, latest, chance)]


def _timed(
    subjects: list[Subject], start: datetime, chance: random.Random
) -> Iterator[tuple[Subject, int]]:
    for number, subject in enumerate(subjects):
        at = start + timedelta(milliseconds=10 * number)
        yield subject, first_id(at) + chance.getrandbits(11)


def _fetch(subject: Subject, id: int) -> Event:
    visit = Visit(id, time_of(id), "get", id % 10 + 1, subject.recipient ^ 1, "unknown")
    sent = {"language": None, "sent_at": None, "token_sent_at": None}
    return {
        **subject.key,
        **rating_rows.visit_columns(visit),
        **rating_rows.slot_columns(subject, visit),
        **sent,
    }


def _seen(subject: Subject, id: int) -> Event:
    visit = Visit(
        id, time_of(id), "seen", id % 10 + 1, subject.recipient ^ 1, "unknown", page=id - 1
    )
    judged = {"language": "nl", "client_class": None, "expected": 1, "settles_at": time_of(id)}
    return {**subject.key, **rating_rows.visit_columns(visit), **judged}


def _measured(
    url: str,
    connection: db.Connection,
    pid: int,
    function: str,
    events: list[Event],
    midnight: datetime,
) -> tuple[float, float, float]:
    """Bytes of WAL, of them whole pages, and microseconds of CPU for each event, from a checkpoint on."""
    since = {"since": (midnight - timedelta(days=1)).isoformat()}
    values: dict[str, Any] = since if function == "record_visit" else {}
    with db.write_connection(url, None, durable=False) as writing:
        connection.execute("checkpoint")
        before, used = _written(connection), cpu(pid)
        for place in range(0, len(events), BATCH):
            batch = sorted(events[place : place + BATCH], key=rating_rows.event_key)
            writing.run(function, rating_rows.of_batch(batch) | values)
    after, used = _written(connection), cpu(pid) - used
    wal, pages = ((b - a) / len(events) for a, b in zip(before, after, strict=True))
    return wal, pages, used * 1e6 / len(events)


def _written(connection: db.Connection) -> tuple[float, float]:
    """Bytes of WAL so far, and of whole pages in it, taken for 8 kB each but for what is empty in them."""
    time.sleep(1.5)  # until what the writer's session counted is told
    (wal, pages) = connection.execute("select wal_bytes, wal_fpi from pg_stat_wal").fetchone() or (
        0,
        0,
    )
    return float(wal), float(pages)


@click.command("evidence-keys")
@click.option("--rows", default=3_000_000, show_default=True, help="Evidence of today.")
@click.option("--people", default=20_000, show_default=True, help="Whose visits are measured.")
def evidence_keys(rows: int, people: int) -> None:
    """What index, log and processor time a visit takes, by how evidence is keyed."""
    phases = ("fetch", "confirm", "fetch again")
    lines = [
        "| key of evidence | index, bytes a row | "
        + " | ".join(f"{phase}: WAL" for phase in phases)
        + " | a whole visit: WAL | pages in it | CPU µs |",
        "| --- | " + " | ".join(["---:"] * 7) + " |",
    ]
    for name, cost in costs(rows, people, click.echo).items():
        wal = " | ".join(f"{cost.wal[phase]:,.0f}" for phase in phases)
        visit = [
            sum(values[phase] for phase in phases[:2])
            for values in (cost.wal, cost.pages, cost.cpu)
        ]
        lines.append(
            f"| {name} | {cost.index:.0f} | {wal} | {visit[0]:,.0f} | {visit[1]:.2f} | {visit[2]:.0f} |"
        )
    keep_in(PAGE, "evidence-keys", "\n".join(lines))
