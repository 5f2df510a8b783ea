"""The campaigns of the well-filled database: each scale, language, policy; described fully, and hardly at all."""

import base64
from datetime import datetime, timedelta

from feedback_buttons.campaigns import campaigns, logos, markers, targets, touchpoints
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.follow_up_questions import Question
from feedback_buttons.campaigns.scales import SCALES
from feedback_buttons.campaigns.targets import Aim
from feedback_buttons.campaigns.waves import Wave
from feedback_buttons.i18n.recipient_language import LANGUAGES
from feedback_buttons.recipients import later_outcomes
from feedback_buttons.recipients.later_outcomes import LaterOutcome
from feedback_buttons.reports.scores import scenarios
from feedback_buttons.storage import db

FULL, FROM_0, STRICT, INSTANT, FLOW = "full", "from-0", "strict", "instant", "flow"
BARE, CLOSED, DEMO, NEVER = "bare", "closed", "demo", "never"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
WHY: Question = {
    "low": 1,
    "high": 6,
    "text": {"nl": "Wat ging er mis?", "en": "What went wrong?", "de": "Was lief schief?"},
    "choices": [
        {"nl": "Te laat", "en": "Too late", "de": "Zu spät"},
        {"nl": "Kapot", "en": "Broken", "de": "Kaputt"},
        {"nl": "Iets anders", "en": "Something <else>", "de": "Etwas anderes"},
    ],
}
PRAISE: Question = {"low": 9, "high": 10, "text": {"nl": "Wat was goed?"}, "choices": []}
ENDED: Question = {"low": 7, "high": 8, "text": {"fr": "Et alors ?"}, "choices": []}


def add_campaigns(connection: db.Connection, now: datetime) -> None:
    """Make them all; those that are to be closed are still open."""
    sent = now - timedelta(days=1)
    made = [
        Campaign(slug=FULL, name='Sorry: "te laat" & <b>🎄</b>', owner="Anna", touchpoint="Delay apology",
                 sender="Winkel & Zoon", question="Hoe was dat?", help_url="https://example.com/help",
                 help_label="Hulp", share_url="https://example.com/review", share_label="Vertel het", sent_at=sent,
                 language="nl", mails=400, offer_contact=True,
                 waves=[wave('Reminder: "&"', now - timedelta(hours=3), 100),
                        wave("Planned", now + timedelta(days=9), 50)],
                 questions=[WHY, PRAISE, ENDED],
                 texts={each: {"thanks": f"Merci/Danke ({each}) 🎉", "question": "?"} for each in LANGUAGES}),
        Campaign(slug=FROM_0, name="From 0", scale="0-10", language="en", asks="nps-0-10", sent_at=sent, mails=60,
                 questions=[{**WHY, "low": 0, "high": 10}]),
        Campaign(slug=STRICT, name="Streng", policy="strict", language="de", sent_at=sent, time_zone="Europe/Berlin"),
        Campaign(slug=INSTANT, name="Instant", policy="instant", language="fr", sent_at=sent, mails=0),
        Campaign(slug=FLOW, name="A standing flow", repeat_after=1, touchpoint="after-care"),
        Campaign(slug=BARE, name="B", count_unsigned=True, target_score=7.5, target_answers=500),
        Campaign(slug=CLOSED, name="Voorbij", change_closed=True, sent_at=sent, mails=20, time_zone="Asia/Kathmandu",
                 waves=[wave("", now - timedelta(hours=6), None)]),
        Campaign(slug=DEMO, name="Demonstration", demo=True, sent_at=sent, mails=5),
        Campaign(slug=NEVER, name="Never answered " + "x" * 280),
    ]  # fmt: skip
    for campaign in made:
        campaigns.add(connection, campaign)
    targets.set_of_touchpoint(connection, "after-care", Aim(8, 3))
    targets.set_of_touchpoint(connection, "Delay apology", Aim(7.5, None))
    touchpoints.place(connection, ["after-care", "Delay apology"])
    scenarios.save(
        connection, "All low scores", {"kind": "lift", "by": "whole", "cell": '["after-care",""]'}
    )
    for name, scale in SCALES.items():
        values = "0-10" if name == "nps-0-10" else "1-10"
        asks = Campaign(slug=f"asks-{name}", name=scale.__class__.__name__, asks=name, scale=values)
        campaigns.add(connection, asks)


def wave(name: str, at: datetime, mails: int | None) -> Wave:
    """A further wave of a campaign."""
    return Wave(name=name, sent_at=at.isoformat(), mails=mails)


def describe(connection: db.Connection, now: datetime) -> None:
    """Logos of both kinds, markers, a choice that was withdrawn, a question that is asked no longer."""
    campaigns.edit(connection, FULL, {"logo": logos.read(PIXEL)})
    campaigns.edit(connection, INSTANT, {"logo": logos.read(DRAWING)})
    why, praise, _ = campaigns.get(connection, FULL).questions
    withdrawn: Question = {**why, "withdrawn": [2]}
    campaigns.edit(connection, FULL, {"questions": [withdrawn, praise]})
    later_outcomes.put(connection, [LaterOutcome(90, "bought again", now.date(), 1.0)], now)
    for hours, words in ((20, "Sent <second> batch 📦"), (2, "Storing opgelost")):
        markers.add(connection, FULL, "editor", words, now - timedelta(hours=hours))


def close(connection: db.Connection) -> None:
    """Close what is to be closed, once it has been answered."""
    campaigns.close(connection, CLOSED)
