"""While the database is away recipients see nothing of it, and nothing is lost."""

import fcntl
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from metrics_access import HEADERS, TOKEN
from outages import RATINGS, address, collector, drained, eventually, freeze, resume, rows, stop
from person import LAPTOP, Clock, Person
from sums import unequal

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.follow_up_questions import Question
from feedback_buttons.config.settings import Config
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.endpoint import recorder
from feedback_buttons.endpoint.collector import Collector
from feedback_buttons.endpoint.spool import Spool, SpoolEntry
from feedback_buttons.endpoint.standby_keep import StandbyKeep
from feedback_buttons.endpoint.web_app import Endpoint, create_app
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.ratings.write_pool import Away, Database
from feedback_buttons.recipients import erasure
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.policy import POLICIES


@pytest.mark.parametrize("away", [stop, freeze])
def test_an_answer_given_while_the_database_is_away_is_there_when_it_is_back(
    make: Callable[[], Endpoint],
    own: Config,
    server: Server,
    clock: Clock,
    away: Callable[[Server], None],
) -> None:
    app = make()
    before, seen, pressing = (Person(app.test_client(), clock) for _ in range(3))
    before.open(address(own, 0) + "/3")
    away(server)
    assert before.see() == "saved"
    page = seen.open(address(own, 1) + "/7")
    assert page.status_code == 200
    assert "data-wait" in page.text  # it may confirm itself, as always
    assert seen.see() == "saved"
    pressing.open(address(own, 2) + "/4")
    assert "9 and your comment are saved" in pressing.press(9, "Well done").text
    assert collector(app).spool.waiting().entries == 6 - 1
    resume(server)
    server.ensure()
    drained(app)
    assert rows(own, RATINGS) == [
        (3, "seen", "settling", None),
        (7, "seen", "settling", None),
        (9, "pressed", "counted", "Well done"),
    ]
    assert rows(own, "select at from visit where did = 'seen' order by at")[0] < (clock(),)
    assert not unequal(own.database_url or "")


def test_what_is_chosen_meanwhile_is_there_when_it_is_back(
    make: Callable[[], Endpoint], own: Config, server: Server, clock: Clock
) -> None:
    why: Question = {"low": 1, "high": 6, "text": {"en": "Why?"}, "choices": [{"en": "So"}] * 2}
    with psycopg.connect(own.database_url or "") as connection:
        campaigns.edit(connection, "apology", {"questions": [why]})
    app = make()
    person = Person(app.test_client(), clock)
    person.open(address(own) + "/4")
    stop(server)
    assert "your 4 and your answer are saved" in person.press(4, question="1", choice="2").text
    server.ensure()
    drained(app)
    assert rows(own, "select score, question, choice from rating") == [(4, 1, 2)]


def test_what_is_thanked_for_counts_whatever_another_process_saw(
    make: Callable[[], Endpoint], own: Config, server: Server, clock: Clock
) -> None:
    first, second = make(), make()
    looks = Person(first.test_client(), clock)
    for score in (2, 3, 4, 5, 6):
        looks.open(address(own) + f"/{score}")
        clock.later(0.1)
    person = Person(second.test_client(), clock)
    person.open(address(own) + "/7")
    clock.later(3)
    stop(server)
    assert "your 7 is saved" in person.press(7).text
    server.ensure()
    drained(second)
    assert rows(own, RATINGS) == [(7, "pressed", "counted", None)]


def test_while_the_database_is_away_nobody_waits_for_it(
    make: Callable[[], Endpoint], own: Config, server: Server, clock: Clock
) -> None:
    app = make()
    person = Person(app.test_client(), clock)
    person.open(address(own) + "/7")
    freeze(server)
    person.see()
    assert collector(app).database.away
    for number in range(20):
        with pytest.raises(Away):  # at once, without a look
            collector(app).database.use(lambda _: pytest.fail("was used"))
        assert person.open(address(own, number) + "/7").status_code == 200


