"""Simulated people: when they click, what they mean, and how they go about it.

The truth about a mail is the last score that a person who held it meant.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from feedback_buttons.simulation.sim_clients import (
    DESKTOPS,
    HOSTED,
    PHONES,
    Row,
    SimClient,
    address,
    device,
    row,
)

# When people click after a send: GetResponse 2020, 5.5 billion mails, 33.6% of the clicks within
# one hour, 51.4% in three, 81% in 24; a Weibull curve through these has:
CLICK_SCALE, CLICK_SHAPE = 7.1 * 3600, 0.43
# A mail has to arrive, be opened and be read before anybody clicks.
CLICK_FLOOR = 6.0
LAST_CLICK = 14 * 86400.0
# Scores of a campaign that is doing well: mean 7.65.
SCORES = (3.0, 1.5, 2.0, 2.5, 5.0, 7.5, 15.0, 23.5, 20.0, 20.0)
PRESSES = 0.87  # of the people who are asked to press
NO_SCRIPTS = 0.015
HURRIES = 0.02  # closes the page within a second
COMMENTS = 0.12
CORRECTS = 0.02  # presses another score on the page
RELAYED = 0.08  # of the iPhones: iCloud Private Relay
DAY = 86400.0


@dataclass(frozen=True)
class SimPlace:
    """Where a mailbox's reader reads: in a company, behind its addresses, or at home."""

    offices: tuple[str, ...] = ()
    hosted: float = 0.0  # share of its people on hosted desktops or browser isolation


@dataclass(frozen=True)
class Click:
    """A person's own opening of a button's page."""

    at: float
    score: int
    client: SimClient


@dataclass
class SimPerson:
    """A recipient who means to answer, and the habits that they keep from click to click."""

    rng: Random
    recipient: str
    place: SimPlace
    client: SimClient
    at: float
    score: int
    scripts: bool = True
    hurries: bool = False
    presses: bool = True
    clicks: list[Click] = field(default_factory=list)
    meant: list[tuple[float, int]] = field(default_factory=list)

    @property
    def truth(self) -> int:
        """The last score that anybody meant."""
        return self.meaning(float("inf"))

    def meaning(self, at: float) -> int:
        """What was meant at a time."""
        return max(item for item in self.meant if item[0] <= at)[1]

    def visit(self, at: float, score: int, client: SimClient | None = None) -> Row:
        """Opens a button's page and stays for as long as this person does."""
        rng, client = self.rng, client or self.client
        self.clicks.append(Click(at, score, client))
        visible = rng.uniform(0.15, 0.95) if self.hurries else 1.2 + rng.expovariate(1 / 7)
        extra: Row = {"js": self.scripts, "visible": round(visible, 2)}
        if self.presses and not self.hurries:
            extra["if_asked"] = round(rng.uniform(1.5, 8), 2)
        return row(self.recipient, at, score, "visit", client, **extra)

    def answer(self, at: float, score: int, client: SimClient | None = None) -> Row:
        """A visit that is meant."""
        self.meant.append((at, score))
        return self.visit(at, score, client)


def click_delay(rng: Random) -> float:
    """Seconds from the send to a person's click."""
    delay = CLICK_FLOOR + rng.expovariate(1 / 3) + rng.weibullvariate(CLICK_SCALE, CLICK_SHAPE)
    return min(delay, LAST_CLICK)


def score(rng: Random, unlike: int = 0) -> int:
    """A person's score, other than one given."""
    chosen = unlike
    while chosen == unlike:
        chosen = rng.choices(range(1, 11), SCORES)[0]
    return chosen


def somewhere(rng: Random, place: SimPlace, desk: float | None = None) -> SimClient:
    """A person's device and network; `desk` is the chance that it is a desktop."""
    if rng.random() < place.hosted:
        where = rng.choice(("azure", "azure", "aws", "proofpoint", "mimecast"))
        return SimClient(address(rng, where), device(rng, HOSTED))
    if rng.random() < (desk if desk is not None else 0.65 if place.offices else 0.32):
        shares = (75, 21, 4) if place.offices else (0, 96, 4)
        where = rng.choices(("office", "home", "vpn"), shares)[0]
        ip = rng.choice(place.offices) if where == "office" else address(rng, where)
        return SimClient(ip, device(rng, DESKTOPS))
    headers = device(rng, PHONES)
    where = rng.choices(("mobile", "home", "vpn"), (48, 50, 2))[0]
    if "iPhone" in headers["User-Agent"] and rng.random() < RELAYED:
        where = "relay"
    return SimClient(address(rng, where), headers)


def meet(rng: Random, recipient: str, place: SimPlace, at: float | None = None) -> SimPerson:
    """Draw a recipient with habits of their own, who clicks at this time (seconds after sending) or a drawn one."""
    return SimPerson(
        rng,
        recipient,
        place,
        somewhere(rng, place),
        click_delay(rng) if at is None else at,
        score(rng),
        scripts=rng.random() >= NO_SCRIPTS,
        hurries=rng.random() < HURRIES,
        presses=rng.random() < PRESSES,
    )


def answers(person: SimPerson) -> Iterator[Row]:
    """The click itself, and what some do on the page: correct it, say why."""
    rng, opened = person.rng, person.answer(person.at, person.score)
    if not person.hurries and rng.random() < CORRECTS:
        seconds, pressed = round(rng.uniform(2, 9), 2), score(rng, unlike=person.score)
        person.meant.append((person.at + seconds, pressed))
        opened["press"] = [[seconds, pressed]]
    if not person.hurries and rng.random() < COMMENTS:
        opened["press"] = [[round(rng.uniform(8, 90), 2), person.truth]]
        opened["comment"] = "Nice and quick."
    yield opened


def changes_mind(person: SimPerson) -> Iterator[Row]:
    """Another score: on the same phone within minutes, or next day on a laptop."""
    rng, other = person.rng, score(person.rng, unlike=person.truth)
    if rng.random() < 0.7:
        yield person.answer(person.at + rng.uniform(4, 300), other)
    else:
        laptop = somewhere(rng, person.place, desk=1)
        yield person.answer(person.at + DAY * rng.uniform(0.6, 1.4), other, laptop)


def clicks_twice(person: SimPerson) -> Iterator[Row]:
    """Opens the same button once more within 0.6 s: a double click."""
    yield person.visit(person.at + person.rng.uniform(0.12, 0.6), person.score)


def goes_back(person: SimPerson) -> Iterator[Row]:
    """The back button, or opening the mail again: the same page once more."""
    rng = person.rng
    at = person.at + rng.choice((rng.uniform(3, 90), rng.uniform(600, 2 * DAY)))
    yield person.visit(at, person.meaning(at))


def forwards(person: SimPerson) -> Iterator[Row]:
    """Somebody else gets the mail and clicks too. Where the owner has answered most only look, and
    mean it only if they press; where nobody has, the click is an answer like any other."""
    rng, answered = person.rng, bool(person.meant)
    other = meet(rng, person.recipient, SimPlace(), person.at + rng.uniform(60, 2 * DAY))
    other.presses = other.presses and (not answered or rng.random() < 0.3)
    yield other.visit(other.at, other.score)
    if not answered or (other.presses and not other.hurries):
        person.meant.append((other.at, other.score))


Habit = Callable[[SimPerson], Iterator[Row]]
HABITS: tuple[tuple[Habit, float], ...] = (
    (changes_mind, 0.04),
    (clicks_twice, 0.03),
    (goes_back, 0.03),
    (forwards, 0.015),
)
