"""Simulated people with unusual habits: two in one mailbox, back after days, in a cloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from feedback_buttons.simulation.sim_clients import (
    DESKTOPS,
    HOSTED,
    LANGUAGES,
    PHONES,
    WINDOWS,
    Row,
    SimClient,
    chrome,
    device,
    iphone,
)
from feedback_buttons.simulation.sim_people import (
    DAY,
    Habit,
    SimPerson,
    answers,
    meet,
    score,
    somewhere,
)

CLOUDS = ("aws", "azure", "zscaler", "netskope")


def comes_back(person: SimPerson) -> Iterator[Row]:
    """Opens the mail again after one to nine days and answers once more, mostly the same; on the
    same device somewhere else, or on another."""
    rng = person.rng
    at = person.at + DAY * rng.uniform(1, 9)
    again = person.truth if rng.random() < 0.6 else score(rng, unlike=person.truth)
    moved = replace(person.client, ip=somewhere(rng, person.place).ip)
    other = somewhere(rng, person.place)
    yield person.answer(at, again, moved if rng.random() < 0.7 else other)


def shares_mailbox(person: SimPerson) -> Iterator[Row]:
    """A colleague, or somebody at home, reads the same mailbox and answers too."""
    rng, other = person.rng, meet(person.rng, person.recipient, person.place)
    if abs(other.at - person.at) < 60:
        other.at = person.at + rng.uniform(60, 7200)
    yield from answers(other)
    person.clicks.extend(other.clicks)
    person.meant.extend(other.meant)


def changes_by_press(person: SimPerson) -> Iterator[Row]:
    """Presses a score, then goes back to the mail within seconds and presses another."""
    rng, other = person.rng, score(person.rng, unlike=person.score)
    person.hurries = False
    for chosen in (person.score, other):
        pressed = round(rng.uniform(1.2, 5), 2)
        page = person.answer(person.at, chosen)
        page.pop("if_asked", None)
        yield {**page, "press": [[pressed, chosen]], "visible": round(pressed + 1.5, 2)}
        person.at += pressed + rng.uniform(2, 9)


def looks_around(person: SimPerson) -> Iterator[Row]:
    """Opens three to five buttons' pages, a moment each, and stays with the last."""
    rng = person.rng
    for looked in rng.sample([n for n in range(1, 11) if n != person.score], rng.randint(2, 4)):
        seconds = round(rng.uniform(0.9, 5), 2)
        page = person.visit(person.at, looked)
        page.pop("if_asked", None)
        yield {**page, "visible": seconds}
        person.at += seconds + rng.uniform(1, 6)
    yield from answers(person)


def prerenders(person: SimPerson) -> Iterator[Row]:
    """The browser loads the page before the click: then its reader finds it there, or it was
    another button's, or only fetched, and the click loads a page."""
    rng, client = person.rng, person.client
    kind = rng.random()
    purpose = {"Sec-Purpose": "prefetch;prerender" if kind < 0.8 else "prefetch"}
    ahead = SimClient(client.ip, {**client.headers, **purpose})
    if kind < 0.6:
        for page in answers(person):
            yield {**page, "headers": ahead.headers}
        return
    guess = person.score if rng.random() < 0.5 else rng.randint(1, 10)
    fetched = replace(person, clicks=[], hurries=True).visit(
        person.at - rng.uniform(0.3, 3), guess, ahead
    )
    yield {**{k: v for k, v in fetched.items() if k not in ("js", "visible")}, "do": "prefetch"}
    yield from answers(person)


def desk(rng: Random, ip: str) -> SimClient:
    """A desktop that leaves by this address."""
    return SimClient(ip, device(rng, DESKTOPS))


def phone(rng: Random, ip: str) -> SimClient:
    """A phone that leaves by this address."""
    return SimClient(ip, device(rng, PHONES))


def private(rng: Random, ip: str) -> SimClient:
    """An iPhone behind iCloud Private Relay."""
    return SimClient(ip, iphone(rng, rng.choice(LANGUAGES)))


def remote(rng: Random, ip: str) -> SimClient:
    """A browser in a data centre, seen from a screen elsewhere."""
    return SimClient(ip, device(rng, HOSTED))


def prerendering(rng: Random, ip: str) -> SimClient:
    """A browser that loads pages ahead."""
    return SimClient(ip, chrome(rng, rng.choice(LANGUAGES), WINDOWS))


# How a person answers, and how often; and what they do besides.
Answer = Callable[[SimPerson], Iterator[Row]]
ANSWERS: tuple[tuple[Answer, float], ...] = (
    (answers, 0.965),
    (looks_around, 0.02),
    (changes_by_press, 0.01),
    (prerenders, 0.005),
)
MORE_HABITS: tuple[tuple[Habit, float], ...] = ((comes_back, 0.01), (shares_mailbox, 0.005))
