"""Clicks on buttons that name a campaign and nobody are counted, and nothing of who clicked is kept."""

from collections.abc import Iterator

import psycopg
import pytest
from person import LAPTOP, Clock
from werkzeug.test import Client

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.campaign import broken_buttons
from feedback_buttons.endpoint.web_app import Endpoint, create_app
from feedback_buttons.processes.checks import installation_check
from feedback_buttons.ratings.write_pool import Database
from feedback_buttons.reports.answers import broken_clicks
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db


@pytest.fixture
def app(config: Config) -> Iterator[Endpoint]:
    with psycopg.connect(config.database_url or "") as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
    app = create_app(config, Clock.of_today())
    app.collector.campaigns.remember()
    yield app
    app.close()


def click(client: Client, address: str, times: int = 3, agent: str = LAPTOP) -> None:
    for _ in range(times):
        client.get(address, headers={"User-Agent": agent})


def counted(app: Endpoint, config: Config) -> dict[str, int]:
    """How many clicks of each kind the team is told of, in the campaign delay."""
    app.collector.broken.share(app.collector.database)
    with db.connect(config.database_url or "") as connection:
        return {each.kind: each.clicks for each in broken_clicks.list_(connection, "delay")}


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/r/delay//7", "empty"),
        ("/r/delay/7", "empty"),
        ("/r/delay/%7B%7Bfeedback_token%7D%7D/7", "unmerged"),
        ("/r/delay/*%7CFBTOKEN%7C*/7", "unmerged"),
        ("/r/delay/0123456789abcdefghjkmnpqrstvwxy/7", "wrong"),
        ("/r/DELAY/anna@example.com/7", "wrong"),
    ],
)
def test_clicks_on_broken_buttons_are_counted_by_kind(
    app: Endpoint, config: Config, address: str, kind: str
) -> None:
    click(app.test_client(), address, times=2)
    assert counted(app, config) == {}  # as few as a look at a preview
    click(app.test_client(), address, times=16)
    assert counted(app, config) == {kind: 18}
    with db.connect(config.database_url or "") as connection:
        assert connection.execute("select count(*) from visit").fetchone() == (0,)


def test_what_is_right_unknown_or_a_machines_is_not_counted(app: Endpoint, config: Config) -> None:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    client = app.test_client()
    click(client, f"/r/delay/{tokens.sign('delay', tokens.recipient('17'))}/7")
    click(client, "/r/another/0123/7")
    click(client, "/r/delay/0123/7", agent="curl/8.5")
    for _ in range(3):
        client.post("/r/delay/0123/7", headers={"User-Agent": LAPTOP})
    assert counted(app, config) == {}


def test_the_campaigns_page_and_check_tell_of_them(app: Endpoint, config: Config) -> None:
    click(app.test_client(), "/r/delay//7", times=18)
    counted(app, config)
    with db.connect(config.database_url or "") as connection:
        told = str(broken_buttons.banner(broken_clicks.list_(connection, "delay")))
    assert "18 clicks on buttons without a token since" in told
    assert broken_buttons.banner([]) == []
    found = {each.name: each for each in installation_check.check(config)}["broken buttons"]
    assert not found.ok
    assert found.message.startswith("18 clicks in delay since ")


def test_nothing_is_lost_while_the_database_is_away(app: Endpoint, config: Config) -> None:
    held, away = app.collector, Database("postgresql://127.0.0.1:1/none")
    for _ in range(2):
        click(app.test_client(), "/r/delay//7")
        held.broken.share(away)
    away.close()
    assert counted(app, config) == {"empty": 6}
