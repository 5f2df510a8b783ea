"""What recipients of the well-filled database do, through the endpoint's test client."""

import itertools
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from full_campaigns import BARE, CLOSED, DEMO, FLOW, FROM_0, FULL, INSTANT, STRICT
from person import LAPTOP, PHONE, Clock, Person
from werkzeug.test import Client

from feedback_buttons.base import ids
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint import web_app
from feedback_buttons.recipients import references
from feedback_buttons.recipients.references import KeptMessage
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

_CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36"
_ANDROID = f"Mozilla/5.0 (Linux; Android 10; K) {_CHROME}"
_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/26.1 Safari/605.1.15"
# A browser of each class, and what its click says beside.
DEVICES: tuple[tuple[str, dict[str, str]], ...] = (
    (PHONE, {}),
    (_ANDROID, {"Referer": "android-app://com.google.android.gm/"}),
    (_ANDROID, {"X-Requested-With": "com.microsoft.office.outlook"}),
    (_ANDROID, {}),
    (_WINDOWS, {"Sec-Fetch-Site": "cross-site"}),
    (_WINDOWS, {}),
    (_MAC, {}),
    (LAPTOP, {}),
)
SCORES = range(11)
COMMENTS = (
    "Een net gebaar, dank je wel!",
    "شكرا جزيلا، لكن الطرد وصل متأخرا",
    "👩‍👩‍👧‍👦🎁 top! 🏳️‍🌈",
    "<script>alert(1)</script> & <b>vet</b> \"quoted\" 'single'",
    "x y " * 500,
    "=HYPERLINK(\"https://example.com\"),\n'line two'\ttab",
    "Zu spät, aber schön verpackt. Straße 5",
    "C'était très bien, merci à l'équipe \N{EN DASH} à bientôt",
    "100 % %s {name} \\n \u202eback\u202c \u2028 next",
)  # fmt: skip


@contextmanager
def endpoint(config: Config, clock: Clock) -> Iterator[tuple[Client, web_app.Endpoint]]:
    """A client of the recipients' endpoint, whose time this clock tells."""
    app = web_app.create_app(config, clock)
    yield app.test_client(), app
    app.close()


class Crowd:
    """Makes people click and press."""

    def __init__(self, client: Client, clock: Clock, tokens: Tokens) -> None:
        self.client, self.clock, self.tokens, self.number = client, clock, tokens, 0

    def address(self, slug: str, name: str, occasion: int = 0) -> str:
        """Somebody's buttons, without the score."""
        return f"/r/{slug}/{self.tokens.sign(slug, self.tokens.recipient(name), occasion)}"

    def somebody(self, language: str = "") -> Person:
        """A person with the next device, from a network of their own."""
        self.number += 1
        self.clock.later(40)
        agent, clicked = DEVICES[self.number % len(DEVICES)]
        person = Person(self.client, self.clock, agent)
        spoken = {"Accept-Language": language} if language else {}
        person.headers |= {"Origin": "http://127.0.0.1:8080", **clicked, **spoken}
        return person

    def press(self, slug: str, name: str, score: int, comment: str = "", **more: str) -> Person:
        """One who opens a button and presses it."""
        occasion = int(more.pop("occasion", "0"))
        person = self.somebody(more.pop("language", ""))
        person.open(f"{self.address(slug, name, occasion)}/{score:02}")
        person.press(score, comment, **more)
        return person


def answer(config: Config, begin: datetime) -> None:
    """Answers in all campaigns but the one that is never answered."""
    clock, tokens = Clock(begin), Tokens(config.signing_keys, config.pseudonym_key)
    with endpoint(config, clock) as (client, _):
        crowd = Crowd(client, clock, tokens)
        _many(crowd)
        _changing(crowd)
        _occasions(crowd)
        _oddly(crowd)
        _shared(crowd)
    _keep(config, tokens, begin)


def answer_long_ago(config: Config, begin: datetime) -> None:
    """Answers to a mail that is still being answered, whose sums are folded by now."""
    clock, tokens = Clock(begin), Tokens(config.signing_keys, config.pseudonym_key)
    with endpoint(config, clock) as (client, _):
        crowd = Crowd(client, clock, tokens)
        for score in (3, 7):
            crowd.press(FLOW, f"long ago {score}", score)


def answer_unsigned(config: Config, begin: datetime) -> None:
    """Answers through buttons that name nobody, of each kind; one is erased again."""
    clock = Clock(begin)
    with endpoint(config, clock) as (client, app):
        app.collector.campaigns.remember()
        tokens = itertools.cycle(("", "*%7CFBTOKEN%7C*", "0123456789abcdefghjkmnpqrstvwxy"))
        for score, token in zip(SCORES, tokens, strict=False):
            for slug in (FROM_0, BARE) if score else (FROM_0,):
                somebody = Person(client, clock, f"{LAPTOP} {score}")
                somebody.open(f"/r/{slug}/{token}/{score}")
                somebody.press(score, COMMENTS[score % 9] if score % 2 else "")
        for deed in ("erase", "erase-now"):
            somebody.press(score, do=deed)


def _many(crowd: Crowd) -> None:
    """Every score in every campaign that is answered, every comment, every choice; enough to tell a score."""
    languages = ("nl", "en", "de", "fr")
    for number in range(34):
        comment = COMMENTS[number] if number < len(COMMENTS) else ""
        chosen = {"question": "1", "choice": str(number % 3 + 1)}
        chosen |= {"contact": f"p{number}@private.example"} if number < 4 else {}
        language = languages[number % 4]
        crowd.press(FULL, f"p{number}", number % 10 + 1, comment, language=language, **chosen)
    for number in range(33):
        comment = f"Een {number}!" if number < len(SCORES) else ""
        crowd.press(FROM_0, f"z{number}", number % 11, comment, question="1", choice="1")
    for slug in (STRICT, INSTANT, CLOSED, DEMO, BARE):
        for score in (2, 9):
            crowd.press(slug, f"{slug} {score}", score, "Goed" if score == 9 else "")
    for score in (6, 8):
        seen = crowd.somebody()
        seen.open(f"{crowd.address(FULL, f'seen {score}')}/{score:02}")
        seen.see()


