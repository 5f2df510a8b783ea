"""Simulated machines that look and don't press: assistants, second looks, looks at the click."""

from __future__ import annotations

from collections.abc import Iterator

from feedback_buttons.simulation.sim_clients import (
    LINUX,
    MAC,
    WINDOWS,
    Row,
    SimClient,
    address,
    chrome,
    host,
    neighbour,
)
from feedback_buttons.simulation.sim_machines import ENGLISH, HOUR, Mail, onset
from feedback_buttons.simulation.sim_people import click_delay

AT_CLICK = ("eop", "azure", "proofpoint", "mimecast")
SIGNED = '("@authority" "@method" "@path" "signature-agent");created=1796460000;tag="web-bot-auth"'


def p22(mail: Mail) -> Iterator[Row]:
    """An assistant's browser that says whose it is: a signature, and a Macintosh's agent whose
    platform is Linux. It reads one to three of the links, soon or when it sums up the day."""
    rng = mail.rng
    headers = {
        **chrome(rng, ENGLISH, MAC),
        "Sec-CH-UA-Platform": '"Linux"',
        "Signature-Agent": '"https://chatgpt.com"',
        "Signature-Input": f"sig1={SIGNED}",
        "Signature": "sig1=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA:",
    }
    client = SimClient(address(rng, "assistant"), headers)
    at = onset(rng) if rng.random() < 0.5 else click_delay(rng)
    for score in rng.sample(range(1, 11), rng.choice((1, 1, 2, 3))):
        yield mail.visit(at, score, client, stay=15)
        at += rng.uniform(5, 40)


def p23(mail: Mail) -> Iterator[Row]:
    """An assistant in the owner's own browser that looks at one link without being told to."""
    rng, client = mail.rng, mail.owner()
    at = mail.clicks[0].at - rng.uniform(20, HOUR) if mail.clicks else click_delay(rng)
    yield mail.visit(max(at, 2.0), rng.randint(1, 10), client, stay=6)


def p24(mail: Mail) -> Iterator[Row]:
    """A second look 12 s later from another network and system, by the same browser's version."""
    rng, at = mail.rng, onset(mail.rng)
    elsewhere, state = address(rng, "unlisted"), rng.getstate()
    headers = chrome(rng, ENGLISH, WINDOWS)
    rng.setstate(state)  # the same dice give the same version
    second = SimClient(elsewhere, chrome(rng, ENGLISH, LINUX))
    first, scripts = mail.client(headers, "aws", "azure", "google"), rng.random() < 0.6
    for score in mail.buttons()[:4]:
        for client, delay in ((first, 0.0), (second, 12 + rng.uniform(-1, 1))):
            yield (
                mail.visit(at + delay, score, client)
                if scripts
                else mail.row(at + delay, score, "get", client)
            )
        at += rng.uniform(0.3, 4)


def checks_at_click(mail: Mail) -> Iterator[Row]:
    """A security service looks at the very button a second or so before its reader does."""
    rng = mail.rng
    for click in mail.clicks:
        client = mail.client(chrome(rng, ENGLISH, WINDOWS), *AT_CLICK)
        do = rng.choice(("get", "get", "head"))
        yield mail.row(click.at - rng.uniform(0.5, 2), click.score, do, client)


def p25(mail: Mail) -> Iterator[Row]:
    """Link isolation: for 20 to 30 s before the reader's page it is opened in the vendor's cloud, in
    the reader's type of browser."""
    rng = mail.rng
    for click in mail.clicks:
        client = mail.client(click.client.headers, "proofpoint", "mimecast", "aws", "azure")
        yield mail.visit(click.at - rng.uniform(20, 30), click.score, client, stay=12)


def p28(mail: Mail) -> Iterator[Row]:
    """A scanner in networks that no list has, the same few for the whole mailing: of one mail it
    opens all ten, of another a single one, scripts and all."""
    rng, at = mail.rng, onset(mail.rng)
    first = host(rng, rng.choice(mail.farm.networks))
    headers = rng.choice(mail.farm.headers)
    if rng.random() < 0.5:
        yield mail.visit(at, rng.randint(1, 10), SimClient(first, headers))
        return
    scripts = rng.random() < 0.5
    for score in range(1, 11):
        client = SimClient(neighbour(rng, first), headers)
        yield mail.visit(at, score, client) if scripts else mail.row(at, score, "get", client)
        at += rng.uniform(0.1, 3)
