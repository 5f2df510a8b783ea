"""A bad afternoon of a team of three agents: unhappy answers by the hundred, a mail scanner in between, Slack, Zendesk
and a webhook that fail in turns, the worker killed again and again. The web and the worker are the real ones, in
processes of their own; time is pressed together (tests/benchmarks/hasty_worker.py)."""

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "support"))  # what tests of all folders import

from other_side import other_side
from postbox import mailbox
from zendesk_side import zendesk_side

from feedback_buttons.config.settings import Config
from feedback_buttons.processes import serving, worker
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db
from tests.benchmarks import afternoon_people, afternoon_sides
from tests.benchmarks.afternoon_agents import Agents
from tests.benchmarks.afternoon_people import Crowd, Day
from tests.benchmarks.afternoon_sides import CAMPAIGNS, Outside
from tests.benchmarks.machine import Gunicorn
from tests.support.shell import environment

WORKER = Path(__file__).with_name("hasty_worker.py")
PATIENCE = 600.0  # seconds to the end of what was begun


@dataclass(frozen=True, slots=True)
class Size:
    """How much of it: unhappy answers within ``seconds``, kills of the worker, cases that the team works on, and how
    many times shorter all waits are."""

    unhappy: int
    seconds: float
    kills: int
    handled: int
    times: float
    seed: int = 17


@dataclass(frozen=True, slots=True)
class Afternoon:
    """What is left of it, to be counted."""

    conn: db.Connection
    config: Config
    size: Size
    day: Day
    outside: Outside
    agents: Agents


@contextmanager
def afternoon(
    config: Config, size: Size, say: Callable[[str], None] = lambda _: None
) -> Iterator[Afternoon]:
    """Live through it, on a migrated, empty database; then look at what is left."""
    with ExitStack() as stack:
        url = str(config.database_url)
        conn = stack.enter_context(db.connect(url, autocommit=True))
        box, smtp = stack.enter_context(mailbox())
        outside = Outside(
            stack.enter_context(other_side()),
            stack.enter_context(other_side()),
            stack.enter_context(zendesk_side()),
            box,
        )
        afternoon_sides.set_up(conn, config, outside)
        env = environment(config) | {
            "FEEDBACK_PROXIES": "1",
            "FEEDBACK_SMTP_URL": f"smtp://{smtp.host}:{smtp.port}",
            "FEEDBACK_SMTP_FROM": smtp.sender,
            "FEEDBACK_LOCAL_NETWORKS": "127.0.0.0/8",
        }
        web = Gunicorn((*serving.GUNICORN[1:], *serving.WEB), env)
        stack.callback(web.stop)
        tokens = Tokens(config.signing_keys, config.pseudonym_key)
        day = afternoon_people.plans(tokens, CAMPAIGNS, size.unhappy, size.seed)
        agents = Agents(config, outside.zendesk, size.handled, size.seed)
        stack.callback(agents.close)
        working = Worker(env, size.times)
        stack.callback(working.kill)
        crowd = Crowd(day, web.port, size.seconds)
        _live(conn, size, crowd, agents, working, outside, say)
        _end(conn, size, outside, day, say)
        yield Afternoon(conn, config, size, day, outside, agents)


class Worker:
    """The worker's process, started again as soon as it is killed."""

    def __init__(self, env: dict[str, str], times: float) -> None:
        self._command, self._env = [sys.executable, str(WORKER), str(times)], env
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, env={**os.environ, **self._env})

    def kill(self) -> None:
        """As kill -9 does."""
        self._process.kill()
        self._process.wait()


def _busy(conn: db.Connection, end: float) -> None:
    """Wait until the worker has begun with something new, if there is anything."""
    query = "select coalesce(sum(attempts), 0) from outbox_message"
    before = db.first_value(conn, query)
    while db.first_value(conn, query) < before + 2 and time.monotonic() < end:
        time.sleep(0.01)


def _live(
    conn: db.Connection,
    size: Size,
    crowd: Crowd,
    agents: Agents,
    working: Worker,
    outside: Outside,
    say: Callable[[str], None],
) -> None:
    """The time in which people answer, and the worker is killed at any moment of it."""
    chance, over = random.Random(size.seed), threading.Event()

    def break_things() -> None:
        turn = 0
        while not over.wait(size.seconds / (size.kills * 2)):
            outside.fail(turn)
            turn += 1

    breaking = threading.Thread(target=break_things)
    for part in (crowd, agents, breaking):
        part.start()
    for number in range(size.kills):
        time.sleep(size.seconds / size.kills * chance.uniform(0.7, 1.3))
        _busy(conn, time.monotonic() + PATIENCE / 10)
        time.sleep(chance.random() / 4)
        working.kill()
        outside.kills += 1
        working.start()
        say(f"the worker was killed for the {number + 1}. time")
    crowd.join()
    over.set()
    breaking.join()
    outside.heal()
    agents.join()
    crowd.regret()


def _end(
    conn: db.Connection, size: Size, outside: Outside, day: Day, say: Callable[[str], None]
) -> None:
    """Wait until all that was begun is done, then let the digest of alerts be sent."""
    wanted, end = day.of(unhappy=True), time.monotonic() + PATIENCE
    calm = worker.PERIOD / size.times * 3 + 1  # three rounds in which nothing is left to do
    since = time.monotonic()
    while time.monotonic() - since < calm and time.monotonic() < end:
        if not (wanted <= _cases(conn) and _quiet(conn) and _solved(conn, outside)):
            since = time.monotonic()
        time.sleep(0.1)
    say("everything is told")
    conn.execute("update alert_rule set next_at = now() where name = 'digest'")
    while not _digested(conn) and time.monotonic() < end:
        time.sleep(0.2)


def _cases(conn: db.Connection) -> set[int]:
    query = "select recipient from comment where opened_at is not null"
    return {recipient for (recipient,) in conn.execute(query).fetchall()}


def _solved(conn: db.Connection, outside: Outside) -> bool:
    """Whether it is known here which tickets were solved over there."""
    rows = conn.execute(
        "select remote_id from ticket where state = 'open' and remote_id is not null"
    )
    tickets = outside.zendesk.tickets
    return not any(tickets[int(number)]["status"] == "solved" for (number,) in rows.fetchall())


def _quiet(conn: db.Connection) -> bool:
    """Whether nothing waits that is due soon, and nothing that became of a case is left to be read."""
    waiting = """
        select count(*) from outbox_message
        where state = 'sending' or state = 'waiting' and (attempts > 0 or due_at < now() + interval '10 min')
        """
    untold = """
        select count(*) from alert_event join alert_rule on alert_rule.id = rule
        where batch is null and name <> 'digest'
        """
    unread = """
        select count(*) from case_event
        where changed > least((select min(changed) from ticket_feed), (select min(changed) from alert_rule))
        """
    return not any(db.first_value(conn, question) for question in (waiting, untold, unread))


def _digested(conn: db.Connection) -> bool:
    query = """
        select count(*) from outbox_message join channel on channel.id = channel
        where channel.name = 'lead' and state = 'sent' and not exists (select from alert_event where batch is null)
        """
    return bool(db.first_value(conn, query))
