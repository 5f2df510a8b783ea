"""What a campaign of ten thousand, a million and ten million answers costs to read and to add to."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns, markers
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import Period, PeriodView
from feedback_buttons.comments import comment_list
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.dashboard.campaign import campaign_scope
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.ratings import rating_rows, rollup_folds
from feedback_buttons.reports.periods.scope import Scope
from feedback_buttons.reports.scores import time_line
from feedback_buttons.reports.segments import segments
from feedback_buttons.storage import db
from feedback_buttons.storage.migrate import migrate
from tests.benchmarks.machine import cpu

SLUG = "wave"
PERIODS = ("24h", "30d", "all")
# When its page is looked at: some answers are of the last day, most of the days before.
_LOOKED_AT = datetime(2026, 12, 20, 9, 20, tzinfo=UTC)
# A wave: a third of all within the first hour, the rest over four weeks.
_RATINGS = """
insert into rating (campaign, recipient, occasion, bucket, events, first_at, clicked, clicked_id, score, state,
                    proof, reason, at, id, settles_at, client, language, comment, commented_at)
select %(slug)s, recipient, 0, recipient & 31, 2, at, score, n, score, 'counted', 'seen', 'seen', at, n, at, n, 'nl',
       case when n %% 10 = 0 then 'What I have to say of it, number ' || n end, case when n %% 10 = 0 then at end
from (
    select n, hashint8extended(n, 17) as recipient, 1 + (hashint8(n) & 1023) %% 10 as score,
           timestamptz '2026-12-03 14:00+00'
           + interval '28 days' * power((hashint8(n + 7) & 65535) / 65536.0, 6) as at
    from generate_series(%(first)s::bigint, %(last)s::bigint) as n
) as made
"""
_SUMS = """
insert into rollup (campaign, minute, bucket, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10,
                    c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, comments)
select campaign, date_bin('1 minute', at, 'epoch') as minute, bucket, {scores}, {scores},
       count(*) filter (where commented_at is not null)
from rating group by campaign, minute, bucket
""".format(scores=", ".join(f"count(*) filter (where score = {n})" for n in range(1, 11)))


_ROUNDS = 40


@dataclass(frozen=True, slots=True)
class Size:
    """Of a campaign of so many answers: milliseconds of the processor, Postgres' and ours, to read its page's data of
    each of PERIODS and its comments; microseconds of Postgres' to record a visit alone and in a batch; and the rows
    that its sums take."""

    answers: int
    pages: tuple[float, ...]
    comments: float
    write: float
    batched: float
    rows: int


@contextmanager
def database() -> Iterator[tuple[str, int]]:
    """The address of a migrated database with a campaign, and the server's process."""
    folder = Path(tempfile.mkdtemp(prefix="feedback-buttons-"))
    folder.chmod(0o755)
    with Server(folder) as server:
        migrate(server.url)
        with db.connect(server.url) as connection:
            campaigns.add(connection, Campaign(slug=SLUG, name="Wave"))
        yield server.url, server.pid or 0
    shutil.rmtree(folder)


def growth(sizes: list[int], say: Callable[[str], None]) -> list[Size]:
    """Grow one campaign to each of these sizes in turn."""
    found = []
    with database() as (url, pid), db.connect(url, autocommit=True) as connection:
        last = 0
        for size in sizes:
            fill(connection, last, size, say)
            last = size
            say("sums")
            connection.execute("truncate rollup, rollup_quarter, rollup_zone")
            connection.execute(_SUMS.encode())
            rollup_folds.fold(connection)
            segments.renew(connection, ids.utc_now() + timedelta(days=1))
            connection.execute("vacuum analyze")
            say(f"measuring {size:,}")
            found.append(_measured(connection, url, pid, size))
    return found


def fill(connection: db.Connection, last: int, size: int, say: Callable[[str], None]) -> None:
    """Put answers into one campaign, from number ``last`` on, until it has so many."""
    connection.execute("set statement_timeout = 0")
    for first in range(last + 1, size + 1, 500_000):
        say(f"{first - 1:,} of {size:,} answers")
        values = {"slug": SLUG, "first": first, "last": min(first + 499_999, size)}
        connection.execute(_RATINGS.encode(), values)


