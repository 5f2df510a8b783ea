"""The demonstration's year: twelve campaigns at four touchpoints, with a fall, a recovery, and mails sent in one go.

All of it is made up and labelled so. Unlike in the December mail of demo.py nobody clicks here: the answers are
written into the database as if they had been given at their times, so that every page has something to show from the
start. What happens how many days ago is the same each time.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns, markers, scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.waves import Wave
from feedback_buttons.simulation.demo import SCALE, SHAPE
from feedback_buttons.storage import db

DAYS = 364
SENDER = "Demo shop (demonstration data)"
RESPONSE = 0.11  # answers a mail
WROTE = 0.06  # of those who answered earlier in the year
HOURS = (  # clicks by the hour (UTC)
    1, 1, 1, 1, 1, 2, 4, 8, 11, 12, 12, 11,
    11, 10, 9, 9, 10, 11, 13, 15, 16, 13, 8, 4,
)  # fmt: skip
LANGUAGES = {"nl": 68, "de": 14, "en": 12, "fr": 6}  # percent
CLASSES = {
    "iphone": 41,
    "android": 13,
    "gmail-app": 14,
    "outlook": 2,
    "webmail": 13,
    "windows": 11,
    "mac": 6,
}
PROOFS = {"seen": 72, "pressed": 24, "pressed twice": 4}
# Percent who give 1 … 10 of those who are pleased, and of those who are let down.
PLEASED = (1, 1, 1, 1, 3, 5, 12, 27, 27, 22)
LET_DOWN = (22, 14, 13, 11, 12, 10, 8, 6, 3, 1)
CRITICAL, CONTENT = 5, 8  # scores up to which people complain, and from which they praise


@dataclass(frozen=True, slots=True)
class Spell:
    """Days in which a share more of those who came by a channel ("" for everybody) is let down; ``since`` and ``until``
    are days ago."""

    since: float
    until: float
    share: float
    channel: str = ""


@dataclass(frozen=True, slots=True)
class YearCampaign:
    """A campaign of the year.

    Attributes:
        daily: answers a day; of a mail that was sent at once, all of them.
        let_down: the share of those who are let down on a usual day.
        channels: how people came by what the mail is about, and how many in a hundred.
        sent: how many days ago each of its sendings was; none: a mail goes out each day.
        again: what its second sending is called.
        marks: what was written on its time line, and how many days ago that was.
        facts: more of the campaign's columns.
    """

    slug: str
    name: str
    touchpoint: str
    daily: float
    let_down: float
    channels: dict[str, int] = field(default_factory=dict)
    spells: tuple[Spell, ...] = ()
    sent: tuple[float, ...] = ()
    again: str = ""
    marks: tuple[tuple[float, str], ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)


_BY = {"courier": 55, "locker": 30, "letterbox": 15}
YEAR = (
    YearCampaign("order-thanks", "thank you for your order", "Order", 9, 0.06, {"app": 45, "site": 55}),
    YearCampaign("order-first", "welcome, your first order", "Order", 4, 0.09, {"app": 60, "site": 40}),
    YearCampaign(
        "order-recommend", "would you recommend us?", "Order", 900, 0.17, sent=(61.2,),
        facts={"scale": scales.FROM_ZERO},
    ),
    YearCampaign(
        "delivery-parcel", "your parcel is here", "Delivery", 60, 0.08, _BY,
        spells=(Spell(5.4, 0, 0.7, "courier"),), marks=((5.4, "Couriers on strike"),),
    ),
    YearCampaign("delivery-locker", "your parcel is in the locker", "Delivery", 6, 0.07, {"station": 40, "shop": 60}),
    YearCampaign(
        "delivery-delayed", "your order is delayed", "Delivery", 700, 0.3, _BY, sent=(188.3, 185.2),
        again="with a voucher", spells=(Spell(189, 185.25, 0.12),),
    ),
    YearCampaign("return-received", "your return is here", "Returns", 5, 0.1, facts={"asks": "stars"}),
    YearCampaign(
        "return-refund", "your money is on its way", "Returns", 6, 0.1,
        spells=(Spell(210, 120, 0.45),),
        marks=((210, "Refunds take ten days"), (120, "Refunds on the same day")),
    ),
    YearCampaign("return-exchange", "your exchange is sent", "Returns", 3, 0.12),
    YearCampaign(
        "service-chat", "how was our chat?", "Service", 7, 0.14, {"bot": 35, "person": 65}, facts={"asks": "csat"}
    ),
    YearCampaign("service-call", "how was our call?", "Service", 5, 0.11, facts={"asks": "ces"}),
    YearCampaign("service-complaint", "your complaint is settled", "Service", 2, 0.35),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class YearAnswer:
    """A row of add_demo_answers.sql."""

    at: datetime
    score: int
    channel: str | None


def make(connection: db.Connection, now: datetime, say: Callable[[str], None]) -> None:
    """Write the year into the database, each campaign in one transaction; what is there already stays.

    Args:
        connection: commits by itself.
        say: is told when there is something to look at.
    """
    slugs = {campaign.slug for campaign in campaigns.list_(connection)}
    missing = [wanted for wanted in YEAR if _slug(wanted) not in slugs]
    if not missing:
        return
    say("  Writing the demonstration's year …")
    answers = 0
    for wanted in missing:
        with connection.transaction():
            answers += _write(connection, wanted, now)
    say(f"  The demonstration's year is there: {answers:,} answers to {len(missing)} campaigns.")


def answers(wanted: YearCampaign, now: datetime) -> list[YearAnswer]:
    """A campaign's answers until now, in the order of time."""
    chance = random.Random(wanted.slug)  # noqa: S311 (no secret)
    year = []
    for ago in _moments(wanted, now, chance):
        channel = _one(wanted.channels, chance) if wanted.channels else None
        share = wanted.let_down + sum(
            spell.share
            for spell in wanted.spells
            if spell.since >= ago > spell.until and spell.channel in ("", channel)
        )
        shape = LET_DOWN if chance.random() < share else PLEASED
        score = chance.choices(range(1, 11), shape)[0]
        year.append(YearAnswer(now - timedelta(days=ago), _on_scale(score, wanted), channel))
    return sorted(year, key=lambda answer: answer.at)


