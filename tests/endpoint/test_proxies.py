"""Whose address counts behind proxies: only what a trusted one says, and of IPv6 the whole network."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

PROXY = "10.0.0.2"  # the one that talks to us


@pytest.fixture(autouse=True)
def _campaign(config: Config) -> None:
    with db.connect(config.database_url or "", autocommit=True) as conn:
        campaigns.add(conn, Campaign(slug="delay", name="Delay"))


@contextmanager
def braked(config: Config, proxies: int, *forwarded: str) -> Iterator[list[object]]:
    """Which networks are braked, once a button was opened by each who sends these X-Forwarded-For."""
    app = create_app(replace(config, proxies=proxies))
    token = Tokens(config.signing_keys, config.pseudonym_key).sign("delay", 17)
    try:
        for addresses in forwarded:
            headers = {"X-Forwarded-For": addresses} if addresses else {}
            app.test_client().get(
                f"/r/delay/{token}/7", headers=headers, environ_base={"REMOTE_ADDR": PROXY}
            )
        yield list(app.collector.visit_limiter._busy_until)
    finally:
        app.close()


@pytest.mark.parametrize(
    ("proxies", "forwarded", "network"),
    [
        (2, "198.51.100.9, 203.0.113.7, 10.0.0.1", "203.0.113.0/24"),  # the first is made up
        (2, "203.0.113.7, 10.0.0.1", "203.0.113.0/24"),
        (1, "198.51.100.9, 203.0.113.7", "203.0.113.0/24"),
        (2, "198.51.100.9", "10.0.0.0/24"),  # past the outer proxy: nobody vouches for it
        (0, "198.51.100.9", "10.0.0.0/24"),
        (2, "", "10.0.0.0/24"),
        (2, "2001:db8:7:1::1, 10.0.0.1", "2001:db8:7::/48"),
        (2, "::ffff:203.0.113.7, 10.0.0.1", "203.0.113.0/24"),
        (2, "::FFFF:CB00:7107, 10.0.0.1", "203.0.113.0/24"),
    ],
)
def test_of_two_proxies_in_a_row_only_what_they_add_is_believed(
    config: Config, proxies: int, forwarded: str, network: str
) -> None:
    with braked(config, proxies, forwarded) as networks:
        assert networks == [network]


def test_all_addresses_of_a_network_of_version_6_have_one_brake(config: Config) -> None:
    many = [f"2001:db8:7:{number:x}::{number:x}" for number in range(1, 30)]
    with braked(config, 1, *many) as networks:
        assert networks == ["2001:db8:7::/48"]
