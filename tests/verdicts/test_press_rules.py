"""Whose press counts: presses beside presses, a person's own device beside their press, and what holds whatever
machines do."""

from dataclasses import replace
from datetime import datetime

import pytest
from acts import CROWD, HOUR, LAPTOP, NOTHING, PHONE, ROBOT, SENT, Act, burst, judged
from properties import given, settings, st

from feedback_buttons.verdicts.policy import POLICIES

LEARNED = frozenset({"learned_network"})
PREFETCHED = frozenset({"prefetch"})


def sandbox(at: float, scores: list[int], gap: float = 1.0, network: str = "unknown") -> list[Act]:
    """Opens and presses a button from each of as many addresses."""
    return [
        Act(at + n * gap, "press", score, 200 + n, network, delay=0.9)
        for n, score in enumerate(scores)
    ]


def previews(at: float, scores: list[int], gap: float = 1.5, **more: object) -> list[Act]:
    """The person's own device fetches buttons."""
    return [replace(Act(at + n * gap, "get", score), **more) for n, score in enumerate(scores)]  # type: ignore[arg-type]


def looked(at: float, score: int, delay: float = 3.0, **more: object) -> list[Act]:
    """Opens a page, looks at it and presses on it."""
    return [replace(Act(at, "look", score, delay=delay), **more)]  # type: ignore[arg-type]


ALL = list(range(1, 11))
COUNTS: list[tuple[str, list[Act], int]] = [
    ("whoever presses 7, goes back and presses 9 within seconds means 9",
     [Act(HOUR, "press", 7), Act(HOUR + 5, "press", 9)], 9),
    ("a person who pressed seconds before a sandbox that opened all from one address",
     [Act(HOUR, "press", 7), *burst(HOUR + 10, "press")], 7),
    ("a known machine's lone press beside a person's",
     [Act(HOUR, "press", 7), Act(HOUR + 8, "press", 2, ROBOT, "hosting")], 7),
    ("two people of one mailbox a minute apart: the later one",
     [Act(HOUR, "press", 7), Act(HOUR + 60, "press", 4, LAPTOP)], 4),
    ("six buttons held for a preview, then one pressed",
     [*previews(HOUR, [3, 4, 5, 6, 8, 9]), *looked(HOUR + 12, 7)], 7),
    ("an antivirus that fetches all ten as the page is opened, then a press",
     [*previews(HOUR + 0.1, [1, 2, 3, 4, 5, 6, 8, 9], 0.08), *looked(HOUR, 7)], 7),
    ("previews that say so, then a press at once",
     [*previews(HOUR, ALL, 0.2, flags=PREFETCHED), Act(HOUR + 3, "press", 7, delay=0.8)], 7),
    ("an own cloud's press minutes after sending, at a reader's pace",
     looked(120, 7, network="hosting"), 7),
    ("a person minutes after a volley",
     [*sandbox(60, ALL), Act(HOUR / 10, "press", 7)], 7),
    ("a person seconds before a vendor's volley",
     [Act(HOUR, "press", 7), *sandbox(HOUR + 10, ALL, network="security")], 7),
    ("a press from a network that scans elsewhere",
     looked(HOUR, 7, flags=LEARNED), 7),
]  # fmt: skip
VOID: list[tuple[str, list[Act]]] = [
    ("ten pressed from ten addresses within ten seconds", sandbox(HOUR, ALL)),
    ("ten pressed from ten addresses of a vendor", sandbox(HOUR, ALL, network="security")),
    ("two pressed from two addresses within seconds", sandbox(HOUR, [3, 8], 6.0)),
    ("three pressed from three addresses within a minute", sandbox(HOUR, [3, 8, 5], 25.0)),
    ("four pressed from four addresses within minutes", sandbox(HOUR, [3, 8, 5, 1], 70.0)),
    ("three changes of mind within minutes", [Act(HOUR + 40 * n, "press", n) for n in (3, 6, 9)]),
    ("two pages opened at once and both pressed",
     [Act(HOUR, "press", 7, delay=9), Act(HOUR + 1, "press", 9, delay=9)]),
    ("all ten fetched and one pressed without a look",
     [*previews(HOUR, ALL, 0.3), Act(HOUR + 4, "press", 7)]),
    ("all ten fetched and one looked at and pressed at once",
     [*previews(HOUR, ALL, 0.3), *looked(HOUR + 4, 7, delay=0.9)]),
    ("all ten fetched before the page, then looked at and pressed",
     [*previews(HOUR, ALL, 0.3), *looked(HOUR + 9, 7)]),
    ("one from nobody's network amid a vendor's volley",
     [*sandbox(HOUR, [1, 2, 3], network="security"), Act(HOUR + 3, "press", 4, 300, delay=0.9),
      *sandbox(HOUR + 4, [5, 6, 8], network="hosting")]),
    ("a press from a data centre while sandboxes press the campaign's mails",
     looked(120, 7, network="hosting", flags=frozenset({"pressers"}))),
    ("a press that is in all mails the same from data centres",
     looked(HOUR, 7, network="hosting", flags=frozenset({"alike"}))),
    ("a press from a data centre minutes after sending by a client that doesn't look",
     [Act(120, "press", 7, network="hosting")]),
    ("a press from a network that scans elsewhere, at once after sending",
     [Act(60, "press", 7, flags=LEARNED)]),
]  # fmt: skip


