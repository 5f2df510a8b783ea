"""The rules by which visits are judged, one small pure function each; docs/scanners.md says why.

A reason is a key of REASONS; None means that nothing speaks against a visit.
"""

from dataclasses import replace
from datetime import timedelta

from feedback_buttons.evidence import (
    BURST,
    DOUBTFUL_NETWORKS,
    MACHINE_FLAGS,
    Evidence,
    Visit,
    scores,
)
from feedback_buttons.ids import time_of
from feedback_buttons.policy import BESIDE, HASTE, HESITATION, RUSH, Policy

REASONS = {
    "seen": "The page was open for a moment and nothing spoke against it.",
    "pressed": "The recipient pressed a button on the page.",
    "pressed_twice": "The recipient pressed the same score twice, since once looked automatic.",
    "staff": "Somebody of the team decided this.",
    "erased": "The recipient erased the answer.",
    "unopened": "No page was open long enough to count.",
    "unpressed": "The page asked for a press and nobody pressed.",
    "automatic": "A press looked automatic, and nobody confirmed it.",
    "several_pressed": "Several scores were pressed on separate pages faster than a person can.",
    "burst": "Several different scores were opened within moments, as mail scanners do.",
    "machine": "Only mail scanners or other programs opened the buttons.",
    "scanned": "A mail scanner was at work on this mail at the same time.",
    "young": "The click came so soon after sending that a scanner is likelier than a person.",
    "crowd": "At that moment scanners opened most of the campaign's mails for the first time.",
    "network": "The click came from a data centre or a mail security service.",
    "flags": "The browser is not what it says it is, or says that it is a program.",
    "prefetch": "A browser fetched the page in advance; nobody opened it.",
    "differs": "It differs from the answer that another device gave for this mail.",
    "two_scores": "Two different scores were opened soon after the mail arrived, and none was pressed.",
    "many_scores": "Different scores were opened over hours, and none was pressed.",
    "strict": "This campaign counts only answers that were pressed.",
}
# What a form that a person sent from our page never lacks. That a client calls itself a program isn't
# among it: its page asked for a press for that reason, and this is the press.
FORGED = frozenset({"foreign_form", "no_gesture", "empty_agent"})
SCANNING = frozenset(
    {
        "burst",
        "machine",
        "scanned",
        "network",
        "flags",
        "two_scores",
        "many_scores",
        "several_pressed",
    }
)


def objection(known: Evidence, visit: Visit, policy: Policy, answer: Visit | None) -> str | None:
    """What speaks against counting a page by its being seen. ``answer`` is the unpressed answer that
    stands so far."""
    if visit.did == "prefetch" or "prefetch" in visit.flags:
        return "prefetch"
    if visit.did in ("head", "bare") or visit.flags & MACHINE_FLAGS:
        return "flags"
    if policy.press:
        return "strict"
    if known.burst(visit.at):
        return "burst"
    if not policy.wary:
        return None
    return _suspicion(known, visit, policy) or _disagreement(known, visit, policy, answer)


def _suspicion(known: Evidence, visit: Visit, policy: Policy) -> str | None:
    """What speaks for a scanner, softer than a burst."""
    if visit.network in DOUBTFUL_NETWORKS:
        return "network"
    age = known.age(visit)
    if age is not None and age < policy.young:
        return "young"
    if _in_crowd(known, visit, policy):
        return "crowd"
    return "scanned" if _beside_others(known, visit, policy) else None


def _in_crowd(known: Evidence, visit: Visit, policy: Policy) -> bool:
    """Whether, where nobody knows when the mail was sent, a page was opened among scanners on a mail
    that nobody had looked at before: it may be one of theirs. On a mail that was looked at earlier,
    theirs is over."""
    among = known.sent_at is None and "crowd" in _opened(known, visit).flags
    return among and known.seen_for(visit) < policy.fresh


def _opened(known: Evidence, visit: Visit) -> Visit:
    """The fetch at the beginning of the pages that led to a visit; itself where that is not known."""
    opened = {other.id: other for other in known.visits}
    return opened.get(_opening(opened, visit) or visit.id, visit)


def _beside_others(known: Evidence, visit: Visit, policy: Policy) -> bool:
    """Whether others were here within ten minutes: anybody at all while the mail is fresh or nobody
    had looked at it before; later machines, but one that checks the very links which this client
    opens is how some companies let their people through, and one that opens a single link is a
    chat's preview."""
    near = known.fetched(visit.at, BURST)
    others = [other for other in near if other.client != visit.client]
    if min(known.had_for(visit), known.seen_for(visit)) < policy.fresh:
        return bool(others)
    own = scores(other for other in near if other.client == visit.client) | {visit.score}
    return len(scores(other for other in others if other.machine) - own) >= 2


def _disagreement(
    known: Evidence, visit: Visit, policy: Policy, answer: Visit | None
) -> str | None:
    """Which other score an unpressed one would contradict."""
    if _two_scores(known, visit, policy):
        return "two_scores"
    rival = answer and answer.client != visit.client and answer.score != visit.score
    if answer and rival and not withdrawal(known, answer, policy):
        return "differs"
    return _contradiction(known, visit, policy)


