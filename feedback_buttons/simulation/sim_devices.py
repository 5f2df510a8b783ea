"""What a person's own device does with a mail's links, from their address and mostly by their
browser: previews, antivirus."""

from __future__ import annotations

from collections.abc import Iterator

from feedback_buttons.simulation.sim_clients import Row, SimClient
from feedback_buttons.simulation.sim_machines import Mail
from feedback_buttons.simulation.sim_people import click_delay

_AHEAD = ({"Sec-Purpose": "prefetch"}, {"Purpose": "prefetch"}, {"X-Purpose": "preview"})


def previews(mail: Mail) -> Iterator[Row]:
    """Long presses on one to six buttons show their pages: fetched as a prefetch, fetched like any
    page, or with scripts but never on screen for 0.5 s."""
    rng, client = mail.rng, mail.owner()
    kind = rng.choice(("prefetch", "get", "visit"))
    if kind == "prefetch":
        client = SimClient(client.ip, {**client.headers, **rng.choice(_AHEAD)})
    at = mail.clicks[0].at - rng.uniform(1.5, 4) if mail.clicks else click_delay(rng)
    for score in rng.sample(range(1, 11), rng.randint(1, 6)):  # back from the click
        shown = {"js": True, "visible": round(rng.uniform(0.1, 0.75), 2)}
        yield mail.row(at, score, kind, client, **(shown if kind == "visit" else {}))
        at = max(at - rng.uniform(1, 4), 0.5)


def antivirus(mail: Mail) -> Iterator[Row]:
    """It fetches many of the links: within a second of the page that its owner opens, or when the
    mail is shown."""
    rng, owner = mail.rng, mail.owner()
    headers = owner.headers if rng.random() < 0.7 else {"User-Agent": owner.headers["User-Agent"]}
    client = SimClient(owner.ip, headers)
    if mail.clicks and rng.random() < 0.75:
        begins, lasts = mail.clicks[0].at + rng.uniform(-0.3, 0.3), 0.6
    else:
        shown = mail.clicks[0].at - rng.uniform(4, 40) if mail.clicks else click_delay(rng)
        begins, lasts = shown, 2.0
    for score in rng.sample(range(1, 11), rng.randint(4, 10)):
        yield mail.row(begins + rng.uniform(0, lasts), score, "get", client)


def p26(mail: Mail) -> Iterator[Row]:
    """A phone's previews, or an antivirus on the device."""
    yield from (previews if mail.rng.random() < 0.7 else antivirus)(mail)
