"""Simulated scanners that press: from many addresses, once, or on the first link alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from feedback_buttons.simulation.sim_clients import (
    WINDOWS,
    Row,
    SimClient,
    address,
    chrome,
    edge,
    host,
)
from feedback_buttons.simulation.sim_machines import ENGLISH, Mail, onset

VENDORS = ("proofpoint", "mimecast", "barracuda", "detonation", "azure", "aws")


def pressed(mail: Mail, visit: Row, score: int, least: float = 0.05, most: float = 4) -> Row:
    """A page's visit with a press: unasked mostly, else only where the page asks."""
    delay = round(mail.rng.uniform(least, most), 2)
    if mail.rng.random() < 0.7:
        return {**visit, "press": [[delay, score]]}
    return {**visit, "if_asked": delay}


def rotates(mail: Mail, scores: Sequence[int], agents: bool) -> Iterator[Row]:
    """Presses these scores, each from another address of one vendor, 1 to 8 s apart.

    Args:
        agents: whether the browser changes as well.
    """
    rng, at = mail.rng, onset(mail.rng)
    network, headers = mail.vendor(*VENDORS), chrome(rng, ENGLISH, WINDOWS)
    steady, used = rng.random() < 0.5, set[str]()
    for score in scores:
        ip = host(rng, network)
        while ip in used:
            ip = host(rng, network)
        used.add(ip)
        if agents:
            headers = rng.choice((chrome, edge))(rng, ENGLISH)
        visit = mail.visit(at, score, SimClient(ip, headers))
        yield pressed(mail, visit, score, most=0.9 if steady else 4)
        at += 1 if steady else rng.uniform(1, 8)


def p19(mail: Mail) -> Iterator[Row]:
    """A sandbox that presses two to ten buttons, each from another of its vendor's addresses."""
    rng = mail.rng
    count = 10 if rng.random() < 0.5 else rng.randint(2, 9)
    scores = rng.sample(range(1, 11), count)
    yield from rotates(mail, sorted(scores) if rng.random() < 0.7 else scores, rng.random() < 0.5)


def p19_pair(mail: Mail) -> Iterator[Row]:
    """A sandbox that presses two or three buttons only, each from another address."""
    rng = mail.rng
    yield from rotates(mail, rng.sample(range(1, 11), rng.randint(2, 3)), rng.random() < 0.5)


def p20(mail: Mail) -> Iterator[Row]:
    """Opens the mail's first link alone and submits the form that it finds there, often without
    running the page's scripts."""
    rng, at = mail.rng, onset(mail.rng)
    client = mail.client(chrome(rng, ENGLISH, WINDOWS), "mimecast", "barracuda", "azure", "aws")
    first = 1 if rng.random() < 0.85 else 10  # few mails have the best score first
    visit = mail.visit(at, first, client)
    yield pressed(mail, {**visit, "js": rng.random() < 0.6}, first)


def p21(mail: Mail) -> Iterator[Row]:
    """One random button by a full browser in an ordinary home's network; some press if asked."""
    rng = mail.rng
    client = SimClient(address(rng, "home"), rng.choice((chrome, edge))(rng, ENGLISH))
    visit = mail.visit(onset(rng), rng.randint(1, 10), client)
    yield {**visit, "if_asked": round(rng.uniform(1, 6), 2)} if rng.random() < 0.3 else visit


def p27(mail: Mail) -> Iterator[Row]:
    """Opens one or two links and clicks whatever button it finds on the page, some twice."""
    rng, at = mail.rng, onset(mail.rng)
    client = mail.client(rng.choice((chrome, edge))(rng, ENGLISH), "azure", "aws", "google")
    for score in rng.sample(range(1, 11), rng.choice((1, 1, 2))):
        chosen = score if rng.random() < 0.7 else rng.randint(1, 10)
        behaviour = pressed(mail, mail.visit(at, score, client), chosen, 0.8, 6)
        if "press" in behaviour and rng.random() < 0.3:
            again = round(behaviour["press"][0][0] + rng.uniform(0.5, 4), 2)
            behaviour["press"].append([again, chosen])
        yield behaviour
        at += rng.uniform(3, 20)