def test_pages_and_answers_survive_a_restart_while_the_database_is_away(
    make: Callable[[], Endpoint], own: Config, server: Server, clock: Clock
) -> None:
    first = make()
    Person(first.test_client(), clock).open(address(own, 1) + "/7")
    collector(first).campaigns.remember()  # as happens each minute
    stop(server)
    person = Person(first.test_client(), clock)
    person.open(address(own, 2) + "/7")
    person.press(7, "before the restart")
    collector(first).close()
    second = make()
    person = Person(second.test_client(), clock, LAPTOP)
    assert "Parcels" in person.open(address(own, 3) + "/8").text
    assert person.see() == "saved"
    server.ensure()
    drained(second)
    assert rows(own, RATINGS) == [
        (7, "pressed", "counted", "before the restart"),
        (8, "seen", "settling", None),
    ]


def test_a_scanner_that_came_while_the_database_was_away_is_judged_like_any_other(
    make: Callable[[], Endpoint], own: Config, server: Server, clock: Clock
) -> None:
    app = make()
    Person(app.test_client(), clock).open(address(own, 1) + "/7")
    stop(server)
    scanner = Person(app.test_client(), clock)
    for score in range(1, 11):
        scanner.open(f"{address(own, 2)}/{score:02}")
        scanner.see()
    server.ensure()
    drained(app)
    assert rows(own, "select count(*) from rating where score is not null") == [(0,)]
    assert not unequal(own.database_url or "")


def test_a_0_waits_and_stays_a_0(
    make: Callable[[], Endpoint], own: Config, server: Server, clock: Clock
) -> None:
    with psycopg.connect(server.url) as connection:
        campaigns.add(connection, Campaign(slug="nps", name="NPS", scale="0-10"))
    app = make()
    seen, pressed = (Person(app.test_client(), clock) for _ in range(2))
    first, second = (address(own, person, "nps") for person in (1, 2))
    seen.open(first + "/00")
    stop(server)
    assert seen.see() == "saved"
    pressed.open(second + "/9")
    assert "your 0 and your comment are saved" in pressed.press(0, "never again").text
    collector(app).close()
    server.ensure()
    drained(make())
    assert rows(own, RATINGS) == [
        (0, "seen", "settling", None),
        (0, "pressed", "counted", "never again"),
    ]
    assert not unequal(own.database_url or "")


def test_an_erasure_waits_too(
    make: Callable[[], Endpoint], own: Config, server: Server, clock: Clock
) -> None:
    app = make()
    person = Person(app.test_client(), clock)
    person.open(address(own) + "/7")
    person.press(7, "secret")
    stop(server)
    person.press(7, do="erase")
    assert "is erased" in person.press(7, do="erase-now").text
    server.ensure()
    drained(app)
    assert rows(own, RATINGS) == [(None, "none", "erased", None)]
    assert rows(own, "select did from visit") == [("erase",)]


def test_in_a_standing_flow_the_occasion_is_found_when_the_database_is_back(
    make: Callable[[], Endpoint], own: Config, server: Server, clock: Clock
) -> None:
    app = make()
    person = Person(app.test_client(), clock)
    for score in (5, 6):
        person.open(f"{address(own, slug='flow')}/{score:02}")
        person.press(score)
        if score == 5:
            clock.later(timedelta(days=3).total_seconds())
            stop(server)
    server.ensure()
    drained(app)
    assert rows(own, RATINGS) == [(6, "pressed", "counted", None)]


def test_what_the_database_will_never_take_is_put_aside_and_told(
    make: Callable[[], Endpoint], own: Config, server: Server, clock: Clock
) -> None:
    app = make()
    person = Person(app.test_client(), clock)
    person.open(address(own, 1) + "/7")
    stop(server)
    person.see()
    (segment,) = (own.data_dir / "spool").glob("[0-9]*")
    segment.write_text(segment.read_text().replace('"seen"', '"sneezed"') + "{nonsense}\n")
    person.open(address(own, 2) + "/7")
    person.see()
    server.ensure()
    drained(app)
    assert "feedback_refused 2.0\n" in app.test_client().get("/metrics", headers=HEADERS).text
    assert (7, "seen", "settling", None) in rows(own, RATINGS)


