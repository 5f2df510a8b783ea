"""Many people with one recipient's token are noticed in the evidence; a forwarded mail, a shared mailbox and a farm of
scanners are not many people."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from answers import Answer, put
from person import LAPTOP, PHONE, Clock, Person

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.comments import comment_list
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.campaign import shared_tokens_banner
from feedback_buttons.dashboard.comments import comment_cards
from feedback_buttons.dashboard.comments.comment_cards import Viewer
from feedback_buttons.dashboard.evidence import evidence_page, excluded_page
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.processes.checks import installation_check
from feedback_buttons.recipients import erasure
from feedback_buttons.reports.answers import (
    answer_export,
    answer_history,
    change_feed,
    excluded_answers,
    shared_tokens,
)
from feedback_buttons.reports.scores import campaign_reports
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

Answers = Callable[..., None]


@pytest.fixture
def first(config: Config) -> int:
    return Tokens(config.signing_keys, config.pseudonym_key).recipient("first contact")


@pytest.fixture
def answer(config: Config, first: int) -> Iterator[Answers]:
    """Lets somebody at each of some addresses open a button of the first contact's and press it."""
    clock = Clock((ids.utc_now() - timedelta(days=1)).replace(hour=10))  # all within one day
    with psycopg.connect(config.database_url or "") as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay", created_at=clock()))
    app = create_app(replace(config, proxies=1), clock)
    tokens = Tokens(config.signing_keys, config.pseudonym_key)

    def answered(
        *addresses: str,
        contact: bool = False,
        agents: tuple[str, ...] = (PHONE,),
        comment: str = "",
    ) -> None:
        token = tokens.sign(None if contact else "delay", first)
        for number, address in enumerate(addresses):
            person = Person(app.test_client(), clock, agents[number % len(agents)])
            person.headers["X-Forwarded-For"] = address
            person.open(f"/r/delay/{token}/{number % 10 + 1:02}")
            person.press(number % 10 + 1, comment)
            clock.later(60)

    yield answered
    app.close()


def homes(number: int) -> list[str]:
    return [f"86.80.{home}.9" for home in range(number)]


def noted(connection: db.Connection) -> list[tuple[int, int]]:
    """On how many clients and how often each shared token was answered with, after a look by the worker."""
    shared_tokens.note(connection, ids.utc_now())
    connection.execute("delete from shared_token_look")  # the next look need not wait
    return [(shared.clients, shared.answers) for shared in shared_tokens.list_(connection, "delay")]


def test_twenty_five_people_with_one_token_are_noticed(
    config: Config, answer: Answers, first: int
) -> None:
    answer(*homes(25))
    with db.connect(config.database_url or "", autocommit=True) as connection:
        assert noted(connection) == [(25, 25)]
        assert noted(connection) == [(25, 25)]  # nothing new since
        shared = shared_tokens.list_(connection)
        told = str(shared_tokens_banner.banner(shared, judges=False))
        assert (
            "At least 25 answers with one recipient's token, from 25 devices within a day" in told
        )
        assert "/recipient/" not in told
        assert "/recipient/" in str(shared_tokens_banner.banner(shared, judges=True))
        finding = {each.name: each for each in installation_check.check(config)}["shared tokens"]
        assert not finding.ok
        assert finding.message.startswith("25 answers from 25 devices with one token in delay")
        (row,) = answer_export.ratings(connection, "delay")
        assert row.shared_clients == 25
        feed = change_feed.page(
            connection, campaigns.get(connection, "delay"), change_feed.BEGIN, 9, references=False
        )
        assert [change.shared_clients for change in feed.answers] == [25]
        history = answer_history.history(connection, "delay", first)
        campaign = campaigns.get(connection, "delay")
        assert history
        assert campaign
        page = str(evidence_page.page(campaign, history, may_decide=True))
        assert "Not one person: this token was answered with on 25 devices" in page


def test_later_answers_are_added_to_those_that_were_noticed(
    config: Config, answer: Answers
) -> None:
    with db.connect(config.database_url or "", autocommit=True) as connection:
        answer(*homes(9))
        assert noted(connection) == []
        answer(*homes(12)[9:])
        assert noted(connection) == [(12, 12)]


@pytest.mark.parametrize(
    ("addresses", "agents"),
    [
        pytest.param(homes(4) * 5, (PHONE,), id="a mail that was forwarded to a family"),
        pytest.param(["194.151.3.4"] * 30, (PHONE, LAPTOP), id="the mailbox of an office"),
        pytest.param([f"3.64.{host}.2" for host in range(25)], (PHONE,), id="a farm in a data centre"),
        pytest.param(homes(25), ("curl/8.5",), id="programs"),
    ],
)  # fmt: skip
def test_what_is_not_many_people_is_not_told(
    config: Config, answer: Answers, addresses: list[str], agents: tuple[str, ...]
) -> None:
    answer(*addresses, agents=agents)
    with db.connect(config.database_url or "", autocommit=True) as connection:
        assert noted(connection) == []


def test_nothing_of_it_is_left_when_the_recipient_is_erased(
    config: Config, answer: Answers, first: int
) -> None:
    answer(*homes(12), contact=True)
    with db.connect(config.database_url or "", autocommit=True) as connection:
        assert noted(connection) == [(12, 12)]
        erasure.erase(connection, first)
        assert noted(connection) == []


def test_comments_and_what_is_excluded_bear_its_mark(config: Config, answer: Answers) -> None:
    answer(*homes(25), comment="of many")
    with db.connect(config.database_url or "", autocommit=True) as connection:
        noted(connection)
        put(connection, "delay", Answer(77, 3, comment="of one person"))
        # They pressed different scores, so that nobody's counts; where all press one it does.
        connection.execute("update comment set score = 5")
        page = comment_list.find(connection, Filter(campaign="delay"))
        marks = {comment.comment: comment.shared_clients for comment in page.comments}
        assert marks == {"of many": 25, "of one person": None}
        viewer = Viewer("anna")
        cards = {
            comment.comment: str(comment_cards.card(comment, viewer)) for comment in page.comments
        }
        assert "Not one person's" in cards["of many"]
        assert "Not one person's" not in cards["of one person"]
        (aside,) = excluded_answers.excluded(connection, "delay").rows
        assert aside.shared_clients == 25
        summary = campaign_reports.summary(connection, "delay")
        assert summary
        assert "Not one person's" in str(excluded_page.page(connection, summary, ""))
