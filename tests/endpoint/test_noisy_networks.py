"""One noisy network loses its evidence and nobody else's; presses always count."""

import pytest
from flask.testing import FlaskClient
from person import Clock, Person
from test_recipient_endpoint import address, app, client, clock, rating

from feedback_buttons.base import rate_limiter
from feedback_buttons.base.rate_limiter import Quota
from feedback_buttons.config.settings import Config

__all__ = ["address", "app", "client", "clock"]  # fixtures


def test_a_bucket_empties_and_fills_for_each_network_alone() -> None:
    buckets = Quota(rate=2, burst=3)
    assert [buckets.take("192.0.2.0/24", 0) for _ in range(5)] == [True, True, True, False, False]
    assert buckets.take("198.51.100.0/24", 0)
    assert [buckets.take("192.0.2.0/24", 1) for _ in range(3)] == [True, True, False]


def test_what_is_remembered_of_networks_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limiter, "_NETWORKS", 10)
    buckets = Quota()
    for number in range(100):
        buckets.take(f"192.0.{number}.0/24", 0)
    assert len(buckets._buckets) == 10


def test_behind_a_noisy_network_a_press_still_counts(
    client: FlaskClient, clock: Clock, config: Config, address: str
) -> None:
    collector = client.application.extensions["feedback_buttons"]
    collector.quota = Quota(rate=0, burst=0)
    person = Person(client, clock)
    assert "data-wait" not in person.open(address + "/7").text  # it asks for a press
    assert "saved" in person.press(7).text
    assert rating(config)[:2] == (7, "pressed")
    assert "feedback_noisy_total 1\n" in client.get("/metrics").text
