"""Machines that come from where people are: homes, small networks, or the reader's own device."""

from collections.abc import Iterator
from random import Random

from tests.benchmarks.adversary.clients import (
    LINUX,
    MAC,
    Client,
    Row,
    address,
    android,
    anybody,
    chrome,
    program,
    safari,
)
from tests.benchmarks.adversary.gateways import ALL, soon


def homes_press_all(chance: Random) -> Iterator[Row]:
    """All ten pressed from ten homes' addresses (rented), together."""
    start = soon(chance)
    for score in ALL:
        client = chrome(chance, address(chance, "home"))
        yield client.visit(
            start + chance.uniform(0, 8), score, 9, press=[[round(chance.uniform(1, 6), 2), score]]
        )


def homes_press_few_slowly(chance: Random) -> Iterator[Row]:
    """Three buttons pressed over an hour, each from another home."""
    at = chance.uniform(120, 1800)
    for score in chance.sample(ALL, 3):
        client = chrome(chance, address(chance, "home"))
        yield client.visit(at, score, 15, press=[[round(chance.uniform(4, 9), 2), score]])
        at += chance.uniform(300, 1800)


def home_presses_one(chance: Random) -> Iterator[Row]:
    """One random button, from a home, minutes later, pressed as a reader would."""
    client, score = chrome(chance, address(chance, "home")), chance.choice(ALL)
    yield client.visit(
        chance.uniform(180, 2400), score, 14, press=[[round(chance.uniform(4, 9), 2), score]]
    )


def home_looks_at_one(chance: Random) -> Iterator[Row]:
    """One random button, from a home, minutes later, only looked at."""
    yield chrome(chance, address(chance, "home")).visit(
        chance.uniform(180, 2400), chance.choice(ALL), chance.uniform(5, 20)
    )


def home_looks_twice(chance: Random) -> Iterator[Row]:
    """The same button from two homes, an hour apart."""
    at, score = chance.uniform(180, 2400), chance.choice(ALL)
    for late in (0, chance.uniform(1500, 5400)):
        yield chrome(chance, address(chance, "home")).visit(at + late, score, 6)


def slow_homes(chance: Random) -> Iterator[Row]:
    """All ten in their order over hours, each from another home."""
    at = chance.uniform(100, 600)
    for score in ALL:
        yield chrome(chance, address(chance, "home")).visit(at, score, chance.uniform(2, 6))
        at += chance.uniform(420, 1500)


def stealthy(chance: Random) -> Iterator[Row]:
    """The same without saying so, from rented homes, and only two of the pages."""
    at = chance.uniform(200, 1200)
    for score in chance.sample(ALL, 2):
        client = chrome(chance, address(chance, "home"), chance.choice((LINUX, MAC)))
        yield client.visit(at, score, 12, press=[[2, score], [6, score]])
        at += chance.uniform(15, 60)


def antivirus(chance: Random) -> Iterator[Row]:
    """On the desktop, when the mail is shown: all ten in a third of a second, under its own agent."""
    client = program(address(chance, "home"), "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36")
    start = chance.uniform(600, 40000)
    for score in ALL:
        yield client.row(start + chance.uniform(0, 0.3), "get", score)


def long_press(chance: Random) -> Iterator[Row]:
    """A phone shows the pages under a thumb: never on screen by itself, scripts and all."""
    client, at = safari(address(chance, "home")), chance.uniform(300, 40000)
    for score in chance.sample(ALL, chance.randint(1, 3)):
        yield client.visit(at, score, chance.choice((0, 0.3, 1.5)))
        at += chance.uniform(2, 6)


def prefetcher(chance: Random) -> Iterator[Row]:
    """An extension fetches links that the pointer crosses."""
    client, at = chrome(chance, address(chance, "home")), chance.uniform(300, 40000)
    for score in chance.sample(ALL, 4):
        headers = {
            **client.headers,
            "Sec-Purpose": "prefetch",
            "Purpose": "prefetch",
            "Sec-Fetch-Dest": "empty",
        }
        yield Client(client.ip, headers).row(at, "prefetch", score)
        at += chance.uniform(0.1, 0.5)


def local_agent(chance: Random) -> Iterator[Row]:
    """An assistant in the owner's browser, which opens all ten to tell what they are."""
    client, at = chrome(chance, address(chance, "home"), MAC), chance.uniform(300, 9000)
    for score in ALL:
        yield client.visit(at, score, 2.5)
        at += chance.uniform(3, 9)


def operator_security(chance: Random) -> Iterator[Row]:
    """A carrier's protection opens a link when it is tapped, as the same telephone, from its own network."""
    client = android(chance, address(chance, "small-isp"))
    yield client.visit(chance.uniform(300, 9000), chance.choice(ALL), 1.5)


def many_prefixes(chance: Random) -> Iterator[Row]:
    """IPv6: each look from another /64 of one block, over a minute."""
    start = soon(chance)
    for score in ALL:
        ip = f"2a0e:97c0:{chance.randrange(4096):x}:{chance.randrange(65536):x}::{chance.randrange(1, 65536):x}"
        yield chrome(chance, ip).visit(start + chance.uniform(0, 60), score, 4)


def many_agents(chance: Random) -> Iterator[Row]:
    """One address, another browser each time."""
    ip, start = address(chance, "hosting"), soon(chance)
    for score in chance.sample(ALL, 6):
        yield anybody(chance).at(ip).visit(start + chance.uniform(0, 90), score, 3)


def bare_post(chance: Random) -> Iterator[Row]:
    """Posts scores without having opened a page, an hour apart."""
    client = chrome(chance, address(chance, "home"))
    for late in (300, 4000):
        yield client.row(late + chance.uniform(0, 200), "post", chance.choice(ALL))


def first_only(chance: Random) -> Iterator[Row]:
    """A small provider's gateway opens each mail's first link in a browser, no list has its network."""
    yield chrome(chance, address(chance, "small-isp")).visit(chance.uniform(130, 900), 1, 5)


def last_only(chance: Random) -> Iterator[Row]:
    """Another one opens the last, and sends what form it finds."""
    client = chrome(chance, address(chance, "small-isp"), LINUX)
    yield client.visit(
        chance.uniform(130, 900), 10, 8, press=[[round(chance.uniform(1, 4), 2), 10]]
    )
