"""The only writer of visits, ratings and comments.

A visit is recorded in one round trip, which brings back the evidence that was there before; a page
that may confirm itself carries how much evidence that was, and its confirmation is written in one
round trip while nothing has been added since. Whatever else happens is judged anew from all the
evidence, and the verdict is written only if that still is all the evidence: so the last one to add
some has the last word, and no order of arrival, retry or crash can change the outcome.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from feedback_buttons.base.ids import bucket
from feedback_buttons.campaigns.follow_up_questions import Chosen
from feedback_buttons.ratings.group_commit import Batcher
from feedback_buttons.ratings.write_pool import Away, Database
from feedback_buttons.storage import db
from feedback_buttons.verdicts import verdict
from feedback_buttons.verdicts.evidence import Evidence, Overrule, Visit
from feedback_buttons.verdicts.policy import Policy
from feedback_buttons.verdicts.verdict import Verdict

_encode = json.JSONEncoder(default=datetime.isoformat).encode
# How far back the first look goes. A recipient with older evidence costs a second look.
RECENT = timedelta(days=1)
_ATTEMPTS = 20
# So many threads may wait with evidence; beyond, the database is too slow for it and answers go first.
EVIDENCE_QUEUE = 12


class Crowded(Exception):
    """One recipient's evidence grew faster than it could be judged; the request may be tried again."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose rating it is, and what its verdict needs to know beside the evidence.

    Attributes:
        occasion: 0 where the token carries none.
        repeat_after: after how many days a click without an occasion is a new answer; None: never.
        client_class: what is clicked with, one of clientclass.CLASSES; kept where it makes the answer.
    """

    campaign: str
    recipient: int
    occasion: int
    policy: Policy
    sent_at: datetime | None = None
    language: str | None = None
    repeat_after: int | None = None
    client_class: str | None = None

    @property
    def key(self) -> dict[str, Any]:
        """The columns of the primary key."""
        return {
            "campaign": self.campaign,
            "recipient": self.recipient,
            "occasion": self.occasion,
            "bucket": bucket(self.recipient),
        }

    def evidence(self, standing: "Standing", visits: tuple[Visit, ...]) -> Evidence:
        """The visits with what is known of the mail and what the team decided. An answer whose own
        visit is past retention and gone stands as it was."""
        before = None
        if (
            standing.score is not None
            and standing.state != "overruled"
            and all(visit.id != standing.id for visit in visits)
        ):
            answer = Visit(
                standing.id, standing.at, "press", standing.score, standing.client or 0, "unknown"
            )
            before = answer, standing.proof
        return Evidence(visits, self.sent_at, standing.overruled, before)


_Event = dict[str, Any]  # a row of the JSON array that the write queries take


class Standing(NamedTuple):
    """What the table says of a rating; and the decision of the team that is in force, unless it was
    read too quickly to know of one that a later press has replaced."""

    events: int
    first_at: datetime
    score: int | None
    state: str
    proof: str
    reason: str
    id: int
    at: datetime
    client: int | None
    decided_at: datetime | None = None
    decided_score: int | None = None

    @property
    def overruled(self) -> Overrule | None:
        """The team's decision."""
        if self.state == "overruled":
            return Overrule(self.at, self.score)
        return Overrule(self.decided_at, self.decided_score) if self.decided_at else None


class Served(NamedTuple):
    """How to serve a page: what speaks against its confirming itself (a key of verdict.REASONS, or
    None), how much evidence that rests on, and whether an answer was withdrawn by this visit."""

    objection: str | None
    events: int
    changed: bool


class _Said(NamedTuple):
    """By which visit, and what was sent along with it."""

    by: int
    comment: str | None = None
    chosen: Chosen | None = None

    @property
    def any(self) -> bool:
        """Whether there is anything to keep."""
        return self.comment is not None or self.chosen is not None


