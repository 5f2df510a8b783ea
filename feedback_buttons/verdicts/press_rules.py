"""The rules by which presses are judged, one small pure function each; docs/scanners.md says why.

What other clients fetch never speaks against a press from an ordinary network; what they press does where
it comes faster than people can.
"""

from datetime import timedelta

from feedback_buttons.base.ids import time_of
from feedback_buttons.verdicts.evidence import (
    DOUBTFUL_NETWORKS,
    Evidence,
    Pages,
    Visit,
    scores,
)
from feedback_buttons.verdicts.policy import (
    BURST,
    CHAIN,
    COMPANY,
    HASTE,
    HESITATION,
    LOOKED_FOR,
    PACE,
    PAUSE,
    RUSH,
    TWITCH,
    VOLLEY,
    Policy,
)

# What a form that a person sent from our page never lacks; and what only those say who are no person.
FORGED = frozenset({"foreign_form", "no_gesture", "empty_agent"})
DECLARED = frozenset({"bot_agent", "signed_agent"})
# It speaks against nobody whose page was looked at: companies' proxies take it out of what their people send.
NAMELESS = frozenset({"empty_agent"})


def doubt(evidence: Evidence, press: Visit, policy: Policy, answer: Visit | None) -> str | None:
    """Why the same score must be pressed once more, a key of rules.REASONS: a press looks automatic by
    itself, or sandboxes are pressing where it comes from. ``answer`` is the pressed answer that stands.
    What other clients fetch never makes a press from an ordinary network doubtful."""
    if _automatic(evidence, press):
        return "automatic"
    if not policy.wary or not _suspect(evidence, press):
        return None
    if _sandboxed(evidence, press, policy, answer):
        return "automatic"
    about = "alike" in press.flags or (
        "pressers" in press.flags and _early(evidence, press, policy)
    )
    return "pressers" if about else None


def _automatic(evidence: Evidence, press: Visit) -> bool:
    """Whether a press is not what a person does on a page."""
    against = press.flags & (FORGED | DECLARED)
    if against and evidence.looked_at(press):
        against -= NAMELESS
    if against or press.page is None:
        return True
    # On the page behind a press that counted, the next may follow as fast as a finger can.
    if press.mode != "saved" and press.at - time_of(press.page) < HASTE:
        return True
    return _opens_many(evidence, press)


def _suspect(evidence: Evidence, press: Visit) -> bool:
    """Whether machines press where this press comes from."""
    learned = "learned_network" in evidence.opened(press).flags
    return learned or press.network in DOUBTFUL_NETWORKS


def _sandboxed(evidence: Evidence, press: Visit, policy: Policy, answer: Visit | None) -> bool:
    """Whether anything beside its network speaks for a sandbox: it presses in the minutes after sending
    without looking, presses another score than the button's, opens many, or comes in company."""
    return (
        (_early(evidence, press, policy) and not _alone_and_slow(evidence, press))
        or evidence.opened(press).score != press.score
        or evidence.burst(press.at)
        or (answer is not None and answer.client != press.client and answer.score != press.score)
    )


def _early(evidence: Evidence, press: Visit, policy: Policy) -> bool:
    """Whether sandboxes are about: the mail was just sent, or scanners open its campaign's mails."""
    age = evidence.age(press)
    return (age is not None and age < policy.fresh) or evidence.in_crowd(press, policy.fresh)


def _alone_and_slow(evidence: Evidence, press: Visit) -> bool:
    """Whether a press came from a page that was looked at, at a reader's pace, and nobody else had opened
    any button of the mail so far."""
    near = evidence.fetched(press.at, BURST)
    own = [other for other in near if other.client == press.client]
    return scores(near) <= {press.score} and evidence.looked_at(press) and _paused(press, own)


def _paused(press: Visit, own: list[Visit]) -> bool:
    """Whether its client opened nothing of these for as long as a reader needs before a press."""
    return all(press.at - other.at >= PAUSE for other in own if other.at <= press.at)


