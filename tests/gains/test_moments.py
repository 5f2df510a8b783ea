"""What people did later beside the score that they gave: the slope, whose it is, and how it is told and erased."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from answers import Answer, put
from postbox import signed_in

from feedback_buttons.accounts import api_keys, users
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.recipients import erasure, later_outcomes, person_export, references
from feedback_buttons.recipients.later_outcomes import LaterOutcome
from feedback_buttons.reports.scores import moments
from feedback_buttons.reports.scores.extents import Extent
from feedback_buttons.reports.statistics import outcome_slopes
from feedback_buttons.reports.statistics.outcome_slopes import OutcomeSum
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

AT = datetime(2025, 3, 2, 14, tzinfo=UTC)
LATER = date(2025, 4, 1)


@pytest.fixture
def conn(config: Config) -> Iterator[db.Connection]:
    with db.connect(str(config.database_url), autocommit=True) as connection:
        users.add(connection, "viewer", "correct horse battery", "viewer")
        campaigns.add(connection, Campaign(slug="delay", name="Delay", touchpoint="delivery"))
        yield connection


@pytest.fixture
def filled(conn: db.Connection) -> None:
    """Of those who gave 9 four in five bought again, of those who gave 3 one in five."""
    put(conn, "delay", *(Answer(number, 3 if number < 50 else 9, AT) for number in range(100)))
    bought = [(number < 10) if number < 50 else number < 90 for number in range(100)]
    outcomes = [
        LaterOutcome(number, "again", LATER, float(did)) for number, did in enumerate(bought)
    ]
    assert later_outcomes.put(conn, outcomes, AT) == 100


def test_a_slope_is_that_of_least_squares() -> None:
    draw = np.random.default_rng(3)
    scores = draw.integers(1, 11, 400)
    values = 0.3 * scores + draw.normal(0, scores)  # who scores higher spreads more
    sums = {
        int(score): OutcomeSum(int(of.size), float(of.sum()), float((of**2).sum()))
        for score in np.unique(scores)
        for of in [values[scores == score]]
    }
    design = np.column_stack([np.ones(400), scores])
    line, *_ = np.linalg.lstsq(design, values)
    inner = np.linalg.inv(design.T @ design)
    off = (values - design @ line)[:, None] * design
    error = np.sqrt(400 / 398 * (inner @ off.T @ off @ inner)[1, 1])
    slope = outcome_slopes.slope(sums)
    assert slope is not None
    assert slope.mean == pytest.approx(line[1])
    assert slope.high - slope.mean == pytest.approx(1.96 * error)


def test_of_few_or_of_one_score_nothing_is_told() -> None:
    assert outcome_slopes.slope({3: OutcomeSum(20, 1, 1), 9: OutcomeSum(20, 9, 9)}) is None
    assert outcome_slopes.slope({3: OutcomeSum(200, 1, 1)}) is None
    assert outcome_slopes.slope({}) is None


@pytest.mark.usefixtures("filled")
def test_an_outcome_is_of_the_answer_before_it(conn: db.Connection) -> None:
    every = Extent.of(campaigns.list_(conn))
    [moment] = moments.read(conn, every)
    assert (moment.place, moment.outcome, moment.people, moment.mean) == (
        "delivery",
        "again",
        100,
        0.5,
    )
    assert moment.slope.mean == pytest.approx((0.8 - 0.2) / 6)
    assert moment.slope.real
    early = [
        LaterOutcome(number, "before", AT.date() - timedelta(days=9), 1.0) for number in range(100)
    ]
    later_outcomes.put(conn, early, AT)
    assert len(moments.read(conn, every)) == 1


@pytest.mark.usefixtures("filled")
def test_a_person_takes_what_they_did_along(conn: db.Connection) -> None:
    (row,) = person_export.read(conn, [7])["outcome"]
    assert (row["name"], row["day"], row["value"]) == ("again", "2025-04-01", 1)
    erasure.erase(conn, 7)
    assert "outcome" not in person_export.read(conn, [7])
    later_outcomes.put(conn, [LaterOutcome(8, "again", LATER, 5.0)], AT)
    assert person_export.read(conn, [8])["outcome"][0]["value"] == 5
    assert references.forget(conn, AT + timedelta(days=400), 365) == 99


@pytest.mark.usefixtures("filled")
def test_programs_tell_and_read_outcomes_and_the_page_shows_them(
    conn: db.Connection, config: Config
) -> None:
    app = create_app(config)
    page = signed_in(app, "viewer").get("/gains").text
    assert "Moments of truth" in page
    assert "/gains/moments.csv" in page
    client = signed_in(app, "viewer")
    file = client.get("/gains/moments.csv").get_data(as_text=True).lstrip("\ufeff").splitlines()
    assert file[0].startswith("place,outcome,people,mean,slope,slope_from,slope_to,where")
    assert file[1].startswith("delivery,again,100,0.5,0.1,")
    _, secret = api_keys.add(conn, "shop", ("tokens", "campaigns:read"), "admin")
    program, key = app.test_client(), {"Authorization": f"Bearer {secret}"}
    outcome = {"reference": "customer 17", "name": "revenue", "day": "2026-12-30", "value": 12.5}
    answer = program.put("/api/v1/outcomes", json={"outcomes": [outcome]}, headers=key)
    assert answer.get_json() == {"stored": 1}
    person = Tokens(config.signing_keys, config.pseudonym_key).recipient("customer 17")
    assert person_export.read(conn, [person])["outcome"][0]["value"] == 12.5
    for wrong in ({"day": "2026-02-31"}, {"value": "x"}, {"name": ""}, {"name": " "}):
        body = {"outcomes": [{**outcome, **wrong}]}
        assert program.put("/api/v1/outcomes", json=body, headers=key).status_code == 422
    assert program.get("/api/v1/gains", headers=key).get_json()["moments"][0]["people"] == 100
    app.extensions["feedback_buttons"].close()