class Ratings:
    """Writes visits and verdicts, each in batches of its own. A visit may be taken back by a crash, an
    answer that was acknowledged may not.

    Every method raises Away where the database is, and may then have done its work; doing it again
    changes nothing.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        common = (Away,)
        self.visits: Batcher[_Event, list[tuple[Any, ...]]] = Batcher(
            self._write_visits, _key, common=common, queue=EVIDENCE_QUEUE
        )
        self.pages: Batcher[_Event, bool] = Batcher(self._write_seen, _key, common=common)
        self.verdicts: Batcher[_Event, bool | None] = Batcher(
            self._write_verdicts, _key, common=common
        )

    def resolved(self, subject: Subject, now: datetime) -> Subject:
        """The subject with its occasion. In a standing flow it is the one that the recipient's last
        answer opened, until ``repeat_after`` days have passed; then a new one."""
        if subject.occasion or not subject.repeat_after:
            return subject
        latest = self._latest_occasion(subject)
        began = datetime.fromtimestamp(latest, UTC)
        if latest and now - began < timedelta(days=subject.repeat_after):
            return replace(subject, occasion=latest)
        return replace(subject, occasion=int(now.timestamp()))

    def visit(self, subject: Subject, visit: Visit) -> Served:
        """Record a fetch of a button's address and say how to serve its page."""
        standing, visits = self._record(subject, visit, shed=True)
        evidence = subject.evidence(standing, visits)
        objection = verdict.ask(evidence, visit, subject.policy)
        outcome = verdict.judge(evidence, subject.policy, visit.at)
        if _stands(standing, outcome):
            return Served(objection, len(visits), changed=False)
        settled = self._settle(subject, visit.at)
        return Served(objection, len(visits), changed=settled.score != standing.score)

    def seen(self, subject: Subject, visit: Visit, events: int) -> Verdict:
        """Record that a page was seen. If it may confirm itself and nothing was added to the
        ``events`` that its judgement rests on, that judgement is the verdict."""
        if visit.mode == "confirm":
            settles_at = visit.at + subject.policy.settling
            outcome = Verdict(visit.score, "seen", "settling", "seen", visit, settles_at)
            page = {
                **subject.key,
                **_columns(visit),
                "language": subject.language,
                "client_class": subject.client_class,
                "expected": events,
                "settles_at": settles_at,
            }
            if self.pages(page):
                return outcome
            written = self._write(subject, outcome, events, visit)
            if written:
                return outcome
            if written is not None:
                return self._settle(subject, visit.at, _Said(visit.id))
        self._record(subject, visit)
        return self._settle(subject, visit.at, _Said(visit.id))

    def press(
        self, subject: Subject, visit: Visit, comment: str | None, chosen: Chosen | None = None
    ) -> Verdict:
        """Record a press with what was sent along: a comment of None leaves it as it is, "" removes it;
        of ``chosen`` None leaves that. Both are kept only if the press counts."""
        self._record(subject, visit)
        return self._settle(subject, visit.at, _Said(visit.id, comment, chosen))

    def erase(self, subject: Subject, visit: Visit) -> None:
        """Forget the answer, the comment and the evidence up to this visit."""
        self._forget(subject, visit)
        self._settle(subject, visit.at)

    def rejudge(self, subject: Subject, now: datetime) -> Verdict:
        """Judge the same evidence anew, under another policy."""
        return self._settle(subject, now)

    def _forget(self, subject: Subject, visit: Visit) -> None:
        row = {**subject.key, "id": visit.id, "at": visit.at, "client": visit.client}

        def write(connection: db.Connection) -> None:
            with connection.transaction():
                connection.execute(db.query("erase_answer"), row)
                connection.execute(db.query("erase_comment"), row)

        self._database.use(write)

    def _record(
        self, subject: Subject, visit: Visit, *, shed: bool = False
    ) -> tuple[Standing, tuple[Visit, ...]]:
        """Record a visit; all the evidence with it included, in no order."""
        event = {
            **subject.key,
            **_columns(visit),
            "language": subject.language,
            "sent_at": subject.sent_at,
        }
        rows = self.visits(event, shed=shed)
        if not rows or rows[0][1] < _recent(visit.at):
            return self._read(subject, visit.at)
        return Standing(*rows[0][:9]), (*_visits(rows), visit)

    def _read(self, subject: Subject, now: datetime) -> tuple[Standing, tuple[Visit, ...]]:
        """The rating and all its evidence, of one moment."""
        since = _recent(now)
        while True:
            rows = self._rows("evidence", {**subject.key, "since": since})
            if not rows:
                raise LookupError("no rating with this key")
            standing, visits = unpack(rows)
            if standing.first_at >= since:
                return standing, visits
            since = standing.first_at

    def _latest_occasion(self, subject: Subject) -> int:
        return self._rows("latest_occasion", subject.key)[0][0] or 0

    def _rows(self, name: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
        return self._database.use(
            lambda connection: connection.execute(db.query(name), parameters).fetchall()
        )

    def _settle(self, subject: Subject, now: datetime, said: "_Said | None" = None) -> Verdict:
        """Judge all the evidence and write the verdict if it changes anything; with what was said and what was
        clicked with, if the visit that said so is the answer."""
        for _ in range(_ATTEMPTS):
            standing, visits = self._read(subject, now)
            outcome = verdict.judge(subject.evidence(standing, visits), subject.policy, now)
            if outcome.state == "erased" and any(other.did != "erase" for other in visits):
                # Something from before the erasure came late: that is forgotten as well.
                last = max((v for v in visits if v.did == "erase"), key=lambda v: v.order)
                if any(other.order < last.order for other in visits):
                    self._forget(subject, last)
            mine = said and outcome.answer and outcome.answer.id == said.by
            kept = said if mine and said and said.any else None
            if kept is None and _stands(standing, outcome):
                return outcome
            who = subject if mine else replace(subject, client_class=None)
            if self._write(who, outcome, standing.events, None, now, kept):
                return outcome
        raise Crowded("the evidence kept changing")

    def _write(
        self,
        subject: Subject,
        outcome: Verdict,
        events: int,
        visit: Visit | None,
        now: datetime | None = None,
        said: "_Said | None" = None,
    ) -> bool | None:
        """Write a verdict that rests on so many events, with the visit if there is one; whether it
        was written, None where the recipient has no row yet."""
        event = {
            **_verdict(subject, outcome, events, now),
            **(_columns(visit) if visit else {}),
            "language": subject.language if visit or said else None,
        }
        if said is None:
            return self.verdicts(event)

        def write(connection: db.Connection) -> bool | None:
            with connection.transaction():
                written = _written(connection, [event])[0]
                if written and said.comment is not None:
                    words = {**event, "comment": said.comment}
                    connection.execute(db.query("record_comment"), words)
                if written and said.chosen:
                    choice = {**event, **said.chosen._asdict()}
                    connection.execute(db.query("record_choice"), choice)
                return written

        return self._database.use(write)

    def _write_visits(self, events: Sequence[_Event]) -> list[list[tuple[Any, ...]]]:
        # The oldest day that any of them needs: a day more than needed does no harm.
        parameters = {
            "events": _encode(events),
            "since": min(_recent(event["at"]) for event in events).isoformat(),
        }
        rows = self._database.use(
            lambda connection: connection.run("record_visit", parameters), durable=False
        )
        if len(events) == 1:
            return [[row[1:] for row in rows]]
        found: dict[int, list[tuple[Any, ...]]] = {event["id"]: [] for event in events}
        for id, *row in rows:
            found[id].append(tuple(row))
        return list(found.values())

    def _write_seen(self, events: Sequence[_Event]) -> list[bool]:
        parameters = {"events": _encode(sorted(events, key=_key))}  # all sessions lock in one order
        rows = self._database.use(lambda connection: connection.run("record_seen", parameters))
        written = {id for (id,) in rows}
        return [event["id"] in written for event in events]

    def _write_verdicts(self, events: Sequence[_Event]) -> list[bool | None]:
        return self._database.use(lambda connection: _written(connection, events))


def unpack(rows: list[tuple[Any, ...]]) -> tuple[Standing, tuple[Visit, ...]]:
    """What the query `evidence` says of a rating, and the visits."""
    return Standing(*rows[0][:11]), _visits(rows)


def write_verdict(
    connection: db.Connection, subject: Subject, outcome: Verdict, events: int, now: datetime
) -> None:
    """Write a verdict that rests on so many events, within somebody else's transaction.

    Raises:
        Crowded: there are more by now.
    """
    if not _written(connection, [_verdict(subject, outcome, events, now)])[0]:
        raise Crowded("the evidence has changed")


def _verdict(
    subject: Subject, outcome: Verdict, events: int, now: datetime | None
) -> dict[str, Any]:
    answer = outcome.answer
    return {
        **subject.key,
        "at": now,
        "expected": events,
        "counts": outcome.score,
        "aside": outcome.aside,
        "state": outcome.state,
        "proof": outcome.proof,
        "reason": outcome.reason,
        "settles_at": outcome.settles_at,
        "answer_id": answer.id if answer else 0,
        "answer_at": answer.at if answer else now,
        "answer_client": answer.client if answer else None,
        "client_class": subject.client_class,
    }


def _key(event: _Event) -> tuple[Any, ...]:
    return event["campaign"], event["recipient"], event["occasion"]


def _written(connection: db.Connection, events: Sequence[_Event]) -> list[bool | None]:
    """Of each verdict whether it was written, None where there is no such rating."""
    parameters = {"events": _encode(events)}
    rows = connection.execute(db.query("record_verdict"), parameters)
    written = {tuple(key): written for *key, written in rows}
    return [written.get(_key(event)) for event in events]


def _stands(standing: Standing, outcome: Verdict) -> bool:
    """Whether the table says what the verdict says; time alone settles an answer."""
    states = {"settling": "counted"}
    return (
        standing.score == outcome.score
        and standing.proof == outcome.proof
        and standing.reason == outcome.reason
        and states.get(standing.state, standing.state) == states.get(outcome.state, outcome.state)
        and (outcome.answer is None or standing.id == outcome.answer.id)
    )


def _recent(now: datetime) -> datetime:
    return (now - RECENT).replace(hour=0, minute=0, second=0, microsecond=0)


def _columns(visit: Visit) -> dict[str, Any]:
    return {
        "id": visit.id,
        "at": visit.at,
        "did": visit.did,
        "score": visit.score,
        "client": visit.client,
        "network": visit.network,
        "flags": sorted(visit.flags),
        "page": visit.page,
        "mode": visit.mode,
    }


def _visits(rows: list[tuple[Any, ...]]) -> tuple[Visit, ...]:
    return tuple(
        Visit(id, at, did, score, client, network, frozenset(flags), page, mode)
        for *_, id, at, did, score, client, network, flags, page, mode in rows
        if id is not None
    )
