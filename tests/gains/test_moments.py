"""What people did later beside the score that they gave: the slope, whose it is, and how it is told and erased."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import numpy as np
import pytest
from answers import Answer, put
from lists import xlsx
from postbox import signed_in

from feedback_buttons.accounts import api_keys, audit, users
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.recipients import (
    erasure,
    later_outcomes,
    outcome_lists,
    person_export,
    references,
)
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
    assert slope.high - slope.mean == pytest.approx(1.959964 * error)


def test_of_several_rows_an_interval_is_wider() -> None:
    sums = {3: OutcomeSum(100, 20, 20), 9: OutcomeSum(100, 70, 70)}
    one, many = outcome_slopes.slope(sums), outcome_slopes.slope(sums, 0.05 / 24)
    assert one
    assert many
    assert one.mean == many.mean
    assert many.high - many.mean == pytest.approx((one.high - one.mean) * 3.078 / 1.960, rel=1e-3)


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
def test_a_slope_is_told_of_each_cell(conn: db.Connection) -> None:
    """Who answered by post buys again by the score, who answered in a shop whatever it was; a message's attribute
    counts before the person's."""
    campaigns.add(conn, Campaign(slug="more", name="More", touchpoint="delivery"))
    put(conn, "more", *(Answer(number, 3 if number % 2 else 9, AT) for number in range(200, 400)))
    others = range(200, 400)
    channels = [{"channel": "post" if number < 300 else "shop"} for number in others]
    references.keep(conn, others, [""] * 200, channels, AT)
    conn.execute(
        "insert into occasion_attribute (campaign, recipient, bucket, occasion, reference, attributes, kept_at) "
        "select campaign, recipient, bucket, occasion, '', '{\"channel\": \"app\"}', now() from rating "
        "where campaign = 'delay'"
    )
    did = [
        LaterOutcome(number, "again", LATER, float(number >= 300 or number % 2 == 0))
        for number in others
    ]
    later_outcomes.put(conn, did, AT)
    found = moments.read(conn, Extent.of(campaigns.list_(conn)), "attribute:channel")
    slopes = {moment.value: (moment.people, round(moment.slope.mean, 3)) for moment in found}
    assert slopes["post"] == (100, round(1 / 6, 3))
    assert slopes["shop"] == (100, 0)
    assert slopes["app"] == (100, 0.1)
    assert slopes[""][0] == 300
    conn.execute("update rating set language = case when recipient < 300 then 'nl' else 'de' end")
    by_language = moments.read(conn, Extent.of(campaigns.list_(conn)), "language")
    people = {moment.value: moment.people for moment in by_language}
    assert people == {"": 300, "nl": 200, "de": 100}


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
    assert file[0].startswith("by,place,value,outcome,people,mean,slope,slope_from,slope_to,where")
    assert file[1].startswith("whole,delivery,,again,100,0.5,0.1,")
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


LIST = (
    "Reference;Name;Day;Value\n"
    "customer 17;revenue;2026-12-05;12,50\n"
    "Anna@Example.com;bought again;5-12-2026;\n"
    "customer 18;revenue;12/5/2026;1\n"
    ";revenue;2026-12-05;1\n"
    "customer 19;revenue;2026-02-31;1\n"
    "customer 20;revenue;2026-12-05;1.234\n"
    "customer 21;revenue;2026-12-05;much\n"
    "customer 22;revenue;2026-12-05;0;x\n"
    ";;;\n"
    "customer 17;revenue;2026-12-05;13\n"
)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_list_of_outcomes_is_kept_and_says_what_it_leaves_out(
    conn: db.Connection, config: Config, encoding: str
) -> None:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    source = BytesIO(LIST.replace("bought", "Größe").encode(encoding))
    done = outcome_lists.store(conn, source, tokens.recipient, AT, by="anna")
    assert (done.stored, done.left_out) == (2, 6)
    assert [row.line for row in done.bad] == [4, 5, 6, 7, 8, 9]
    reasons = [str(row.reason) for row in done.bad]
    assert reasons[0] == "day is no day such as 2026-12-05"
    assert reasons[1] == "reference is empty"
    assert "thousand times" in reasons[3]
    assert reasons[4] == "value is no number"
    (row,) = person_export.read(conn, [tokens.recipient("customer 17")])["outcome"]
    assert (row["name"], row["day"], row["value"]) == ("revenue", "2026-12-05", 13)
    (row,) = person_export.read(conn, [tokens.recipient("anna@example.com")])["outcome"]
    assert (row["name"], row["value"]) == ("Größe again", 1)
    [entry] = audit.page(conn).entries[:1]
    assert (entry.did, entry.account, entry.detail["stored"]) == ("outcomes told", "anna", 2)


def test_a_list_without_its_columns_is_refused(conn: db.Connection, config: Config) -> None:
    users.add(conn, "editor", "correct horse battery", "editor")
    app = create_app(config)
    client = signed_in(app, "editor")
    for text, status, words in (
        (b"", 400, "file is empty"),
        (b"reference,day\n1,2026-12-05\n", 400, "no column"),
        (
            b"reference,name,day\n1,again,2026-12-05\n2,again,x\n",
            200,
            "Kept: 1. Left out: 1.",
        ),
    ):
        form = {"outcomes": (BytesIO(text), "list.csv"), "where": "touchpoint:delivery"}
        answer = client.post("/gains/outcomes", data=form)
        assert answer.status_code == status
        assert words in answer.text
    assert "Line 3: day is no day such as 2026-12-05" in answer.text
    orders = [("reference", "name", "day"), ("1", "again", "2026-12-05")]
    book = xlsx({"Codes": [("a", "b"), (1, 2)], "Orders": orders})
    form = {"outcomes": (BytesIO(book), "crm.xlsx"), "sheet": "Orders"}
    answer = client.post("/gains/outcomes", data=form)
    assert "Kept: 1. Left out: 0." in answer.text
    assert "The sheet “Orders” was read. The workbook also has: Codes." in answer.text
    assert "Import later outcomes" not in signed_in(app, "viewer").get("/gains").text
    assert signed_in(app, "viewer").post("/gains/outcomes", data={}).status_code == 403
    app.extensions["feedback_buttons"].close()
