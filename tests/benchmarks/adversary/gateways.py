"""Machines that read mail from networks of their own or from clouds, by public reports."""

from collections.abc import Iterator
from random import Random

from tests.benchmarks.adversary.clients import (
    LINUX,
    MAC,
    OLD_CHROMES,
    Client,
    Row,
    address,
    chrome,
    neighbour,
    program,
)

ALL = range(1, 11)


def soon(chance: Random) -> float:
    """When a gateway is ready: mostly within a minute, a third later, up to two hours."""
    return chance.choice(
        (chance.uniform(1, 20), chance.uniform(20, 60), chance.lognormvariate(5.5, 1.2))
    )


def safe_links_delivery(chance: Random) -> Iterator[Row]:
    """Microsoft at delivery: HEAD without any header, then GET, of all ten."""
    mute = Client(address(chance, "exchange"))
    for score in ALL:
        at = 1.5 + chance.uniform(0, 3)
        yield mute.row(at, "head", score)
        yield mute.row(at + 0.2, "get", score)


def detonation(chance: Random) -> Iterator[Row]:
    """Microsoft's browsers, 22 s after sending, in pairs 134 ms apart, from neighbouring addresses."""
    first = address(chance, "detonation")
    for score in ALL:
        at = 22 + chance.uniform(0, 2)
        for apart in (0, 0.134):
            yield chrome(chance, neighbour(chance, first)).visit(
                at + apart, score, chance.uniform(2, 9)
            )


def detonation_few(chance: Random) -> Iterator[Row]:
    """One to three links in a Chrome that is years old, from Azure, minutes after sending."""
    for score in chance.sample(ALL, chance.randint(1, 3)):
        client = chrome(chance, address(chance, "azure"), version=chance.choice(OLD_CHROMES))
        yield client.visit(60 + chance.expovariate(1 / 240), score, chance.uniform(1, 6))


def reported(chance: Random) -> Iterator[Row]:
    """Somebody reports the mail hours later: Azure's browsers open all of it at once."""
    start = chance.uniform(3600, 40000)
    for score in ALL:
        yield chrome(chance, address(chance, "azure")).visit(start + chance.uniform(0, 8), score, 4)


def mimecast(chance: Random) -> Iterator[Row]:
    client, start = (
        program(address(chance, "mimecast"), "Mozilla/5.0 (Windows NT 6.1; WOW64)"),
        soon(chance),
    )
    for score in ALL:
        yield client.row(start + chance.uniform(0, 2), "get", score)


def proofpoint(chance: Random) -> Iterator[Row]:
    """HEAD, then a browser out of Amazon, link after link over minutes."""
    at = soon(chance)
    for score in ALL:
        yield program(address(chance, "proofpoint")).row(at, "head", score)
        yield chrome(chance, address(chance, "aws"), LINUX).visit(at + 1, score, 3)
        at += chance.uniform(4, 70)


def barracuda_twice(chance: Random) -> Iterator[Row]:
    """Each link twice: by the gateway, and by a browser of another system."""
    start = chance.uniform(30, 90)
    for score in ALL:
        yield chrome(chance, address(chance, "barracuda")).row(
            start + chance.uniform(0, 3), "get", score
        )
        yield chrome(chance, address(chance, "aws"), MAC).visit(
            start + 12 + chance.uniform(0, 3), score, 5
        )


def barracuda_one(chance: Random) -> Iterator[Row]:
    """One link of ten, in a browser in Amazon."""
    yield chrome(chance, address(chance, "aws")).visit(soon(chance), chance.choice(ALL), 10)


def cisco(chance: Random) -> Iterator[Row]:
    client = program(address(chance, "cisco"), "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)")
    for score in chance.sample(ALL, 4):
        yield client.row(soon(chance), "get", score)


def vista(chance: Random) -> Iterator[Row]:
    """Trend Micro: systems that nobody has any more, a few links."""
    agent = "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.0; Trident/5.0)"
    client = Client(
        address(chance, "trend"), {"User-Agent": agent, "Accept-Language": "en-US", "Accept": "*/*"}
    )
    for score in chance.sample(ALL, 3):
        yield client.visit(soon(chance), score, 2, js=chance.random() < 0.5)


