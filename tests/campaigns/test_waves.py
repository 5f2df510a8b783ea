"""Waves: a mail that goes out several times, and of which time an answer is."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from answers import Answer, put
from full_answers import Crowd, endpoint
from person import Clock
from shell import Shell

from feedback_buttons.campaigns import campaigns, waves
from feedback_buttons.campaigns.campaigns import Campaign, CampaignError
from feedback_buttons.campaigns.waves import Wave
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.campaign import campaign_page, timeline
from feedback_buttons.delivery_events import deliveries
from feedback_buttons.reports.answers import answer_export, change_feed
from feedback_buttons.reports.scores import campaign_reports
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

FIRST = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
SECOND = FIRST + timedelta(days=3, minutes=40)


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="shop", name="Shop", sent_at=FIRST, mails=100))
        yield connection


def set_waves(conn: db.Connection, *further: dict[str, Any]) -> Campaign:
    return campaigns.edit(conn, "shop", {"waves": list(further)})


def test_waves_stand_in_the_order_of_time(conn: db.Connection) -> None:
    later = SECOND + timedelta(days=1)
    set_waves(conn, {"sent_at": later, "name": "Last"}, {"sent_at": SECOND, "mails": 50})
    found = campaigns.get(conn, "shop")
    assert [(wave.number, wave.label, wave.sent_at, wave.mails) for wave in found.sendings] == [
        (1, "1", FIRST, 100),
        (2, "2", SECOND, 50),
        (3, "Last", later, None),
    ]


@pytest.mark.parametrize(
    ("further", "said"),
    [
        ([{"sent_at": FIRST}], "sent later than the first"),
        ([{"sent_at": SECOND}] * 2, "two waves are sent at one time"),
        ([{"sent_at": "2026-07-01T09:00"}], "sent_at needs a time zone"),
        ([{"sent_at": SECOND, "mails": -1}], "mails must be 0 or more"),
        ([{"sent_at": SECOND, "name": "x" * 61}], "at most 60 will do"),
        ([{"sent_at": SECOND + n * timedelta(1)} for n in range(51)], "at most 50 further waves"),
    ],
)
def test_waves_that_cannot_be_are_refused(
    conn: db.Connection, further: list[dict[str, Any]], said: str
) -> None:
    with pytest.raises(CampaignError, match=said):
        set_waves(conn, *further)
    with pytest.raises(CampaignError, match="say first when"):
        campaigns.edit(conn, "shop", {"sent_at": None, "waves": [{"sent_at": SECOND}]})


@pytest.mark.parametrize(
    ("named_at", "first_visit", "number"),
    [
        (None, SECOND - timedelta(seconds=1), 1),
        (None, SECOND, 2),
        (SECOND, FIRST, 2),
        (FIRST, SECOND + timedelta(days=9), 1),  # who got the first and answers late
        (SECOND + timedelta(minutes=3), SECOND + timedelta(days=9), 2),  # each mail its own time
        (FIRST - timedelta(hours=1), FIRST, 1),  # noted late
    ],
)
def test_an_answer_is_of_the_wave_that_its_token_names_else_of_the_last_one(
    named_at: datetime | None, first_visit: datetime, number: int
) -> None:
    sent = waves.sendings(FIRST, None, [Wave(name="", sent_at=SECOND.isoformat(), mails=None)])
    wave = waves.of(sent, named_at, first_visit)
    assert wave
    assert wave.number == number
    assert waves.of((), named_at, first_visit) is None


def test_the_response_rate_is_of_the_mails_of_the_waves_sent(conn: db.Connection) -> None:
    put(conn, "shop", *(Answer(n, 8, at=FIRST) for n in range(30)))

    def rate() -> float | None:
        summary = campaign_reports.summary(conn, "shop")
        assert summary
        return summary.response_rate

    assert rate() == 0.3
    set_waves(
        conn,
        {"sent_at": SECOND, "mails": 50},
        {"sent_at": datetime.now(UTC) + timedelta(days=1), "mails": 850},
    )
    assert rate() == 0.2
    set_waves(conn, {"sent_at": SECOND})
    assert rate() is None  # not of some of the mails


def test_mails_that_a_provider_tells_of_are_of_their_wave(conn: db.Connection) -> None:
    set_waves(conn, {"sent_at": SECOND, "name": "Again"})
    hour = SECOND.replace(minute=0)
    told = {FIRST: 70, hour - timedelta(hours=1): 5, hour: 30, hour + timedelta(hours=9): 2}
    deliveries.put(conn, "shop", told, by="test")
    found = campaigns.get(conn, "shop")
    assert [wave.mails for wave in found.sendings] == [75, 32]
    moved = set_waves(conn, {"sent_at": hour + timedelta(hours=9), "name": "Again"})
    assert [wave.mails for wave in moved.sendings] == [105, 2]
    assert set_waves(conn).mailed == 107


def test_clicks_tell_their_wave_in_the_export_and_the_feed(config: Config) -> None:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    with db.connect(config.database_url or "", autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="shop", name="Shop", sent_at=FIRST))
        campaigns.edit(connection, "shop", {"waves": [{"sent_at": SECOND, "name": "Again"}]})
        clock = Clock(SECOND - timedelta(hours=5))
        with endpoint(config, clock) as (client, _):
            crowd = Crowd(client, clock, tokens)
            crowd.press("shop", "early", 3)
            clock.later(6 * 3600)
            crowd.press("shop", "late", 9)
            person = crowd.somebody()
            named = tokens.sign("shop", tokens.recipient("named"), sent_at=FIRST)
            person.open(f"/r/shop/{named}/07")
            person.press(7)
        exported = {row.score: row.wave for row in answer_export.ratings(connection, "shop")}
        campaign = campaigns.get(connection, "shop")
        feed = change_feed.page(connection, campaign, change_feed.BEGIN, 10, references=False)
    assert exported == {3: "1", 9: "Again", 7: "1"}
    assert {answer.score: answer.wave for answer in feed.answers} == {3: 1, 9: 2, 7: 1}


def test_waves_stand_on_the_time_line(conn: db.Connection) -> None:
    set_waves(conn, {"sent_at": SECOND, "name": "Reminder"}, {"sent_at": "2996-01-01T00:00+00:00"})
    put(conn, "shop", *(Answer(n, 8, at=FIRST + n * timedelta(hours=9)) for n in range(12)))
    course = campaign_page.course(conn, campaigns.get(conn, "shop"))
    figure = timeline.figure(course)
    (line,) = figure["layout"]["shapes"]
    assert line["x0"] == "2026-06-04 09:40"
    assert "Reminder" in [each["text"] for each in figure["layout"]["annotations"]]
    assert [row[-1] for row in timeline.rows(course) if row[-1]] == ["Reminder"]


def test_the_command_line_sets_waves(shell: Shell) -> None:
    shell.run("campaign", "add", "shop", "--sent-at", "2026-06-01T09:00Z", "--wave",
              "2026-06-04T09:00+02:00,4000,Reminder, again", "--wave", "2026-06-05T09:00Z")  # fmt: skip
    assert shell.json("campaign", "show", "shop")["waves"] == [
        {"name": "Reminder, again", "sent_at": "2026-06-04T07:00:00+00:00", "mails": 4000},
        {"name": "", "sent_at": "2026-06-05T09:00:00+00:00", "mails": None},
    ]
    wrong = shell.run("campaign", "edit", "shop", "--wave", "tomorrow", code=2)
    assert "no time with a zone" in wrong.stderr
    assert shell.json("campaign", "edit", "shop", "--wave", "")["waves"] == []


PEOPLE = "email\nanna@example.com\nbart@example.com\ncor@example.com\n"


def test_a_list_is_signed_for_a_wave(shell: Shell, config: Config, tmp_path: Path) -> None:
    at = "2026-06-04T09:00:00.700+00:00"
    shell.run("campaign", "add", "shop", "--sent-at", "2026-06-01T09:00Z", "--wave", f"{at},,Again")
    (tmp_path / "people.csv").write_text(PEOPLE)
    words = ("sign", str(tmp_path / "people.csv"), str(tmp_path / "signed.csv"), "--wave")
    shell.run(*words, "2", "--campaign", "shop")
    rows = list(csv.DictReader((tmp_path / "signed.csv").read_text().splitlines()))
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    for row in rows:
        invitation = tokens.read("shop", row["feedback_token"])
        assert invitation.recipient == tokens.recipient(row["email"])
        assert (invitation.occasion, invitation.sent_at) == (
            0,
            datetime(2026, 6, 4, 9, 0, 1, tzinfo=UTC),
        )
    with db.connect(config.database_url or "") as connection:
        sent = campaigns.get(connection, "shop").sendings
    of = waves.of(sent, invitation.sent_at, datetime(2026, 7, 1, tzinfo=UTC))
    assert of is not None
    assert of.label == "Again"  # a part of a second later it would be of the first
    wrong = shell.run(*words, "3", "--campaign", "shop", code=1)
    assert "there is no wave 3: the campaign has 2." in wrong.stderr
    assert "--wave go with --campaign" in shell.run(*words, "2", "--contact", code=2).stderr
