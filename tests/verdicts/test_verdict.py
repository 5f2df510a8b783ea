"""What one recipient's evidence amounts to: each rule as a table, and what holds for any evidence."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from acts import (
    CROWD,
    FOREVER,
    HOUR,
    LAPTOP,
    NOTHING,
    PHONE,
    ROBOT,
    SENT,
    Act,
    burst,
    judged,
    robot,
    visits,
)
from properties import given, st

from feedback_buttons.verdicts.evidence import Evidence, Overrule, Visit
from feedback_buttons.verdicts.policy import POLICIES
from feedback_buttons.verdicts.rules import REASONS
from feedback_buttons.verdicts.verdict import judge

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
    ("whom a mail is passed on to looks at another score within hours, and isn't asked for nothing",
     [SEEN, Act(2 * HOUR, "visit", 9, LAPTOP)], (7, "seen")),
    ("ten looks by ten machines an hour before contradict nobody",
     [*(Act(60 + n, "visit", n, 50 + n) for n in range(1, 11)), SEEN], (7, "seen")),
    ("a security service's check of the very link just before the reader's click is no company",
     [Act(HOUR - 1, "get", 7, ROBOT, "security"), SEEN], (7, "seen")),
    ("an assistant that says so looked at another score",
     [Act(2 * HOUR, "visit", 2, ROBOT, flags=frozenset({"signed_agent"})), Act(2.5 * HOUR, "visit", 7)],
     (7, "seen")),
    ("a link passed on to a place where many look at it, hours later",
     [SEEN, *(robot(2 * HOUR + 9 * n, "visit", 2, client=50 + n) for n in range(6)), Act(3 * HOUR, "visit", 2, LAPTOP)],
     (7, "seen")),
    ("whoever looks at the same score later, and at all others with it, takes no answer along",
     [SEEN, *(Act(2 * HOUR + 9 * n, "visit", score, LAPTOP) for n, score in enumerate((7, 1, 2, 3)))], (7, "seen")),
    ("a company's proxy takes the agent out of what its people send, and they press",
     [Act(HOUR, "look", 7, flags=frozenset({"empty_agent"}))], (7, "pressed")),
    ("a prerendered page that was opened", [Act(HOUR, "visit", 7, flags=frozenset({"prefetch", "prerender"}))],
     (7, "seen")),
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
    ("a page seen within hours after a lone program's look at another score",
     [robot(HOUR, "visit", 2), Act(2 * HOUR, "visit", 7)], "differs"),
    ("ten devices in a data centre, a score each",
     [robot(HOUR + n, "visit", n, client=50 + n) for n in range(1, 11)], "burst"),
    ("a press from a data centre of another score than the button's",
     [Act(HOUR, "press", 6, pressed=9, network="hosting")], "automatic"),
    ("three within hours", [Act(n * HOUR, "visit", n) for n in (1, 2, 3)], "many_scores"),
    ("three devices that disagree within hours",
     [SEEN, Act(2 * HOUR, "visit", 9, LAPTOP), Act(3 * HOUR, "visit", 2, ROBOT)], "differs"),
    ("a page seen too soon after sending", [Act(60, "visit", 7)], "young"),
    ("a page seen from a data centre", [robot(HOUR, "visit", 7)], "network"),
    ("a browser that calls itself a bot",
     [Act(HOUR, "visit", 7, flags=frozenset({"bot_agent"}))], "flags"),
    ("its press, once", [Act(HOUR, "look", 7, flags=frozenset({"bot_agent"}))], "automatic"),
    ("an assistant's that signs, once", [Act(HOUR, "look", 7, flags=frozenset({"signed_agent"}))], "automatic"),
    ("a press of nothing with a name that did not look at its page",
     [Act(HOUR, "press", 7, flags=frozenset({"empty_agent"}))], "automatic"),
    ("many devices that go from score to score within hours",
     [SEEN, *(Act((2 + n) * HOUR, "visit", 1 + n, 50 + n) for n in range(3))], "differs"),
    ("a page beside a machine soon after sending",
     [robot(180, "get", 7), Act(190, "visit", 7)], "scanned"),
    ("a pair of first visitors", [robot(HOUR, "get", 7), Act(HOUR + 12, "visit", 7)], "scanned"),
    ("a press faster than a person", [Act(HOUR, "press", 7, delay=0.3)], "automatic"),
    ("a press of a form that isn't ours",
     [Act(HOUR, "press", 7, flags=frozenset({"foreign_form"}))], "automatic"),
    ("a hosted press soon after sending", [Act(60, "press", 7, network="hosting")], "automatic"),
    ("a press by a client that opened four scores",
     [*(Act(HOUR + 30 * n, "get", n) for n in (1, 2, 3)), Act(HOUR + 99, "press", 7)], "automatic"),
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
def test_excludes(acts: list[Act], reason: str) -> None:
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
