"""What the page of all campaigns costs where there are many: looked at first, again, and when one of them changes."""

import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.dashboard import callbacks, streams
from feedback_buttons.dashboard.kit.frame import first_paint
from feedback_buttons.dashboard.overview import overview_page
from feedback_buttons.dashboard.overview.campaign_choice import Choice
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.ratings import rollup_folds
from feedback_buttons.storage import db
from feedback_buttons.storage.migrate import migrate
from tests.benchmarks.machine import cpu

DAYS = 60
_ZONES = ("Europe/Amsterdam", "Europe/Amsterdam", "America/New_York", "Asia/Tokyo")
_TOUCHPOINTS = ("order", "delivery", "delay", "after-care", "return", "repair")
_ANSWERS = """
insert into rollup (campaign, minute, bucket, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10,
                    c1, c2, c3, c4, c5, c6, c7, c8, c9, c10)
select campaign, minute, 0, {scores}, {scores}
from (
    select 'campaign-' || c as campaign, 1 + (hashint8(c * 1000000 + n) & 1023) % 10 as score,
           date_bin('1 minute', now() - interval '60 days' * ((hashint8(n * 31 + c) & 65535) / 65536.0),
                    'epoch') as minute
    from generate_series(1, {campaigns}) as c, generate_series(1, 40 + (hashint4(c) & 1023) * 4) as n
) as made
group by campaign, minute
"""
_ROUNDS = 10
_SETTLED = 12  # looks after which Postgres has chosen whether it plans a statement anew each time


@dataclass(frozen=True, slots=True)
class Look:
    """Milliseconds of the processor that the dashboard's process and Postgres take."""

    what: str
    dashboard: float
    postgres: float


def many_campaigns(count: int, say: Callable[[str], None]) -> list[Look]:
    """The looks at the page of so many campaigns, of 60 days each."""
    with _database(count, say) as url, db.connect(url, autocommit=True) as connection:
        connection.execute("set jit = off")
        connection.execute("set max_parallel_workers_per_gather = 0")
        say("measuring")
        numbers = iter(range(1, count))
        read = streams.every(Choice.parse(""))
        first = _look("looked at first", connection, lambda: _page(connection), 1)
        for _ in range(_SETTLED):
            _page(connection)
        again = _look("looked at again", connection, lambda: _page(connection))
        read(connection, None, True)
        changed = _look(
            "one campaign changes",
            connection,
            lambda: read(connection, frozenset({f"campaign-{next(numbers)}"}), True),
        )
        for _ in range(_SETTLED):
            _journey(connection)
        hour = ids.utc_now() + timedelta(hours=1)
        next_hour = _look("first of an hour", connection, lambda: _page(connection, hour), 1)
        journey = _look("the journey, again", connection, lambda: _journey(connection))
        return [first, next_hour, again, changed, journey]


def _page(connection: db.Connection, now: datetime | None = None) -> None:
    overview = overview_page.read(connection, Choice.parse(""), now or ids.utc_now())
    first_paint.html(overview_page.page(overview, manages=True))


def _journey(connection: db.Connection) -> None:
    first_paint.html(callbacks.page(connection, "/journey"))


def _look(
    what: str, connection: db.Connection, read: Callable[[], object], rounds: int = _ROUNDS
) -> Look:
    pid = connection.info.backend_pid
    begin, before = time.process_time(), cpu(pid)
    for _ in range(rounds):
        read()
    used, postgres = time.process_time() - begin, cpu(pid) - before
    return Look(what, 1000 * used / rounds, 1000 * postgres / rounds)


@contextmanager
def _database(count: int, say: Callable[[str], None]) -> Iterator[str]:
    """The address of a database with so many campaigns, folded as the worker does."""
    folder = Path(tempfile.mkdtemp(prefix="feedback-buttons-"))
    folder.chmod(0o755)
    with Server(folder) as server:
        migrate(server.url)
        with db.connect(server.url, autocommit=True) as connection:
            say(f"{count} campaigns of {DAYS} days")
            connection.execute("set statement_timeout = 0")
            for number in range(1, count + 1):
                campaigns.add(connection, _campaign(number))
            scores = ", ".join(f"count(*) filter (where score = {n})" for n in range(1, 11))
            connection.execute(_ANSWERS.format(scores=scores, campaigns=count).encode())
            rollup_folds.fold(connection)
            connection.execute("vacuum analyze")
        yield server.url
    shutil.rmtree(folder)


def _campaign(number: int) -> Campaign:
    chance = random.Random(number)
    return Campaign(
        slug=f"campaign-{number}",
        name=f"Campaign {number}",
        touchpoint=chance.choice(_TOUCHPOINTS),
        owner=f"Team {number % 5}",
        time_zone=chance.choice(_ZONES),
        sent_at=ids.utc_now() - timedelta(days=chance.randint(2, 70)),
        mails=chance.randint(5000, 60_000),
    )
