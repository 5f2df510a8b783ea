"""One noisy network loses its evidence and nobody else's; presses always count."""

from metrics_access import HEADERS
from person import Clock, Person
from test_recipient_endpoint import address, app, client, clock, rating
from werkzeug.test import Client

from feedback_buttons.base.rate_limiter import Limit, RateLimiter
from feedback_buttons.config.settings import Config

__all__ = ["address", "app", "client", "clock"]  # fixtures


def test_behind_a_noisy_network_a_press_still_counts(
    client: Client, clock: Clock, config: Config, address: str
) -> None:
    collector = client.application.collector
    collector.visit_limiter = RateLimiter(Limit(burst=0, pause=1))
    person = Person(client, clock)
    assert "data-wait" not in person.open(address + "/7").text  # it asks for a press
    assert "saved" in person.press(7).text
    assert rating(config)[:2] == (7, "pressed")
    assert "feedback_noisy_total 1.0\n" in client.get("/metrics", headers=HEADERS).text
