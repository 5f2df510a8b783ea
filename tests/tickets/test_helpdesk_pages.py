"""A help desk's channel on the page of alerts: made, tested, signed in again; a killed worker."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from helpdesks import Desk, helpdesk, round_, work
from other_side import LOCAL
from person import Person
from postbox import PASSWORD, signed_in
from zendesk_side import ZendeskSide, zendesk_side

from feedback_buttons.accounts import users
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.channels import channel_list
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.storage import db
from feedback_buttons.tickets import helpdesk_list

FIELDS = {"client": "fb", "client_secret": "s3cret", "key": "refresh-0"}


@pytest.fixture
def side() -> Iterator[ZendeskSide]:
    with zendesk_side() as side:
        yield side


@pytest.fixture
def anna(config: Config) -> Iterator[FlaskClient]:
    with db.connect(str(config.database_url)) as connection:
        users.add(connection, "anna", PASSWORD, "admin")
    app = create_app(replace(config, local_networks=LOCAL))
    yield signed_in(app, "anna")
    app.extensions["feedback_buttons"].close()


def test_the_page_makes_a_channel_and_says_what_the_help_desk_said(
    config: Config, side: ZendeskSide, anna: FlaskClient
) -> None:
    form = {
        "name": "Helpdesk",
        "kind": "zendesk",
        "site": side.url,
        "token": "refresh-0",
        "client": "fb",
    }
    wrong = anna.post("/alerts/channels", data=form)
    assert (wrong.status_code, "OAuth client&#39;s secret" in wrong.text) == (400, True)
    page = anna.post(
        "/alerts/channels", data=form | {"client_secret": "s3cret", "by_number": "yes"}
    )
    assert "Send a test ticket" in page.text
    assert [word for word in ("s3cret", "refresh-0") if word in page.text] == []
    page = anna.post("/alerts/channels/test", data={"name": "Helpdesk"})
    assert "Helpdesk accepted the test message and replied: ticket 4711" in page.text
    side.refresh, side.access = "refresh-9", "gone"
    page = anna.post("/alerts/channels/test", data={"name": "Helpdesk"})
    assert "did not accept the test message: 400" in page.text
    with db.connect(str(config.database_url), autocommit=True) as connection:
        channel = channel_list.named(connection, "Helpdesk")
        channel_list.pause(connection, channel, helpdesk_list.SIGNED_OUT)
    assert "messages wait until somebody signs in again" in anna.get("/alerts").text
    assert (
        anna.post("/alerts/channels/sign-in", data={"name": "Helpdesk", "token": "a b"}).status_code
        == 400
    )
    anna.post("/alerts/channels/sign-in", data={"name": "Helpdesk", "token": "refresh-9"})
    page = anna.post("/alerts/channels/test", data={"name": "Helpdesk"})
    assert "replied: ticket 4712" in page.text


def _killed(desk: Desk, side: ZendeskSide, begin: str) -> None:
    """A worker that is killed while the help desk has what it asked for and has not answered yet."""
    side.faults, side.stored = [(begin, "store then hang")], threading.Event()
    context = multiprocessing.get_context("spawn")
    worker = context.Process(target=work, args=(desk.config, desk.channel))
    worker.start()
    assert side.stored.wait(60)
    os.kill(worker.pid or 0, signal.SIGKILL)
    worker.join()
    desk.conn.execute("update outbox_message set lease_until = now() where state = 'sending'")


def test_a_worker_that_is_killed_at_each_call_makes_one_ticket_and_one_note(
    config: Config, side: ZendeskSide, zoe: Person
) -> None:
    with helpdesk(config, "zendesk", FIELDS | {"url": side.url}) as desk:
        zoe.press(2)
        for begin in ("POST /api/v2/tickets", "GET /api/v2/tickets"):
            _killed(desk, side, begin)
        round_(desk)
        zoe.press(1)
        _killed(desk, side, "PUT")
        round_(desk)
        assert [len(comments) for comments in side.comments.values()] == [2]
        assert desk.states() == [("open", "4711")]


def test_tickets_are_asked_for_by_campaign_touchpoint_and_score(
    anna: FlaskClient, config: Config
) -> None:
    with db.connect(str(config.database_url)) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay", touchpoint="Delivery & co"))
    form = {"name": "hook", "kind": "webhook", "url": "https://hooks.example.com/x"}
    page = anna.post("/alerts/channels", data=form).text
    assert "<option>Delivery &amp; co</option>" in page
    wish = {"name": "hook", "touchpoint": "Delivery & co", "score_to": "3"}
    page = anna.post("/alerts/tickets", data=wish).text
    assert "gets a ticket for each case (Delivery &amp; co, ≤\u00a03)" in page
    assert anna.post("/alerts/tickets", data=wish).status_code == 400
    anna.post("/alerts/tickets", data={"name": "hook", "off": "yes"})
    page = anna.post("/alerts/tickets", data={"name": "hook", "campaign": "delay"}).text
    assert "gets a ticket for each case (delay)" in page
