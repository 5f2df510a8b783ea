"""A help desk's channel with tickets for unhappy answers, and what a worker does with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from other_side import LOCAL
from person import Person

from feedback_buttons.base import ids
from feedback_buttons.cases import case_opening
from feedback_buttons.channels import channel_list
from feedback_buttons.channels.channel_list import Channel
from feedback_buttons.channels.guarded_http import HttpClient
from feedback_buttons.channels.senders import Way
from feedback_buttons.config.settings import Config
from feedback_buttons.outbox import delivery_loop
from feedback_buttons.recipients import references
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db
from feedback_buttons.tickets import helpdesk_looks, helpdesk_sending, ticket_feeds, ticket_notices


@dataclass
class Desk:
    """The channel, and the database that it is in."""

    conn: db.Connection
    config: Config
    channel: Channel
    seconds: float = 1.0

    @property
    def out(self) -> Way:
        """The way out; nobody is waited for longer than a moment."""
        return Way(
            self.config.session_keys,
            "https://fb.example.com",
            None,
            HttpClient(LOCAL, self.seconds),
        )

    def states(self) -> list[tuple[Any, ...]]:
        """Our tickets: their states, and what they are called there."""
        return self.conn.execute("select state, remote_id from ticket order by id").fetchall()

    def cases(self) -> list[tuple[Any, ...]]:
        """The cases: open or closed, and why."""
        return self.conn.execute("select status, reason from comment").fetchall()

    def dead(self) -> Any:  # noqa: ANN401 (a number)
        """How many messages were given up."""
        return db.first_value(self.conn, "select count(*) from outbox_message where state = 'dead'")

    def look(self) -> None:
        """Ask how the tickets stand, now."""
        self.conn.execute("update channel set free_at = 'epoch'")
        self.conn.execute("update ticket_feed set look_at = 'epoch'")
        assert helpdesk_looks.look(self.conn, self.out)

    def deliver(self) -> None:
        """Send what is due, as fast as it goes; a channel that is to be left alone is left alone."""
        renders = {
            ticket_feeds.KIND: ticket_notices.renderer("https://fb.example.com"),
            ticket_feeds.ERASED: ticket_notices.erased,
        }
        while delivery_loop.deliver_one(self.conn, helpdesk_sending.ways(self.out, renders)):
            self.conn.execute(
                "update channel set free_at = 'epoch' where free_at < now() + interval '5 s'"
            )

    def answer(self, person: Person, recipient: int, message: str, score: int) -> None:
        """What somebody answers to the mail that is called so."""
        occasion = recipient * 1000
        token = Tokens(self.config.signing_keys, self.config.pseudonym_key).sign(
            "delay", recipient, occasion
        )
        person.open(f"/r/delay/{token}/{score:02d}")
        person.press(score)
        kept = references.KeptMessage(recipient, occasion, message, {})
        references.keep_messages(self.conn, "delay", [kept], ids.utc_now())


def round_(desk: Desk) -> None:
    """A round of the worker, with all that is due or waits for another try."""
    conn, now = desk.conn, ids.utc_now()
    case_opening.look(conn, now)
    ticket_feeds.queue(conn, now)
    conn.execute("update outbox_message set due_at = 'epoch' where state = 'waiting'")
    conn.execute("update channel set free_at = 'epoch'")
    desk.deliver()
    ticket_feeds.queue(conn, now)


def work(config: Config, channel: Channel) -> None:
    """A round of a worker, in a process of its own."""
    with db.connect(str(config.database_url), autocommit=True) as connection:
        round_(Desk(connection, config, channel, 60.0))


@contextmanager
def helpdesk(config: Config, kind: str, fields: dict[str, str]) -> Iterator[Desk]:
    """The channel "desk" of a kind, which gets tickets of scores up to 3."""
    with db.connect(str(config.database_url), autocommit=True) as conn:
        channel, _ = channel_list.add(conn, "desk", kind, fields, config.session_keys, local=LOCAL)
        ticket_feeds.add(conn, "desk", score_to=3)
        yield Desk(conn, replace(config, local_networks=LOCAL), channel)
