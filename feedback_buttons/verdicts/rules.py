"""The rules by which visits are judged, one small pure function each; docs/scanners.md says why.

A reason is a key of REASONS; None means that nothing speaks against a visit.
"""

from dataclasses import replace
from datetime import timedelta

from feedback_buttons.verdicts.evidence import (
    DOUBTFUL_NETWORKS,
    LEARNED,
    MACHINE_FLAGS,
    Evidence,
    Visit,
    scores,
)
from feedback_buttons.verdicts.policy import BESIDE, BURST, RUSH, Policy

REASONS = {
    "seen": "The page was open for a moment and nothing spoke against it.",
    "pressed": "The recipient pressed a button on the page.",
    "pressed_twice": "The recipient pressed the same score twice, since once looked automatic.",
    "staff": "Somebody of the team decided this.",
    "erased": "The recipient erased the answer.",
    "unopened": "No page was open long enough to count.",
    "unpressed": "The page asked for a press and nobody pressed.",
    "automatic": "A press looked automatic, and nobody confirmed it.",
    "pressers": "Programs were pressing buttons in other mails, and nobody pressed this one again.",
    "several_pressed": "Several scores were pressed on separate pages faster than a person can.",
    "burst": "Several different scores were opened within moments, as mail scanners do.",
    "machine": "Only mail scanners or other programs opened the buttons.",
    "scanned": "A mail scanner was at work on this mail at the same time.",
    "young": "The click came so soon after sending that a scanner is likelier than a person.",
    "crowd": "At that moment scanners opened most of the campaign's mails for the first time.",
    "network": "The click came from a data centre or a mail security service.",
    "learned": "Its network or its browser opened many buttons in other recipients' mails, as mail scanners do.",
    "flags": "The browser is not what it says it is, or says that it is a program.",
    "prefetch": "A browser fetched the page in advance; nobody opened it.",
    "differs": "It differs from the answer that another device gave for this mail.",
    "two_scores": "Two different scores were opened soon after the mail arrived, and none was pressed.",
    "many_scores": "Different scores were opened over hours, and none was pressed.",
    "strict": "This campaign counts only answers that were pressed.",
}
SCANNING = frozenset(
    {
        "burst",
        "machine",
        "scanned",
        "network",
        "learned",
        "flags",
        "two_scores",
        "many_scores",
        "several_pressed",
    }
)


def objection(evidence: Evidence, visit: Visit, policy: Policy, answer: Visit | None) -> str | None:
    """What speaks against counting a page by its being seen. ``answer`` is the unpressed answer that
    stands so far."""
    if "prefetch" in visit.flags and "prerender" not in visit.flags:
        return "prefetch"
    if visit.did in ("head", "bare") or visit.flags & MACHINE_FLAGS:
        return "flags"
    if policy.press:
        return "strict"
    if evidence.burst(visit.at):
        return "burst"
    if not policy.wary:
        return None
    return _suspicion(evidence, visit, policy) or _disagreement(evidence, visit, policy, answer)


def _suspicion(evidence: Evidence, visit: Visit, policy: Policy) -> str | None:
    """What speaks for a scanner, softer than a burst."""
    if visit.network in DOUBTFUL_NETWORKS:
        return "network"
    if evidence.opened(visit).flags & LEARNED:
        return "learned"
    age = evidence.age(visit)
    if age is not None and age < policy.young:
        return "young"
    if evidence.in_crowd(visit, policy.fresh):
        return "crowd"
    beside = not evidence.alone and _beside_others(evidence, visit, policy)
    return "scanned" if beside else None


def _beside_others(evidence: Evidence, visit: Visit, policy: Policy) -> bool:
    """Whether others were here within ten minutes: anybody at all while the mail is fresh or nobody
    had looked at it before; later machines, but one that checks the very links which this client
    opens is how some companies let their people through, also where it looks first, and one that opens
    a single link is a chat's preview."""
    near = evidence.fetched(visit.at, BURST)
    others = [other for other in near if other.client != visit.client]
    own = scores(other for other in near if other.client == visit.client) | {visit.score}
    age = evidence.age(visit)
    if age is not None and age >= policy.fresh and _checks_links(others, own):
        return False
    if min(evidence.had_for(visit), evidence.seen_for(visit)) < policy.fresh:
        return bool(others)
    return len(scores(other for other in others if other.machine) - own) >= 2


