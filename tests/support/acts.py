"""What clients do with one mail's buttons, and the evidence that it leaves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count

from feedback_buttons.verdicts.evidence import Evidence, Visit
from feedback_buttons.verdicts.policy import POLICIES
from feedback_buttons.verdicts.verdict import Verdict, ask, judge

SENT = datetime(2026, 12, 5, 9, 0, tzinfo=UTC)
PHONE, LAPTOP, ROBOT = 1, 2, 99
HOUR = 3600.0
FOREVER = SENT + timedelta(days=30)
NOTHING: frozenset[str] = frozenset()
CROWD = frozenset({"crowd"})


@dataclass(frozen=True)
class Act:
    """What a client does: opens a page and looks at it, fetches it, presses on it."""

    at: float  # seconds after sending
    did: str  # get, head, prefetch, bare; visit: get and seen; press: get, and the form's press; look: all three
    score: int
    client: int = PHONE
    network: str = "unknown"
    flags: frozenset[str] = NOTHING
    pressed: int = 0  # another score than the page's own
    delay: float = 3.0
    twice: bool = False


def visits(
    acts: Sequence[Act], sent_at: datetime | None = SENT, policy: str = "balanced"
) -> Evidence:
    """The evidence that acts leave, in the order of time, each page served as it would be."""
    steps: list[tuple[float, int, Act, str]] = []
    order = count()
    for act in acts:
        fetch = act.did if act.did in ("head", "prefetch", "bare") else "get"
        steps.append((act.at, next(order), act, fetch))
        if act.did == "visit":
            steps.append((act.at + 0.8, next(order), act, "seen"))
        if act.did == "look" and act.delay > 0.8:
            steps.append((act.at + 0.8, next(order), act, "seen"))
        if act.did in ("press", "look"):
            steps.append((act.at + act.delay, next(order), act, "press"))
            if act.twice:
                steps.append((act.at + 2 * act.delay, next(order), act, "again"))
    made = Evidence((), sent_at)
    pages: dict[int, Visit] = {}
    for at, number, act, did in sorted(steps, key=lambda step: step[:2]):
        made = _add(made, pages, (at, number), act, did, policy)
    return made


def _add(
    known: Evidence,
    pages: dict[int, Visit],
    when: tuple[float, int],
    act: Act,
    did: str,
    policy: str,
) -> Evidence:
    at = SENT + timedelta(seconds=when[0])
    page = pages.get(id(act))
    score = act.pressed or act.score if did in ("press", "again") else act.score
    visit = Visit(
        id=(int(at.timestamp() * 1_000_000) << 11) + when[1],
        at=at,
        did="press" if did == "again" else did,
        score=score,
        client=act.client,
        network=act.network,
        flags=act.flags - {"prefetch", "prerender"} if page else act.flags,
        page=page.id if page else None,
        mode="again" if did == "again" else page.mode if page else None,
    )
    known = replace(known, visits=(*known.visits, visit))
    if page is None:
        mode = "ask" if ask(known, visit, POLICIES[policy]) else "confirm"
        pages[id(act)] = replace(visit, mode=mode)
    elif did == "press":
        pages[id(act)] = replace(visit, mode="again")
    return known


def judged(*acts: Act, sent_at: datetime | None = SENT, policy: str = "balanced") -> Verdict:
    """The verdict long after."""
    return judge(visits(acts, sent_at, policy), POLICIES[policy], FOREVER)


def robot(at: float, did: str, score: int, **more: object) -> Act:
    """A scanner that says what it is by its network."""
    return replace(Act(at, did, score, ROBOT, "hosting"), **more)  # type: ignore[arg-type]


def burst(at: float, did: str = "get", network: str = "unknown", gap: float = 0.3) -> list[Act]:
    """All ten scores, by one client."""
    return [Act(at + n * gap, did, n, ROBOT, network) for n in range(1, 11)]
