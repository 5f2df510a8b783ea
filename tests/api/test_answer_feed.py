"""The feed of answers over HTTP, with answers in it: pages, cursors, what each field says."""

import json
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from answers import Answer, put
from deeds import Recipient, Ticking
from person import Clock, Person
from werkzeug.test import Client

from feedback_buttons.accounts import api_keys
from feedback_buttons.base import ids
from feedback_buttons.base.rate_limiter import Limit
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard import app as dashboard
from feedback_buttons.dashboard.api import api_routes
from feedback_buttons.endpoint import web_app
from feedback_buttons.ratings.write_pool import Database
from feedback_buttons.ratings.writer import Ratings
from feedback_buttons.reports.answers import change_feed
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

Ask = Any


@pytest.fixture
def tokens(config: Config) -> Tokens:
    return Tokens(config.signing_keys, config.pseudonym_key)


@pytest.fixture
def clock() -> Clock:
    return Clock.of_today()


@pytest.fixture
def recipients(config: Config, clock: Clock) -> Iterator[Client]:
    with db.connect(config.database_url or "", autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
    app = web_app.create_app(config, clock)
    yield app.test_client()
    app.close()


@pytest.fixture
def ask(config: Config, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ask]:
    """Asks for a page of the feed, however often; gives what its JSON says."""
    monkeypatch.setattr(api_routes, "REQUESTS", Limit(burst=10**9, pause=1e-9))
    app = dashboard.create_app(config)
    with db.connect(config.database_url or "") as connection:
        _, secret = api_keys.add(connection, "feed", ["answers"], "anna")

    def page(slug: str = "delay", status: int = 200, **query: object) -> Any:  # noqa: ANN401 (any JSON)
        headers = {"Authorization": f"Bearer {secret}"}
        path = f"/api/v1/campaigns/{slug}/answers"
        response = app.test_client().get(path, query_string=query, headers=headers)
        assert response.status_code == status, response.text
        return json.loads(response.text)

    yield page
    app.extensions["feedback_buttons"].close()


def test_each_answer_is_told_with_its_occasion_as_text(
    recipients: Client, clock: Clock, ask: Ask, tokens: Tokens
) -> None:
    recipient = tokens.recipient("customer 17")
    occasions = (0, 1, 2**53 + 1, tokens.occasion("order 4711"), 2**63 - 1, -(2**63))
    for occasion in occasions:
        token = tokens.sign("delay", recipient, occasion)
        person = Person(recipients, clock)
        person.open(f"/r/delay/{token}/7")
        person.press(9, "Een net gebaar")
    told, cursor, more = [], None, True
    while more:
        page = ask(limit=2, **({"cursor": cursor} if cursor else {}))
        cursor, more = page["cursor"], page["more"]
        told += page["answers"]
    assert {each["occasion"] for each in told} == {str(occasion) for occasion in occasions}
    assert {each["recipient"] for each in told} == {ids.recipient_code(recipient)}
    assert {(each["score"], each["comment"]) for each in told} == {(9, "Een net gebaar")}
    assert ask(cursor=cursor)["answers"] == []


class Reader:
    """Follows the feed over HTTP in pages of one size, and remembers of each answer what was told last."""

    def __init__(self, ask: Ask, limit: int) -> None:
        self.ask, self.limit, self.cursor = ask, limit, ""
        self.known: dict[tuple[str, str], tuple[object, object]] = {}

    def read(self) -> None:
        """All that is new by now."""
        more = True
        while more:
            page = self.ask(limit=self.limit, **({"cursor": self.cursor} if self.cursor else {}))
            self.cursor, more = page["cursor"] or "", page["more"]
            for each in page["answers"]:
                key = each["recipient"], each["occasion"]
                self.known[key] = each["score"], each["comment"]

    def follow(self, over: threading.Event) -> None:
        """Read again and again until it is over, and once more then."""
        while not over.wait(0.002):
            self.read()
        self.read()


STANDS = """
select recipient, occasion, score, case when score is not null then comment end from rating
where campaign = 'wave' and changed is not null"""


def test_readers_know_in_the_end_what_stands_however_many_write(config: Config, ask: Ask) -> None:
    chance, made = random.Random(29), ids.Ids(Ticking())
    with db.connect(config.database_url or "", autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="wave", name="Wave"))
    people = [Recipient(number, made, chance) for number in range(40)]
    steps = [step for _ in range(2) for person in people for step in person.deeds()]
    readers = [Reader(partial(ask, "wave"), limit) for limit in (1, 7)]
    store, over = Database(str(config.database_url), role=db.COLLECTOR, size=6), threading.Event()
    with ThreadPoolExecutor(8) as threads:
        following = [threads.submit(reader.follow, over) for reader in readers]
        for done in [threads.submit(step, Ratings(store)) for step in steps]:
            done.result()
        over.set()
        for each in following:
            each.result()
    store.close()
    with db.connect(config.database_url or "") as connection:
        rows = connection.execute(STANDS).fetchall()
    stands = {(ids.recipient_code(row[0]), str(row[1])): (row[2], row[3]) for row in rows}
    assert len(stands) > 20
    for reader in readers:
        assert reader.known == stands, reader.limit


def test_a_period_limits_the_feed_and_its_cursor_goes_on_in_it_alone(
    config: Config, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = ids.utc_now()
    ages = (1, 20, 2, 21, 3, 22)  # days
    with db.connect(config.database_url or "", autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="flow", name="Flow"))
        given = (Answer(n, 7, now - timedelta(days=age)) for n, age in enumerate(ages))
        put(connection, "flow", *given)
        for number in range(len(ages)):  # each changed by a transaction of its own
            connection.execute(
                "with new as (update rating set changed = current_change() where recipient = %s returning *) "
                "insert into rating_change select campaign, changed, recipient, occasion, bucket from new",
                (number,),
            )
    assert len(ask("flow")["answers"]) == 6
    assert ask("flow")["period"]["name"] == "all"
    for walked in (1, 2, 5, 20_000):  # changes that a page looks at: its answers are the same
        monkeypatch.setattr(change_feed, "WALKED", walked)
        for limit in (1, 2, 10):
            told, cursor, more = [], "", True
            while more:
                page = ask(
                    "flow", period="7d", limit=limit, **({"cursor": cursor} if cursor else {})
                )
                cursor, more = page["cursor"] or "", page["more"]
                told += [answer["recipient"] for answer in page["answers"]]
            assert told == [ids.recipient_code(number) for number in (0, 2, 4)]
            assert cursor.endswith("@7d")
    assert (page["period"]["name"], page["period"]["end"]) == ("7d", None)
    assert ask("flow", period="2020-01-01..2020-01-31")["answers"] == []
    everything = ask("flow")["cursor"]
    for query in (
        {"cursor": cursor},
        {"cursor": cursor, "period": "24h"},
        {"cursor": everything, "period": "7d"},
        {"period": "sent"},
    ):
        assert ask("flow", status=409, **query)["detail"]
    assert "7d" in ask("flow", status=409, cursor=cursor)["detail"]
    assert ask("flow", status=422, period="soon")