def _opens_many(evidence: Evidence, press: Visit) -> bool:
    """Whether its own client opened so many scores within ten minutes that nobody was choosing.

    A person's device opens many as well: a telephone shows a preview of each button that is held, at a
    finger's pace, and an antivirus fetches all links of a page as it is opened. Neither is looked at. The
    page that is pressed then is, and the press comes when it has been read.
    """
    own = [other for other in evidence.fetched(press.at, BURST) if other.client == press.client]
    if len(scores(own)) <= HESITATION:
        return False
    if not evidence.looked_at(press):
        return True
    pages = evidence.pages()
    seen = [v for v in evidence.visits if v.did == "seen" and v.client == press.client]
    looks = [pages.opened(visit) for visit in seen]
    held = [other for other in own if not _checked(looks, other)]
    if not _paused(press, [evidence.opened(press), *held]):
        return True
    hurried = [other for other in held if not _previewed(held, other)]
    return len(scores(hurried)) > HESITATION or len(scores(held)) > LOOKED_FOR


def _previewed(own: list[Visit], visit: Visit) -> bool:
    """Whether a client opened a button at a finger's pace: no other one within a moment."""
    return not any(abs(other.at - visit.at) < PACE for other in own if other.score != visit.score)


def _checked(looks: list[Visit], visit: Visit) -> bool:
    """Whether a button was fetched within a second of one of these pages."""
    return any(abs(look.at - visit.at) <= timedelta(seconds=1) for look in looks)


def repeats(evidence: Evidence, press: Visit) -> bool:
    """Whether a press repeats, at a person's pace, the one that looked automatic."""
    if press.mode != "again":
        return False
    first = next((visit for visit in evidence.visits if visit.id == press.page), None)
    return first is not None and first.score == press.score and press.at - first.at >= HASTE


def rushed(evidence: Evidence, press: Visit) -> bool:
    """Whether other scores were pressed on pages that were opened apart, faster than people do, by
    whomever: two within seconds, three within a minute, or four within minutes (by one client, three).

    Somebody who changes their mind opens the second page when the first has been pressed, and what a
    known machine presses, or a client that opened many, is its own affair, unless this press may be the same
    machine's.
    """
    others = [
        other
        for other in evidence.visits
        if other.did == "press" and other.score != press.score and abs(other.at - press.at) <= BURST
    ]
    if not others:  # most recipients press once
        return False
    pages, scanners = evidence.pages(), evidence.scanners(press.at)
    mine, suspect = pages.opening(press), pages.by_machine(press)
    machines = {other.id for other in others if pages.by_machine(other)}
    apart = [
        other
        for other in others
        if pages.opening(other) != mine
        and (
            other.client == press.client
            or suspect
            or (other.id not in machines and other.client not in scanners)
        )
    ]
    quick = [other for other in apart if abs(other.at - press.at) <= RUSH]
    near = scores(other for other in apart if abs(other.at - press.at) <= VOLLEY)
    own = scores(other for other in apart if other.client == press.client)
    return (
        any(not _changes_mind(pages, other, press) for other in quick)
        or len(near) >= 2
        or len(own) >= 2
        or len(scores(_chain(apart, press))) >= 3
        or _amid([other for other in others if other.id in machines], press)
    )


def _chain(apart: list[Visit], press: Visit) -> list[Visit]:
    """The presses that led up to one and followed on it, each within CHAIN of the next."""
    presses: list[Visit] = []
    before = sorted((o for o in apart if o.at <= press.at), key=lambda o: o.order, reverse=True)
    after = sorted((o for o in apart if o.at > press.at), key=lambda o: o.order)
    for side in (before, after):
        last = press
        for other in side:
            if abs(other.at - last.at) > CHAIN:
                break
            presses.append(other)
            last = other
    return presses


def _amid(machines: list[Visit], press: Visit) -> bool:
    """Whether other clients, known machines, pressed five other scores just before and just after: what sits
    between them is one of theirs, in whatever network."""
    around = [
        other
        for other in machines
        if other.client != press.client and abs(other.at - press.at) <= RUSH
    ]
    before = any(other.at <= press.at for other in around)
    after = any(other.at >= press.at for other in around)
    return before and after and len(scores(around)) >= COMPANY


def _changes_mind(pages: Pages, one_press: Visit, other_press: Visit) -> bool:
    """Whether of two presses the later one takes back the earlier as people do: one client of an ordinary
    network pressed, went back to the mail, opened another button and pressed again."""
    first, second = sorted((one_press, other_press), key=lambda press: press.order)
    opened = pages.opened(second)
    return (
        first.client == second.client
        and not pages.by_machine(first)
        and not pages.by_machine(second)
        and opened is not second
        and opened.at > first.at
        and second.at - first.at >= PAUSE + TWITCH
    )
