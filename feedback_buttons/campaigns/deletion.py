"""Deletes a campaign with all its answers."""

from dataclasses import asdict, dataclass

from feedback_buttons.accounts import audit
from feedback_buttons.base.errors import wording
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import CampaignError
from feedback_buttons.storage import db, engine, notify


class UnconfirmedDeletion(CampaignError):
    """The campaign's slug was not typed; the message says what to type."""

    code = "campaign-not-confirmed"


@dataclass(frozen=True, slots=True)
class Deleted:
    """How much was deleted."""

    ratings: int
    comments: int
    visits: int


def delete(
    connection: db.Connection, slug: str, *, typed: str, by: str = audit.COMMAND_LINE
) -> Deleted:
    """Delete a campaign, its settings, answers, comments and evidence, for good.

    What was kept of people beside their answers (references, attributes) is theirs in all campaigns and stays.

    Args:
        typed: the campaign's slug once more, as whoever deletes it has typed it.

    Raises:
        CampaignError: there is no such campaign, or something else was typed.
    """
    campaigns.get(connection, slug)
    if typed.strip().lower() != slug:
        raise UnconfirmedDeletion(
            wording("type {slug} to delete the campaign and all its answers."), slug=slug
        )
    with connection.transaction():
        deleted = _answers(connection, slug)
        query = engine.which(connection, "forget_unused_tags", "forget_unused_tags_of_nodes")
        connection.execute(db.query(query))
        connection.execute(db.query("delete_campaign"), {"slug": slug})
        audit.record(connection, by, "campaign deleted", slug, **asdict(deleted))
        notify.announce(connection, slug)
    return deleted


def sweep(connection: db.Connection) -> int:
    """Delete what has arrived for deleted campaigns since: from a collector that still knew them, or that had
    kept it on its disk while the database was away. How many ratings that was."""
    slugs = db.column(connection, "deleted_campaigns")
    return sum(_answers(connection, slug).ratings for slug in slugs)


def _answers(connection: db.Connection, slug: str) -> Deleted:
    deleted = db.row(connection, Deleted, "delete_answers", {"slug": slug})
    return deleted or Deleted(0, 0, 0)
