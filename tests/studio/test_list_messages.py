"""A list whose rows are messages, signed in the studio: each has an answer of its own, which says which it is."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from answers import START, Answer, put
from dash.development.base_component import Component
from flask import Flask
from flask.testing import FlaskClient
from person import Clock, Person
from postbox import PASSWORD, signed_in
from test_uploads import said, signed, uploaded

from feedback_buttons.accounts import audit, users
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard import callbacks
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.endpoint import web_app
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

TICKETS = b"""\
Requester email,Ticket ID,Channel
maria@example.nl,1234567890123456789,phone
maria@example.nl,#4712/b,chat
maria@example.nl,#4712/b,chat
ben@example.nl,#4713,phone
"""
CHOICES = {"column": "Requester email", "message": "Ticket ID", "keep": ["Channel"]}


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        users.add(connection, "anna", PASSWORD, "admin")
        campaigns.add(connection, Campaign(slug="delay", name="Delay", policy="instant"))
        yield connection


@pytest.fixture
def anna(config: Config, conn: db.Connection) -> Iterator[FlaskClient]:
    assert conn.info.dbname in str(config.database_url)
    app: Flask = create_app(config)
    yield signed_in(app, "anna")
    app.extensions["feedback_buttons"].close()


def shown(page: list[Component]) -> str:
    """All of a page, with everything within it."""
    return " ".join(str(part.to_plotly_json()) for part in page)


def tokens(client: FlaskClient, address: str) -> list[str]:
    text = client.get(f"{address}/signed.csv").data.decode()
    return [row["feedback_token"] for row in csv.DictReader(io.StringIO(text))]


def test_two_tickets_of_one_customer_are_two_answers_that_name_them(
    anna: FlaskClient, conn: db.Connection, config: Config
) -> None:
    page = signed(anna, address := uploaded(anna, TICKETS), **CHOICES)
    assert "4 rows signed by Requester email. Each Ticket ID has an answer of its own." in page.text
    assert "The same person and message as in line 3." in page.text
    first, second, again, other = tokens(anna, address)
    assert second == again
    assert len({first, second, other}) == 3
    web = web_app.create_app(config, clock := Clock(START))
    for token, score in ((first, 2), (second, 9)):
        person = Person(web.test_client(), clock)
        person.headers |= {"Origin": config.url}
        person.open(f"/r/delay/{token}/{score}")
        person.press(score)
        person.press(score, f"about {score}")
    web.close()
    page_text = shown(callbacks.page(conn, "/comments", "", lambda _: True, "anna"))
    assert "Message" in page_text
    assert "1234567890123456789" in page_text
    assert "#4712/b" in page_text
    kept = conn.execute("select reference, attributes from occasion_attribute order by 1")
    assert kept.fetchall() == [
        ("#4712/b", {"Channel": "chat"}),
        ("#4713", {"Channel": "phone"}),
        ("1234567890123456789", {"Channel": "phone"}),
    ]


def test_the_trail_says_by_which_column(anna: FlaskClient, conn: db.Connection) -> None:
    signed(anna, uploaded(anna, TICKETS), **CHOICES)
    entry = audit.page(conn).entries[0]
    assert (entry.did, entry.detail["message"]) == ("recipients signed", "Ticket ID")


def test_a_message_is_of_one_campaign(anna: FlaskClient) -> None:
    page = signed(anna, address := uploaded(anna, TICKETS), **CHOICES, contact="on")
    assert said(page, "state") == "choosing"
    assert "A message belongs to one campaign" in unescape(page.text)
    assert '<option value="Ticket ID" selected>' in page.text
    assert anna.get(f"{address}/signed.csv").status_code == 404


def test_a_comment_without_a_message_names_none(conn: db.Connection) -> None:
    put(conn, "delay", Answer(1, 3, START, "late"))
    assert "Message" not in shown(callbacks.page(conn, "/comments", "", lambda _: True, "anna"))


def test_a_list_is_signed_for_a_wave_of_the_campaign(
    anna: FlaskClient, conn: db.Connection, config: Config
) -> None:
    address = uploaded(anna, TICKETS)
    assert "Which wave" not in anna.get(address).text  # there is one at most
    second = START + timedelta(days=3)
    further = {"sent_at": second, "name": "Reminder"}
    campaigns.edit(conn, "delay", {"sent_at": START, "waves": [further]})
    assert '<option value="2">Reminder</option>' in anna.get(address).text
    page = signed(anna, address, column="Requester email", wave="2", contact="on", repeats="on")
    assert "wave belongs to one campaign" in unescape(page.text)
    assert '<option value="2" selected>Reminder</option>' in page.text
    page = signed(anna, address, column="Requester email", wave="3", repeats="on")
    assert "here is no wave 3: the campaign has 2." in unescape(page.text)
    signed(anna, address, column="Requester email", wave="2", repeats="on")
    signer = Tokens(config.signing_keys, config.pseudonym_key)
    read = [signer.read("delay", token) for token in tokens(anna, address)]
    assert {(invitation.occasion, invitation.sent_at) for invitation in read} == {(0, second)}
    assert len({invitation.recipient for invitation in read}) == 2
    detail = conn.execute("select detail from audit where did = 'recipients signed'").fetchone()
    assert detail is not None
    assert detail[0]["wave"] == 2
