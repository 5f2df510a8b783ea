"""What else touches a mail's buttons: scanners, previews, unfurlers.

One small function a profile, P1 to P28, after behaviour that was logged or documented in public; P19
and later stand in :mod:`sim_pressers <feedback_buttons.simulation.sim_pressers>`, ``sim_looks`` and
``sim_devices``. A scanner knows nothing of the person; only those that sit behind the click see when it happens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from feedback_buttons.simulation.sim_clients import (
    HOSTED,
    WINDOWS,
    Row,
    SimClient,
    address,
    chrome,
    device,
    neighbour,
)
from feedback_buttons.simulation.sim_devices import p26
from feedback_buttons.simulation.sim_looks import p22, p23, p24, p25, p28
from feedback_buttons.simulation.sim_machines import ENGLISH, HOUR, Mail, machine, onset
from feedback_buttons.simulation.sim_pressers import p19, p20, p21, p27


def p1(mail: Mail) -> Iterator[Row]:
    """HEAD only, or HEAD then GET: at delivery, or just before the person's own GET."""
    rng, client = mail.rng, mail.client(machine(mail.rng), "azure", "aws", "google")
    at, also_get = rng.choice((rng.uniform(0.5, 6), onset(rng))), rng.random() < 0.5
    for score in mail.buttons():
        at += rng.uniform(0.02, 0.4)
        yield mail.row(at, score, "head", client)
        if also_get:
            yield mail.row(at + rng.uniform(0.05, 0.8), score, "get", client)
    for click in mail.clicks if rng.random() < 0.3 else ():
        yield mail.row(click.at - rng.uniform(1, 2), click.score, "head", client)


def p2(mail: Mail) -> Iterator[Row]:
    """Paired GETs within a second, one with a scrambled address; old Chrome at Microsoft.

    A trace cannot scramble an address, so the second of the pair is the clean one.
    """
    rng, at = mail.rng, onset(mail.rng)
    old = {"User-Agent": f"Mozilla/5.0 ({WINDOWS}) AppleWebKit/537.36 Chrome/79.0 Safari/537.36"}
    client = mail.client(old, "eop")
    for score in mail.buttons():
        at += rng.uniform(0.1, 1.5)
        yield mail.row(at, score, "get", client)
        yield mail.row(at + rng.uniform(0.1, 0.9), score, "get", client)


def p3(mail: Mail) -> Iterator[Row]:
    """Microsoft's browser detonation: 22 to 23 s after the send, pairs 134 ms apart, scripts run,
    several addresses."""
    rng, at = mail.rng, mail.rng.uniform(21.5, 23.5)
    headers = machine(rng) if rng.random() < 0.25 else chrome(rng, ENGLISH, WINDOWS)
    first = mail.client(headers, "detonation", "detonation", "azure")
    for score in mail.buttons():
        for delay in (0, 0.134):
            client = SimClient(neighbour(rng, first.ip), headers)
            yield mail.visit(at + delay, score, client)
        at += rng.uniform(0.1, 1.2)


def p4(mail: Mail) -> Iterator[Row]:
    """Azure, a browser's user agent, scripts run and the page's own POST is sent."""
    rng, at = mail.rng, onset(mail.rng)
    client = mail.client(chrome(rng, ENGLISH, WINDOWS), "azure")
    for score in mail.buttons():
        yield mail.visit(at, score, client, stay=12)
        at += rng.uniform(0.3, 6)


def p5(mail: Mail) -> Iterator[Row]:
    """Barracuda follows the links, sometimes under its own name."""
    rng, at, headers = mail.rng, onset(mail.rng), machine(mail.rng)
    if rng.random() < 0.3:
        headers = {**headers, "User-Agent": f"{headers['User-Agent']} Barracuda Sentinel (EE)"}
    client = mail.client(headers, "barracuda", "aws")
    for score in mail.buttons():
        yield mail.row(at, score, "get", client)
        at += rng.uniform(0.05, 2)


