"""Deletes a campaign with all its answers."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass

from feedback_buttons.accounts import audit
from feedback_buttons.base.errors import wording
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import CampaignError
from feedback_buttons.storage import db, notify, parts, unused_tags

# For the answers of one server: millions take minutes.
_LONGEST = "30min"


class UnconfirmedDeletion(CampaignError):
    """The campaign's slug was not typed; the message says what to type."""

    code = "campaign-not-confirmed"


@dataclass(frozen=True, slots=True)
class Deleted:
    """How much was deleted."""

    ratings: int = 0
    comments: int = 0
    visits: int = 0

    def __add__(self, other: "Deleted") -> "Deleted":
        return Deleted(
            self.ratings + other.ratings,
            self.comments + other.comments,
            self.visits + other.visits,
        )


def delete(
    connection: db.Connection,
    slug: str,
    *,
    typed: str,
    by: str = audit.COMMAND_LINE,
    tell: Callable[[str], None] = lambda _: None,
) -> Deleted:
    """Delete a campaign, its settings, answers, comments and evidence, for good. Of several servers one after the other
    deletes what is its own, for good; whoever is interrupted does it again.

    What was kept of people beside their answers (references, attributes) is theirs in all campaigns and stays.

    Args:
        typed: the campaign's slug once more, as whoever deletes it has typed it.
        tell: told what each of several servers has deleted, a sentence.

    Raises:
        CampaignError: there is no such campaign, or something else was typed.
        psycopg.OperationalError: one of several servers is away; nothing is deleted.
    """
    campaigns.get(connection, slug)
    if typed.strip().lower() != slug:
        raise UnconfirmedDeletion(
            wording("type {slug} to delete the campaign and all its answers."), slug=slug
        )
    deleted = Deleted()
    with connection.transaction(), _servers(connection) as servers:
        for place, server in enumerate(servers):
            own = _answers(server, slug)
            deleted += own
            if server is not connection:
                tell(f"server {place} of {len(servers)}: {own.ratings:,} ratings deleted")
        deleted += _beside_servers(connection, slug)
        connection.execute(db.query("delete_campaign"), {"slug": slug})
        audit.record(connection, by, "campaign deleted", slug, **asdict(deleted))
        notify.announce(connection, slug)
    return deleted


def sweep(connection: db.Connection) -> int:
    """Delete what has arrived for deleted campaigns since: from a collector that still knew them, or that had
    kept it on its disk while the database was away. How many ratings that was."""
    slugs = db.column(connection, "deleted_campaigns")
    if not slugs:
        return 0
    with _servers(connection) as servers:
        late = sum(_answers(server, slug).ratings for slug in slugs for server in servers)
    return late + sum(_beside_servers(connection, slug).ratings for slug in slugs)


@contextmanager
def _servers(connection: db.Connection) -> Iterator[list[db.Connection]]:
    """Connections to all servers that have answers: this one, or one to each of those behind a front."""
    with ExitStack() as stack:
        addresses = parts.addresses(connection)
        servers = [stack.enter_context(db.connect(address)) for address in addresses]
        yield servers or [connection]


def _answers(server: db.Connection, slug: str) -> Deleted:
    """Delete what one server has, in a transaction, or as a part of the one that is open."""
    with server.transaction():
        server.execute(f"set local statement_timeout = '{_LONGEST}'".encode())
        deleted = db.row(server, Deleted, "delete_answers", {"slug": slug}) or Deleted()
        if deleted.comments:
            unused_tags.forget(server)
    return deleted


def _beside_servers(connection: db.Connection, slug: str) -> Deleted:
    """Delete what a front itself keeps of answers; nothing where it has them all."""
    if not parts.elsewhere(connection):
        return Deleted()
    return db.row(connection, Deleted, "delete_beside_servers", {"slug": slug}) or Deleted()
