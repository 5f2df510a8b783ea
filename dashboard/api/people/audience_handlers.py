"""What the API tells of who gave which scores and who has not answered; references only to keys that may have them."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from feedback_buttons.base import ids
from feedback_buttons.base.errors import wording
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import campaigns
from feedback_buttons.dashboard.api.calls import Call
from feedback_buttons.reports.answers import audiences
from feedback_buttons.reports.answers.audiences import Audience, AudienceError, AudiencePlace


def list_audience(call: Call) -> dict[str, Any]:
    """A page of those who gave scores from low to high."""
    query, now = call.query, ids.utc_now()
    if query.campaign and query.touchpoint:
        raise AudienceError(wording("name a campaign or a touchpoint, not both."))
    listed = audiences.of(call.connection, query.campaign, query.touchpoint)
    since = now - timedelta(days=query.days) if query.days else None
    place = AudiencePlace()
    if query.cursor:
        slug, _, recipient = query.cursor.partition(".")
        place = AudiencePlace(slug, _number(recipient))
    audience = Audience(query.low, query.high, since)
    members, place_next = audiences.page(call.connection, listed, audience, now, place, query.limit)
    shown = "references" in call.key.scopes
    people = [
        asdict(member) | ({} if shown else {"reference": None, "message": None})
        for member in members
    ]
    cursor = f"{place_next.campaign}.{place_next.recipient}" if place_next else None
    return {"people": people, "cursor": cursor}


def list_unanswered(call: Call) -> dict[str, Any]:
    """A page of the campaign's kept messages that have no answer."""
    slug = campaigns.get(call.connection, call.campaign).slug
    query = call.query
    recipient, _, occasion = (query.cursor or "").partition(".")
    after = (_number(recipient), _number(occasion)) if query.cursor else audiences.BEGIN
    page = audiences.unanswered(call.connection, slug, after, query.limit)
    shown = "references" in call.key.scopes
    people = [
        {
            "reference": row.reference if shown else None,
            "recipient": recipient_code(row.recipient),
            "message": row.message if shown else None,
            "occasion": row.occasion,
        }
        for row in page
    ]
    last = f"{page[-1].recipient}.{page[-1].occasion}" if len(page) == query.limit else None
    return {"people": people, "cursor": last}


def find_unanswered(call: Call) -> dict[str, Any]:
    """Those of the people of the body who have not answered, in their order, by the names given."""
    slug = campaigns.get(call.connection, call.campaign).slug
    listed, tokens = call.body.recipients, call.tokens
    people = [tokens.recipient(person.reference) for person in listed]
    which = [tokens.occasion(person.message) if person.message else 0 for person in listed]
    answered = audiences.answered(call.connection, slug, people, which)
    return {
        "cursor": None,
        "people": [
            {
                "reference": listed[place].reference,
                "recipient": recipient_code(people[place]),
                "message": listed[place].message,
                "occasion": which[place],
            }
            for place in range(len(listed))
            if place not in answered
        ],
    }


def _number(text: str) -> int:
    """A number of a cursor.

    Raises:
        AudienceError: it has more than 64 bits.
    """
    number = int(text)
    if not -(2**63) <= number < 2**63:
        raise AudienceError(wording("This cursor is none of ours."))
    return number
