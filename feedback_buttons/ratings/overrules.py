"""Staff decisions over the rules: that an answer counts, with which score, or doesn't.

A decision is in force for all that happened before it, whatever the rules say and however late it
comes to light. It gives way to what the recipient does afterwards: to an answer that they press,
and to their erasing it. Who decided, when and why is kept beside it.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.base.phrases import Phrase, phrase
from feedback_buttons.campaigns import scales
from feedback_buttons.ratings import rating_rows, writer
from feedback_buttons.ratings.subject import StandingRating, Subject
from feedback_buttons.storage import db, notify, parts
from feedback_buttons.verdicts import verdict
from feedback_buttons.verdicts.evidence import Evidence, Overrule, Visit
from feedback_buttons.verdicts.policy import POLICIES
from feedback_buttons.verdicts.verdict import Verdict

NOTE_LENGTH = 500
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_BEGINNING = "-infinity"
_TICK = timedelta(microseconds=1)


class OverruleError(FeedbackError):
    """Nothing was decided; the message says why and what to do."""

    code = "decision-invalid"


class Changed(OverruleError):
    """More has happened than whoever decides has seen."""

    code = "answer-changed"


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer counts with this score; or, without one, doesn't count; or, ``lifted``, is what the
    rules make of it. Raises OverruleError for a score that no scale has."""

    score: int | None = None
    lifted: bool = False

    def __post_init__(self) -> None:
        if self.score is not None and (self.lifted or self.score not in scales.ANY):
            raise _no_score(self.score, scales.ANY)

    @property
    def words(self) -> Phrase:
        """The decision in words."""
        if self.lifted:
            return phrase("back to the rules")
        if self.score is None:
            return phrase("does not count")
        return phrase("counts as {score}", score=self.score)


@dataclass(frozen=True, slots=True)
class _Held:
    """A rating that nobody else can change meanwhile, with its evidence."""

    subject: Subject
    standing: StandingRating
    visits: tuple[Visit, ...]
    scale: str  # of its campaign
    decided_at: datetime | None
    before: tuple[Any, ...]  # id, time, score and proof of the answer before the last decision

    @property
    def overruled(self) -> bool:
        return self.standing.state == "overruled"

    @property
    def answer(self) -> tuple[Any, ...]:
        """The same of the answer that the rules gave, nulls for none."""
        if self.overruled:
            return self.before
        rated = self.standing
        return (
            (None,) * 4 if rated.score is None else (rated.id, rated.at, rated.score, rated.proof)
        )

    def evidence(self, overruled: Overrule | None) -> Evidence:
        """The evidence with another decision, or none."""
        evidence = self.subject.evidence(self.standing, self.visits)
        id, at, score, proof = self.answer
        if id is None or any(visit.id == id for visit in self.visits):
            return replace(evidence, overruled=overruled)
        answer = Visit(id, at, "press", score, 0, "unknown")
        return replace(evidence, overruled=overruled, before=(answer, proof))


def decide(
    connection: db.Connection,
    key: tuple[str, int, int],
    decision: Decision,
    *,
    account: str,
    note: str = "",
    events: int | None = None,
    now: datetime | None = None,
) -> Verdict:
    """Record a decision and let the rating and all sums follow, in one transaction.

    Args:
        connection: for a user who may write all of a campaign.
        key: the campaign's slug, the recipient and the occasion.
        account: who decides.
        note: why, at most NOTE_LENGTH characters of plain text.
        events: how much evidence whoever decides has seen; None: all that there is.

    Returns:
        what counts from now on.

    Raises:
        OverruleError: there is nothing to decide about, or something is wrong with the decision.
        Changed: there is other evidence by now.
    """
    note = _cleaned(note)
    with connection.transaction(), parts.server_of(connection, key[1]) as server:
        held = _hold(server, key)
        _check(held, decision, events)
        at = _after(now or ids.utc_now(), held)
        overruled = None if decision.lifted else Overrule(at, decision.score)
        outcome = verdict.judge(held.evidence(overruled), held.subject.policy, at)
        _record(server, held, decision, {"at": at, "account": account, "note": note})
        writer.write_verdict(server, held.subject, outcome, held.standing.events + 1, at)
        words = decision.words.kept()
        audit.record(connection, account, "answer overruled", key[0], decision=words)
        notify.announce(connection, key[0])
    return outcome


def _hold(connection: db.Connection, key: tuple[str, int, int]) -> _Held:
    campaign, recipient, occasion = key
    row = {
        "campaign": campaign,
        "recipient": recipient,
        "occasion": occasion,
        "bucket": ids.bucket(recipient),
    }
    connection.execute(db.query("hold_rating"), row)  # what is read behind this stays so
    decided = connection.execute(db.query("decided"), row).fetchone()
    if decided is None:
        raise OverruleError(wording("this recipient has opened none of the campaign's buttons."))
    own_sent_at, sent_at, policy, scale, decided_at, *before = decided
    subject = Subject(campaign, recipient, occasion, POLICIES[policy], own_sent_at or sent_at)
    rows = connection.execute(db.query("evidence"), {**row, "since": _BEGINNING}).fetchall()
    standing, visits = rating_rows.read_evidence(rows)
    return _Held(subject, standing, visits, scale, decided_at, tuple(before))


def _check(held: _Held, decision: Decision, events: int | None) -> None:
    if held.standing.state == "erased":
        raise OverruleError(
            wording("the recipient has erased this answer; there is nothing to decide about.")
        )
    if events is not None and events != held.standing.events:
        raise Changed(wording("something has happened since you looked. Look again, then decide."))
    scores = scales.SCORES[held.scale]
    if decision.score is not None and decision.score not in scores:
        raise _no_score(decision.score, scores)
    if decision.lifted and not held.overruled:
        raise OverruleError(wording("no decision is in force here; the rules decide already."))


def _no_score(score: int, scores: range) -> OverruleError:
    return OverruleError(
        wording("a score is a whole number from {lowest} to 10, not {score}."),
        lowest=scores[0],
        score=score,
    )


def _record(
    connection: db.Connection, held: _Held, decision: Decision, more: dict[str, Any]
) -> None:
    names = ("before_id", "before_at", "before_score", "before_proof")
    before = dict(zip(names, held.answer, strict=True))
    row = {**held.subject.key, "score": decision.score, "lifted": decision.lifted}
    connection.execute(db.query("record_overrule"), {**row, **before, **more})


def _after(now: datetime, held: _Held) -> datetime:
    """A time for the decision behind all that it is about: other clocks may be ahead."""
    times = [visit.at for visit in held.visits]
    if held.decided_at:
        times.append(held.decided_at)
    return max([now, *(at + _TICK for at in times)])


def _cleaned(note: str) -> str:
    note = _CONTROL.sub(" ", note).strip()
    if len(note) > NOTE_LENGTH:
        raise OverruleError(
            wording("the note has {note} characters; at most {note_length} will do."),
            note=len(note),
            note_length=NOTE_LENGTH,
        )
    return note
