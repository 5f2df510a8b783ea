"""Later fetches of a burst are recorded together a moment later, and decide what they decide one by one."""

import random
from collections.abc import Callable
from datetime import timedelta

import psycopg
import pytest
from outages import address, collector, drained, eventually, resume, rows, stop
from person import LAPTOP, Clock, Person
from sums import unequal

from feedback_buttons.config.settings import Config
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.endpoint import held_fetches
from feedback_buttons.endpoint.held_fetches import HeldFetches
from feedback_buttons.endpoint.web_app import Endpoint
from feedback_buttons.recipients import erasure
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.verdicts.scan_wave import Crowd

STATE = "select events, score, state, reason from rating"
FETCHES = (
    "select did, one.score, one.id from visit cross join lateral"
    " unnest(coalesce(first_id, id) || more_ids, score::smallint || more_scores) as one (id, score)"
    " order by one.id"
)


@pytest.fixture
def clock() -> Clock:
    """A time at which the next seconds are of one row of evidence."""
    clock = Clock.of_today()
    clock.later(-120)
    clock.now = clock.now.replace(second=10, microsecond=0)
    return clock


@pytest.fixture
def long_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is released but by what these tests do; and no wave of scans flags what comes after a burst, which
    would be another row of evidence."""
    monkeypatch.setattr(held_fetches, "HOLD", 3600)
    monkeypatch.setattr(Crowd, "scans", lambda *_: False)


def button(own: Config, score: int, customer: int = 17) -> str:
    return f"{address(own, customer)}/{score if score > 1 else '01'}"  # a 1 alone may be what is left of a 10


def scan(person: Person, own: Config, *scores: int) -> None:
    """Open these buttons, as fast as a mail scanner."""
    for score in scores:
        person.clock.later(0.05)
        assert person.open(button(own, score)).status_code == 200


def release(app: Endpoint) -> None:
    collector(app).recorder.held.release_all()


def scores(own: Config) -> list[object]:
    return [score for _, score, _ in rows(own, FETCHES)]


@pytest.mark.usefixtures("long_hold")
def test_ten_fetches_are_three_calls(
    make: Callable[[], Endpoint], own: Config, clock: Clock
) -> None:
    app = make()
    scan(Person(app.test_client(), clock), own, *range(1, 11))
    assert rows(own, STATE) == [(2, None, "unconfirmed", "burst")]
    release(app)
    assert collector(app).recorder.ratings.statements.batches(0).visits.calls == 3
    assert rows(own, STATE) == [(10, None, "unconfirmed", "burst")]
    assert scores(own) == list(range(1, 11))
    assert rows(own, "select clicked, count(*) over () from rating") == [(10, 1)]
    assert rows(own, "select count(*) from visit") == [(1,)]
    assert not unequal(own.database_url or "")
    release(app)
    assert rows(own, STATE)[0][0] == 10


@pytest.mark.usefixtures("long_hold")
def test_whatever_else_comes_of_the_recipient_is_judged_with_them(
    make: Callable[[], Endpoint], own: Config, clock: Clock
) -> None:
    app = make()
    scanner = Person(app.test_client(), clock)
    scan(scanner, own, 1, 2, 3, 4)
    laptop = Person(app.test_client(), clock, LAPTOP)
    assert "data-wait" not in laptop.open(f"{address(own)}/9").text
    assert scores(own) == [1, 2, 3, 4, 9]
    scan(scanner, own, 1, 2, 3, 4, 5)
    assert scanner.see() == "ask"
    assert scores(own)[-2:] == [5, 5]
    before = len(scores(own))
    scan(scanner, own, 1, 2, 6)
    laptop.press(9)
    assert len(scores(own)) == before + 4
    assert not unequal(own.database_url or "")


def test_they_come_by_themselves(
    make: Callable[[], Endpoint], own: Config, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_fetches, "HOLD", 0.05)
    app = make()
    scan(Person(app.test_client(), clock), own, *range(1, 8))
    eventually(lambda: scores(own) == list(range(1, 8)))


@pytest.mark.usefixtures("long_hold")
def test_what_another_process_recorded_makes_a_burst(
    make: Callable[[], Endpoint], own: Config, clock: Clock
) -> None:
    apps = make(), make()
    first, second = (Person(app.test_client(), clock) for app in apps)
    scan(first, own, 1)
    scan(second, own, 2, 3, 4)
    scan(first, own, 5, 6)
    assert scores(own) == [1, 2, 5]
    for app in apps:
        release(app)
    assert scores(own) == [1, 2, 3, 4, 5, 6]
    assert rows(own, STATE) == [(6, None, "unconfirmed", "burst")]


@pytest.mark.usefixtures("long_hold")
def test_they_wait_on_the_disk_while_the_database_is_away(
    make: Callable[[], Endpoint], own: Config, server: Server, clock: Clock
) -> None:
    app = make()
    scan(Person(app.test_client(), clock), own, *range(1, 6))
    stop(server)
    release(app)
    assert collector(app).spool.waiting().entries == 3
    resume(server)
    server.ensure()
    drained(app)
    assert scores(own) == list(range(1, 6))
    assert rows(own, STATE)[0][0] == 5


@pytest.mark.usefixtures("long_hold")
def test_what_was_erased_meanwhile_does_not_come_back(
    make: Callable[[], Endpoint], own: Config, clock: Clock
) -> None:
    app = make()
    scan(Person(app.test_client(), clock), own, *range(1, 6))
    tokens = Tokens(own.signing_keys, own.pseudonym_key)
    with psycopg.connect(own.database_url or "") as connection:
        erasure.erase_all(connection, [tokens.recipient("customer 17")])
    release(app)
    assert rows(own, STATE) == scores(own) == []


@pytest.mark.usefixtures("long_hold")
@pytest.mark.parametrize("seed", range(4))
def test_they_decide_what_they_decide_one_by_one(
    make: Callable[[], Endpoint],
    own: Config,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    seed: int,
) -> None:
    """Two clients open, look at and press buttons of one mail by chance."""
    start = clock.now = clock.now - timedelta(hours=2)
    for holding in (True, False):
        if not holding:
            monkeypatch.setattr(HeldFetches, "take", lambda *_: False)
        chance, app = random.Random(seed), make()
        clock.now = start
        people = [Person(app.test_client(), clock, agent) for agent in ("Phone", LAPTOP)]
        for person in chance.choices(people, k=40):
            clock.later(chance.choice([0.1, 0.3, 0.3, 20, 700]))
            person.open(button(own, chance.randint(1, 10), int(holding)))
            if chance.random() < 0.2:
                person.see()
            elif chance.random() < 0.1:
                person.press(chance.randint(1, 10))
        release(app)
    outcomes = rows(
        own, "select events, score, aside, state, proof, reason, clicked, at from rating"
    )
    assert len(outcomes) == 2
    assert outcomes[0] == outcomes[1]
    assert not unequal(own.database_url or "")