def test_what_was_written_before_a_field_existed_is_read_as_without_it(
    make: Callable[[], Endpoint], own: Config, server: Server, clock: Clock
) -> None:
    app = make()
    person = Person(app.test_client(), clock)
    person.open(address(own, 1) + "/7")
    stop(server)
    person.see()
    (segment,) = (own.data_dir / "spool").glob("[0-9]*")
    text = segment.read_text()
    assert text.count(', "client_class": "iphone"') == 1
    segment.write_text(text.replace(', "client_class": "iphone"', ""))
    person.open(address(own, 2) + "/8")
    person.see()
    server.ensure()
    drained(app)
    found = rows(own, "select score, client_class from rating order by score")
    assert found == [(7, None), (8, "iphone")]


def test_where_nothing_can_be_kept_the_page_says_so(
    make: Callable[[], Endpoint], own: Config, server: Server, clock: Clock
) -> None:
    app = make()
    person = Person(app.test_client(), clock)
    person.open(address(own) + "/7")
    full(own)
    stop(server)
    assert "try again" in person.press(7, "Do not lose this").text.lower()
    metrics = app.test_client().get("/metrics", headers=HEADERS).text
    assert "feedback_lost_total 1.0\n" in metrics
    assert "feedback_database_away 1.0\n" in metrics


def full(config: Config) -> None:
    """Let nothing fit into the spool any more."""
    spool = config.data_dir / "spool"
    shutil.rmtree(spool)
    spool.write_text("in the way")


def test_a_file_that_is_taken_before_it_is_locked_loses_nothing(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(data_dir)
    lock = fcntl.flock

    def late(file: int, how: int) -> None:
        monkeypatch.undo()
        for segment in Spool(data_dir).segments():  # another process, which looks for what waits
            segment.remove()
        lock(file, how)

    monkeypatch.setattr(fcntl, "flock", late)
    subject = Subject("apology", 1, 0, POLICIES["balanced"])
    now = datetime.now(UTC)
    spool.write([SpoolEntry(subject, Visit(1, now, "seen", 7, 1, "unknown", mode="confirm"))])
    assert spool.waiting().entries == 1


@pytest.mark.parametrize(
    "brought",
    [None, "", "Bearer", "Bearer ", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", "Bearer \xff"],
)
@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "192.0.2.1"])
def test_metrics_are_for_who_brings_the_token(
    make: Callable[[], Endpoint], brought: str | None, peer: str
) -> None:
    client, who = make().test_client(), {"REMOTE_ADDR": peer}
    answer = client.get("/metrics", headers=HEADERS, environ_overrides=who)
    assert "feedback_waiting 0.0\n" in answer.text
    who |= {} if brought is None else {"HTTP_AUTHORIZATION": brought}
    assert client.get("/metrics", environ_overrides=who).status_code == 404


def test_metrics_are_closed_where_no_token_is_set(own: Config) -> None:
    app = create_app(replace(own, metrics_token=""))
    client = app.test_client()
    for brought in ("Bearer ", "Bearer", f"Bearer {TOKEN}"):
        who = {"HTTP_AUTHORIZATION": brought}
        assert client.get("/metrics", environ_overrides=who).status_code == 404
    app.close()


def test_a_broken_connection_costs_no_request(own: Config, server: Server) -> None:
    database = Database(own.database_url or "")
    assert database.use(lambda connection: connection.info.backend_pid)
    with psycopg.connect(server.url) as connection:
        others = "from pg_stat_activity where pid <> pg_backend_pid()"
        connection.execute(f"select pg_terminate_backend(pid) {others}".encode())
    assert database.use(lambda connection: connection.execute("select 1").fetchone()) == (1,)
    database.close()


