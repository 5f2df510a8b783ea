"""What one recipient's evidence amounts to: which rating counts, with which proof, and why.

Everything here is pure: the same evidence, policy and time give the same verdict. Suspicion never
rejects, it raises the proof required: from a page that was seen, to one press, to the same score
pressed twice. docs/scanners.md says why each rule stands and what it costs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from feedback_buttons.evidence import (
    BURST,
    DOUBTFUL_NETWORKS,
    MACHINE_FLAGS,
    Visit,
    fetches,
    is_burst,
)

from feedback_buttons.ids import time_of


@dataclass(frozen=True, slots=True)
class Policy:
    """How much proof a campaign asks for.

    Attributes:
        young: an answer sooner after sending than this needs a press.
        fresh: sooner than this, or where the send time isn't known, a scanner's visit to the same
            button speaks against a seen page, and a press from a doubtful network needs another.
        settling: how long later evidence can withdraw an answer that nobody pressed.
        press: whether every answer needs a press.
        wary: whether age, network and other people's answers matter at all.
    """

    name: str
    young: timedelta = timedelta(seconds=60)
    fresh: timedelta = timedelta(minutes=10)
    settling: timedelta = timedelta(hours=6)
    press: bool = False
    wary: bool = True


POLICIES = {
    "instant": Policy("instant", wary=False),
    "balanced": Policy("balanced"),
    "strict": Policy("strict", press=True),
}

# Nobody reads a page and presses within this time.
HASTE = timedelta(seconds=0.6)
# So close to a scanner's visits, a page is taken for one of them.
BESIDE = timedelta(seconds=60)

REASONS = {
    "seen": "The page was open for a moment and nothing spoke against it.",
    "pressed": "The recipient pressed a button on the page.",
    "pressed_twice": "The recipient pressed the same score twice, although the first looked automatic.",
    "staff": "Somebody of the team decided this.",
    "erased": "The recipient erased the answer.",
    "unopened": "No page was open long enough to count.",
    "unpressed": "The page asked for a press and nobody pressed.",
    "automatic": "A press looked automatic, and nobody confirmed it.",
    "several_pressed": "Several different scores were pressed within a minute, from one place.",
    "burst": "Several different scores were opened within moments, as mail scanners do.",
    "machine": "Only a mail scanner or another program opened the buttons.",
    "scanned": "A mail scanner was at work on this mail at the same time.",
    "young": "The click came so soon after sending that a scanner is likelier than a person.",
    "network": "The click came from a data centre or a mail security service.",
    "flags": "The browser isn't what it says it is, or says that it is a program.",
    "prefetch": "A browser fetched the page in advance; nobody opened it.",
    "differs": "It differs from the answer that another device gave for this mail.",
    "many_scores": "Three different scores came within hours and none was pressed.",
    "strict": "This campaign counts only answers that were pressed.",
}
_SCANNING = frozenset({"burst", "machine", "scanned", "many_scores", "several_pressed"})


@dataclass(frozen=True, slots=True)
class Overrule:
    """A decision of the team over the rules: this score, or None for "does not count"."""

    at: datetime
    score: int | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of one recipient's buttons in one campaign (and occasion).

    ``sent_at`` is None where nobody knows when the mail was sent; ``before`` is the answer that stood,
    and its proof, where the evidence behind it is past its retention and gone.
    """

    visits: tuple[Visit, ...]
    sent_at: datetime | None = None
    overruled: Overrule | None = None
    before: tuple[Visit, str] | None = None

    def until(self, visit: Visit) -> "Evidence":
        """What was known when this visit came, itself included."""
        return replace(self, visits=tuple(v for v in self.visits if v.order <= visit.order))

    def age(self, visit: Visit) -> timedelta | None:
        """How long after sending a visit came."""
        return visit.at - self.sent_at if self.sent_at else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome. A rating counts exactly when ``score`` is not None.

    Attributes:
        score: what counts, 1 to 10, or None.
        proof: ``none``, ``seen``, ``pressed`` or ``pressed twice``.
        state: ``unconfirmed``, ``settling``, ``counted``, ``withdrawn``, ``overruled`` or ``erased``.
        reason: a key of REASONS.
        answer: the visit that decided it, None where nothing did.
        settles_at: until when later evidence may withdraw it; None when it can't.
    """

    score: int | None
    proof: str
    state: str
    reason: str
    answer: Visit | None = None
    settles_at: datetime | None = None

    @property
    def aside(self) -> str | None:
        """The heading under which it is set aside; None if it counts or was erased or overruled."""
        if self.score is not None or self.state in ("erased", "overruled"):
            return None
        if self.state == "withdrawn":
            return "withdrawn"
        return "scanned" if self.reason in _SCANNING else "unconfirmed"

    @property
    def sentence(self) -> str:
        """The reason in words."""
        return REASONS[self.reason]


def judge(evidence: Evidence, policy: Policy, now: datetime) -> Verdict:
    """Which rating counts, with which proof, in which state, and why.

    The order of ``evidence.visits`` does not matter: they are judged by time and id.
    """
    visits = tuple(sorted(evidence.visits, key=lambda visit: visit.order))
    evidence = replace(evidence, visits=visits)
    overruled = evidence.overruled
    if overruled and not any(v.did == "erase" and v.at > overruled.at for v in visits):
        return Verdict(overruled.score, "none", "overruled", "staff")
    verdict = _Fold(evidence, policy).verdict()
    if verdict.state == "settling" and verdict.settles_at and verdict.settles_at <= now:
        return replace(verdict, state="counted")
    return verdict


def ask(evidence: Evidence, page: Visit, policy: Policy) -> str | None:
    """What speaks against letting a page that is served now count by being seen; a key of REASONS,
    or None: then it may confirm itself."""
    known = replace(evidence, visits=tuple(sorted(evidence.visits, key=lambda visit: visit.order)))
    fold = _Fold(known.until(page), policy)
    fold.verdict()
    return fold.objection(page, known.until(page))


@dataclass(slots=True)
class _Fold:
    """Goes through the evidence in its order and keeps the answer that stands."""

    evidence: Evidence
    policy: Policy
    answer: Visit | None = None
    proof: str = "none"
    erased: bool = False
    refused: str | None = None
    singles: list[Visit] = field(default_factory=list)

    def verdict(self) -> Verdict:
        if self.evidence.before:
            self.answer, self.proof = self.evidence.before
        for visit in self.evidence.visits:
            if visit.did == "seen":
                self._see(visit)
            elif visit.did == "press":
                self._press(visit)
            elif visit.did == "erase":
                self.answer, self.proof, self.erased = None, "none", True
        if self.answer is None:
            return self._nothing()
        if self.proof == "seen":
            return self._seen(self.answer)
        reason = self.proof.replace(" ", "_")
        return Verdict(self.answer.score, self.proof, "counted", reason, self.answer)

    def _see(self, seen: Visit) -> None:
        if self.answer is not None and self.proof != "seen":
            return
        known = self.evidence.until(seen)
        objection = self.objection(seen, known)
        if seen.mode != "confirm":
            objection = objection or "unpressed"
        if objection:
            self.refused = objection
        else:
            self._stand(seen, "seen")

    def _press(self, press: Visit) -> None:
        if self._several(press):
            self.refused = "several_pressed"
            return
        known = self.evidence.until(press)
        if not self.doubt(press, known):
            self.singles.append(press)
            self._stand(press, "pressed")
        elif self._second(press, known):
            self._stand(press, "pressed twice")
        else:
            self.refused = "automatic"

    def _stand(self, answer: Visit, proof: str) -> None:
        self.answer, self.proof, self.erased = answer, proof, False

    def _second(self, press: Visit, known: Evidence) -> bool:
        """Whether this press repeats, at a person's pace, the one that looked automatic."""
        first = next((v for v in known.visits if v.id == press.page and v.did == "press"), None)
        return (
            first is not None
            and press.mode == "again"
            and first.score == press.score
            and press.at - first.at >= HASTE
        )

    def _several(self, press: Visit) -> bool:
        """Three scores pressed within a minute by one client from separate pages: none of them counts."""
        near = [
            other
            for other in self.evidence.visits
            if other.did == "press"
            and other.client == press.client
            and abs(other.at - press.at) <= BESIDE
            and other.mode in ("confirm", "ask")
        ]
        return press in near and len({other.score for other in near}) >= 3

    def objection(self, visit: Visit, known: Evidence) -> str | None:
        """What speaks against counting a page, or its being seen, without a press."""
        if visit.did == "prefetch" or "prefetch" in visit.flags:
            return "prefetch"
        if visit.flags & MACHINE_FLAGS or visit.did in ("head", "bare"):
            return "flags"
        if self.policy.press:
            return "strict"
        if self.erased:
            return "erased"
        if self.proof != "seen" and self.answer is not None:
            if self.answer.score != visit.score:
                return "differs"
            return None
        if self._burst(visit, known):
            return "burst"
        return self._wary(visit, known) if self.policy.wary else None

    def _wary(self, visit: Visit, known: Evidence) -> str | None:
        if visit.network in DOUBTFUL_NETWORKS:
            return "network"
        age = known.age(visit)
        if age is not None and age < self.policy.young:
            return "young"
        if self._beside_machine(visit, known):
            return "scanned"
        answer = self.answer
        if answer and answer.client != visit.client and answer.score != visit.score:
            return "differs"
        return "many_scores" if self._many(visit, known) else None

    def doubt(self, press: Visit, known: Evidence) -> bool:
        """Whether a press looks automatic, so that the same score must be pressed once more."""
        if press.mode == "again" and self._first_was_doubted(press, known):
            return True
        if press.flags or press.page is None or press.at - time_of(press.page) < HASTE:
            return True
        age = known.age(press)
        fresh = age is None or age < self.policy.fresh
        if press.network in DOUBTFUL_NETWORKS and fresh:
            return True
        others = [v for v in fetches(known.visits, press.at, BESIDE) if v.client != press.client]
        own = [v for v in fetches(known.visits, press.at, BURST) if v.client == press.client]
        return len({v.score for v in others} - {press.score}) >= 1 or len({v.score for v in own}) >= 3

    def _first_was_doubted(self, press: Visit, known: Evidence) -> bool:
        first = next((v for v in known.visits if v.id == press.page and v.did == "press"), None)
        return first is not None

    def _burst(self, visit: Visit, known: Evidence) -> bool:
        return is_burst(fetches(known.visits, visit.at, BURST), visit.at)

    def _beside_machine(self, visit: Visit, known: Evidence) -> bool:
        """Whether a scanner was here within ten minutes: on another button, or on this one while the
        mail is fresh. Later, a scanner that checks the very link is how some companies let a person
        through."""
        age = known.age(visit)
        fresh = age is None or age < self.policy.fresh
        return any(
            other.machine and (fresh or other.score != visit.score)
            for other in fetches(known.visits, visit.at, BURST)
            if other.client != visit.client
        )

    def _many(self, visit: Visit, known: Evidence) -> bool:
        """Three different scores seen within the settling time, on visits that nothing else explains."""
        lone = [
            other
            for other in known.visits
            if other.did == "seen"
            and not other.machine
            and abs(other.at - visit.at) <= self.policy.settling
            and not self._burst(other, known)
        ]
        return len({other.score for other in lone} | {visit.score}) >= 3

    def _seen(self, answer: Visit) -> Verdict:
        """An answer that nobody pressed stands unless scanning showed up around it."""
        settles_at = answer.at + self.policy.settling
        later = replace(
            self.evidence, visits=tuple(v for v in self.evidence.visits if v.at <= settles_at)
        )
        reason = None
        if self._burst(answer, later) and not self._explained(answer, later):
            reason = "burst"
        elif self.policy.wary and self._many(answer, later):
            reason = "many_scores"
        if reason:
            return Verdict(None, "seen", "withdrawn", reason, answer)
        return Verdict(answer.score, "seen", "settling", "seen", answer, settles_at)

    def _explained(self, answer: Visit, known: Evidence) -> bool:
        """Whether the burst is the work of known machines elsewhere, some time after the answer."""
        others = [
            v for v in fetches(known.visits, answer.at, BURST) if v.score != answer.score
        ]
        return all(
            v.machine and v.client != answer.client and v.at - answer.at > BESIDE for v in others
        )

    def _nothing(self) -> Verdict:
        if self.erased:
            return Verdict(None, "none", "erased", "erased")
        visits = [v for v in self.evidence.visits if v.did in ("get", "head", "bare", "prefetch")]
        if any(self._burst(visit, self.evidence) for visit in visits):
            reason = "burst"
        elif visits and all(v.machine for v in visits):
            reason = "machine"
        else:
            reason = self.refused or "unopened"
        return Verdict(None, "none", "unconfirmed", reason)
