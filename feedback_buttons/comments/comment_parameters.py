"""Turns the filters of comments into the parameters of the query find_comments."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from psycopg.types.json import Jsonb

from feedback_buttons.base import ids, time_zones
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.comments import comment_slices
from feedback_buttons.comments.comment_filters import ME, NOBODY, WITHOUT_TOPIC, Filter, FilterError
from feedback_buttons.comments.filter_values import UNKNOWN
from feedback_buttons.storage import db

# People of whom an attribute is kept that are looked up by their keys. Of more, it takes less to look beside each
# comment until enough are found; and they are counted no further than to LARGE_COUNT.
FEW = 5_000
COUNT_LIMIT = 1000  # a list is counted no further
LARGE_COUNT = 100
_NOBODY = "no group stands for the attribute"
_NO_SCORES = (1, 0)  # from 1 to 0


def of(conn: db.Connection, wanted: Filter, viewer: str) -> dict[str, Any]:
    """The query's parameters for a filter, as ``viewer`` means it; None for what is not asked for. Days are of the
    campaign's time zone. All that can be is looked up beforehand: of a value that stands in the query Postgres knows
    how many comments have it, of one that the query has yet to find it does not."""
    chosen = campaigns.list_(conn, [wanted.campaign]) if wanted.campaign else ()
    campaign = chosen[0] if chosen else None
    handler = viewer if wanted.handler == ME else wanted.handler
    topics = _of_topic(conn, wanted)
    return {
        "campaign": wanted.campaign or None,
        "slugs": _of_touchpoint(conn, wanted.touchpoint) if wanted.touchpoint else None,
        "low": min(wanted.scores, default=None),
        "high": max(wanted.scores, default=None),
        "scores": list(wanted.scores) or None,
        "language": wanted.language or None,
        **_of_time(wanted, campaign),
        "tag": wanted.tag or None,
        "status": wanted.status or None,
        "starred": wanted.starred,
        "unhandled": handler == NOBODY,
        "handler": handler if handler and handler != NOBODY else None,
        "search": wanted.search or None,
        **_of_answer(wanted, campaign),
        **_of_sending(conn, wanted, campaign),
        **_among_few(conn, wanted, _of_attribute(conn, wanted), topics),
        **topics,
    }


def _of_touchpoint(conn: db.Connection, touchpoint: str) -> list[str]:
    """The campaigns that have it."""
    return [
        campaign.slug for campaign in campaigns.list_(conn) if campaign.touchpoint == touchpoint
    ]


def _of_topic(conn: db.Connection, wanted: Filter) -> dict[str, Any]:
    """The numbers of the topics that are asked for; one that nothing has where there is no such topic."""
    numbers = db.rows(conn, _Topic, "topic_numbers") if wanted.topic or wanted.mismatch else []
    by_slug = {topic.slug: topic.id for topic in numbers}
    without = wanted.topic == WITHOUT_TOPIC
    return {
        "topic": by_slug.get(wanted.topic, 0) if wanted.topic and not without else None,
        "topics": [topic.id for topic in numbers if topic.kind == "topic"] if without else None,
        "strong": by_slug.get("strong", 0) if wanted.mismatch else None,
        "praise": by_slug.get("praise", 0) if wanted.mismatch else None,
    }


def _among_few(
    conn: db.Connection, wanted: Filter, among: dict[str, Any], topics: Mapping[str, Any]
) -> dict[str, Any]:
    """Whose comments are looked through: of words against their score, where few people have any, theirs alone. Else
    all comments would be gone through for the first few."""
    if not wanted.mismatch:
        return among
    named = {"campaign": wanted.campaign or None, "most": FEW + 1}
    people = db.column(conn, "mismatched_people", {**topics, **named})
    if len(people) > FEW:
        return among
    both = set(people).intersection(among["people"]) if among["few"] else set(people)
    return among | {"people": sorted(both), "few": True}


def _of_time(wanted: Filter, campaign: Campaign | None) -> dict[str, datetime | str | None]:
    """From when to when; where the campaign has no such period, of no time at all."""
    clock = (campaign.zone, campaign.sendings) if campaign else (time_zones.here(), ())
    try:
        since, until = wanted.span(ids.utc_now(), *clock)
    except FilterError:
        return {"since": "infinity", "until": "-infinity"}
    return {"since": since, "until": until}


def _of_answer(wanted: Filter, campaign: Campaign | None) -> dict[str, Any]:
    """What is asked of the answer beside the comment."""
    question, _, choice = wanted.answer.partition(".")
    low, high = _asked(int(question), campaign) if question else (None, None)
    unknown = wanted.client == UNKNOWN
    return {
        "question": int(question) if question else None,
        "choice": int(choice) if choice else None,
        "asked_low": low,
        "asked_high": high,
        "unknown_client": unknown,
        "client": None if unknown else wanted.client or None,
        "proofs": {"": None, "pressed": ["pressed", "pressed twice"]}.get(wanted.proof, [wanted.proof]),
    }  # fmt: skip


def _of_sending(conn: db.Connection, wanted: Filter, campaign: Campaign | None) -> dict[str, Any]:
    """Of which wave, and whether early or late: within 24 hours of sending, or of the first answer where nobody knows
    when that was; and where they are found."""
    first = campaign.sent_at if campaign else None
    if wanted.age and first is None:
        first = db.value(conn, "first_answer", {"campaign": wanted.campaign})
    times = _of_wave(wanted.wave, campaign)
    return {
        **times,
        "early": wanted.age == "early" if wanted.age else None,
        "sent_at": first,
        **comment_slices.of(conn, wanted, times["wave_from"], times["wave_until"], first),
    }


def _asked(number: int, campaign: Campaign | None) -> tuple[int, int]:
    """The scores that are asked a follow-up question: a choice belongs to them alone."""
    questions: list[Mapping[str, Any]] = list(campaign.questions) if campaign else []
    spans = (
        (question["low"], question["high"])
        for question in questions
        if question.get("id") == number
    )
    return next(spans, _NO_SCORES)


def _of_wave(number: int | None, campaign: Campaign | None) -> dict[str, datetime | None]:
    """From when to when an answer is of a wave, as waves.of() says; where there is no such wave, of no time at all."""
    if number is None:
        return {"wave_from": None, "wave_until": None}
    sent = campaign.sendings if campaign else ()
    if number > len(sent):
        return {
            "wave_from": datetime.max.replace(tzinfo=UTC),
            "wave_until": datetime.min.replace(tzinfo=UTC),
        }
    later = sent[number:]
    return {
        "wave_from": sent[number - 1].sent_at if number > 1 else None,
        "wave_until": later[0].sent_at if later else None,
    }


class _Topic(NamedTuple):
    """A row of topic_numbers.sql."""

    id: int
    slug: str
    kind: str


class _Group(NamedTuple):
    """A row of attribute_group.sql."""

    attribute: dict[str, str]
    answers: int


def _of_attribute(conn: db.Connection, wanted: Filter) -> dict[str, Any]:
    """What is kept of a person or a message, where a group of the campaign stands for it, else nobody; and who has it,
    where they are few."""
    if not wanted.attribute:
        return _attribute(None, None)
    named = {"campaign": wanted.campaign, "attribute": wanted.attribute}
    group = db.row(conn, _Group, "attribute_group", named)
    if group is None:
        return _attribute(Jsonb(_NOBODY), [])
    attribute = Jsonb(group.attribute)
    people = None
    if group.answers <= FEW:
        parameters = {"campaign": wanted.campaign, "attribute": attribute, "most": FEW + 1}
        people = db.column(conn, "people_with", parameters)
    return _attribute(attribute, people if people is None or len(people) <= FEW else None)


def _attribute(attribute: Jsonb | None, people: list[int] | None) -> dict[str, Any]:
    many = attribute is not None and people is None
    return {
        "attribute": attribute,
        "people": people or [],
        "few": people is not None,
        "count_limit": LARGE_COUNT if many else COUNT_LIMIT,
    }
