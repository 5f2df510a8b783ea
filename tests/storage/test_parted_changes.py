"""The order of changes over two real servers: none is missed, and none waits for a server that writes less."""

import threading
import time
from dataclasses import replace
from datetime import UTC, datetime

import psycopg
import pytest
from outages import address, collector
from parted_site import Site, needs_plproxy
from person import Clock, Person

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.reports.answers import change_feed
from feedback_buttons.storage import changes, db

pytestmark = needs_plproxy
HORIZON = "select change_horizon()"
WRITERS = 3  # on each server
WRITES = 40  # of each


def _number(connection: psycopg.Connection) -> int:
    ((number,),) = connection.execute("select current_change()").fetchall()
    return int(number)


def _horizon(front: psycopg.Connection) -> int:
    ((number,),) = front.execute(HORIZON).fetchall()
    return int(number)


def _ahead(site: Site, part: int, count: int = 50) -> None:
    with psycopg.connect(site.parts[part].url, autocommit=True) as connection:
        for _ in range(count):
            _number(connection)


def _renewed(front: db.Connection) -> None:
    changes.renew(front, datetime.now(UTC))


@pytest.mark.parametrize("late", [0, 1])
def test_a_change_that_is_under_way_on_one_server_is_not_passed_over(
    parted: Site, late: int
) -> None:
    with psycopg.connect(parted.parts[late].url) as writing:
        number = _number(writing)
        _ahead(parted, 1 - late)
        with db.connect(parted.front, autocommit=True) as front:
            _renewed(front)  # which lifts the numbers of the one that is behind, but not this one's
            meanwhile = _horizon(front)
            _renewed(front)
            assert meanwhile <= _horizon(front) <= number
            with psycopg.connect(parted.parts[late].url) as later:
                assert _number(later) > number + 40
            writing.commit()
            _renewed(front)
            assert _horizon(front) > number + 40


def test_a_change_that_is_not_seen_yet_is_not_passed_over(parted: Site) -> None:
    """What commits while somebody reads is below no number that the reader takes for the end."""
    with psycopg.connect(parted.front) as reading:
        reading.execute("select count(*) from rating_change").fetchall()
        numbers = []
        for part in parted.parts:
            with psycopg.connect(part.url) as writing:
                numbers.append(_number(writing))
        assert _horizon(reading) <= min(numbers)
    with db.connect(parted.front, autocommit=True) as afterwards:
        _renewed(afterwards)
        assert _horizon(afterwards) > max(numbers)


def test_a_feed_does_not_wait_for_an_idle_server(parted: Site, config: Config) -> None:
    """Only one server takes an answer; the other has done nothing for long, and its numbers are far behind."""
    campaign = Campaign(slug="feed", name="Feed")
    with psycopg.connect(parted.front) as connection:
        campaigns.add(connection, campaign)
    clock = Clock.of_today()
    app = create_app(_at(config, parted.front), clock)
    cursor, told = change_feed.BEGIN, []
    try:
        for number in range(4):
            _ahead(parted, number % 2, 200)
            person = Person(app.test_client(), clock)
            own = address(_at(config, parted.front), number, "feed")
            assert person.open(own + "/3").status_code == 200
            assert "saved" in person.press(number + 4, "").text
            with db.connect(parted.front, autocommit=True) as front:
                page = change_feed.page(front, campaign, cursor, 10, references=False)
            cursor = page.cursor
            told.append([answer.score for answer in page.answers])
    finally:
        collector(app).close()
    assert told == [[4], [5], [6], [7]]


def _at(config: Config, url: str) -> Config:
    return replace(config, database_url=url)


def test_who_follows_misses_none_while_all_write(parted: Site) -> None:
    """Transactions of many lengths on both servers, numbers that are lifted all the while, and a reader."""
    stop, written, lock = threading.Event(), [], threading.Lock()

    def write(part: int, writer: int) -> None:
        with psycopg.connect(parted.parts[part].url) as connection:
            for count in range(WRITES * (1 + 3 * part)):
                id = writer * 1_000_000 + count
                row = (_number(connection), id, part)
                connection.execute(
                    "insert into rating_change (campaign, changed, recipient, occasion, bucket)"
                    " values ('race', %s, %s, 0, %s)",
                    row,
                )
                if count % 7 == writer:
                    time.sleep(0.01)  # long ones among short ones
                connection.commit()
                with lock:
                    written.append((part, id))

    def lift() -> None:
        with db.connect(parted.front, autocommit=True) as front:
            while not stop.is_set():
                _renewed(front)

    def read(
        front: db.Connection, seen: list[tuple[int, int]], last: tuple[int, int]
    ) -> tuple[int, int]:
        query = (
            "select changed, recipient, bucket from rating_change where campaign = 'race'"
            " and (changed, recipient) > (%s, %s) and changed < change_horizon() order by changed, recipient"
        )
        rows = front.execute(query, last).fetchall()
        seen += [(part, id) for _, id, part in rows]
        return rows[-1][:2] if rows else last

    writers = [
        threading.Thread(target=write, args=(part, 2 * writer + part))
        for part in (0, 1)
        for writer in range(WRITERS)
    ]
    lifting = threading.Thread(target=lift)
    seen: list[tuple[int, int]] = []
    last = (0, 0)
    with db.connect(parted.front, autocommit=True) as front:
        for thread in (*writers, lifting):
            thread.start()
        while any(thread.is_alive() for thread in writers):
            last = read(front, seen, last)
        stop.set()
        lifting.join()
        _renewed(front)
        read(front, seen, last)
    assert len(written) == WRITERS * WRITES * 5
    assert sorted(seen) == sorted(written)


def test_numbers_go_on_above_those_that_a_restored_server_holds(parted: Site) -> None:
    """As after a restore into a server whose own numbers are far below: of that server, and of what the front tells."""
    campaign = Campaign(slug="restored", name="Restored")
    with psycopg.connect(parted.front) as connection:
        campaigns.add(connection, campaign)
    far = 10**12
    with db.connect(parted.parts[1].url, autocommit=True) as server:
        server.execute(
            "insert into rating_change (campaign, changed, recipient, occasion, bucket)"
            " values ('restored', %s, 1, 0, 1)",
            [far],
        )
        before = db.first_value(server, "select change_epoch()")
        _renewed(server)
        assert _number(server) > far
        assert db.first_value(server, "select change_epoch()") > before
    with db.connect(parted.front, autocommit=True) as front:
        _renewed(front)
        assert _horizon(front) > far
        with pytest.raises(change_feed.CursorError):
            change_feed.page(
                front, campaign, change_feed.Cursor(5, 0, 0, before), 5, references=False
            )
    assert ids.bucket(1) == 1