def _two_scores(known: Evidence, visit: Visit, policy: Policy) -> bool:
    """Another score within ten minutes in a mail that is fresh, or within seconds in any: quicker than
    a mind is changed. A person who tapped wrong does this too: one press then says which it is."""
    reach = BURST if known.had_for(visit) < policy.fresh else RUSH
    scanners = known.scanners(visit.at) - {visit.client}
    near = known.fetched(visit.at, reach)
    rivals = [other for other in near if not other.machine and other.client not in scanners]
    return bool(scores(rivals) - {visit.score})


def _contradiction(known: Evidence, visit: Visit, policy: Policy) -> str | None:
    """Whether, within hours, another device looked at another score, or this one came back to look at
    another, or at three: people change their mind within minutes, slow scanners come by the hour. A
    program's look counts like any device's where it came alone; a burst has rules of its own."""
    seen = [
        other
        for other in known.visits
        if other.did == "seen"
        and not (other.machine and _accompanied(known, other))
        and abs(other.at - visit.at) <= policy.settling
        and (other.client == visit.client or other.client not in known.scanners(other.at))
    ]
    rivals = [other for other in seen if other.score != visit.score]
    if any(other.client != visit.client for other in rivals):
        return "differs"
    returned = any(abs(other.at - visit.at) > BURST for other in rivals)
    return "many_scores" if returned or len(scores(rivals)) >= 2 else None


def _accompanied(known: Evidence, visit: Visit) -> bool:
    """Whether programs opened other scores within ten minutes of this visit."""
    near = known.fetched(visit.at, BURST)
    return bool(scores(other for other in near if other.machine) - {visit.score})


def withdrawal(evidence: Evidence, answer: Visit, policy: Policy) -> str | None:
    """What, within its settling time, spoke against an answer that nobody pressed."""
    end = answer.at + policy.settling
    known = replace(evidence, visits=tuple(visit for visit in evidence.visits if visit.at <= end))
    if known.burst(answer.at) and not _bystander(known, answer):
        return "burst"
    if not policy.wary:
        return None
    if _two_scores(known, answer, policy):
        return "two_scores"
    return _contradiction(known, answer, policy)


def _bystander(known: Evidence, answer: Visit) -> bool:
    """Whether a burst is the work of others: of known machines, or of clients that opened so many
    scores that they gave themselves away. Scanners come in company: where nobody knows when the mail
    was sent, whoever came within a minute of such clients is one of them."""
    if answer.machine:
        return False
    scanners = known.scanners(answer.at)
    apart = BESIDE if known.sent_at is None else timedelta()
    return answer.client not in scanners and all(
        other.client != answer.client
        and (other.machine or (other.client in scanners and abs(other.at - answer.at) > apart))
        for other in known.fetched(answer.at, BURST)
        if other.score != answer.score
    )


def doubt(known: Evidence, press: Visit, policy: Policy, answer: Visit | None) -> bool:
    """Whether a press looks automatic, so that the same score must be pressed once more. ``answer``
    is the pressed answer that stands. What other clients do never makes a press from an ordinary
    network doubtful."""
    if press.flags & FORGED or press.page is None:
        return True
    # On the page behind a press that counted, the next may follow as fast as a finger can.
    if press.mode != "saved" and press.at - time_of(press.page) < HASTE:
        return True
    if _opens_many(known, press):
        return True
    suspect = policy.wary and press.network in DOUBTFUL_NETWORKS
    return suspect and (
        _early(known, press, policy)
        or _opened(known, press).score != press.score
        or known.burst(press.at)
        or (answer is not None and answer.client != press.client and answer.score != press.score)
    )


def _opens_many(known: Evidence, press: Visit) -> bool:
    """Whether its own client opened more scores within ten minutes than somebody who hesitates."""
    own = [other for other in known.fetched(press.at, BURST) if other.client == press.client]
    return len(scores(own)) > HESITATION


def _early(known: Evidence, press: Visit, policy: Policy) -> bool:
    """Whether sandboxes are about: the mail was just sent, or scanners open its campaign's mails."""
    age = known.age(press)
    return (age is not None and age < policy.fresh) or _in_crowd(known, press, policy)


def repeats(known: Evidence, press: Visit) -> bool:
    """Whether a press repeats, at a person's pace, the one that looked automatic."""
    if press.mode != "again":
        return False
    first = next((visit for visit in known.visits if visit.id == press.page), None)
    return first is not None and first.score == press.score and press.at - first.at >= HASTE


def rushed(evidence: Evidence, press: Visit) -> bool:
    """Whether its client pressed other scores on pages that were opened apart, faster than people
    do: two within seconds, or three within minutes."""
    opened = {visit.id: visit for visit in evidence.visits}
    pressed = [
        other
        for other in evidence.visits
        if other.did == "press"
        and other.client == press.client
        and _opening(opened, other) != _opening(opened, press)
    ]
    quick = scores(other for other in pressed if abs(other.at - press.at) <= RUSH)
    near = scores(other for other in pressed if abs(other.at - press.at) <= BURST)
    return bool(quick - {press.score}) or len(near | {press.score}) >= 3


def _opening(visits: dict[int, Visit], answer: Visit) -> int | None:
    """The fetch at the beginning of the pages that led to an answer."""
    page = answer.page
    while page in visits and visits[page].page is not None:
        page = visits[page].page
    return page
