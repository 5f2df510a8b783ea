"""What one recipient's evidence amounts to: which rating counts, with which proof, and why.

Pure: the same evidence, policy and time give the same verdict. Suspicion never rejects, it raises
the proof required: from a page that was seen, to one press, to the same score pressed twice.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from feedback_buttons.base.ids import time_of
from feedback_buttons.verdicts import press_rules, rules
from feedback_buttons.verdicts.evidence import DOUBTFUL_NETWORKS, THANKED, Evidence, Overrule, Visit
from feedback_buttons.verdicts.policy import HASTE, Policy


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome. A rating counts exactly when ``score`` is not None.

    Attributes:
        score: what counts, 1 to 10, or None.
        proof: ``none``, ``seen``, ``pressed`` or ``pressed twice``.
        state: ``unconfirmed``, ``settling``, ``counted``, ``withdrawn``, ``overruled`` or ``erased``.
        reason: a key of rules.REASONS.
        answer: the visit that decided it, or the staff decision in its place; None where nothing did.
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
        """The heading under which it is excluded; None if it counts, or was erased or overruled."""
        if self.score is not None or self.state in ("erased", "overruled"):
            return None
        if self.state == "withdrawn":
            return "withdrawn"
        return "scanned" if self.reason in rules.SCANNING else "unconfirmed"

    def counts(self, press: Visit) -> bool:
        """Whether a press counts: it, or its twin where a form was sent twice at once, since only one is the answer."""
        if self.answer is None or self.answer == press:
            return self.answer == press
        answer = self.answer
        twin = (answer.did, answer.client, answer.page) == (press.did, press.client, press.page)
        return twin and press.page is not None and self.score == press.score

    @property
    def sentence(self) -> str:
        """The reason in words."""
        return rules.REASONS[self.reason]


@dataclass(frozen=True, slots=True)
class _Standing:
    """The answer that stands at some moment; ``refused`` is why the last other one doesn't. ``alike`` are looks at
    the same score before one that was only seen: should that be withdrawn, they have not gone with it."""

    answer: Visit | None = None
    proof: str = "none"
    erased: bool = False
    refused: str | None = None
    alike: tuple[Visit, ...] = ()

    @property
    def pressed(self) -> bool:
        return self.answer is not None and self.proof != "seen"


def judge(evidence: Evidence, policy: Policy, now: datetime) -> Verdict:
    """Which rating counts, with which proof, in which state, and why.

    The order of ``evidence.visits`` does not matter: they are judged by time and id.
    """
    evidence = evidence.sorted()
    standing = _fold(evidence, policy)
    if overruled := _in_force(evidence, standing):
        return Verdict(overruled.score, "none", "overruled", "staff", overruled.visit)
    if standing.answer is None:
        return _nothing(evidence, standing)
    if standing.pressed:
        reason = standing.proof.replace(" ", "_")
        return Verdict(standing.answer.score, standing.proof, "counted", reason, standing.answer)
    return _seen(evidence, standing, policy, now)


def alone(
    evidence: Evidence, press: Visit, policy: Policy, *, first: int | None, suspect: bool
) -> Verdict:
    """What can be told of a press while most evidence is out of reach. It counts where what was fetched, or
    pressed on its own pages, could not refuse it; else it must be pressed once more. Where it counts, the press
    is kept with the flag THANKED, and counts as well when all is known, unless other scores were pressed in haste.

    Args:
        known: what is at hand, the press included.
        first: the score that its page showed: on a page that asked again, the one that was pressed first.
        suspect: whether machines press where it comes from, whatever its network's class.
    """
    if press.mode == "again":
        slow = press.page is not None and press.at - time_of(press.page) >= HASTE
        if slow and first == press.score and not press_rules.rushed(evidence, press):
            return Verdict(press.score, "pressed twice", "counted", "pressed_twice", press)
        return Verdict(None, "none", "unconfirmed", "automatic")
    outcome = judge(evidence, policy, press.at)
    doubtful = policy.wary and (suspect or press.network in DOUBTFUL_NETWORKS)
    if doubtful and outcome.answer == press:
        return Verdict(None, "none", "unconfirmed", "unread")
    return outcome


def ask(evidence: Evidence, page: Visit, policy: Policy) -> str | None:
    """What speaks against letting a page that is served now count by being seen: a key of
    rules.REASONS, or None, and then it may confirm itself."""
    earlier = evidence.sorted().until(page)
    standing = _fold(earlier, policy)
    if _in_force(earlier, standing):
        return "staff"
    return _objection(earlier, page, policy, standing)


def _in_force(evidence: Evidence, standing: _Standing) -> Overrule | None:
    """The team's decision, unless the recipient has pressed an answer since, or erased theirs."""
    overruled = evidence.overruled
    if overruled is None:
        return None
    erased = any(v.did == "erase" and v.at > overruled.at for v in evidence.visits)
    pressed = standing.pressed and standing.answer and standing.answer.at > overruled.at
    return None if erased or pressed else overruled


