"""How many mails were delivered, by campaign and hour: what a response rate is a share of."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from feedback_buttons.accounts import audit
from feedback_buttons.campaigns import campaigns, waves
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.storage import db


class HourOfMails(NamedTuple):
    """How many mails were delivered in the hour that begins then."""

    hour: datetime
    mails: int


def put(
    connection: db.Connection, slug: str, mails: Mapping[datetime, int], *, by: str
) -> Campaign:
    """Say for some hours how many mails were delivered in each; saying so again replaces it.

    The number of mails of the campaign, and of each of its waves, is their sum from then on, and where nobody has
    said when it was sent, it was in the first of these hours.

    Args:
        mails: by the time at which the hour begins.
        by: who says so, for the audit trail.

    Raises:
        CampaignError: there is no such campaign, or an hour begins at no full hour.
    """
    with connection.transaction():
        campaign = _change(connection, slug, mails, "put_deliveries")
        audit.record(connection, by, "campaign changed", slug, hours=len(mails))
    return campaign


def add(
    connection: db.Connection, slug: str, mails: Mapping[datetime, int], first: datetime
) -> Campaign:
    """Say for some hours how many more mails were delivered in each, as a provider tells all day long (therefore
    without the audit trail); else as :func:`put`.

    Args:
        first: when the first of them was: then the mail was sent, where nobody has said so.
    """
    return _change(connection, slug, mails, "add_deliveries", first)


def _change(
    connection: db.Connection,
    slug: str,
    mails: Mapping[datetime, int],
    query: str,
    first: datetime | None = None,
) -> Campaign:
    with connection.transaction():
        connection.execute(db.query("lock_campaign"), {"slug": slug})
        campaign = campaigns.get(connection, slug)
        values = {"campaign": slug, "hours": list(mails), "mails": list(mails.values())}
        connection.execute(db.query(query), values)
        delivered = list_(connection, slug)
        first = first or min((hour for hour, count in delivered.items() if count), default=None)
        sent_at = campaign.sent_at or first
        first_mails, further = waves.spread(campaign.waves, delivered)
        changes = {"mails": first_mails, "waves": further, "sent_at": sent_at}
        return campaigns.edit(connection, slug, changes, by=None)


def list_(connection: db.Connection, slug: str) -> dict[datetime, int]:
    """The mails that were delivered, by the time at which an hour begins, in order."""
    hours = db.rows(connection, HourOfMails, "deliveries", {"campaign": slug})
    return {row.hour: row.mails for row in hours}
