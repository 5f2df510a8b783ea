"""A labelled demonstration: a December mail's answers, arriving while somebody looks.

Its people are made up, but they click as browsers do: over HTTP they fetch a button's page, take
the signed nonce from its form and send it back. Who clicks when, and what they say, is the same
each time.
"""

import heapq
import http.client
import random
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns, scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.follow_up_questions import Question
from feedback_buttons.campaigns.waves import Wave
from feedback_buttons.config.settings import Config
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

SLUG = "demo-december"
MAILS = 3_500  # of the first wave
SECOND_WAVE, SECOND_MAILS = 12.0, 1_500  # hours after the first
SECOND_SHARE = 0.3  # of the people
ANSWERS = 1_150
SENDING = 0.5  # hours that it takes to send them all
# When people click: a Weibull curve through the shares of clicks that GetResponse's Email Marketing
# Benchmarks of 2020 (5.5 billion mails) give for 1, 3 and 24 hours after sending. Hours.
SCALE, SHAPE = 7.1, 0.43
SPEED = 150  # an hour of the curve passes in 24 seconds
SCORES = (2, 1, 2, 2, 4, 7, 17, 29, 22, 14)  # percent who give 1 … 10: a mean of 7.7
BURSTS = (0.6, 2.1, 5.0)  # hours after sending at which a mail scanner follows every link
BURST_SIZE = 4  # recipients behind that scanner
CRITICAL, PLEASED = 5, 8  # scores up to and from which people complain and praise

# What the unhappy are asked, with answers and how often each is taken; and what the happy are.
WHY: Question = {
    "low": 1,
    "high": 6,
    "text": {
        "en": "What bothered you most?",
        "nl": "Wat stoorde je het meest?",
        "de": "Was hat Sie am meisten gestört?",
        "fr": "Qu’est-ce qui vous a le plus gêné ?",  # noqa: RUF001 (French)
    },
    "choices": [
        {
            "en": "That it comes too late",
            "nl": "Dat het te laat komt",
            "de": "Dass es zu spät kommt",
            "fr": "Qu’il arrive trop tard",  # noqa: RUF001
        },
        {
            "en": "That I heard so late",
            "nl": "Dat ik het zo laat hoorde",
            "de": "Dass ich es so spät erfahre",
            "fr": "D’être prévenu si tard",  # noqa: RUF001
        },
        {"en": "The poem", "nl": "Het gedicht", "de": "Das Gedicht", "fr": "Le poème"},
        {"en": "Something else", "nl": "Iets anders", "de": "Etwas anderes", "fr": "Autre chose"},
    ],
}
TAKEN = (48, 27, 9, 16)  # percent
PRAISE: Question = {
    "low": 9,
    "high": 10,
    "text": {
        "en": "What did you like most?",
        "nl": "Wat vond je het mooist?",
        "de": "Was hat Ihnen am besten gefallen?",
        "fr": "Qu’avez-vous préféré ?",  # noqa: RUF001
    },
    "choices": [],
}

_NONCE = re.compile(r'name="page" value="([^"]*)"')
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1"
)
_ANDROID = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/143.0.0.0 Mobile Safari/537.36"
)
_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
_MAC = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/26.1 Safari/605.1.15"
)
SCANNER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/79.0.3945.88 Safari/537.36"
)
# What people click with, of how many in a hundred: the browser, and what its first request says beside.
DEVICES: tuple[tuple[int, str, dict[str, str]], ...] = (
    (41, PHONE, {}),
    (14, _ANDROID, {"Referer": "android-app://com.google.android.gm/"}),
    (13, _ANDROID, {"Sec-Fetch-Site": "none"}),
    (2, _ANDROID, {"X-Requested-With": "com.microsoft.office.outlook"}),
    (13, _WINDOWS, {"Sec-Fetch-Site": "cross-site"}),
    (11, _WINDOWS, {"Sec-Fetch-Site": "none"}),
    (6, _MAC, {"Sec-Fetch-Site": "none"}),
)


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A recipient who will answer: when (hours after sending), what, and how; ``clicked`` are headers of the click,
    ``second`` says that they got the second wave."""

    name: str
    at: float
    score: int
    comment: str = ""
    language: str = "nl"
    scanner: bool = False
    agent: str = PHONE
    choice: int = 0
    clicked: Mapping[str, str] = field(default_factory=dict)
    second: bool = False


def people() -> list[DemoPerson]:
    """Everybody in the demonstration, by the time they click."""
    chance = random.Random(38)  # noqa: S311 (no secret; this seed has a mean of 7.70)
    scores = chance.choices(range(1, 11), SCORES, k=ANSWERS)
    comments = {band: list(texts) for band, texts in _comments().items()}
    takes = random.Random(39)  # noqa: S311 (what is taken changes nobody's score)
    crowd = []
    for number, score in enumerate(scores):
        second = number % 10 < 10 * SECOND_SHARE
        at = SECOND_WAVE * second + chance.uniform(0, SENDING) + chance.weibullvariate(SCALE, SHAPE)
        waiting = comments[_band(score)]
        # Some comment, until everything has been said once.
        language, comment = waiting.pop() if waiting and chance.random() < 0.3 else ("nl", "")
        _, agent, clicked = chance.choices(DEVICES, [share for share, *_ in DEVICES])[0]
        takes_one = score <= WHY["high"] and (comment or takes.random() < 0.4)
        choice = takes.choices(range(1, 5), TAKEN)[0] if takes_one else 0
        crowd.append(
            DemoPerson(
                f"demo recipient {number}",
                at,
                score,
                comment,
                language,
                agent=agent,
                choice=choice,
                clicked=clicked,
                second=second,
            )
        )
    for number, at in enumerate(BURSTS * BURST_SIZE):
        crowd.append(DemoPerson(f"demo scanner {number}", at, 1, scanner=True, agent=SCANNER))
    return sorted(crowd, key=lambda person: person.at)


@cache
def _comments() -> dict[str, tuple[tuple[str, str], ...]]:
    """What people write, and in which language, by band: low, middle, high."""
    text = (Path(__file__).parent / "data" / "demo_comments.txt").read_text("utf-8")
    lines = [line.split(" ", 1) for line in text.splitlines() if line and line[0] != "#"]
    by_band: dict[str, tuple[tuple[str, str], ...]] = {}
    for band, example in lines:
        language, comment = example.split(": ", 1)
        by_band[band] = (*by_band.get(band, ()), (language, comment))
    return by_band


def _band(score: int) -> str:
    return "low" if score <= CRITICAL else "high" if score >= PLEASED else "middle"


def campaign(connection: db.Connection) -> Campaign:
    """The demonstration that isn't over yet, else a new one."""
    demos = [campaign for campaign in campaigns.list_(connection) if campaign.slug.startswith(SLUG)]
    if demos and len(_answered(connection, demos[0])) < ANSWERS:
        return demos[0]
    slug = f"{SLUG}-{len(demos) + 1}" if demos else SLUG
    now = ids.utc_now()
    second_at = now + timedelta(hours=SECOND_WAVE / SPEED)
    return campaigns.add(
        connection,
        Campaign(
            slug=slug,
            name="Demo: sorry, your present is late" + (f" ({len(demos) + 1})" if demos else ""),
            touchpoint="Delay apology",
            sender="Demo shop (demonstration data)",
            help_url="https://example.com/help",
            share_url="https://example.com/review",
            questions=[WHY, PRAISE],
            sent_at=now,
            mails=MAILS,
            waves=[Wave(name="", sent_at=second_at.isoformat(), mails=SECOND_MAILS)],
            demo=True,
        ),
    )


