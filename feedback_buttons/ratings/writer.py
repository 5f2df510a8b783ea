"""The only writer of visits, ratings and comments.

A visit is recorded in one round trip, which brings back the evidence that was there before; a page
that may confirm itself carries how much evidence that was, and its confirmation is written in one
round trip while nothing has been added since. Whatever else happens is judged anew from all the
evidence, and the verdict is written only if that still is all the evidence: so the last one to add
some has the last word, and no order of arrival, retry or crash can change the outcome.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from feedback_buttons.campaigns.follow_up_questions import Chosen
from feedback_buttons.ratings import rating_rows, statements
from feedback_buttons.ratings.statements import Attached, Statements
from feedback_buttons.ratings.subject import StandingRating, Subject
from feedback_buttons.ratings.write_pool import Database
from feedback_buttons.storage import db
from feedback_buttons.verdicts import verdict
from feedback_buttons.verdicts.evidence import Evidence, Visit
from feedback_buttons.verdicts.verdict import Verdict

_ATTEMPTS = 20


class EvidenceChanged(Exception):
    """One recipient's evidence grew faster than it could be judged; the request may be tried again."""


class Served(NamedTuple):
    """How to serve a page.

    Attributes:
        objection: what speaks against its confirming itself, a key of verdict.REASONS, or None.
        events: how much evidence that rests on.
        changed: whether an answer was withdrawn by this visit.
        scores: those of buttons that its client fetched within MOMENT before and after it, where others came too.
    """

    objection: str | None
    events: int
    changed: bool
    scores: frozenset[int | None] = frozenset()


class Ratings:
    """Records what recipients do and keeps each verdict true to all the evidence.

    Every method raises Away where the database is, and may then have done its work; doing it again
    changes nothing.
    """

    def __init__(self, database: Database) -> None:
        self.statements = Statements(database)

    def resolved(self, subject: Subject, now: datetime) -> Subject:
        """The subject with its occasion. In a standing flow it is the one that the recipient's last
        answer opened, until ``repeat_after`` days have passed; then a new one."""
        if subject.occasion or not subject.repeat_after:
            return subject
        latest = self.statements.latest_occasion(subject)
        began = datetime.fromtimestamp(latest, UTC)
        if latest and now - began < timedelta(days=subject.repeat_after):
            return replace(subject, occasion=latest)
        return replace(subject, occasion=int(now.timestamp()))

    def visit(self, subject: Subject, visit: Visit, later: Sequence[Visit] = ()) -> Served:
        """Record a fetch of a button's address and say how to serve its page; with ``later`` ones of the same row of
        evidence, which are recorded with it and served already.

        Raises:
            Full: there is no room for evidence; it is not recorded.
            EvidenceChanged: it is recorded, but not judged.
        """
        standing, visits = self.statements.record(subject, visit, later, shed=True)
        evidence = subject.evidence(standing, visits)
        objection = verdict.ask(evidence, visit, subject.policy)
        now = later[-1].at if later else visit.at
        served = Served(objection, len(visits), changed=False, scores=_scores(evidence, visit))
        if _stands(standing, verdict.judge(evidence, subject.policy, now)):
            return served
        settled = self._settle(subject, now)
        return served._replace(changed=settled.score != standing.score)

    def seen(self, subject: Subject, visit: Visit, events: int) -> Verdict:
        """Record that a page was seen. If it may confirm itself and nothing was added to the
        ``events`` that its judgement rests on, that judgement is the verdict."""
        attached = Attached(visit.id)
        if visit.mode == "confirm":
            outcome = verdict.seen(visit, subject.policy, visit.at)
            if self.statements.confirm(subject, visit, outcome, events):
                return outcome
            written = self.statements.write_unseen(subject, outcome, events, visit)
            if written:
                return outcome
            if written is not None:  # the visit is recorded, beside other evidence
                return self._settle(subject, visit.at, attached)
        self.statements.record(subject, visit)
        return self._settle(subject, visit.at, attached)

    def press(
        self,
        subject: Subject,
        visit: Visit,
        comment: str | None,
        chosen: Chosen | None = None,
        contact: str | None = None,
    ) -> Verdict:
        """Record a press with what was sent along: a comment of None leaves it as it is, "" removes it; so does a
        ``contact``, where to reach the recipient; of ``chosen`` None leaves that. All are kept only if the press
        counts."""
        self.statements.record(subject, visit)
        return self._settle(subject, visit.at, Attached(visit.id, comment, chosen, contact))

    def erase(self, subject: Subject, visit: Visit) -> None:
        """Forget the answer, the comment and the evidence up to this visit."""
        self.statements.forget(subject, visit)
        self._settle(subject, visit.at)

    def rejudge(self, subject: Subject, now: datetime) -> Verdict:
        """Judge the same evidence anew, under another policy."""
        return self._settle(subject, now)

    def _settle(self, subject: Subject, now: datetime, attached: Attached | None = None) -> Verdict:
        """Judge all the evidence and write the verdict if it changes anything; with what was sent along and what
        was clicked with, if the visit that brought them is the answer."""
        for _ in range(_ATTEMPTS):
            standing, visits = self.statements.read(subject, now)
            outcome = verdict.judge(subject.evidence(standing, visits), subject.policy, now)
            self._forget_late(subject, outcome, visits)
            own = attached and outcome.answer and outcome.answer.id == attached.visit_id
            attachment = attached if own and attached and attached.any else None
            if attachment is None and _stands(standing, outcome):
                return outcome
            whose = subject if own else replace(subject, client_class=None)
            if self.statements.write(whose, outcome, standing.events, now, attachment):
                return outcome
        raise EvidenceChanged("the evidence kept changing")

    def _forget_late(self, subject: Subject, outcome: Verdict, visits: tuple[Visit, ...]) -> None:
        """Forget what is from before an erasure and came after it."""
        if outcome.state != "erased" or all(visit.did == "erase" for visit in visits):
            return
        last = max(
            (visit for visit in visits if visit.did == "erase"), key=lambda visit: visit.order
        )
        if any(visit.order < last.order for visit in visits):
            self.statements.forget(subject, last)


def write_verdict(
    connection: db.Connection, subject: Subject, outcome: Verdict, events: int, now: datetime
) -> None:
    """Write a verdict that rests on so many events, within somebody else's transaction.

    Raises:
        EvidenceChanged: there are more by now.
    """
    event = rating_rows.verdict_columns(subject, outcome, events, now)
    if not statements.write_verdicts(connection, [event])[0]:
        raise EvidenceChanged("the evidence has changed")


def _scores(evidence: Evidence, visit: Visit) -> frozenset[int | None]:
    """The scores that a visit's client fetched about when it came; none where it is alone, as most are."""
    if len(evidence.visits) < 2:
        return frozenset()
    near = evidence.fetched(visit.at, rating_rows.MOMENT)
    return frozenset(other.score for other in near if other.client == visit.client)


def _stands(standing: StandingRating, outcome: Verdict) -> bool:
    """Whether the table says what the verdict says; time alone settles an answer."""
    states = {"settling": "counted"}
    return (
        standing.score == outcome.score
        and standing.proof == outcome.proof
        and standing.reason == outcome.reason
        and states.get(standing.state, standing.state) == states.get(outcome.state, outcome.state)
        and (outcome.answer is None or standing.id == outcome.answer.id)
    )
