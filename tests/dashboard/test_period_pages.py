"""Pages of a period: what they show, what they say of it, and where their links lead."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from answers import Answer, crowd, put

from feedback_buttons.accounts import shared_pages
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard import callbacks, shared_views, streams
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.dashboard.kit.periods import period_links
from feedback_buttons.storage import db

NOW = ids.utc_now()


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        sent = NOW - timedelta(days=40)
        campaigns.add(connection, Campaign(slug="flow", name="Flow", time_zone="Asia/Kolkata",
                                           sent_at=sent, mails=500))  # fmt: skip
        put(connection, "flow", *crowd(0, 9, NOW - timedelta(days=10), 60))
        put(connection, "flow", *crowd(100, 3, NOW - timedelta(hours=4), 40))
        put(connection, "flow", Answer(900, 2, NOW - timedelta(hours=3), comment="Where is it?"))
        put(connection, "flow", Answer(901, 9, NOW - timedelta(days=9), comment="Thank you"))
        yield connection


def shown(conn: db.Connection, path: str, search: str = "") -> str:
    return " ".join(str(part.to_plotly_json()) for part in callbacks.page(conn, path, search))


def test_a_campaigns_page_is_of_the_period_and_says_so(conn: db.Connection) -> None:
    page = shown(conn, "/campaign/flow", "?period=7d")
    assert "children='41'" in page
    assert "7 days, since " in page
    assert "(Asia/Kolkata)" in page
    assert "lower, more than chance, against " in page
    assert "', ', Span('against " in page  # as the journey writes it
    assert "all time: of 500 mails" in page
    assert "Where is it?" in page
    assert "Thank you" not in page
    assert "'/live/flow?period=7d'" in page


def test_links_of_a_page_lead_to_pages_of_the_same_period(conn: db.Connection) -> None:
    page = shown(conn, "/campaign/flow", "?period=7d&against=none&scores=1-6")
    for way in (
        "/campaign/flow/distribution.xlsx?period=7d&against=none",
        "/comments?campaign=flow&scores=2&period=7d",
        "/campaign/flow?scores=1-6&period=24h&against=none",  # the row keeps what else was chosen
    ):
        assert way in page
    assert "against nothing" in page


@pytest.mark.parametrize(
    ("search", "words"),
    [
        ("?period=1d", "'period' is 24h, 7d,"),
        ("?period=7d&against=x", "'against' is 24h, 7d,"),
        ("?period=wave:2", "there is no wave 2"),
        ("?against=2026-02-30..2026-03-01", "'against' has a day that there is not"),
    ],
)
def test_what_is_not_understood_is_named_and_left_out(
    conn: db.Connection, search: str, words: str
) -> None:
    page = shown(conn, "/campaign/flow", search)
    assert words.casefold() in page.casefold()
    assert ("children='41'" if "7d" in search else "children='102'") in page


def test_the_stream_is_of_the_period_too(conn: db.Connection) -> None:
    props = streams.one("flow", "period=7d&against=none")(conn, None, True)
    assert props["answers"]["children"] == "41"
    assert props["latest"] == {"children": "", "hidden": True, "className": "latest"}
    ways = props["distribution-data"]["data"]["ways"]
    assert ways["rows"][0].endswith("&period=7d")
    assert props["newest"]["data"]["shown"]["view"]["data"]["period"] == "7d"
    put(conn, "flow", *crowd(300, 3, NOW - timedelta(minutes=4), 10))
    again = streams.one("flow", "period=7d")(conn, None, True)
    assert again["answers"]["children"] == "51"


def test_comments_are_of_a_period(conn: db.Connection) -> None:
    page = shown(conn, "/comments", "?campaign=flow&period=7d")
    assert "Where is it?" in page
    assert "Thank you" not in page
    assert "there is no wave 3" in shown(conn, "/comments", "?campaign=flow&period=wave:3").lower()
    assert "needs a campaign" in shown(conn, "/comments", "?period=sent")


def test_the_overview_is_of_days_too(conn: db.Connection) -> None:
    first, last = (f"{NOW - timedelta(days=days):%Y-%m-%d}" for days in (12, 7))
    page = shown(conn, "/", f"?period={first}..{last}")
    assert "children='61'" in page
    assert f"/campaign/flow?period={first}..{last}" in page
    assert "wave:1 needs a campaign beside it" in shown(conn, "/", "?period=wave:1").lower()


def test_what_a_list_is_held_against_goes_to_the_page_and_back(conn: db.Connection) -> None:
    # Of the last 7 days 41 answered, mostly with 3; with 9 those of the 30 days around them.
    listed = shown(conn, "/", "?period=7d&against=30d")
    assert "7 days against 30 days" in listed
    assert "/campaign/flow?period=7d&against=30d" in listed
    assert "/?period=24h&against=30d" in listed  # the row keeps it
    assert "▼" in listed
    held = {"period": "7d", "against": "30d"}
    assert period_links.carried("/", held) == "/?period=7d&against=30d"
    assert period_links.carried("/", held | {"against": "sent"}) == "/?period=7d"
    assert period_links.carried("/", {"period": "sent", "against": "7d"}) == "/"
    assert "▼" not in shown(conn, "/", "?period=7d&against=none")
    assert "'against' is" in shown(conn, "/", "?against=soon")


def test_a_shared_page_keeps_the_period_of_the_view_that_was_shared(
    config: Config, conn: db.Connection
) -> None:
    view = {"period": "7d", "against": "none"}
    page = shared_pages.make(conn, "anna", "the board", "flow", view=view)
    assert shared_pages.get(conn, page.id, NOW) == page
    app = create_app(config)
    with app.test_request_context("/shared"):
        html = str(shared_views._page(conn, page))
    app.extensions["feedback_buttons"].close()
    assert "7 days, since " in html
    assert "against nothing" in html
    assert ">41<" in html
    assert "30 days" not in html  # the row of other periods leads nowhere from here


LONG_AGO = "2026-01-01..2026-01-02"


@pytest.mark.parametrize(
    ("path", "search", "words"),
    [
        (
            "/campaign/flow",
            f"?period={LONG_AGO}",
            ("No answers in this period.", "No comments in this period.", "Nobody answered it in"),
        ),
        (
            "/compare",
            f"?c=flow%40{LONG_AGO}&c=other%40{LONG_AGO}",
            (": there are no answers in this period.", "No answers in this period"),
        ),
        ("/journey", f"?period={LONG_AGO}", ("No answers in this period",)),
    ],
    ids=["campaign", "compare", "journey"],
)
def test_a_period_without_answers_is_not_said_to_be_a_campaign_without_any(
    conn: db.Connection, path: str, search: str, words: tuple[str, ...]
) -> None:
    asked = [{"text": {"en": "What was it?"}, "choices": [{"en": "Late"}], "low": 1, "high": 10}]
    campaigns.edit(conn, "flow", {"touchpoint": "Delivery", "questions": asked}, by="anna")
    campaigns.add(conn, Campaign(slug="other", name="Other"))
    page = shown(conn, path, search)
    assert [word for word in words if word not in page] == []
    assert "No answers yet" not in page
    assert "No comments yet" not in page
    assert "answered it yet" not in page