def _measured(connection: db.Connection, url: str, pid: int, size: int) -> Size:
    row = connection.execute("select count(*) from rollup").fetchone()
    campaign = campaigns.get(connection, SLUG)
    views = [PeriodView(Period.parse(period)) for period in PERIODS]
    return Size(
        size,
        tuple(
            _milliseconds(connection, partial(_page, connection, campaign, view)) for view in views
        ),
        _milliseconds(connection, lambda: comment_list.find(connection, Filter(campaign=SLUG))),
        _write(url, pid, 1, 2000),
        _write(url, pid, 50, 100),
        row[0] if row else 0,
    )


def _page(connection: db.Connection, campaign: Campaign, view: PeriodView) -> None:
    """Read what a campaign's page shows of a period, beside the one before it."""
    scope = Scope.of(campaign, view, _LOOKED_AT)
    campaign_scope.counted(connection, campaign, scope)
    time_line.timeline(connection, SLUG, scope)
    campaign_scope.grouped(connection, campaign, scope)
    markers.list_(connection, SLUG)


def _milliseconds(connection: db.Connection, read: Callable[[], object]) -> float:
    """Of the processor, which a machine with other work to do tells as well."""
    pid = connection.info.backend_pid
    read()
    before = time.process_time() + cpu(pid)
    for _ in range(_ROUNDS):
        read()
    return (time.process_time() + cpu(pid) - before) * 1000 / _ROUNDS


def _write(url: str, pid: int, batch: int, calls: int) -> float:
    """Microseconds of Postgres for a visit, recorded by so many at once."""
    made = ids.Ids()
    with db.write_connection(url, None, durable=False) as connection:
        before = 0.0
        for call in range(-5, calls):  # the first few prepare the statement
            if call == 0:
                before = cpu(pid)
            events = [event(*made.next()) for _ in range(batch)]
            values = {
                **rating_rows.of_batch(events),
                "since": events[0]["at"],
            }
            connection.execute(db.query("record_visit"), values)
        return (cpu(pid) - before) * 1e6 / (calls * batch)


def event(id: int, at: datetime) -> dict[str, object]:
    """The visit of a recipient who never came before."""
    who = id * 2654435761 % 2**62
    return {
        "campaign": SLUG,
        "recipient": who,
        "occasion": 0,
        "bucket": ids.bucket(who),
        "id": id,
        "at": at,
        "did": "get",
        "score": id % 10 + 1,
        "client": 1,
        "network": "unknown",
        "flags": [],
    }


_SCRIPT = """
\\set r random(1, 4000000000000000000)
{query};
"""
_EVENTS = """(
    select json_agg(json_build_object(
        'campaign', 'wave', 'recipient', id, 'occasion', 0, 'bucket', id & 31, 'id', id, 'at', now(),
        'did', 'get', 'score', 7, 'client', id, 'network', 'unknown', 'flags', '[]'::json))
    from (select :r::bigint + n as id from generate_series(1, {batch}) as n) as made
)"""


def limit(seconds: float, say: Callable[[str], None]) -> dict[int, float]:
    """Visits a second that Postgres takes by pgbench alone, by how many are written in one call."""
    rates = {}
    with database() as (url, _):
        for batch in (1, 8, 50):
            say(f"pgbench, {batch} at once")
            query = db.query("record_visit").decode()
            query = query.replace("%(bucket)s", "0").replace(
                "%(events)s", _EVENTS.format(batch=batch)
            )
            query = query.replace("%(since)s", "now()::timestamptz(0)")
            with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
                file.write(_SCRIPT.format(query=query))
                file.flush()
                command = ["pgbench", "-n", "-M", "prepared", "-c8", "-j2", f"-T{seconds:g}", "-f"]
                done = subprocess.run([*command, file.name, url], capture_output=True, text=True)
            line = next((x for x in done.stdout.splitlines() if x.startswith("tps = ")), None)
            if not line:
                raise RuntimeError(f"pgbench said: {done.stdout}{done.stderr}")
            rates[batch] = float(line.split()[2]) * batch
    return rates
