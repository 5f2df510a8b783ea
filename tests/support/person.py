"""One person's browser and a clock, for tests of the recipients' endpoint."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from werkzeug.test import Client, TestResponse

PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
)
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def environ(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers as WSGI has them."""
    return {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}


class Clock:
    """A clock that the test moves."""

    def __init__(self, now: datetime = datetime(2026, 12, 5, 9, 0, tzinfo=UTC)) -> None:
        self.now = now

    @classmethod
    def of_today(cls) -> "Clock":
        """The machine's time, for what the database compares with its own. Shortly before midnight UTC, when a
        client gets another hash, it is half an hour ago, so that a test stays within one day."""
        now = datetime.now(UTC)
        late = (now + timedelta(minutes=20)).date() != now.date()
        return cls(now - timedelta(minutes=30) if late else now)

    def __call__(self) -> datetime:
        return self.now

    def later(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Person:
    """A browser of one person: opens a button's page, lets its script run, presses its buttons."""

    def __init__(self, client: Client, clock: Clock, agent: str = PHONE) -> None:
        self.client, self.clock = client, clock
        self.headers = {"User-Agent": agent, "Origin": "http://localhost"}
        self.page = ""

    def open(self, address: str) -> TestResponse:
        self.address = address
        response = self.client.get(address, headers=self.headers)
        self._keep(response)
        return response

    def see(self) -> str:
        self.clock.later(0.8)
        data = {"do": "seen", "page": self.page, "score": self.address.rsplit("/", 1)[1]}
        response = self.client.post(self.address, data=data, headers=self.headers)
        state: str = response.get_json()["state"]
        return state

    def press(self, score: int, comment: str = "", do: str = "press", **more: str) -> TestResponse:
        self.clock.later(3)
        data = {"do": do, "page": self.page, "score": score, "comment": comment, **more}
        response = self.client.post(self.address, data=data, headers=self.headers)
        self._keep(response)
        return response

    def _keep(self, response: TestResponse) -> None:
        found = re.search(r'name="page" value="([^"]*)"', response.text)
        self.page = found[1] if found else ""