def p6(mail: Mail) -> Iterator[Row]:
    """A few of the links, at random or the first ones; often an honest library."""
    rng, at = mail.rng, onset(mail.rng)
    honest: dict[str, str] = {"User-Agent": rng.choice(("python-requests/2.32.3", ""))}
    client = mail.client(honest if rng.random() < 0.5 else machine(rng), "aws", "google", "hoster")
    scripts = rng.random() < 0.3 and client.headers is not honest
    for score in rng.sample(range(1, 11), rng.choice((1, 1, 1, 2, 3))):
        yield mail.visit(at, score, client) if scripts else mail.row(at, score, "get", client)
        at += rng.uniform(0.2, 20)


def p7(mail: Mail) -> Iterator[Row]:
    """One to three seconds after the send, Internet Explorer 8 on Windows 7."""
    old = {"User-Agent": "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1; Trident/4.0)"}
    client, at = mail.client(old, "hoster", "ironport"), mail.rng.uniform(1, 3)
    for score in mail.buttons():
        yield mail.row(at, score, "get", client)
        at += mail.rng.uniform(0.05, 0.5)


def p8(mail: Mail) -> Iterator[Row]:
    """Read twice, by two networks and systems; seconds apart."""
    rng, at = mail.rng, onset(mail.rng)
    scores = mail.buttons()
    first = mail.client(machine(rng), "aws")
    second = SimClient(address(rng, "unlisted"), device(rng, HOSTED))
    gap = rng.choice((rng.uniform(0.2, 2), 12.0))
    for step, score in enumerate(scores):
        yield mail.row(at + step * 0.3, score, "get", first)
        yield mail.visit(at + gap + step * 0.4, score, second, stay=3)


def p9(mail: Mail) -> Iterator[Row]:
    """Slow: one link at a time, like a person, in pulses for hours; or before delivery."""
    rng, scripts = mail.rng, mail.rng.random() < 0.6
    at = -rng.uniform(60, 4 * HOUR) if rng.random() < 0.2 else rng.expovariate(1 / HOUR)
    headers = device(rng, HOSTED)
    for _pulse in range(rng.randint(2, 7)):
        client, score = mail.client(headers, "azure", "aws", "google"), rng.randint(1, 10)
        yield mail.visit(at, score, client) if scripts else mail.row(at, score, "get", client)
        at += HOUR * rng.uniform(0.9, 1.1) if rng.random() < 0.5 else rng.uniform(30, 2 * HOUR)


def p10(mail: Mail) -> Iterator[Row]:
    """Opens buttons in a sandbox that submits forms and presses."""
    rng, at = mail.rng, onset(mail.rng)
    client = mail.client(chrome(rng, ENGLISH, WINDOWS), "azure", "aws", "google")
    for score in mail.buttons():
        visit = mail.visit(at, score, client)
        delay = round(rng.uniform(0.05, 4), 2)
        pressed = score if rng.random() < 0.6 else rng.randint(1, 10)
        yield (
            {**visit, "press": [[delay, pressed]]}
            if rng.random() < 0.7
            else {
                **visit,
                "if_asked": delay,
            }
        )
        at += rng.uniform(0.3, 9)


def p11(mail: Mail) -> Iterator[Row]:
    """Safe Links: at delivery, and again a second or two before each of the person's visits."""
    rng, client = mail.rng, mail.client(machine(mail.rng), "eop", "azure")
    at = onset(rng)
    for score in mail.buttons():
        yield mail.row(at, score, "get", client)
        at += rng.uniform(0.1, 1)
    for click in mail.clicks:
        again = mail.client(client.headers, "eop", "azure")
        do = rng.choice(("get", "get", "head"))
        yield mail.row(click.at - rng.uniform(1, 2), click.score, do, again)


def p13(mail: Mail) -> Iterator[Row]:
    """The person's own device shows a preview before the click: hover, or a long press."""
    rng = mail.rng
    for click in mail.clicks[:1]:
        score = click.score if rng.random() < 0.7 else max(1, click.score - 1)
        at = click.at - rng.uniform(1.5, 6)
        if rng.random() < 0.5:
            yield mail.row(at, score, "get", click.client)
        else:
            seconds = round(rng.uniform(0.3, 0.9), 2)
            yield mail.row(at, score, "visit", click.client, js=True, visible=seconds)