def _checks_links(others: list[Visit], own: set[int | None]) -> bool:
    """Whether all that others did was a security service's look at the buttons that were opened."""
    return scores(others) <= own and all(other.network == "security" for other in others)


def _disagreement(
    evidence: Evidence, visit: Visit, policy: Policy, answer: Visit | None
) -> str | None:
    """Which other score an unpressed one would contradict."""
    if evidence.alone and answer is None:
        return None
    if _two_scores(evidence, visit, policy):
        return "two_scores"
    rival = answer and answer.client != visit.client and answer.score != visit.score
    if answer and rival and not withdrawal(evidence, answer, policy):
        return "differs"
    return _contradiction(evidence, visit, policy)


def _two_scores(evidence: Evidence, visit: Visit, policy: Policy) -> bool:
    """Another score within ten minutes in a mail that is fresh, or within seconds in any: quicker than
    a mind is changed. A person who tapped wrong does this too: one press then says which it is."""
    reach = BURST if evidence.had_for(visit) < policy.fresh else RUSH
    scanners = evidence.scanners(visit.at) - {visit.client}
    near = evidence.fetched(visit.at, reach)
    rivals = [other for other in near if not other.machine and other.client not in scanners]
    return bool(scores(rivals) - {visit.score})


def _contradiction(evidence: Evidence, visit: Visit, policy: Policy) -> str | None:
    """Whether, within hours, another device looked at another score, or this one came back to look at
    another, or at three: people change their mind within minutes, slow scanners come by the hour. A
    program's look counts like any device's where it came alone; a burst has rules of its own."""
    seen = [
        other
        for other in evidence.visits
        if other.did == "seen"
        and not other.flags & MACHINE_FLAGS
        and not (other.machine and _accompanied(evidence, other))
        and not (abs(other.at - visit.at) > BURST and evidence.burst(other.at))
        and abs(other.at - visit.at) <= policy.settling
        and (other.client == visit.client or other.client not in evidence.scanners(other.at))
    ]
    rivals = [other for other in seen if other.score != visit.score]
    if any(other.client != visit.client for other in rivals):
        return "differs"
    returned = any(abs(other.at - visit.at) > BURST for other in rivals)
    return "many_scores" if returned or len(scores(rivals)) >= 2 else None


def _accompanied(evidence: Evidence, visit: Visit) -> bool:
    """Whether programs opened other scores within ten minutes of this visit."""
    near = evidence.fetched(visit.at, BURST)
    return bool(scores(other for other in near if other.machine) - {visit.score})


def withdrawal(evidence: Evidence, answer: Visit, policy: Policy) -> str | None:
    """What, within its settling time, spoke against an answer that nobody pressed."""
    end = answer.at + policy.settling
    until_end = replace(
        evidence, visits=tuple(visit for visit in evidence.visits if visit.at <= end)
    )
    if until_end.burst(answer.at) and not _bystander(until_end, answer):
        return "burst"
    if not policy.wary:
        return None
    if _two_scores(until_end, answer, policy):
        return "two_scores"
    reason = _contradiction(until_end, answer, policy)
    return None if reason == "differs" and _passed_on(until_end, answer) else reason


def _passed_on(evidence: Evidence, answer: Visit) -> bool:
    """Whether one other device alone, or others at one score alone, looked at another score later, and were asked
    for a press: whoever gets the mail, or one of its links, passed on does that, and its owner has answered."""
    rivals = [
        other
        for other in evidence.visits
        if other.did == "seen" and other.client != answer.client and other.score != answer.score
    ]
    latest = {other.client: other.at for other in rivals}
    alone = len(latest) == 1 or len(scores(rivals)) == 1
    return alone and all(at > answer.at for at in latest.values())


def _bystander(evidence: Evidence, answer: Visit) -> bool:
    """Whether a burst is the work of others: of known machines, or of clients that opened so many
    scores that they gave themselves away. Scanners come in company: where nobody knows when the mail
    was sent, whoever came within a minute of such clients is one of them."""
    if answer.machine:
        return False
    scanners = evidence.scanners(answer.at)
    apart = BESIDE if evidence.sent_at is None else timedelta()
    return answer.client not in scanners and all(
        other.client != answer.client
        and (other.machine or (other.client in scanners and abs(other.at - answer.at) > apart))
        for other in evidence.fetched(answer.at, BURST)
        if other.score != answer.score
    )