def _moments(wanted: YearCampaign, now: datetime, chance: random.Random) -> Iterator[float]:
    """How many days ago each answer is given."""
    for sent in wanted.sent:
        for _ in range(int(wanted.daily)):
            ago = sent - chance.weibullvariate(SCALE, SHAPE) / 24
            if ago > 0:
                yield ago
    midnight = now.hour / 24 + now.minute / 1440
    for day in range(0 if wanted.sent else DAYS):
        for _ in range(round(wanted.daily * chance.uniform(0.6, 1.4))):
            hour = chance.choices(range(24), HOURS)[0] + chance.random()
            if (ago := day + midnight - hour / 24) > 0:
                yield ago


def _on_scale(score: int, wanted: YearCampaign) -> int:
    """The nearest score for which the campaign's mail has a button."""
    asks = wanted.facts.get("asks")
    if wanted.facts.get("scale") == scales.FROM_ZERO:
        return score if score > 1 else 0
    return score if asks is None or scales.asks(asks, score) else min(score + 1, 10)


def _one(shares: dict[str, int], chance: random.Random) -> str:
    return chance.choices([*shares], [*shares.values()])[0]


def _slug(wanted: YearCampaign) -> str:
    return f"demo-{wanted.slug}"


def _write(connection: db.Connection, wanted: YearCampaign, now: datetime) -> int:
    """Add a campaign with its markers and answers; how many answers."""
    year = answers(wanted, now)
    mails = round(len(year) / RESPONSE / max(len(wanted.sent), 1))  # of each sending
    sent_at = now - timedelta(days=wanted.sent[0]) if wanted.sent else None
    campaign = Campaign(
        slug=_slug(wanted),
        name=f"Demo: {wanted.name}",
        touchpoint=wanted.touchpoint,
        sender=SENDER,
        demo=True,
        sent_at=sent_at,
        created_at=now - timedelta(days=wanted.sent[0] + 1 if wanted.sent else DAYS),
        mails=mails,
        waves=[
            Wave(name=wanted.again, sent_at=(now - timedelta(days=ago)).isoformat(), mails=mails)
            for ago in wanted.sent[1:]
        ],
        **wanted.facts,
    )
    campaigns.add(connection, campaign)
    for ago, words in wanted.marks:
        markers.add(connection, campaign.slug, "demo", words, now - timedelta(days=ago))
    rows = json.dumps([*_rows(wanted, year)])
    connection.execute(db.query("add_demo_answers"), {"slug": campaign.slug, "answers": rows})
    return len(year)


def _rows(wanted: YearCampaign, year: list[YearAnswer]) -> Iterator[dict[str, Any]]:
    """The answers for the query, the latest first, which get the comments."""
    chance = random.Random(f"{wanted.slug} people")  # noqa: S311 (no secret)
    phrasing = random.Random(f"{wanted.slug} phrases")  # noqa: S311 (no secret)
    waiting = {band: list(texts) for band, texts in _comments(wanted.slug).items()}
    for answer in reversed(year):
        recipient = chance.getrandbits(63)
        texts = waiting.get(_band(answer.score), [])
        language, comment = (
            texts.pop() if texts and chance.random() < 0.2 else (_one(LANGUAGES, chance), None)
        )
        row = {
            "recipient": recipient,
            "bucket": ids.bucket(recipient),
            "at": answer.at.isoformat(),
            "score": answer.score,
            "language": language,
            "client": _one(CLASSES, chance),
            "proof": "pressed" if comment else _one(PROOFS, chance),
            "comment": comment,
            "channel": answer.channel,
        }
        if comment is None and not texts and (words := _phrase(answer.score, language, phrasing)):
            row |= {"comment": words, "proof": "pressed"}
        yield row


def _phrase(score: int, language: str, chance: random.Random) -> str | None:
    """What somebody wrote earlier in the year, of a sentence or two that others wrote as well; most wrote nothing."""
    sentences = _phrases().get((_band(score), language), ())
    if not sentences or chance.random() >= WROTE:
        return None
    return " ".join(chance.sample(sentences, chance.choice((1, 1, 2))))


def _band(score: int) -> str:
    return "low" if score <= CRITICAL else "high" if score >= CONTENT else ""


@lru_cache(maxsize=16)  # there are twelve campaigns
def _phrases() -> dict[tuple[str, str], tuple[str, ...]]:
    """Sentences by band and language."""
    text = (Path(__file__).parent / "data" / "demo_year_phrases.txt").read_text("utf-8")
    sentences: dict[tuple[str, str], tuple[str, ...]] = {}
    for line in text.splitlines():
        band, language, sentence = line.split(" ", 2)
        sentences[band, language] = (*sentences.get((band, language), ()), sentence)
    return sentences


@lru_cache(maxsize=16)  # there are twelve campaigns
def _comments(slug: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """What people write about a campaign's mail, and in which language, by band: low or high."""
    text = (Path(__file__).parent / "data" / "demo_year_comments.txt").read_text("utf-8")
    by_band: dict[str, tuple[tuple[str, str], ...]] = {}
    for line in text.splitlines():
        where, _, rest = line.partition(" ")
        if where == slug:
            band, language, comment = rest.split(" ", 2)
            by_band[band] = (*by_band.get(band, ()), (language.rstrip(":"), comment))
    return by_band
