"""The statements that read and write ratings; those of every click are written in batches.

Every method raises Away where the database is, and may then have done its work; doing it again changes
nothing. A visit may be taken back by a crash of the machine, an answer that was acknowledged may not.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, TypeVar

from feedback_buttons.campaigns.follow_up_questions import Chosen
from feedback_buttons.ratings import rating_rows
from feedback_buttons.ratings.group_commit import Batcher
from feedback_buttons.ratings.rating_rows import Event, event_key
from feedback_buttons.ratings.subject import StandingRating, Subject
from feedback_buttons.ratings.write_pool import Away, Database
from feedback_buttons.storage import db
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.verdict import Verdict

# So many threads may wait with evidence, of the sixteen that serve; more only for a moment: then the database is
# too slow for it, and answers go first.
EVIDENCE_QUEUE = 12
Result = TypeVar("Result")


class Attached(NamedTuple):
    """What was sent along with a press, and which visit that was."""

    visit_id: int
    comment: str | None = None
    chosen: Chosen | None = None
    contact: str | None = None

    @property
    def any(self) -> bool:
        """Whether there is anything to keep."""
        return any(part is not None for part in self[1:])


class Batches(NamedTuple):
    """What is written together: visits, pages seen and verdicts, each of one server."""

    visits: Batcher[Event, list[tuple[Any, ...]]]
    pages: Batcher[Event, bool]
    verdicts: Batcher[Event, bool | None]


class Statements:
    """Reads and writes ratings on a database: visits, pages seen and verdicts each in batches of their own, and where
    rows are parted over several servers in those of each server, so that none waits for another's."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._batches: dict[int | None, Batches] = {}

    def batches(self, bucket: int) -> Batches:
        """Those of the server that has a bucket."""
        server = self._database.server(bucket)
        if server not in self._batches:
            self._batches.setdefault(server, self._new_batches(server))
        return self._batches[server]

    def _new_batches(self, server: int | None) -> Batches:
        parts = 1 if server is None else self._database.parting.parts
        queue = max(1, EVIDENCE_QUEUE // parts)  # 0 would be no limit

        def batcher(
            write: Callable[[Sequence[Event]], Sequence[Result]], queue: int = 0
        ) -> Batcher[Event, Result]:
            return Batcher(partial(self._call, write), event_key, common=(Away,), queue=queue)

        return Batches(
            batcher(self._write_visits, queue),
            batcher(self._write_seen),
            batcher(self._write_verdicts),
        )

    def record(
        self, subject: Subject, visit: Visit, later: Sequence[Visit] = (), *, shed: bool = False
    ) -> tuple[StandingRating, tuple[Visit, ...]]:
        """Record a visit, with ``later`` ones of the same row of evidence in the order of their ids; the rating and
        all the evidence with these included, in no order.

        Raises:
            Full: it may be shed, and there is no room; it is not recorded.
        """
        event = {
            **subject.key,
            **rating_rows.visit_columns(visit),
            **rating_rows.slot_columns(subject, visit),
            "language": subject.language,
            "sent_at": subject.sent_at,
            "token_sent_at": subject.token_sent_at,
        }
        if later:
            event |= rating_rows.more_columns(later)
        rows = self.batches(subject.bucket).visits(event, shed=shed)
        first_at = rows[0][1] if rows else None  # none where the visit was recorded before
        if first_at is None or first_at < rating_rows.since(visit.at):
            return self.read(subject, visit.at)
        standing, visits = rating_rows.read_recorded(rows)
        return standing, (*visits, visit, *later)

    def read(self, subject: Subject, now: datetime) -> tuple[StandingRating, tuple[Visit, ...]]:
        """The rating and all its evidence, of one moment.

        Raises:
            LookupError: there is no such rating.
        """
        since = rating_rows.since(now)
        while True:
            rows = self._rows("evidence", {**subject.key, "since": since})
            if not rows:
                raise LookupError("no rating with this key")
            standing, visits = rating_rows.read_evidence(rows)
            if standing.first_at >= since:
                return standing, visits
            since = standing.first_at - rating_rows.MOMENT  # where the row of that moment begins

    def latest_occasion(self, subject: Subject) -> int:
        """The occasion of the recipient's last answer, 0 for none."""
        return self._rows("latest_occasion", subject.key)[0][0] or 0

    def erased_since(self, subject: Subject, at: datetime) -> bool:
        """Whether the team erased the recipient, or the recipient this answer, at or after a time."""
        return bool(self._rows("erased_since", {**subject.key, "at": at})[0][0])

    def confirm(self, subject: Subject, visit: Visit, outcome: Verdict, events: int) -> bool:
        """Write that a page was seen, and the verdict, if there are as many ``events`` as when it was served and
        the rating has a row; whether it was written."""
        event = {
            **subject.key,
            **rating_rows.visit_columns(visit),
            "language": subject.language,
            "client_class": subject.client_class,
            "expected": events,
            "settles_at": outcome.settles_at,
        }
        return self.batches(subject.bucket).pages(event)

    def write(
        self,
        subject: Subject,
        outcome: Verdict,
        events: int,
        now: datetime,
        attached: Attached | None,
    ) -> bool:
        """Write a verdict that rests on so many events, with what was sent along if that is to be kept; whether it
        was written: there may be more events by now."""
        event = rating_rows.verdict_columns(subject, outcome, events, now)
        event["language"] = (
            subject.language if attached else None
        )  # kept where it says what the words are in
        if attached is None:
            return bool(self.batches(subject.bucket).verdicts(event))
        question, choice = attached.chosen or (None, None)
        sent_along = {
            "comment": attached.comment,
            "question": question,
            "choice": choice,
            "contact": attached.contact,
        }
        return bool(self._rows("record_answer", rating_rows.of_batch([event]) | sent_along)[0][0])

    def write_unseen(
        self, subject: Subject, outcome: Verdict, events: int, visit: Visit
    ) -> bool | None:
        """Write a verdict with the visit that it rests on; whether it was written, None where the recipient has
        no row yet."""
        event = rating_rows.verdict_columns(subject, outcome, events, None)
        return self.batches(subject.bucket).verdicts(
            {**event, **rating_rows.visit_columns(visit), "language": subject.language}
        )

    def forget(self, subject: Subject, visit: Visit) -> None:
        """Forget the answer, the comment and the evidence up to this visit."""
        row = {**subject.key, "id": visit.id, "at": visit.at, "client": visit.client}

        self._rows("erase_answer", row)

    def _rows(self, name: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
        return self._database.use(
            lambda connection: connection.execute(db.query(name), parameters).fetchall(),
            bucket=int(parameters["bucket"]),
        )

    def _call(
        self, write: Callable[[Sequence[Event]], Sequence[Result]], events: Sequence[Event]
    ) -> Sequence[Result]:
        """Write events of one server in one call, on Citus in one for each."""
        if len(events) == 1 or not self._database.parting.single:
            return write(events)
        return [result for event in events for result in write([event])]

    def _write_visits(self, events: Sequence[Event]) -> list[list[tuple[Any, ...]]]:
        # The oldest day that any of them needs: a day more than needed does no harm.
        since = min(rating_rows.since(event["at"]) for event in events)
        parameters = {**rating_rows.of_batch(events), "since": since.isoformat()}
        rows = self._database.use(
            lambda connection: connection.run("record_visit", parameters),
            durable=False,
            bucket=events[0]["bucket"],
        )
        if len(events) == 1:
            return [[row[1:] for row in rows]]
        rows_of: dict[int, list[tuple[Any, ...]]] = {event["id"]: [] for event in events}
        for id, *row in rows:
            rows_of[id].append(tuple(row))
        return list(rows_of.values())

    def _write_seen(self, events: Sequence[Event]) -> list[bool]:
        # All sessions lock in one order.
        parameters = rating_rows.of_batch(sorted(events, key=event_key))
        rows = self._database.use(
            lambda connection: connection.run("record_seen", parameters),
            bucket=events[0]["bucket"],
        )
        written = {id for (ids,) in rows for id in ids or ()}
        return [event["id"] in written for event in events]

    def _write_verdicts(self, events: Sequence[Event]) -> list[bool | None]:
        return self._database.use(
            lambda connection: write_verdicts(connection, events), bucket=events[0]["bucket"]
        )


def write_verdicts(connection: db.Connection, events: Sequence[Event]) -> list[bool | None]:
    """Write verdicts; of each whether it was written, None where there is no such rating."""
    rows = connection.execute(db.query("record_verdict"), rating_rows.of_batch(events))
    written_of = {tuple(key): written for *key, written in rows}
    return [written_of.get(event_key(event)) for event in events]