@pytest.mark.parametrize("policy", ["balanced", "strict"])
@pytest.mark.parametrize(
    ("acts", "score"), [row[1:] for row in COUNTS], ids=[row[0] for row in COUNTS]
)
def test_counts(acts: list[Act], score: int, policy: str) -> None:
    verdict = judged(*acts, policy=policy)
    assert (verdict.score, verdict.proof) == (score, "pressed"), verdict.sentence


@pytest.mark.parametrize("policy", ["balanced", "strict"])
@pytest.mark.parametrize("acts", [row[1] for row in VOID], ids=[row[0] for row in VOID])
def test_excludes(acts: list[Act], policy: str) -> None:
    verdict = judged(*acts, policy=policy)
    assert verdict.score is None, verdict.sentence
    assert verdict.reason in ("several_pressed", "automatic", "pressers")


@pytest.mark.parametrize("policy", POLICIES)
def test_ten_addresses_that_press_ten_scores_count_under_no_policy(policy: str) -> None:
    assert judged(*sandbox(HOUR, ALL), policy=policy).score is None


# Whenever in a mail's life, and in particular around a press an hour after sending.
moments = st.floats(-HOUR, 8 * HOUR) | st.floats(HOUR - 30, HOUR + 30)
later = st.floats(HOUR + 30, HOUR + 60) | st.floats(HOUR + 30, 9 * HOUR)
send_times = st.sampled_from([SENT, None])
policies = st.sampled_from(list(POLICIES))


@st.composite
def fetchers(draw: st.DrawFn) -> list[Act]:
    """What a machine fetches and looks at, from wherever, from one address or from many."""
    begin, gap = round(draw(moments), 2), draw(st.sampled_from([0.05, 0.5, 3.0, 40.0]))
    network = draw(st.sampled_from(["unknown", "hosting", "security", "relay"]))
    flags = draw(st.sampled_from([NOTHING, CROWD, LEARNED, frozenset({"contradictory"})]))
    did = draw(st.sampled_from(["head", "get", "prefetch", "bare", "visit"]))
    rotates = draw(st.booleans())
    scores = draw(st.permutations(ALL))[: draw(st.integers(1, 10))]
    return [
        Act(begin + n * gap, did, score, 300 + n if rotates else 300, network, flags)
        for n, score in enumerate(scores)
    ]


