"""Who gave which scores, and who has not answered: lists by the sender's references, for the mail tool's own rules."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import campaigns, scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.storage import db

_FIRST = -(2**63)  # no recipient is less
PAGE = 5000
BEGIN = (_FIRST, 0)  # a recipient and an occasion, before all


class AudienceError(FeedbackError, ValueError):
    """There is no such audience; the message says why."""

    code = "audience-invalid"


@dataclass(frozen=True, slots=True)
class Audience:
    """Whose latest settled answer in a campaign has a score from ``low`` to ``high`` (as it is stored: of 1 to 10, or
    of 0 to 10) and was given since a time; None: whenever."""

    low: int
    high: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class AudienceMember:
    """One person's latest answer in a campaign; ``reference`` and ``message`` are the sender's own words, None where
    they are not kept. ``score`` is one of ``scale``, that was asked."""

    campaign: str
    reference: str | None
    recipient: str
    message: str | None
    score: int
    scale: str
    at: datetime


class AudiencePlace(NamedTuple):
    """Where to read on: behind a recipient of a campaign."""

    campaign: str = ""
    recipient: int = _FIRST


class _Gave(NamedTuple):
    """A row of gave.sql."""

    recipient: int
    at: datetime
    score: int
    reference: str | None
    message: str | None


class Unanswered(NamedTuple):
    """A row of unanswered_messages.sql: a message that was kept of a recipient who has not answered it."""

    recipient: int
    occasion: int
    message: str | None
    reference: str | None


def of(
    connection: db.Connection, campaign: str | None = None, touchpoint: str | None = None
) -> list[Campaign]:
    """The campaigns that an audience is of, by slug: one, those of a touchpoint, or all; demonstrations are no part of
    touchpoints.

    Raises:
        CampaignError: there is no such campaign.
        AudienceError: no campaign has this touchpoint.
    """
    if campaign:
        return [campaigns.get(connection, campaign)]
    listed = [
        entry
        for entry in campaigns.list_(connection)
        if not entry.demo and touchpoint in (None, entry.touchpoint)
    ]
    if touchpoint and not listed:
        raise AudienceError(
            wording("No campaign has the touchpoint {touchpoint!r}."), touchpoint=touchpoint
        )
    return sorted(listed, key=lambda entry: entry.slug)


def page(
    connection: db.Connection,
    listed: Sequence[Campaign],
    audience: Audience,
    now: datetime,
    after: AudiencePlace = AudiencePlace(),  # noqa: B008 (it cannot change)
    limit: int = PAGE,
) -> tuple[list[AudienceMember], AudiencePlace | None]:
    """The next people of an audience, by campaign and recipient, and where to read on; None at the end."""
    members: list[AudienceMember] = []
    for campaign in listed:
        if campaign.slug < after.campaign:
            continue
        behind = after.recipient if campaign.slug == after.campaign else _FIRST
        values = {
            "campaign": campaign.slug, "low": audience.low, "high": audience.high, "since": audience.since,
            "after": behind, "now": now, "limit": limit - len(members),
        }  # fmt: skip
        rows = db.rows(connection, _Gave, "gave", values)
        members += [_member(campaign, row) for row in rows]
        if len(members) == limit:
            return members, AudiencePlace(campaign.slug, rows[-1].recipient)
    return members, None


def everybody(
    connection: db.Connection, listed: Sequence[Campaign], audience: Audience, now: datetime
) -> Iterator[AudienceMember]:
    """All people of an audience."""
    place: AudiencePlace | None = AudiencePlace()
    while place is not None:
        members, place = page(connection, listed, audience, now, place)
        yield from members


def unanswered(
    connection: db.Connection,
    campaign: str,
    after: tuple[int, int] = BEGIN,
    limit: int = PAGE,
) -> list[Unanswered]:
    """Messages of a campaign that were kept and have no answer, behind a recipient and occasion. Whoever has erased
    theirs is not among them."""
    values = {"campaign": campaign, "recipient": after[0], "occasion": after[1], "limit": limit}
    return db.rows(connection, Unanswered, "unanswered_messages", values)


def answered(
    connection: db.Connection, campaign: str, recipients: Sequence[int], occasions: Sequence[int]
) -> set[int]:
    """The places of those who have answered, or erased what they had; with an occasion of 0 any answer counts."""
    values = {
        "campaign": campaign, "recipients": list(recipients), "occasions": list(occasions),
    }  # fmt: skip
    return set(db.column(connection, "answered", values))


def _member(campaign: Campaign, row: _Gave) -> AudienceMember:
    score = scales.tell(row.score, campaign.told)
    code = recipient_code(row.recipient)
    return AudienceMember(
        campaign.slug, row.reference, code, row.message, score, campaign.told, row.at
    )
