"""What one client fetches within a moment is one row of evidence, and is read back as it was."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from deeds import START

from feedback_buttons.base.ids import first_id, time_of
from feedback_buttons.ratings import rating_rows
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.ratings.write_pool import Database
from feedback_buttons.ratings.writer import Ratings
from feedback_buttons.simulation.replay import replay
from feedback_buttons.simulation.simulate import COMPANY, simulate
from feedback_buttons.simulation.traces import read
from feedback_buttons.storage import db
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.policy import POLICIES

SUBJECT = Subject("wave", 7, 0, POLICIES["balanced"])
MOMENT = START.replace(second=20, microsecond=0)


@pytest.fixture
def ratings(database: str) -> Iterator[Ratings]:
    store = Database(database, role=db.COLLECTOR)
    yield Ratings(store)
    store.close()


def fetch(second: float, score: int | None = 7, client: int = 1, did: str = "get") -> Visit:
    id = first_id(MOMENT + timedelta(seconds=second)) + client
    return Visit(id, time_of(id), did, score, client, "hosting", frozenset({"crowd"}))


def record(ratings: Ratings, *visits: Visit) -> None:
    """Record these, and see that all evidence is what was recorded, as often as it was looked at."""
    for visit in visits:
        ratings.visit(SUBJECT, visit)
    assert evidence(ratings) == sorted(visits, key=lambda visit: visit.order)


def evidence(ratings: Ratings) -> list[Visit]:
    standing, visits = ratings.statements.read(SUBJECT, MOMENT)
    assert standing.events >= len(visits)
    return sorted(visits, key=lambda visit: visit.order)


def rows(database: str) -> int:
    with db.connect(database) as connection:
        return int(db.first_value(connection, "select count(*) from visit"))


def test_ten_buttons_within_a_moment_are_one_row(ratings: Ratings, database: str) -> None:
    record(ratings, *(fetch(score / 3, score) for score in range(1, 11)))
    assert rows(database) == 1
    served = ratings.visit(SUBJECT, fetch(5, None))
    assert (served.objection, served.events) == ("burst", 11)
    assert rows(database) == 1


@pytest.mark.parametrize(
    "other",
    [
        fetch(2, client=2),
        fetch(2, did="head"),
        fetch(10),
        replace(fetch(2), network="eyeball"),
        replace(fetch(2), flags=frozenset()),
    ],
)
def test_what_is_not_alike_is_another_row(ratings: Ratings, database: str, other: Visit) -> None:
    record(ratings, fetch(1), other)
    assert rows(database) == 2


def test_what_was_recorded_before_changes_nothing(ratings: Ratings, database: str) -> None:
    visits = [fetch(score / 3, score) for score in range(1, 5)]
    record(ratings, *visits)
    for visit in visits:
        ratings.visit(SUBJECT, visit)
    standing, found = ratings.statements.read(SUBJECT, MOMENT)
    assert (standing.events, len(found), rows(database)) == (4, 4, 1)


@pytest.mark.parametrize("first", [0, 1, 2])
def test_fetches_recorded_together_are_what_they_are_one_by_one(
    ratings: Ratings, database: str, first: int
) -> None:
    visits = [fetch(score / 3, score) for score in range(1, 8)]
    for visit in visits[:first]:
        ratings.visit(SUBJECT, visit)
    for _again in range(2):
        served = ratings.visit(SUBJECT, visits[first], visits[first + 1 :])
    assert evidence(ratings) == visits
    assert (served.events, rows(database)) == (7, 1)
    with db.connect(database) as connection:
        assert connection.execute("select events, clicked, aside from rating").fetchall() == [
            (7, 7, "scanned")
        ]
        sums = connection.execute("select sum(c1 + c7), sum(c7), sum(scanned) from rollup")
        assert sums.fetchall() == [(1, 1, 1)]


def test_fetches_that_a_row_has_no_room_for_are_left_out(ratings: Ratings, database: str) -> None:
    many = [fetch(number / 10, number % 10 + 1) for number in range(70)]
    ratings.visit(SUBJECT, many[0])
    ratings.visit(SUBJECT, many[1], many[2:60])
    ratings.visit(SUBJECT, many[60], many[61:])
    ratings.visit(SUBJECT, many[60], many[61:64])
    assert (len(evidence(ratings)), rows(database)) == (64, 1)


def test_whatever_comes_first_the_evidence_is_the_same(ratings: Ratings, database: str) -> None:
    for order in itertools.permutations([fetch(1, 3), fetch(2, None), fetch(3, 10)]):
        record(ratings, *order)
        with db.connect(database) as connection:
            connection.execute("truncate visit, rating, rollup")


def test_an_erasure_within_a_moment_leaves_what_came_after(ratings: Ratings, database: str) -> None:
    before, after = [fetch(1, 3), fetch(2, 4)], [fetch(6, 5), fetch(7, 6)]
    record(ratings, before[0], after[1], before[1], after[0])
    id = first_id(MOMENT + timedelta(seconds=5))
    erasure = Visit(id, time_of(id), "erase", None, 1, "unknown")
    ratings.erase(SUBJECT, erasure)
    assert evidence(ratings) == [erasure, *after]
    ratings.erase(SUBJECT, replace(erasure, id=first_id(MOMENT + timedelta(minutes=1)),
                                   at=MOMENT + timedelta(minutes=1)))  # fmt: skip
    assert rows(database) == 1


def test_a_client_that_does_not_stop_grows_no_row_without_end(
    ratings: Ratings, database: str
) -> None:
    for number in range(66):
        ratings.visit(SUBJECT, fetch(number / 10))
    assert (len(evidence(ratings)), rows(database)) == (64, 1)


@pytest.mark.parametrize("calls", [[[7, 8]], [[7], [8]]])
def test_two_people_whose_row_has_one_id_stay_two(
    ratings: Ratings, database: str, calls: list[list[int]]
) -> None:
    """An id is made of whom and how, and of so many people some day two are the same."""
    people = {number: replace(SUBJECT, recipient=number) for number in (7, 8)}
    with db.write_connection(database, db.COLLECTOR, durable=True) as connection:
        for call, _again in itertools.product(calls, range(2)):
            events = [
                {
                    **people[number].key,
                    **rating_rows.visit_columns(fetch(1, number)),
                    **{"slot": 5, "moment": MOMENT},
                }
                for number in call
            ]
            values = rating_rows.of_batch(events) | {"since": MOMENT.isoformat()}
            connection.run("record_visit", values)
    for number, subject in people.items():
        standing, visits = ratings.statements.read(subject, MOMENT)
        assert (standing.events, [visit.score for visit in visits]) == (1, [number])
    assert rows(database) == 2


def test_a_burst_of_days_ago_is_read_as_well(ratings: Ratings, database: str) -> None:
    visits = [fetch(second - 3 * 86400, second) for second in (3, 1, 2)]
    record(ratings, *visits, fetch(0))
    assert rows(database) == 2


def test_rows_of_before_are_read_beside_new_ones(ratings: Ratings, database: str) -> None:
    old = Visit(5, datetime.now(UTC) - timedelta(minutes=10), "get", 2, 1, "hosting")
    record(ratings, old, fetch(1), fetch(2, 8))
    assert rows(database) == 2


def test_bursts_decide_what_single_rows_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    """On more traces: python -m tests.benchmarks bursts."""
    made = simulate(mix=COMPANY, seed=5, recipients=25, sent_at_known=False)
    lines = [json.dumps(line) for line in made]
    together = replay(read(lines), "balanced")
    monkeypatch.setattr(rating_rows, "slot_columns", lambda *_: {})
    assert replay(read(lines), "balanced") == together
