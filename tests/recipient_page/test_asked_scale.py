"""The page after the click asks on the scale of the mail: stars where it had stars."""

import re
from collections.abc import Iterator

import pytest
from person import Clock, Person

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.web_app import Endpoint, create_app
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

FIVE = ["2", "4", "6", "8", "10"]
MARKS = {
    "stars": ["1★", "2★", "3★", "4★", "5★"],
    "faces": ["😠", "🙁", "😐", "🙂", "😀"],
    "csat": ["1", "2", "3", "4", "5"],
    "ces": ["1", "2", "3", "4", "5"],
    "nps": [str(score) for score in range(1, 11)],
    None: [str(score) for score in range(1, 11)],
}


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        yield connection


@pytest.fixture
def app(config: Config) -> Iterator[Endpoint]:
    app = create_app(config, Clock.of_today())
    yield app
    app.close()


def reader(app: Endpoint, config: Config) -> tuple[Person, str]:
    clock = app.collector.clock
    assert isinstance(clock, Clock)
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    return Person(app.test_client(), clock), f"/r/x/{tokens.sign('x', tokens.recipient('17'))}"


def buttons(page: str) -> list[tuple[str, str]]:
    """The values of a page's scale and what stands on its buttons."""
    scale = page.partition('<div class="scale')[2].partition("</div>")[0]
    return re.findall(r'value="(\d+)"[^>]*>([^<]*)</button>', scale)


@pytest.mark.parametrize("asks", MARKS)
def test_the_page_has_the_buttons_of_the_mail(
    app: Endpoint, config: Config, conn: db.Connection, asks: str | None
) -> None:
    campaigns.add(conn, Campaign(slug="x", name="X", asks=asks))
    person, address = reader(app, config)
    values = FIVE if len(MARKS[asks]) == 5 else MARKS[asks]
    opened = person.open(f"{address}/8")
    assert buttons(opened.text) == list(zip(values, MARKS[asks], strict=True))
    mark = MARKS[asks][3 if len(MARKS[asks]) == 5 else 7]
    assert f"your {mark} is saved" in person.press(8).text
    assert conn.execute("select score from rating").fetchone() == (8,)
    legend = "From 1 to 5" if len(values) == 5 else "From 1 to 10"
    assert legend in person.open(address).text


def test_an_answer_between_two_buttons_is_told_as_the_lower_one(
    app: Endpoint, config: Config, conn: db.Connection
) -> None:
    """Somebody answered 7 on a page of ten numbers, before the mail's scale was known."""
    campaigns.add(conn, Campaign(slug="x", name="X", policy="instant"))
    person, address = reader(app, config)
    person.open(f"{address}/7")
    person.press(7)
    campaigns.edit(conn, "x", {"asks": "stars"})
    app.collector.campaigns._known.clear()
    campaigns.close(conn, "x")
    app.collector.campaigns._known.clear()
    assert "Your answer is a 3★." in person.open(f"{address}/8").text


def test_faces_have_names(app: Endpoint, config: Config, conn: db.Connection) -> None:
    campaigns.add(conn, Campaign(slug="x", name="X", asks="faces"))
    person, address = reader(app, config)
    assert 'value="8" aria-label="4/5"' in person.open(address).text
