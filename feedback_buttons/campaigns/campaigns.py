"""Campaigns: one mail, or mail flow, that carries buttons. Reads and writes them; what they are: campaign_checks.py."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import psycopg
from psycopg.types.json import Jsonb

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids, time_zones
from feedback_buttons.base.errors import wording
from feedback_buttons.campaigns import folded_zones, targets, waves
from feedback_buttons.campaigns.campaign_checks import (
    OWN,
    Campaign,
    CampaignError,
    ClickedCampaign,
    MissingCampaign,
    OtherScale,
    TakenCampaign,
)
from feedback_buttons.campaigns.campaign_checks import (
    checked as _checked,
)
from feedback_buttons.campaigns.targets import Aim, TargetError
from feedback_buttons.storage import db, notify

__all__ = [
    "FRESH",
    "OWN",
    "Campaign",
    "CampaignError",
    "ClickedCampaign",
    "MissingCampaign",
    "OtherScale",
    "TakenCampaign",
    "add",
    "close",
    "edit",
    "get",
    "list_",
    "note_asked",
    "zone",
]
FRESH = 2.0  # seconds that a collector serves what it knows of a campaign from memory


def add(connection: db.Connection, campaign: Campaign, *, by: str = audit.COMMAND_LINE) -> Campaign:
    """Store a new campaign, in the name of ``by``; return it as stored.

    Raises:
        CampaignError: a value is wrong, or there is a campaign of this slug already.
    """
    checked = _checked(campaign, [])
    _check_target(checked)
    try:
        with connection.transaction():
            connection.execute(db.query("add_campaign"), _row(checked))
            audit.record(connection, by, "campaign added", checked.slug)
            notify.announce(connection, checked.slug)
    except psycopg.errors.UniqueViolation as error:
        raise TakenCampaign(
            wording("there is a campaign {slug!r} already."),
            hint=wording("Choose another slug."),
            slug=checked.slug,
        ) from error
    return checked


def list_(connection: db.Connection, slugs: Collection[str] | None = None) -> tuple[Campaign, ...]:
    """All campaigns, or those of these slugs, newest first; without their logos, which are heavy."""
    wanted = {"slugs": None if slugs is None else list(slugs)}
    return tuple(db.rows(connection, Campaign, "list_campaigns", wanted))


def get(connection: db.Connection, slug: str) -> Campaign:
    """The campaign of this slug.

    Raises:
        CampaignError: there is none.
    """
    campaign = db.row(connection, Campaign, "get_campaign", {"slug": slug})
    if campaign is None:
        raise MissingCampaign(wording("there is no campaign {campaign!r}."), campaign=slug)
    return campaign


def zone(connection: db.Connection, slug: str) -> ZoneInfo:
    """By whose clock a campaign's days are told; the installation's where there is no campaign of this slug."""
    campaign = find(connection, slug)
    return campaign.zone if campaign else time_zones.here()


def find(connection: db.Connection, slug: str) -> Campaign | None:
    """A campaign, as lists have it; None where there is none of this slug."""
    return next(iter(list_(connection, [slug]) if slug else ()), None)


def edit(
    connection: db.Connection,
    slug: str,
    changes: Mapping[str, Any],
    *,
    by: str | None = audit.COMMAND_LINE,
) -> Campaign:
    """Change some columns of a campaign (never its slug), by name; return it as stored.

    Args:
        by: who does so, for the audit trail; None for what no person decides, such as mails that a provider tells of.

    Raises:
        CampaignError: there is no such campaign, or a value is wrong.
    """
    with connection.transaction():
        connection.execute(db.query("lock_campaign"), {"slug": slug})  # all columns are written
        before = get(connection, slug)
        wanted = replace(before, **changes)
        if wanted.scale != before.scale:
            _unclicked(connection, before)
            wanted = replace(wanted, asks=changes.get("asks"))
        checked = _checked(wanted, before.questions)
        if changes.keys() & {"target_score", "target_answers"}:
            _check_target(checked)
        if checked.waves != before.waves and "mails" not in changes:
            checked = _spread(connection, checked)
        connection.execute(db.query("edit_campaign"), _row(checked))
        if checked.time_zone != before.time_zone:
            folded_zones.follow(connection, slug, checked.zone)
        differs = audit.changes(before, checked)
        if "logo" in differs:  # who and when is enough
            differs["logo"] = [bool(logo) for logo in differs["logo"]]
        if by is not None and differs:
            audit.record(connection, by, "campaign changed", slug, changes=differs)
        notify.announce(connection, slug)
    return checked


def aimed(connection: db.Connection, listed: Iterable[Campaign]) -> tuple[Campaign, ...]:
    """The campaigns with what their touchpoints aim at."""
    shared = {
        target.touchpoint: {"score": target.score, "answers": target.answers}
        for target in targets.of_touchpoints(connection)
    }
    return tuple(
        replace(campaign, touchpoint_target=shared[campaign.touchpoint])
        if campaign.touchpoint in shared
        else campaign
        for campaign in listed
    )


def _check_target(campaign: Campaign) -> None:
    """Refuse a target that its scale cannot reach; another scale that is asked later only hides it."""
    try:
        targets.check(Aim(campaign.target_score, campaign.target_answers), campaign.told)
    except TargetError as error:
        raise CampaignError.of(error) from error


def _spread(connection: db.Connection, campaign: Campaign) -> Campaign:
    """The campaign with the mails that a provider told of, each with its wave; as it is where none has."""
    hours = {
        row.hour: row.mails
        for row in db.rows(connection, _Hour, "deliveries", {"campaign": campaign.slug})
    }
    if not hours:
        return campaign
    mails, further = waves.spread(campaign.waves, hours)
    return replace(campaign, mails=mails, waves=further)


class _Hour(NamedTuple):
    """A row of deliveries.sql: the mails delivered in the hour that begins then."""

    hour: datetime
    mails: int


def note_asked(connection: db.Connection, campaign: Campaign, scale: str) -> None:
    """Remember on which scale a campaign's mail asks, of whoever makes its buttons, unless that is known already."""
    if campaign.asks is None:
        edit(connection, campaign.slug, {"asks": scale}, by=None)


def close(
    connection: db.Connection, slug: str, *, reopen: bool = False, by: str = audit.COMMAND_LINE
) -> Campaign:
    """Close a campaign, so that new answers no longer count; or open it again.

    A campaign that is closed already keeps the moment it was closed at.
    """
    closed_at = None if reopen else get(connection, slug).closed_at or ids.utc_now()
    with connection.transaction():
        changed = edit(connection, slug, {"closed_at": closed_at}, by=None)
        did: audit.Did = "campaign opened" if reopen else "campaign closed"
        audit.record(connection, by, did, slug)
    return changed


def _unclicked(connection: db.Connection, campaign: Campaign) -> None:
    """Refuse to change the scale of a campaign that somebody has clicked on: an answer is one of its scale."""
    if db.value(connection, "any_click", {"slug": campaign.slug}):
        raise ClickedCampaign(
            wording(
                "the campaign {slug!r} has clicks on its scale of {scale}, which therefore stays. "
                "Make another campaign for the other scale."
            ),
            slug=campaign.slug,
            scale=campaign.scale,
        )


def _row(campaign: Campaign) -> dict[str, Any]:
    """The parameters of the queries that write: the slug, and all columns as JSON, times in ISO 8601."""
    columns = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(campaign).items()
    }
    return {"slug": campaign.slug, "campaign": Jsonb(columns)}