def library(chance: Random) -> Iterator[Row]:
    agent = chance.choice(
        (
            "python-requests/2.32.3",
            "Java/17.0.9",
            "Go-http-client/2.0",
            "curl/8.9.1",
            "okhttp/4.12.0",
        )
    )
    client = program(address(chance, chance.choice(("aws", "hosting", "home"))), agent)
    for score in chance.sample(ALL, 3):
        yield client.row(soon(chance), "get", score)


def sandbox_presses_all(chance: Random) -> Iterator[Row]:
    """A virtual machine opens all ten one after the other and sends each page's form."""
    client, at = chrome(chance, address(chance, chance.choice(("fortinet", "aws")))), soon(chance)
    for score in ALL:
        yield client.visit(at, score, 7, press=[[round(chance.uniform(2, 5), 2), score]])
        at += chance.uniform(5, 12)


def slow_cloud(chance: Random) -> Iterator[Row]:
    """The same one link each hour, from anywhere in a cloud."""
    score, at = chance.choice(ALL), chance.uniform(200, 3600)
    for _ in range(6):
        yield chrome(chance, address(chance, "azure")).visit(at, score, 4)
        at += chance.uniform(3500, 3700)


def ends_only(chance: Random) -> Iterator[Row]:
    """The first and the last link, at once."""
    client, at = chrome(chance, address(chance, "azure")), soon(chance)
    for score in (1, 10):
        yield client.visit(at + chance.uniform(0, 0.5), score, 5)


def before_delivery(chance: Random) -> Iterator[Row]:
    """In the line of delivery: three links in browsers, before the mail is there."""
    for score in chance.sample(ALL, 3):
        yield chrome(chance, address(chance, "hosting"), LINUX).visit(
            chance.uniform(-45, -2), score, 3
        )


def chat(chance: Random) -> Iterator[Row]:
    """The mail is pasted into a chat, whose service looks at two links."""
    agent = chance.choice((
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "WhatsApp/2.24.20.89 A", "TelegramBot (like TwitterBot)",
        "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
        "facebookexternalhit/1.1;line-poker/1.0",
    ))  # fmt: skip
    client, at = program(address(chance, "aws"), agent), chance.uniform(600, 9000)
    for score in chance.sample(ALL, 2):
        yield client.row(at + chance.random(), "get", score)


def uploaded(chance: Random) -> Iterator[Row]:
    """One link is uploaded to a place where forty engines look at it, some with browsers."""
    score, start = chance.choice(ALL), chance.uniform(300, 20000)
    for _ in range(40):
        network = chance.choice(("aws", "azure", "hosting", "google", "home", "small-isp"))
        client = chrome(chance, address(chance, network), chance.choice((LINUX, MAC)))
        at = start + chance.expovariate(1 / 60)
        yield client.visit(at, score, 3) if chance.random() < 0.4 else client.row(at, "get", score)


def assistant(chance: Random) -> Iterator[Row]:
    """An assistant that says its name, in a cloud; it reads one link, and presses what it finds."""
    agent = "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0; +https://openai.com/bot"
    client, score = program(address(chance, "azure"), agent), chance.choice(ALL)
    yield client.visit(chance.uniform(300, 9000), score, 20, press=[[6, score]])


def archive(chance: Random) -> Iterator[Row]:
    """A mail archive that keeps what mails link to, a day later."""
    client, at = (
        program(
            address(chance, "hosting"),
            "Mozilla/5.0 (compatible; heritrix/3.4.0 +http://archive.example)",
        ),
        90000.0,
    )
    for score in ALL:
        at += chance.uniform(0.8, 1.2)
        yield client.row(at, "get", score)


def puppeteer(chance: Random) -> Iterator[Row]:
    """Headless, says so; presses every button twice, page after page."""
    client, at = chrome(chance, address(chance, "aws"), LINUX), soon(chance)
    agent = client.headers["User-Agent"].replace("Chrome/", "HeadlessChrome/")
    client = Client(client.ip, {**client.headers, "User-Agent": agent})
    for score in ALL:
        yield client.visit(at, score, 12, press=[[2, score], [6, score]])
        at += 20
