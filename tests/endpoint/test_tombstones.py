"""What a recipient erased stays erased, though a web host that was cut off knows the answer still."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from outages import RATINGS, address, collector, drained, rows
from person import Clock, Person

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.spool import Spool, SpoolEntry
from feedback_buttons.endpoint.web_app import Endpoint, create_app
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.policy import POLICIES


@pytest.fixture
def app(config: Config, clock: Clock) -> Iterator[Endpoint]:
    with psycopg.connect(config.database_url or "") as connection:
        campaigns.add(connection, Campaign(slug="apology", name="Apology"))
    app = create_app(config, clock)
    yield app
    app.close()


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC) - timedelta(hours=2))


def entry(config: Config, at: datetime, did: str, number: int) -> SpoolEntry:
    """An answer of customer 17, as a host keeps it on its disk."""
    recipient = Tokens(config.signing_keys, config.pseudonym_key).recipient("customer 17")
    subject = Subject("apology", recipient, 0, POLICIES["instant"], None, "en")
    mode = "erase" if did == "erase" else "ask"
    score = None if did == "erase" else 3
    return SpoolEntry(
        subject, Visit(number, at, did, score, 1, "unknown", frozenset(), 1, mode), "secret"
    )


def replayed(config: Config, clock: Clock, folder: Path, *entries: SpoolEntry) -> None:
    """Another host comes back, with what waits on its disk."""
    spool = Spool(folder)
    spool.write(list(entries))
    spool.finish()
    other = create_app(replace(config, data_dir=folder), clock)
    drained(other)
    other.close()


def erased(app: Endpoint, config: Config, clock: Clock) -> Person:
    """Somebody who answers and erases it; whose evidence is past its retention by now."""
    person = Person(app.test_client(), clock)
    person.open(address(config) + "/7")
    person.press(7, "gone")
    person.press(7, do="erase")
    person.press(7, do="erase-now")
    with psycopg.connect(config.database_url or "") as connection:
        connection.execute("delete from visit")
    return person


def test_an_answer_from_before_does_not_come_back(
    app: Endpoint, config: Config, clock: Clock, tmp_path: Path
) -> None:
    before = clock()
    erased(app, config, clock)
    replayed(config, clock, tmp_path, entry(config, before, "press", 5))
    assert rows(config, RATINGS) == [(None, "none", "erased", None)]
    assert rows(config, "select did from visit") == []


def test_what_is_answered_after_it_counts(
    app: Endpoint, config: Config, clock: Clock, tmp_path: Path
) -> None:
    before = clock()
    person = erased(app, config, clock)
    person.open(address(config) + "/8")
    person.press(8, "anew")
    replayed(config, clock, tmp_path, entry(config, before, "press", 5))
    assert rows(config, RATINGS) == [(8, "pressed", "counted", "anew")]


def test_an_erasure_that_waited_takes_what_other_hosts_still_keep(
    app: Endpoint, config: Config, clock: Clock, tmp_path: Path
) -> None:
    person = Person(app.test_client(), clock)
    person.open(address(config) + "/7")
    person.press(7, "gone")
    clock.later(60)
    replayed(config, clock, tmp_path / "one", entry(config, clock(), "erase", 2**61))
    assert rows(config, RATINGS) == [(None, "none", "erased", None)]
    with psycopg.connect(config.database_url or "") as connection:
        connection.execute("delete from visit")
    late = entry(config, clock() - timedelta(seconds=90), "press", 5)
    replayed(config, clock, tmp_path / "two", late)
    assert rows(config, RATINGS) == [(None, "none", "erased", None)]
    assert not collector(app).spool.waiting().refused
