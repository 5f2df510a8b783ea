"""The recipients' endpoint from the outside: get an address, then read the rows."""

from collections.abc import Iterator

import psycopg
import pytest
from person import PHONE, Clock, Person
from werkzeug.test import Client

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.web_app import Endpoint, create_app
from feedback_buttons.signing.tokens import Tokens


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def app(config: Config, clock: Clock) -> Iterator[Endpoint]:
    with psycopg.connect(config.database_url or "") as connection:
        campaigns.add(connection, Campaign(slug="apology", name="Apology", created_at=clock()))
    app = create_app(config, clock)
    yield app
    app.close()


@pytest.fixture
def client(app: Endpoint) -> Client:
    return app.test_client()


@pytest.fixture
def address(config: Config) -> str:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    return f"/r/apology/{tokens.sign('apology', tokens.recipient('customer 17'))}"


@pytest.fixture
def person(client: Client, clock: Clock) -> Person:
    return Person(client, clock)


def rating(config: Config) -> tuple[object, ...]:
    """The score, proof, state and comment of the only rating."""
    with psycopg.connect(config.database_url or "") as connection:
        row = connection.execute("select score, proof, state, comment from rating").fetchone()
    return row or ()


def test_a_seen_page_counts(person: Person, config: Config, address: str) -> None:
    assert person.open(address + "/7").status_code == 200
    assert rating(config) == (None, "none", "unconfirmed", None)
    assert person.see() == "saved"
    assert rating(config) == (7, "seen", "settling", None)


def test_a_press_counts_with_its_comment(person: Person, config: Config, address: str) -> None:
    person.open(address + "/7")
    page = person.press(9, "Een net gebaar \x00<script>alert(1)</script> مرحبا")
    assert rating(config) == (
        9,
        "pressed",
        "counted",
        "Een net gebaar <script>alert(1)</script> مرحبا",
    )
    assert "<script>alert" not in page.text
    person.press(9, "", had_comment="1")
    assert rating(config)[3] is None


@pytest.mark.parametrize("count", [20, 25, 400])
def test_more_fields_than_a_page_has_cost_nobody_an_answer(
    person: Person, config: Config, address: str, count: int
) -> None:
    person.open(address + "/7")
    answer = person.press(8, **{f"field{number}": "x" for number in range(count)})
    assert answer.status_code == 200
    assert rating(config)[:2] == (8, "pressed")


def test_get_and_head_change_no_rating(client: Client, config: Config, address: str) -> None:
    for method in (client.get, client.head):
        assert method(address + "/3", headers={"User-Agent": PHONE}).status_code == 200
    assert rating(config)[0] is None


def test_erasing_asks_first_and_then_leaves_nothing(
    person: Person, config: Config, address: str
) -> None:
    person.open(address + "/7")
    person.press(7, "secret")
    person.press(7, do="erase")
    assert rating(config)[0] == 7
    person.press(7, do="erase-now")
    assert rating(config) == (None, "none", "erased", None)
    with psycopg.connect(config.database_url or "") as connection:
        assert connection.execute("select did from visit").fetchall() == [("erase",)]
        sums = "select sum(n7), sum(c7), sum(unconfirmed), sum(comments) from rollup"
        assert connection.execute(sums).fetchone() == (0, 0, 0, 0)


@pytest.mark.parametrize("written", ["/{0}/7", "//{0}/7", "/{0}//7", "/{0}/7."])
def test_an_address_with_too_many_strokes_is_understood(
    client: Client, config: Config, address: str, written: str
) -> None:
    path = {"PATH_INFO": written.format(address.lstrip("/"))}
    found = client.get(address, headers={"User-Agent": PHONE}, environ_overrides=path)
    assert found.status_code == 200
    with psycopg.connect(config.database_url or "") as connection:
        assert connection.execute("select score from visit").fetchall() == [(7,)]
