"""The brake on guessing: how many tries there are, for whom, and when there are more."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from feedback_buttons.accounts import attempt_limiter
from feedback_buttons.storage import db

NOW = datetime(2026, 12, 5, 9, tzinfo=UTC)
HERE, THERE = "192.0.2.7", "198.51.100.7"


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        yield connection


def tries(
    conn: db.Connection,
    number: int,
    name: str = "anna",
    address: str = HERE,
    browser: str | None = None,
    now: datetime = NOW,
) -> int:
    """How many of so many tries there were."""
    for done in range(number):
        try:
            attempt_limiter.take(conn, name, address, browser, now)
        except attempt_limiter.Braked:
            return done
    return number


def test_a_name_has_ten_tries_and_then_one_each_half_minute(conn: db.Connection) -> None:
    assert tries(conn, 20) == 10
    with pytest.raises(attempt_limiter.Braked, match="in 30 seconds"):
        attempt_limiter.take(conn, "anna", THERE, None, NOW)
    assert tries(conn, 20, now=NOW + timedelta(seconds=29)) == 0
    assert tries(conn, 20, now=NOW + timedelta(seconds=30)) == 1
    assert tries(conn, 20, now=NOW + timedelta(minutes=10)) == 10


def test_a_right_password_gives_all_tries_back(conn: db.Connection) -> None:
    tries(conn, 9)
    attempt_limiter.release(conn, attempt_limiter.take(conn, "anna", HERE, None, NOW))
    assert tries(conn, 20) == 10


def test_guessing_from_elsewhere_keeps_no_known_browser_out(conn: db.Connection) -> None:
    assert tries(conn, 20, address=THERE) == 10
    assert tries(conn, 20, browser="a browser of anna's") == 10
    assert tries(conn, 20, browser="another one of anna's") == 10


def test_a_network_has_a_hundred_tries_over_all_names(conn: db.Connection) -> None:
    names = [f"name {number}" for number in range(101)]
    assert sum(tries(conn, 1, name) for name in names) == 100
    assert tries(conn, 1, "anna", "192.0.2.200") == 0
    assert tries(conn, 1, "anna", THERE) == 1
    assert tries(conn, 1, "anna", HERE, now=NOW + timedelta(seconds=3)) == 1


def test_tries_at_the_same_moment_are_not_more_than_others(database: str) -> None:
    def one(_: int) -> int:
        with db.connect(database, autocommit=True) as connection:
            return tries(connection, 2)

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(one, range(16))) == 10


def test_nothing_kept_leads_to_a_name_or_an_address(conn: db.Connection) -> None:
    tries(conn, 1)
    kept = str(conn.execute("select * from brake").fetchall())
    assert "anna" not in kept
    assert "192.0.2" not in kept
    tries(conn, 1, "bob", THERE, now=NOW + timedelta(hours=1))
    assert conn.execute("select count(*) from brake").fetchone() == (
        2,
    )  # what was full again is gone
