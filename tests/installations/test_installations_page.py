"""Several installations on one page: asked through the API of a real server, together, and when one is away."""

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network
from threading import Thread

import pytest
from answers import put_scores
from flask.testing import FlaskClient
from postbox import PASSWORD, signed_in
from werkzeug.serving import BaseWSGIServer, make_server

from feedback_buttons.accounts import api_keys, users
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config import installations
from feedback_buttons.config.settings import Config, ConfigError
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.dashboard.installations import installation_reader
from feedback_buttons.storage import db

LOOPBACK = (ip_network("127.0.0.0/8"),)


@pytest.fixture
def other(full_config: Config) -> Iterator[BaseWSGIServer]:
    """The well-filled installation, which answers over HTTP."""
    app = create_app(full_config)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["feedback_buttons"].close()


@pytest.fixture
def key(full_config: Config) -> str:
    with db.connect(str(full_config.database_url), autocommit=True) as connection:
        _, secret = api_keys.add(connection, "overview", ["campaigns:read"], "admin")
    return secret


@pytest.fixture
def settings(config: Config, other: BaseWSGIServer, key: str) -> Config:
    """This installation's, with one campaign of its own, beside the other."""
    with db.connect(str(config.database_url), autocommit=True) as connection:
        users.add(connection, "anna", PASSWORD)
        campaigns.add(connection, Campaign(slug="delay", name="Vertraging"))
        put_scores(connection, "delay", *[9] * 30)
    named = installations.parse(f"Nederland; Germany http://127.0.0.1:{other.port} {key}")
    return replace(config, installations=named, local_networks=LOOPBACK)


@pytest.fixture
def anna(settings: Config) -> Iterator[FlaskClient]:
    app = create_app(settings)
    yield signed_in(app, "anna")
    app.extensions["feedback_buttons"].close()


def test_the_page_shows_all_campaigns_and_one_index(
    anna: FlaskClient, other: BaseWSGIServer, key: str, full_config: Config
) -> None:
    page = anna.get("/installations").text
    assert "Nederland" in page
    assert 'href="/campaign/delay">Vertraging' in page
    assert f'href="http://127.0.0.1:{other.port}/campaign/full"' in page
    assert "No news" not in page
    assert key not in page
    with db.connect(str(full_config.database_url)) as connection:
        listed = len(campaigns.list_(connection))
    rows = anna.get("/installations.csv").text.splitlines()
    assert len(rows) == 1 + 1 + listed
    assert sum("Germany" in row for row in rows) == listed
    assert 'href="/installations"' in anna.get("/topics").text


def test_figures_of_one_that_is_away_stay_with_their_time(
    anna: FlaskClient, full_config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = "/campaign/full"
    assert link in anna.get("/installations").text
    monkeypatch.setattr(installation_reader, "FRESH", -1.0)
    with db.connect(str(full_config.database_url), autocommit=True) as connection:
        api_keys.revoke(connection, "overview", "admin")
    page = anna.get("/installations").text
    assert "No news: it does not know the key." in page
    assert link in page


@pytest.mark.parametrize(
    ("networks", "reason"),
    [((), "its address is not public"), (LOOPBACK, "it cannot be reached")],
)
def test_one_that_was_never_reached_says_why(
    settings: Config, networks: tuple[()], reason: str
) -> None:
    named = installations.parse("Germany http://127.0.0.1:9 fbk_never")
    app = create_app(replace(settings, installations=named, local_networks=networks))
    page = signed_in(app, "anna").get("/installations?period=7d").text
    assert f"No news: {reason}" in page
    assert "This installation" in page
    assert "Vertraging" in page
    app.extensions["feedback_buttons"].close()


def test_where_no_other_is_named_there_is_no_such_page(config: Config) -> None:
    with db.connect(str(config.database_url), autocommit=True) as connection:
        users.add(connection, "anna", PASSWORD)
    app = create_app(config)
    anna = signed_in(app, "anna")
    assert anna.get("/installations").status_code == 404
    assert "/installations" not in anna.get("/topics").text
    app.extensions["feedback_buttons"].close()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "Germany https://de.example.com",
            "behind the address of Germany there must be one API key",
        ),
        ("https://de.example.com fbk_secret", "an address has no name before it"),
        ("A; B; C https://c.example.com fbk_secret", "B has no address and no key"),
        ("C https://c.example.com fbk_a; c https://d.example.com fbk_secret", "two have one name"),
        ("C c.example.com://x fbk_secret", "no base address"),
    ],
)
def test_what_cannot_be_read_is_said_without_a_key(config: Config, text: str, reason: str) -> None:
    environ = {"FEEDBACK_DATA_DIR": str(config.data_dir), "FEEDBACK_INSTALLATIONS": text}
    with pytest.raises(ConfigError, match=reason) as error:
        Config.from_env(environ, needs=())
    assert "fbk_" not in str(error.value)