@st.composite
def pressers(
    draw: st.DrawFn, least: int = 3, begins: st.SearchStrategy[float] = moments
) -> list[Act]:
    """A machine that presses several buttons within a minute: from one address or from many (each its own
    client: another address, another agent, or both), in order or not, each after its look or not."""
    scores = draw(st.permutations(ALL))[: draw(st.integers(least, 10))]
    begin, gap = round(draw(begins), 2), draw(st.floats(0.05, 50 / len(scores)))
    many = draw(st.sampled_from([1, len(scores)]))
    network = draw(st.sampled_from(["unknown", "unknown", "hosting", "security"]))
    flags = draw(st.sampled_from([NOTHING, CROWD, LEARNED]))
    did, twice = draw(st.sampled_from(["press", "look"])), draw(st.booleans())
    delay = draw(st.floats(0.1, 5))
    return [
        Act(begin + n * gap, did, score, 100 + n % many, network, flags, delay=delay, twice=twice)
        for n, score in enumerate(scores)
    ]


person = st.builds(
    Act,
    at=st.just(HOUR),
    did=st.sampled_from(["press", "look"]),
    score=st.just(7),
    network=st.sampled_from(["unknown", "relay"]),
    flags=st.sampled_from([NOTHING, CROWD]),
    delay=st.sampled_from([0.9, 3.0, 90.0]),
)


@settings(max_examples=400)
@given(st.lists(fetchers(), min_size=1, max_size=3), person, send_times, policies)
def test_nothing_that_machines_fetch_changes_a_pressed_answer(
    done: list[list[Act]], person: Act, sent_at: datetime | None, policy: str
) -> None:
    acts = [person, *(act for machine in done for act in machine)]
    verdict = judged(*acts, sent_at=sent_at, policy=policy)
    assert (verdict.score, verdict.proof, verdict.state) == (7, "pressed", "counted")


@settings(max_examples=400)
@given(pressers(), st.lists(fetchers(), max_size=2), send_times, policies)
def test_a_machine_that_presses_several_counts_zero(
    presses: list[Act], beside: list[list[Act]], sent_at: datetime | None, policy: str
) -> None:
    acts = [*presses, *(act for machine in beside for act in machine)]
    verdict = judged(*acts, sent_at=sent_at, policy=policy)
    assert verdict.score is None or verdict.proof == "seen", verdict.sentence


@settings(max_examples=400)
@given(pressers(begins=later), person, send_times, policies)
def test_machines_that_press_several_later_never_speak_for_a_person(
    presses: list[Act], person: Act, sent_at: datetime | None, policy: str
) -> None:
    # A minute after the person's press nothing of theirs reaches it any more.
    pressed = HOUR + person.delay
    late = [replace(act, at=act.at - HOUR + pressed + 601) for act in presses]
    assert judged(person, *late, sent_at=sent_at, policy=policy).score == 7


@settings(max_examples=400)
@given(pressers(least=2), person, send_times, policies)
def test_machines_that_press_beside_a_person_never_get_a_score_of_theirs_counted(
    presses: list[Act], person: Act, sent_at: datetime | None, policy: str
) -> None:
    several = [act for act in presses if act.score != 7]
    if len(several) < 3:
        several = []
    assert judged(person, *several, sent_at=sent_at, policy=policy).score in (7, None)


known_machines = st.builds(
    Act,
    at=st.floats(HOUR - 30, HOUR + 30),
    did=st.just("press"),
    score=st.integers(1, 10),
    client=st.integers(100, 110),
    network=st.sampled_from(["hosting", "security"]),
    delay=st.sampled_from([0.1, 1.0]),
)


@settings(max_examples=400)
@given(st.lists(known_machines, max_size=4), st.sampled_from(["balanced", "strict"]))
def test_presses_of_known_machines_in_company_change_no_persons_press(
    presses: list[Act], policy: str
) -> None:
    person = Act(HOUR, "press", 7, PHONE)
    scan = burst(HOUR - 5, network="security")
    assert judged(person, *scan, *presses, policy=policy).score == 7