def test_meanwhile_only_what_will_count_is_said_to_be_saved(
    own: Config, server: Server, clock: Clock
) -> None:
    app = create_app(replace(own, proxies=1), clock)
    person = Person(app.test_client(), clock)
    person.headers["X-Forwarded-For"] = "3.5.140.1"  # a data centre's
    person.open(address(own) + "/7")
    assert "7 is saved" in person.press(7).text
    stop(server)
    text = person.press(9).text  # all evidence would refuse it, beside the 7
    assert "is saved" not in text
    assert "is saved" not in person.press(8).text  # nor is this the 9 once more
    assert "8 is saved" in person.press(8).text
    server.ensure()
    drained(app)
    collector(app).close()
    assert rows(own, RATINGS) == [(8, "pressed twice", "counted", None)]


def test_what_the_team_erased_does_not_come_back_from_a_disk(
    make: Callable[[], Endpoint], own: Config, server: Server, clock: Clock
) -> None:
    app = make()
    clock.later(-60)
    person = Person(app.test_client(), clock)
    person.open(address(own) + "/7")
    stop(server)
    assert "your 7 and your comment are saved" in person.press(7, "secret").text
    collector(app).close()  # this host is cut off, the database is back
    server.ensure()
    clock.now = datetime.now(UTC)
    tokens = Tokens(own.signing_keys, own.pseudonym_key)
    with psycopg.connect(own.database_url or "") as connection:
        erasure.erase_all(connection, [tokens.recipient("customer 17")])
    back = make()
    drained(back)
    assert rows(own, "select score, comment from rating") == []
    assert rows(own, "select did from visit") == []
    clock.now = datetime.now(UTC)
    person = Person(back.test_client(), clock)
    person.open(address(own) + "/8")
    person.press(8, "anew")
    assert rows(own, RATINGS) == [(8, "pressed", "counted", "anew")]
    assert not unequal(own.database_url or "")


def test_what_waits_is_replayed_when_the_clock_has_stepped_back(
    make: Callable[[], Endpoint],
    own: Config,
    server: Server,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Files are named by a time that lies ahead, are still open, and are taken all the same."""
    stamps = SimpleNamespace(time_ns=lambda: int(clock().timestamp() * 1e9))
    monkeypatch.setattr("feedback_buttons.endpoint.spool.time", stamps)
    app, other = make(), make()
    people = [Person(each.test_client(), clock) for each in (app, app, other, other)]
    for number in (0, 2):
        people[number].open(address(own, 9) + "/4")
    stop(server)
    clock.now += timedelta(days=30)
    for number in (0, 2):
        people[number].open(address(own, number) + "/4")
        assert "are saved" in people[number].press(4, "Before").text
    clock.now -= timedelta(days=30)
    for number in (1, 3):
        people[number].open(address(own, number) + "/7")
        assert "are saved" in people[number].press(7, "After").text
    assert re.search(rb"(?m)^feedback_waiting_seconds \d", collector(app).report())
    server.ensure()
    drained(app)
    drained(other)
    assert sorted(row[:3] for row in rows(own, RATINGS)) == [
        (score, "pressed", "counted") for score in (4, 4, 7, 7)
    ]
    assert not unequal(own.database_url or "")


def test_what_an_outage_would_hide_is_remembered_once_a_minute_however_often_the_disk_is_looked_at(
    make: Callable[[], Endpoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looks come sooner one after the other here; time alone says when a minute is over."""
    looks: list[None] = []
    refreshed: list[None] = []
    monkeypatch.setattr(recorder, "_POLL", 0.001)
    monkeypatch.setattr(StandbyKeep, "look", lambda _self: looks.append(None))
    monkeypatch.setattr(Collector, "_refresh", lambda _self: refreshed.append(None))
    begun = time.monotonic()
    make()
    eventually(lambda: len(looks) > 130)
    assert len(refreshed) <= 1 + (time.monotonic() - begun) / 60
