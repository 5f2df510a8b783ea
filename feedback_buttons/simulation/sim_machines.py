"""What simulated scanners share: the mail they look at, their headers, when they begin."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import ip_network
from math import exp, log
from random import Random

from feedback_buttons.simulation.sim_clients import (
    ANDROID,
    LINUX,
    PREFIXES,
    WINDOWS,
    Row,
    SimClient,
    address,
    chrome,
    edge,
    row,
)
from feedback_buttons.simulation.sim_people import Click, SimPlace, somewhere

HOUR = 3600.0
ENGLISH = "en-US,en;q=0.9"


@dataclass(frozen=True)
class Farm:
    """A few machines that look at every mail of a mailing: their networks and browsers."""

    networks: tuple[str, ...] = ("38.104.77.0/24", "64.62.140.0/24")
    headers: tuple[dict[str, str], ...] = ({"User-Agent": "Mozilla/5.0 Chrome/142.0.0.0"},)


@dataclass(frozen=True)
class Mail:
    """One mail in one mailbox, as a scanner has it."""

    rng: Random
    recipient: str
    unlisted: bool = False  # this mailbox's scanners sit in networks that no list has
    clicks: tuple[Click, ...] = ()  # the person's
    farm: Farm = field(default_factory=Farm)
    place: SimPlace = field(default_factory=SimPlace)  # where the owner reads

    def owner(self) -> SimClient:
        """The owner's own device, whether or not they have clicked."""
        return self.clicks[0].client if self.clicks else somewhere(self.rng, self.place)

    def vendor(self, *places: str) -> str:
        """One vendor's network, to draw several hosts from."""
        where = "unlisted" if self.unlisted else self.rng.choice(places)
        return self.rng.choice(PREFIXES[where])

    def client(self, headers: dict[str, str], *places: str) -> SimClient:
        """A machine in one of these networks."""
        where = "unlisted" if self.unlisted else self.rng.choice(places)
        return SimClient(address(self.rng, where), headers)

    def row(self, at: float, score: int, do: str, client: SimClient, **more: object) -> Row:
        return row(self.recipient, at, score, do, client, **more)

    def visit(self, at: float, score: int, client: SimClient, stay: float = 8.0) -> Row:
        """Opens the page in a browser that runs its script."""
        seconds = round(self.rng.uniform(0.5, 1.5) * stay, 2)
        return self.row(at, score, "visit", client, js=True, visible=seconds)

    def buttons(self) -> list[int]:
        """Which of the ten a scanner follows: all, the first few, or some."""
        kind, few = self.rng.random(), self.rng.randint(1, 4)
        if kind < 0.5:
            return list(range(1, 11))
        return list(range(1, few + 1)) if kind < 0.7 else self.rng.sample(range(1, 11), few)


def farm(rng: Random) -> Farm:
    """Machines in networks that no list has: two to four /24, one to three browsers."""
    hosts = [address(rng, "unlisted") for _ in range(rng.randint(2, 4))]
    return Farm(
        tuple(str(ip_network(f"{ip}/24", strict=False)) for ip in hosts),
        tuple(machine(rng) for _ in range(rng.randint(1, 3))),
    )


def machine(rng: Random) -> dict[str, str]:
    """A scanner's headers: a current browser, an old one, a headless or a badly faked one."""
    kind = rng.random()
    full = edge(rng, ENGLISH) if kind < 0.2 else chrome(rng, ENGLISH, rng.choice((WINDOWS, LINUX)))
    if kind < 0.55:
        return full
    few = {name: full[name] for name in ("User-Agent", "Accept", "Accept-Encoding")}
    agent = few["User-Agent"].split("Chrome/")[0]
    if kind < 0.8:  # old, without client hints
        return {
            **few,
            "User-Agent": f"{agent}Chrome/{rng.choice((79, 88, 103))}.0.0.0 Safari/537.36",
        }
    if kind < 0.9:
        return {**few, "User-Agent": few["User-Agent"].replace("Chrome/", "HeadlessChrome/")}
    # A phone's user agent put over a desktop's browser.
    return {
        **full,
        "User-Agent": full["User-Agent"].replace(LINUX, ANDROID).replace(WINDOWS, ANDROID),
    }


def onset(rng: Random) -> float:
    """When a scan of a delivered mail begins, seconds after the send.

    836 click bursts at one sender (Craft Campaign, issue 546): median 43 s, 2.6% within 20 s,
    31% after a minute. Some scanners come hours later, a few before the mail is delivered.
    """
    kind = rng.random()
    if kind < 0.04:
        return rng.uniform(0.5, 8) * HOUR
    if kind < 0.06:
        return -rng.uniform(1, HOUR)
    side = rng.gauss(0, 1)
    return exp(log(43) + side * (0.39 if side < 0 else 0.67))