def _answered(connection: db.Connection, shown: Campaign) -> set[int]:
    return set(db.column(connection, "demo_answered", {"slug": shown.slug}))


def start(config: Config, url: str, shown: Campaign, say: Callable[[str], None]) -> None:
    """Play what is left of a demonstration, from a thread that ends with the process."""
    with db.connect(url) as connection:
        answered = _answered(connection, shown)
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    left = [person for person in people() if tokens.recipient(person.name) not in answered]
    play = Play(config, shown, tokens)
    threading.Thread(target=play.run, args=(left, say), name="demo", daemon=True).start()
    say(f"  The demonstration plays {shown.slug}: {len(left):,} people are still to click.\n")


class Play:
    """Makes people click, each in their time."""

    def __init__(self, config: Config, shown: Campaign, tokens: Tokens) -> None:
        host = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(config.host, config.host)  # noqa: S104 (compared, not bound)
        self._http = http.client.HTTPConnection(host, config.port, timeout=10)
        self._origin = f"http://{host}:{config.port}"
        self._slug = shown.slug
        self._tokens = tokens
        # Sent a while ago: the curve runs too fast for the rules about young mails, but nobody is late.
        self._sent_at = ids.utc_now() - timedelta(hours=12)

    def run(self, left: list[DemoPerson], say: Callable[[str], None], speed: float = SPEED) -> None:
        """Play people, who are sorted by time, the first of them now."""
        begin = time.monotonic()
        first = left[0].at if left else 0.0
        waiting = [
            (begin + (person.at - first) * 3600 / speed, number, self._click(person))
            for number, person in enumerate(left)
        ]
        while waiting:
            at, number, steps = heapq.heappop(waiting)
            time.sleep(max(0.0, at - time.monotonic()))
            try:
                pause = next(steps, None)
            except (OSError, http.client.HTTPException):
                self._http.close()
                continue  # one click less; the endpoint may be starting again
            if pause is not None:
                heapq.heappush(waiting, (time.monotonic() + pause, number, steps))
        say("The demonstration is over.")

    def _click(self, person: DemoPerson) -> Iterator[float]:
        """What one person does, in steps; yields the seconds until the next."""
        recipient = self._tokens.recipient(person.name)
        token = self._tokens.sign(
            self._slug, recipient, sent_at=None if person.second else self._sent_at
        )
        base = f"/r/{self._slug}/{token}"
        if person.scanner:
            for score in range(1, 11):
                self._request("GET", f"{base}/{scales.in_address(score)}", person)
                yield 0.03
            return
        address = f"{base}/{scales.in_address(person.score)}"
        page = self._request("GET", address, person)
        yield 1.0
        self._send(address, person, page, do="seen")
        if person.comment or person.choice or person.second:  # the second wave's mails are young
            yield 4.0 + len(person.comment) / 10
            fields = {"comment": person.comment, "question": "1", "choice": str(person.choice)}
            self._send(address, person, page, do="press", **fields)

    def _send(self, address: str, person: DemoPerson, page: str, **fields: str) -> None:
        match = _NONCE.search(page)
        nonce = unescape(match[1]) if match else ""
        body = urlencode({"page": nonce, "score": person.score, **fields})
        self._request("POST", address, person, body)

    def _request(
        self, method: str, address: str, person: DemoPerson, body: str | None = None
    ) -> str:
        headers = {
            "User-Agent": person.agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": f"{person.language},en;q=0.5",
            "Accept-Encoding": "gzip, deflate, br",
        }
        if body is None:
            headers |= person.clicked
        else:
            headers |= {
                "Origin": self._origin,
                "Content-Type": "application/x-www-form-urlencoded",
            }
        self._http.request(method, address, body, headers)
        return self._http.getresponse().read().decode("utf-8", "replace")
