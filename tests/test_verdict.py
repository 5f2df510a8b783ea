"""What one recipient's evidence amounts to: each rule as a table, and what holds for any evidence."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_buttons.evidence import Evidence, Overrule, Visit
from feedback_buttons.policy import POLICIES
from feedback_buttons.rules import REASONS
from feedback_buttons.verdict import Verdict, ask, judge

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
    did: str  # get, head, prefetch, bare; visit: get and seen; press: get, and the form's press
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
        if act.did == "press":
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
        flags=act.flags,
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


SEEN, LATE = Act(HOUR, "visit", 7), 20 * HOUR

# What the acts are, and the score that counts with its proof, or the reason why none does.
COUNTS: list[tuple[str, list[Act], tuple[int, str]]] = [
    ("a page seen an hour after sending counts", [SEEN], (7, "seen")),
    ("a press counts", [Act(HOUR, "press", 7)], (7, "pressed")),
    ("a press counts at once after sending", [Act(30, "press", 7)], (7, "pressed")),
    ("a press of another score on the page counts", [Act(HOUR, "press", 7, pressed=9)], (9, "pressed")),
    ("the last of two pages on one phone counts", [SEEN, Act(HOUR + 60, "visit", 9)], (9, "seen")),
    ("a page opened twice counts once", [SEEN, Act(HOUR + 0.4, "visit", 7)], (7, "seen")),
    ("the same score on another device agrees", [SEEN, Act(LATE, "visit", 7, LAPTOP)], (7, "seen")),
    ("another device's other score must be pressed", [SEEN, Act(LATE, "visit", 9, LAPTOP)], (7, "seen")),
    ("another device's press replaces", [SEEN, Act(LATE, "press", 9, LAPTOP)], (9, "pressed")),
    ("a pressed answer is only replaced by a press",
     [Act(HOUR, "press", 7), Act(2 * HOUR, "visit", 9)], (7, "pressed")),
    ("a scanner's answer that is withdrawn by now contradicts nobody",
     [*burst(150, "visit", gap=3), SEEN], (7, "seen")),
    ("two buttons that a program opened at delivery are its scan, and contradict nobody",
     [robot(40, "visit", 1), robot(43, "visit", 2), SEEN], (7, "seen")),
    ("a mailbox scanned at delivery has a person", [*burst(43, network="security"), SEEN], (7, "seen")),
    ("also where no list has the scanner", [*burst(43), SEEN], (7, "seen")),
    ("also where the scanner runs scripts", [*burst(43, "visit"), SEEN], (7, "seen")),
    ("a machine that checks the same link at the click lets its person through",
     [*burst(43, network="security"), robot(HOUR - 1, "get", 7), SEEN], (7, "seen")),
    ("a chat's preview of one link beside is no scan",
     [*burst(43, network="security"), SEEN, robot(HOUR + 60, "get", 3, flags=frozenset({"bot_agent"}))],
     (7, "seen")),
    ("a scan that begins after the answer doesn't withdraw it", [SEEN, *burst(HOUR + 100)], (7, "seen")),
    ("a scan by known machines right after doesn't either",
     [SEEN, *burst(HOUR + 5, network="security")], (7, "seen")),
    ("the own browser's prefetch of another score is nobody's",
     [Act(HOUR - 1, "prefetch", 6, flags=frozenset({"prefetch"})), SEEN], (7, "seen")),
    ("a bare POST changes nothing", [SEEN, Act(HOUR + 30, "bare", 2, ROBOT)], (7, "seen")),
    ("a hosted desktop's press counts an hour later",
     [Act(HOUR, "press", 7, network="hosting")], (7, "pressed")),
    ("a hosted desktop's press soon after sending counts twice",
     [Act(60, "press", 7, network="hosting", twice=True)], (7, "pressed twice")),
    ("a person beside a scanner counts by a press", [*burst(60), Act(70, "press", 7)], (7, "pressed")),
    ("a press faster than a person counts the second time",
     [Act(HOUR, "press", 7, delay=0.3), Act(HOUR + 9, "press", 7)], (7, "pressed")),
    ("a press counts among scanners", [Act(HOUR, "press", 7, flags=CROWD)], (7, "pressed")),
    ("where it is known when the mail was sent, others' mails tell nothing",
     [replace(SEEN, flags=CROWD)], (7, "seen")),
    ("a mail that was scanned earlier has a person, also among scanners",
     [*burst(43), replace(SEEN, flags=CROWD)], (7, "seen")),
    ("whoever opens three scores and presses one means that one",
     [*(Act(HOUR + 20 * n, "visit", n) for n in (5, 6)), Act(HOUR + 60, "press", 7)], (7, "pressed")),
    ("a preview of the next button just before doesn't spoil a press",
     [Act(HOUR, "get", 6), Act(HOUR + 1.5, "press", 7)], (7, "pressed")),
    ("a press from a data centre on a scanned token leaves the pressed answer",
     [Act(HOUR, "press", 7), robot(LATE, "press", 2)], (7, "pressed")),
    ("pressing all ten leaves the pressed answer", [Act(HOUR, "press", 7), *burst(LATE, "press")],
     (7, "pressed")),
]  # fmt: skip
SETS_ASIDE: list[tuple[str, list[Act], str]] = [
    ("a GET that nobody looked at", [Act(HOUR, "get", 7)], "unopened"),
    ("HEAD", [Act(HOUR, "head", 7)], "machine"),
    ("a prefetch", [Act(HOUR, "prefetch", 7, flags=frozenset({"prefetch"}))], "unopened"),
    ("a bare POST", [Act(HOUR, "bare", 7)], "machine"),
    ("all ten by a known scanner", burst(43, network="security"), "burst"),
    ("all ten with scripts by nobody's network", burst(HOUR, "visit"), "burst"),
    ("all ten hours later and slowly", burst(9 * HOUR, "visit", gap=90), "burst"),
    ("all ten pressed", burst(HOUR, "press"), "several_pressed"),
    ("two within two seconds", [SEEN, Act(HOUR + 1.5, "visit", 9)], "burst"),
    ("two within seconds", [SEEN, Act(HOUR + 12, "visit", 9)], "two_scores"),
    ("two soon after sending", [Act(150, "visit", 7), Act(250, "visit", 9)], "two_scores"),
    ("two by one device hours apart", [SEEN, Act(2 * HOUR, "visit", 9)], "many_scores"),
    ("a page seen within hours of a lone program's look at another score",
     [SEEN, robot(3 * HOUR, "visit", 2)], "differs"),
    ("ten devices in a data centre, a score each",
     [robot(HOUR + n, "visit", n, client=50 + n) for n in range(1, 11)], "burst"),
    ("a press from a data centre of another score than the button's",
     [Act(HOUR, "press", 6, pressed=9, network="hosting")], "automatic"),
    ("three within hours", [Act(n * HOUR, "visit", n) for n in (1, 2, 3)], "many_scores"),
    ("two devices that disagree within hours",
     [SEEN, Act(2 * HOUR, "visit", 9, LAPTOP)], "differs"),
    ("a page seen too soon after sending", [Act(60, "visit", 7)], "young"),
    ("a page seen from a data centre", [robot(HOUR, "visit", 7)], "network"),
    ("a browser that calls itself a bot",
     [Act(HOUR, "visit", 7, flags=frozenset({"bot_agent"}))], "flags"),
    ("a page beside a machine soon after sending",
     [robot(180, "get", 7), Act(190, "visit", 7)], "scanned"),
    ("a pair of first visitors", [robot(HOUR, "get", 7), Act(HOUR + 12, "visit", 7)], "scanned"),
    ("a press faster than a person", [Act(HOUR, "press", 7, delay=0.3)], "automatic"),
    ("a press of a form that isn't ours",
     [Act(HOUR, "press", 7, flags=frozenset({"foreign_form"}))], "automatic"),
    ("a hosted press soon after sending", [Act(60, "press", 7, network="hosting")], "automatic"),
    ("a press by a client that opened four scores",
     [*(Act(HOUR + 30 * n, "get", n) for n in (1, 2, 3)), Act(HOUR + 99, "press", 7)], "automatic"),
    ("two pressed on two pages within seconds",
     [Act(HOUR, "press", 7), Act(HOUR + 5, "press", 9)], "several_pressed"),
    ("two pressed twice on two pages within seconds",
     [Act(HOUR, "press", n, network="hosting", twice=True) for n in (3, 4)], "several_pressed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("acts", "wanted"), [row[1:] for row in COUNTS], ids=[row[0] for row in COUNTS]
)
def test_counts(acts: list[Act], wanted: tuple[int, str]) -> None:
    verdict = judged(*acts)
    assert (verdict.score, verdict.proof) == wanted, verdict.sentence
    assert verdict.state == "counted"
    assert verdict.aside is None


@pytest.mark.parametrize(
    ("acts", "reason"), [row[1:] for row in SETS_ASIDE], ids=[row[0] for row in SETS_ASIDE]
)
def test_sets_aside(acts: list[Act], reason: str) -> None:
    verdict = judged(*acts)
    assert (verdict.score, verdict.reason) == (None, reason)
    assert verdict.aside in ("unconfirmed", "scanned", "withdrawn")
    assert verdict.sentence == REASONS[reason]


@pytest.mark.parametrize(
    ("policy", "act", "score"),
    [
        ("instant", Act(30, "visit", 7), 7),
        ("instant", replace(SEEN, network="hosting"), 7),
        ("instant", replace(SEEN, flags=frozenset({"bot_agent"})), None),
        ("instant", Act(30, "press", 7, network="hosting"), 7),
        ("strict", SEEN, None),
        ("strict", Act(HOUR, "press", 7), 7),
    ],
)
def test_a_policy_says_how_much_proof_is_needed(policy: str, act: Act, score: int | None) -> None:
    assert judged(act, policy=policy).score == score


@pytest.mark.parametrize("policy", POLICIES)
def test_no_policy_counts_a_burst(policy: str) -> None:
    assert judged(*burst(HOUR, "visit"), policy=policy).score is None


def test_without_a_send_time_only_company_speaks_against_the_first_visit() -> None:
    assert judged(Act(30, "visit", 7), sent_at=None).score == 7
    assert judged(Act(30, "visit", 7, flags=CROWD), sent_at=None).reason == "crowd"
    hosted = Act(HOUR, "press", 7, network="hosting")
    assert judged(hosted, sent_at=None).score == 7
    assert judged(replace(hosted, flags=CROWD), sent_at=None).reason == "automatic"
    scanned = [*burst(43, network="security"), replace(hosted, flags=CROWD)]
    assert judged(*scanned, sent_at=None).score == 7


def test_whoever_comes_with_a_scanner_is_one_where_nobody_knows_the_send_time() -> None:
    together = [SEEN, *burst(HOUR + 20)]
    assert judged(*together).score == 7
    assert judged(*together, sent_at=None).reason == "burst"


def test_an_unpressed_answer_settles() -> None:
    evidence, policy = visits([SEEN]), POLICIES["balanced"]
    at = evidence.visits[-1].at
    early = judge(evidence, policy, at)
    assert (early.state, early.settles_at) == ("settling", at + policy.settling)
    assert judge(evidence, policy, at + policy.settling).state == "counted"


def test_what_comes_after_the_settling_time_withdraws_nothing() -> None:
    late = HOUR + POLICIES["balanced"].settling.total_seconds() + 60
    assert judged(SEEN, Act(late, "visit", 9, LAPTOP)).score == 7


def test_a_page_that_asked_keeps_asking_under_another_policy() -> None:
    asked = visits([Act(60, "visit", 7)])
    assert judge(asked, POLICIES["instant"], FOREVER).reason == "unpressed"


def test_the_team_decides_and_the_recipient_may_still_erase() -> None:
    evidence = replace(visits([SEEN]), overruled=Overrule(SENT + timedelta(days=1), None))
    overruled = judge(evidence, POLICIES["balanced"], FOREVER)
    assert (overruled.score, overruled.state, overruled.aside) == (None, "overruled", None)
    gone = Visit(1 << 62, SENT + timedelta(days=2), "erase", None, PHONE, "unknown")
    erased = replace(evidence, visits=(*evidence.visits, gone))
    assert judge(erased, POLICIES["balanced"], FOREVER).state == "erased"


def test_an_answer_stands_when_its_evidence_is_gone() -> None:
    before = Visit(5, SENT, "press", 8, PHONE, "unknown"), "pressed"
    verdict = judge(Evidence((), SENT, before=before), POLICIES["balanced"], FOREVER)
    assert (verdict.score, verdict.state) == (8, "counted")


acts = st.builds(
    Act,
    at=st.floats(-HOUR, 12 * HOUR).map(lambda at: round(at, 1)),
    did=st.sampled_from(["get", "head", "prefetch", "bare", "visit", "press"]),
    score=st.integers(1, 10),
    client=st.sampled_from([PHONE, LAPTOP, ROBOT]),
    network=st.sampled_from(["unknown", "hosting", "security", "relay"]),
    flags=st.sampled_from([NOTHING, frozenset({"bot_agent"}), frozenset({"prefetch"})]),
    pressed=st.sampled_from([0, 0, 0, 5]),
    delay=st.sampled_from([0.2, 1.0, 3.0]),
    twice=st.booleans(),
)
send_times = st.sampled_from([SENT, None])


@given(st.lists(acts, max_size=8), send_times, st.sampled_from(list(POLICIES)), st.randoms())
def test_judging_is_deterministic_in_any_order(
    done: list[Act], sent_at: datetime | None, policy: str, dice: random.Random
) -> None:
    evidence = visits(done, sent_at, policy)
    # Also where several things carry one and the same time.
    same = tuple(replace(visit, at=SENT + timedelta(hours=1)) for visit in evidence.visits)
    for found in (evidence, replace(evidence, visits=same)):
        shuffled = replace(found, visits=tuple(dice.sample(found.visits, len(found.visits))))
        verdict = judge(found, POLICIES[policy], FOREVER)
        assert judge(shuffled, POLICIES[policy], FOREVER) == verdict


fetches = st.builds(
    Act,
    at=st.floats(-HOUR, 12 * HOUR),
    did=st.sampled_from(["get", "head", "prefetch", "bare"]),
    score=st.integers(1, 10),
    client=st.sampled_from([PHONE, LAPTOP, ROBOT]),
    network=st.sampled_from(["unknown", "hosting", "security"]),
    flags=st.sampled_from([NOTHING, CROWD, frozenset({"bot_agent"}), frozenset({"prefetch"})]),
)


@given(st.lists(fetches, max_size=12), send_times, st.sampled_from(list(POLICIES)))
def test_fetching_counts_zero(done: list[Act], sent_at: datetime | None, policy: str) -> None:
    assert judged(*done, sent_at=sent_at, policy=policy).score is None


@given(
    st.permutations(range(1, 11)),
    st.floats(0.05, 60),
    st.sampled_from(["unknown", "hosting", "relay"]),
    st.booleans(),
    send_times,
    st.sampled_from(list(POLICIES)),
)
def test_looking_at_all_ten_counts_zero(
    scores: list[int], gap: float, network: str, alone: bool, sent_at: datetime | None, policy: str
) -> None:
    done = [
        Act(HOUR + gap * n, "visit", score, ROBOT if alone else 50 + n, network)
        for n, score in enumerate(scores)
    ]
    assert judged(*done, sent_at=sent_at, policy=policy).score is None


# Whenever in a mail's life, and in particular around a press an hour after sending.
moments = st.floats(-HOUR, 8 * HOUR) | st.floats(HOUR - 30, HOUR + 30)
later = st.floats(HOUR + 10, HOUR + 60) | st.floats(HOUR + 10, 9 * HOUR)


@st.composite
def machines(draw: st.DrawFn, begins: st.SearchStrategy[float] = moments) -> list[Act]:
    """What one machine does, from wherever: single fetches and visits, bursts, all-ten presses, and
    from the networks of machines any press."""
    begin = round(draw(begins), 2)
    client = draw(st.integers(50, 60))
    listed = draw(st.booleans())
    network = draw(st.sampled_from(["hosting", "security"])) if listed else "unknown"
    kinds = ["head", "get", "prefetch", "bare", "visit", "press"]
    did = draw(st.sampled_from(kinds))
    whole = did == "press" and not listed
    scores = draw(st.permutations(range(1, 11)))
    scores = scores if whole else scores[: draw(st.integers(1, 10))]
    gap = draw(st.sampled_from([0.05, 0.5, 3.0, 40.0]))
    delay = draw(st.sampled_from([0.1, 1.0, 4.0]))
    flags = draw(st.sampled_from([NOTHING, CROWD, frozenset({"contradictory"})]))
    return [
        Act(begin + n * gap, did, score, client, network, flags, delay=delay)
        for n, score in enumerate(scores)
    ]


def tellable(done: list[list[Act]], policy: str) -> list[Act]:
    """All that machines do, but for what a policy that believes a press from anywhere cannot know of."""
    acts = [act for machine in done for act in machine]
    wary = POLICIES[policy].wary
    return [act for act in acts if wary or act.did != "press" or act.network == "unknown"]


@given(
    st.lists(machines(), min_size=1, max_size=3),
    st.builds(
        Act,
        at=st.just(HOUR),
        did=st.just("press"),
        score=st.just(7),
        network=st.sampled_from(["unknown", "relay"]),
        flags=st.sampled_from([NOTHING, CROWD]),
        delay=st.sampled_from([0.7, 3.0, 90.0]),
    ),
    send_times,
    st.sampled_from(list(POLICIES)),
)
def test_no_machine_changes_a_pressed_answer(
    done: list[list[Act]], person: Act, sent_at: datetime | None, policy: str
) -> None:
    everything = [person, *tellable(done, policy)]
    verdict = judged(*everything, sent_at=sent_at, policy=policy)
    assert (verdict.score, verdict.proof, verdict.state) == (7, "pressed", "counted")


@given(
    st.lists(machines(later), min_size=1, max_size=3), send_times, st.sampled_from(list(POLICIES))
)
def test_what_a_machine_does_later_changes_no_answer_pressed_in_a_data_centre(
    done: list[list[Act]], sent_at: datetime | None, policy: str
) -> None:
    person = Act(HOUR, "press", 7, network="hosting")
    everything = [person, *tellable(done, policy)]
    assert judged(*everything, sent_at=sent_at, policy=policy).score == 7