def _objection(evidence: Evidence, visit: Visit, policy: Policy, standing: _Standing) -> str | None:
    if standing.erased:
        return "erased"
    if standing.pressed and standing.answer and standing.answer.score != visit.score:
        return "differs"
    return rules.objection(evidence, visit, policy, standing.answer)


def _fold(evidence: Evidence, policy: Policy) -> _Standing:
    """Go through sorted evidence and keep the answer that stands."""
    answer, proof = evidence.before or (None, "none")
    standing = _Standing(answer, proof)
    for visit in evidence.visits:
        if visit.did == "seen":
            standing = _see(evidence, visit, policy, standing)
        elif visit.did == "press":
            standing = _press(evidence, visit, policy, standing)
        elif visit.did == "erase":
            standing = _Standing(erased=True)
    return standing


def _see(evidence: Evidence, seen: Visit, policy: Policy, standing: _Standing) -> _Standing:
    if standing.pressed:
        return standing
    refused = _objection(evidence.until(seen), seen, policy, standing)
    if seen.mode != "confirm":
        # The page asked for a press; that it was seen is no answer, whatever is known by now.
        refused = refused or "unpressed"
    if refused:
        return replace(standing, refused=refused)
    earlier = standing.answer
    if earlier is None or earlier.score != seen.score:
        return _Standing(seen, "seen")
    return _Standing(seen, "seen", alike=(earlier, *standing.alike))


def _press(evidence: Evidence, press: Visit, policy: Policy, standing: _Standing) -> _Standing:
    earlier = evidence.until(press)
    if press_rules.rushed(evidence, press):
        return replace(standing, refused="several_pressed")
    again = press.mode == "again"
    if press_rules.repeats(earlier, press) or (again and THANKED in press.flags):
        return _Standing(press, "pressed twice")
    if THANKED in press.flags:  # what was told of it holds, whatever others knew then
        return _Standing(press, "pressed")
    pressed = standing.answer if standing.pressed else None
    doubt = press_rules.doubt(earlier, press, policy, pressed)
    if again or doubt:
        return replace(standing, refused=doubt or "automatic")
    return _Standing(press, "pressed")


def seen(answer: Visit, policy: Policy, now: datetime) -> Verdict:
    """The verdict on a page that was seen, with nothing against it: it counts, and settles."""
    settles_at = answer.at + policy.settling
    state = "settling" if now < settles_at else "counted"
    return Verdict(answer.score, "seen", state, "seen", answer, settles_at)


def _seen(evidence: Evidence, standing: _Standing, policy: Policy, now: datetime) -> Verdict:
    withdrawn: list[tuple[Visit, str]] = []
    for answer in filter(None, (standing.answer, *standing.alike)):
        reason = rules.withdrawal(evidence, answer, policy)
        if reason is None:
            return seen(answer, policy, now)
        withdrawn.append((answer, reason))
    answer, reason = withdrawn[0]
    return Verdict(None, "seen", "withdrawn", reason, answer)


def _nothing(evidence: Evidence, standing: _Standing) -> Verdict:
    if standing.erased:
        return Verdict(None, "none", "erased", "erased")
    visits = [v for v in evidence.visits if v.did in ("get", "head", "bare", "prefetch")]
    if standing.refused in rules.SCANNING or standing.refused in ("automatic", "pressers"):
        reason = standing.refused
    elif any(evidence.burst(visit.at) for visit in visits):
        reason = "burst"
    elif visits and all(visit.machine for visit in visits):
        reason = "machine"
    else:
        reason = standing.refused or "unopened"
    return Verdict(None, "none", "unconfirmed", reason)
