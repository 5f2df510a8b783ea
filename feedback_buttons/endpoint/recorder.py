"""Keeps what recipients do: in the database, or while that is away on this machine's disk, from where it
goes into the database as soon as that is back.

Whatever waited is replayed with its own time and id through the same code as a request: so it doesn't
matter what came in between, on which machine, or whether a part of it had been done already.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import NamedTuple

from feedback_buttons.campaigns.follow_up_questions import Chosen
from feedback_buttons.endpoint.endpoint_metrics import EndpointMetrics
from feedback_buttons.endpoint.held_fetches import HeldFetches
from feedback_buttons.endpoint.recent_visits import RecentVisits
from feedback_buttons.endpoint.spool import Spool, SpoolEntry, SpoolError
from feedback_buttons.endpoint.spool_replay import SpoolReplay
from feedback_buttons.endpoint.standby_keep import StandbyKeep
from feedback_buttons.ratings import unsigned_answers
from feedback_buttons.ratings.group_commit import Batcher, Full
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.ratings.write_pool import Away, Database
from feedback_buttons.ratings.writer import EvidenceChanged, Ratings, Served
from feedback_buttons.verdicts import verdict
from feedback_buttons.verdicts.evidence import THANKED, Evidence, Visit
from feedback_buttons.verdicts.verdict import Verdict

_POLL = 1.0  # seconds between looks at the disk
_REFRESH = 60.0  # seconds from one refresh to the next
_THREADS = 4
# Not now. (No rating: the team erased the recipient at this very moment.)
_UNTIL_LATER = (Away, Full, EvidenceChanged, LookupError)

log = logging.getLogger(__name__)


class Lost(Exception):
    """A request could be kept neither in the database nor on the disk."""


class Latest(NamedTuple):
    """What a recipient answered last: on which occasion, and the score, None if none counts."""

    occasion: int
    score: int | None


class Recorder:
    """Records visits and answers. None of its methods waits for a database that is away.

    Args:
        changed: told a campaign's slug when its figures changed behind a request's back.
        standby: keeps what the database has acknowledged until its standby has it too.
        refresh: called at the start and once a minute, to remember what an outage would hide.
    """

    def __init__(
        self,
        database: Database,
        spool: Spool,
        metrics: EndpointMetrics,
        standby: StandbyKeep,
        changed: Callable[[str], None],
        refresh: Callable[[], None],
    ) -> None:
        self.ratings = Ratings(database)
        self.replay = SpoolReplay(self.ratings, database, spool, metrics, standby, changed)
        self._database, self._spool, self._metrics = database, spool, metrics
        self._refresh, self._standby = refresh, standby
        self._keep: Batcher[SpoolEntry, None] = Batcher(
            self.replay.keep, lambda entry: entry.visit.id, common=(SpoolError,)
        )
        self._recent = RecentVisits()
        self.held = HeldFetches(self.replay.record_held)
        self._thread = threading.Thread(target=self._run, name="drain", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop replaying; what waits, waits for the next start."""
        self.held.close()
        self.replay.closed.set()
        self._thread.join(timeout=30)
        self._standby.end()

    def resolved(self, subject: Subject, now: datetime) -> Subject:
        """The subject with its occasion, which stays 0 until the database is back."""
        try:
            return self.ratings.resolved(subject, now)
        except Away:
            return subject

    def latest(self, subject: Subject, now: datetime) -> Latest | None:
        """The recipient's latest answer; None for none, for an erased one, and while the database is away."""
        try:
            occasion = subject.occasion
            if not occasion and subject.repeat_after:
                occasion = self.ratings.statements.latest_occasion(subject)
            subject = replace(subject, occasion=occasion)
            self.held.release(subject)
            standing, _ = self.ratings.statements.read(subject, now)
        except (Away, LookupError):
            return None
        return None if standing.state == "erased" else Latest(occasion, standing.score)

    def visit(self, subject: Subject, visit: Visit) -> Served:
        """Record a fetch of a button's address and say how to serve its page. Where evidence is shed the
        page asks for a press, since nobody knows what speaks against it."""
        self._recent.add(subject, visit)
        if self.held.take(subject, visit):
            return Served("burst", 0, changed=False)
        self.held.release(subject)
        server = self._standby.server(subject.recipient)
        try:
            served = self.ratings.visit(subject, visit)
            self.held.note(subject, visit, served.scores)
            self._standby.add(SpoolEntry(subject, visit), server)
            return served
        except Full:
            self._metrics.add("shed")
            return Served("unread", 0, changed=False)
        except (Away, EvidenceChanged):
            pass
        try:
            self._wait(SpoolEntry(subject, visit))
        except Lost:
            return Served("unread", 0, changed=False)
        objection = verdict.ask(Evidence((visit,), subject.sent_at), visit, subject.policy)
        return Served(objection, 0, changed=False)

    def seen(self, subject: Subject, visit: Visit, events: int) -> Verdict:
        """Record that a page was seen.

        Raises:
            Lost: it could not be kept.
        """
        self._recent.add(subject, visit)
        self.held.release(subject)
        server = self._standby.server(subject.recipient)
        try:
            outcome = self.ratings.seen(self.resolved(subject, visit.at), visit, events)
            self._standby.add(SpoolEntry(subject, visit), server)
            return outcome
        except _UNTIL_LATER:
            self._wait(SpoolEntry(subject, visit))
        if visit.mode == "confirm":
            return verdict.seen(visit, subject.policy, visit.at)
        return Verdict(None, "none", "unconfirmed", "unpressed")

    def press(
        self,
        subject: Subject,
        visit: Visit,
        comment: str | None,
        chosen: Chosen | None,
        contact: str | None,
        *,
        first: int | None,
        suspect: bool,
    ) -> Verdict:
        """Record a press with what was sent along, see Ratings.press. ``first`` and ``suspect`` say what is known
        beside it while the evidence is out of reach, see verdict.alone.

        Raises:
            Lost: it could not be kept.
        """
        self._recent.add(subject, visit)
        self.held.release(subject)
        server = self._standby.server(subject.recipient)
        keep: Callable[[SpoolEntry], None] = partial(self._standby.add, server=server)
        try:
            subject_now = self.resolved(subject, visit.at)
            outcome = self.ratings.press(subject_now, visit, comment, chosen, contact)
        except _UNTIL_LATER:
            evidence = Evidence(self._recent.of(subject), subject.sent_at)
            outcome = verdict.alone(evidence, visit, subject.policy, first=first, suspect=suspect)
            keep = self._wait
        thanked = outcome.answer is not None and outcome.answer.id == visit.id
        recorded = replace(visit, flags=visit.flags | {THANKED}) if thanked else visit
        keep(SpoolEntry(subject, recorded, comment, chosen, contact))
        return outcome

    def unsigned(self, subject: Subject, visit: Visit, comment: str | None) -> None:
        """Keep an answer that is nobody's, see unsigned_answers.record().

        Raises:
            Lost: it could not be kept.
        """
        server = self._standby.server(subject.recipient)
        try:
            unsigned_answers.record(self._database, subject, visit, comment)
            self._standby.add(SpoolEntry(subject, visit, comment), server)
        except Away:
            self._wait(SpoolEntry(subject, visit, comment))

    def erase(self, subject: Subject, visit: Visit) -> None:
        """Forget a recipient's answer, comment and evidence.

        Raises:
            Lost: it could not be kept.
        """
        self._recent.forget(subject)
        self.held.release(subject)
        server = self._standby.server(subject.recipient)
        try:
            self.ratings.erase(self.resolved(subject, visit.at), visit)
            self._standby.add(SpoolEntry(subject, visit), server)
        except _UNTIL_LATER:
            self._wait(SpoolEntry(subject, visit))

    def _wait(self, entry: SpoolEntry) -> None:
        if not entry.answer and not self._spool.room():
            self._metrics.add("shed")
            raise Lost("no room for evidence")
        try:
            self._keep(entry)
        except (SpoolError, Full) as error:
            self._metrics.add("lost")
            log.critical("AN ANSWER IS LOST: make room on the disk at once. %s", error)
            raise Lost(str(error)) from error
        self._metrics.add("spooled")
        if self._database.refuses(self._database.server(entry.subject.bucket)):
            self._metrics.add("declined")

    def _run(self) -> None:
        due = time.monotonic()
        while True:
            try:
                if time.monotonic() >= due:
                    due = time.monotonic() + _REFRESH
                    self._refresh()
                    self._spool.sweep()
                    self.replay.forget_erased()
                self._standby.look()
                if not self._database.away and self._spool.waiting().entries:
                    self.replay.drain()
            except (SpoolError, OSError) as error:
                log.error("%s", error)
            if self.replay.closed.wait(_POLL):
                break
