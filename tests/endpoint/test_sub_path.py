"""Buttons below a path of FEEDBACK_URL, behind proxies that take the path away and others that leave it."""

from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest
from person import Clock, Person
from werkzeug.test import TestResponse

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.web_app import Endpoint, create_app
from feedback_buttons.signing.tokens import Tokens


@pytest.fixture(params=["/feedback", "/a/b c", "/r"])
def prefix(request: pytest.FixtureRequest) -> str:
    path: str = request.param
    return path


@pytest.fixture
def app(config: Config, prefix: str) -> Iterator[Endpoint]:
    with psycopg.connect(config.database_url or "") as connection:
        campaigns.add(connection, Campaign(slug="apology", name="Apology"))
    url = f"https://example.com{prefix.replace(' ', '%20')}"
    app = create_app(replace(config, url=url), Clock())
    yield app
    app.close()


class Behind(Person):
    """Somebody whose browser asks a proxy, which may take the path away."""

    def __init__(self, app: Endpoint, prefix: str, *, takes: bool) -> None:
        clock = app.collector.clock
        assert isinstance(clock, Clock)
        super().__init__(app.test_client(), clock)
        self.prefix, self.takes = prefix, takes
        self.headers["Origin"] = "https://example.com"

    def _passed(self, address: str) -> str:
        assert address.startswith(f"{self.prefix}/"), "the proxy serves other things there"
        return address.removeprefix(self.prefix) if self.takes else address

    def open(self, address: str) -> TestResponse:
        return super().open(self._passed(address))

    def send(self, page: TestResponse, score: int) -> TestResponse:
        """Press, at the address that the page's form names."""
        self.address = self._passed(page.text.partition('action="')[2].partition('"')[0])
        return self.press(score)


@pytest.mark.parametrize("takes", [True, False], ids=["taken away", "left"])
def test_a_button_below_a_path_is_opened_and_pressed(
    app: Endpoint, config: Config, prefix: str, takes: bool
) -> None:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    token = tokens.sign("apology", tokens.recipient("customer 17"))
    person = Behind(app, prefix, takes=takes)
    page = person.open(f"{prefix}/r/apology/{token}/7")
    assert page.status_code == 200
    saved = person.send(page, 9)
    assert "is saved" in saved.text
    assert "is saved" in person.send(saved, 8).text
    with psycopg.connect(config.database_url or "") as connection:
        rows = connection.execute("select score, proof from rating").fetchall()
    assert rows == [(8, "pressed")]


def test_what_is_asked_beside_buttons_is_found_there_too(app: Endpoint, prefix: str) -> None:
    client = app.test_client()
    assert client.get("/healthz").text == client.get(f"{prefix}/healthz").text == "ok\n"
    assert client.get(f"{prefix}/other").status_code == 404