def _changing(crowd: Crowd) -> None:
    """An answer that is changed, a comment taken back, answers erased."""
    changed = crowd.press(FULL, "changed", 3, "Eerst boos")
    changed.press(8, "Toch goed", had_comment="1")
    changed.press(8, do="erase")
    changed.press(9, "En toch niet gewist", had_comment="1")
    crowd.press(FULL, "took back", 5, "Weg ermee").press(5, "", had_comment="1")
    for name in ("erased", "erased 2"):
        gone = crowd.press(FULL, name, 4, "secret")
        gone.press(4, do="erase")
        gone.press(4, do="erase-now")


def answer_as_a_demonstration(connection: db.Connection, at: datetime) -> None:
    """An answer of the demonstration's year, where what was seen only may have a comment."""
    answer = {
        "recipient": 4_000, "bucket": ids.bucket(4_000), "at": at.isoformat(), "score": 8, "language": "nl",
        "client": "iphone", "proof": "seen", "comment": "Netjes geregeld.", "channel": "phone",
    }  # fmt: skip
    connection.execute(
        db.query("add_demo_answers"), {"slug": DEMO, "answers": json.dumps([answer])}
    )


def _occasions(crowd: Crowd) -> None:
    """One recipient with several messages, one in a standing flow on two days."""
    for order in ("order 1", "order 2", "order 3"):
        occasion = str(crowd.tokens.occasion(order))
        crowd.press(FULL, "often", 7, order, occasion=occasion)
    named = crowd.tokens.recipient("named")
    sent_at = crowd.clock() - timedelta(hours=1)
    person, token = crowd.somebody(), crowd.tokens.sign(FULL, named, sent_at=sent_at)
    person.open(f"/r/{FULL}/{token}/08")
    person.press(8)
    crowd.press(FLOW, "daily", 6)
    crowd.clock.later(-2 * 86_400)
    crowd.press(FLOW, "daily before", 7)
    crowd.clock.later(2 * 86_400)


def _shared(crowd: Crowd) -> None:
    """A token that a mail tool put into everybody's mail."""
    for number in range(12):
        person = crowd.somebody()
        person.headers["User-Agent"] = _WINDOWS.replace("145", str(130 + number))
        person.open(f"{crowd.address(FULL, 'first contact')}/08")
        person.press(8)


def _oddly(crowd: Crowd) -> None:
    """A preview, a look-up, a bare POST, an address without a score, one that was opened only."""
    base = crowd.address(FULL, "odd")
    agent = {"User-Agent": PHONE}
    crowd.client.head(f"{base}/7", headers=agent)
    crowd.client.get(f"{base}/7", headers={**agent, "Sec-Purpose": "prefetch"})
    crowd.client.post(f"{base}/7", headers=agent, data={"do": "press", "score": "7"})
    crowd.client.get(base, headers=agent)
    crowd.client.get(f"{crowd.address(FULL, 'opened only')}/9", headers=agent)
    ahead = crowd.somebody()
    ahead.headers["Sec-Purpose"] = "prefetch"
    ahead.open(f"{crowd.address(FULL, 'ahead')}/9")
    ahead.see()
    hasty = crowd.somebody()
    hasty.open(f"{crowd.address(FULL, 'hasty')}/9")
    hasty.clock.later(-2.9)
    hasty.press(9)
    hasty.press(9)


def scan(config: Config, begin: datetime, mails: str = "scanned") -> None:
    """A scanner opens all ten buttons of twelve mails (to the recipients ``mails`` 0 to 11), until it is known."""
    clock, tokens = Clock(begin), Tokens(config.signing_keys, config.pseudonym_key)
    with endpoint(config, clock) as (client, app):
        crowd = Crowd(client, clock, tokens)
        for mail in range(12):
            for score in range(1, 11):
                clock.later(0.2)
                address = f"{crowd.address(FULL, f'{mails} {mail}')}/{score:02}"
                where = {"REMOTE_ADDR": "203.0.113.77"}
                client.get(address, headers={"User-Agent": "Scan"}, environ_overrides=where)
            clock.later(30)
        held = app.collector
        held.learned.share(held.database, clock())
        for token in ("", "{{feedback_token}}", "0123"):
            for _ in range(3):
                client.get(f"/r/{FULL}/{token}/7", headers={"User-Agent": LAPTOP})


def _keep(config: Config, tokens: Tokens, now: datetime) -> None:
    """Whose answers they are, with attributes, as `sign --keep` keeps them."""
    names = [f"p{number}" for number in range(34)]
    people = [tokens.recipient(name) for name in names]
    attributes = [
        {"plan": "gold" if number % 2 else "🥈 silver", "channel": "phone"} if number % 3 else {}
        for number in range(34)
    ]
    orders = ("order 1", "order 2", "order 3")
    messages = [
        KeptMessage(tokens.recipient("often"), tokens.occasion(order), order, {"channel": channel})
        for order, channel in zip(orders, ("phone", "chat", "chat"), strict=True)
    ]
    with db.connect(str(config.database_url)) as connection:
        references.keep_messages(connection, FULL, messages, now)
        shown = ["" if number == 5 else f"{name}@example.com" for number, name in enumerate(names)]
        references.keep(connection, people, shown, attributes, now + timedelta(hours=4))