def p14(mail: Mail) -> Iterator[Row]:
    """The link was pasted into a chat, and the chat looks at it."""
    rng = mail.rng
    agent, where = rng.choice(
        (
            ("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", "aws"),
            ("WhatsApp/2.24.20.89 A", "home"),
            ("Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5", "azure"),
            ("Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/534+ BingPreview/1.0b", "azure"),
        )
    )
    client = SimClient(address(rng, where), {"User-Agent": agent, "Accept": "*/*"})
    for click in mail.clicks[:1]:
        yield mail.row(click.at + rng.uniform(-300, 3000), rng.randint(1, 10), "get", client)


def p15(mail: Mail) -> Iterator[Row]:
    """The person's browser fetches ahead, whichever button it guesses."""
    rng = mail.rng
    for click in mail.clicks[:1]:
        ahead = rng.choice(({"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}))
        client = SimClient(click.client.ip, {**click.client.headers, **ahead})
        yield mail.row(click.at - rng.uniform(0.2, 4), rng.randint(1, 10), "prefetch", client)


def p16(mail: Mail) -> Iterator[Row]:
    """A bare POST to the address, after the person has answered, with another score."""
    rng = mail.rng
    client = mail.client(machine(rng), "azure", "aws")
    for at in [click.at for click in mail.clicks[:1]] or [onset(rng)]:
        late = at + 2 + rng.expovariate(1 / 30)
        yield mail.row(late, rng.randint(1, 10), "post", client)


def p17(mail: Mail) -> Iterator[Row]:
    """Opens all ten buttons within one second."""
    rng, at = mail.rng, onset(mail.rng)
    client = mail.client(machine(rng), "azure", "aws", "google", "proofpoint", "mimecast")
    for score in range(1, 11):
        yield mail.row(at + rng.uniform(0, 0.9), score, "get", client)


def p18(mail: Mail) -> Iterator[Row]:
    """A burst from a few addresses within seconds; half of them run scripts."""
    rng, at, scripts = mail.rng, onset(mail.rng), mail.rng.random() < 0.5
    headers = machine(rng)
    first = mail.client(headers, "azure", "aws", "google", "mimecast", "proofpoint")
    for score in rng.sample(range(1, 11), rng.randint(3, 10)):
        client = SimClient(neighbour(rng, first.ip), headers)
        yield (
            mail.visit(at, score, client, stay=4) if scripts else mail.row(at, score, "get", client)
        )
        at += rng.uniform(0.05, 1.5)


Profile = Callable[[Mail], Iterator[Row]]
# What a scanned mailbox's scanners do, and how often: guesses, since nobody publishes shares.
SCANNERS: dict[str, tuple[Profile, int]] = {
    "P1": (p1, 8),
    "P2": (p2, 8),
    "P3": (p3, 14),
    "P4": (p4, 8),
    "P5": (p5, 8),
    "P6": (p6, 7),
    "P7": (p7, 3),
    "P8": (p8, 5),
    "P9": (p9, 6),
    "P10": (p10, 4),
    "P11": (p11, 14),
    "P16": (p16, 2),
    "P17": (p17, 8),
    "P18": (p18, 12),
    "P19": (p19, 3),
    "P20": (p20, 2),
    "P21": (p21, 1),
    "P24": (p24, 2),
    "P25": (p25, 2),
    "P27": (p27, 2),
    "P28": (p28, 4),
}
# What happens around a person's own click, and to which share of them. P12, hosted desktops, is
# where people are and stands in sim_people.py.
AROUND: dict[str, tuple[Profile, float]] = {
    "P13": (p13, 0.02),
    "P14": (p14, 0.01),
    "P15": (p15, 0.01),
}
# What an owner's own tools do with a mail whether or not anybody answers, and to which share of all
# mails; a person who answers has looked at the mail, and has them ten times as often.
OWN: dict[str, tuple[Profile, float]] = {
    "P22": (p22, 0.001),
    "P23": (p23, 0.0002),
    "P26": (p26, 0.004),
}
NAMES = tuple(f"P{number}" for number in range(1, 29))
