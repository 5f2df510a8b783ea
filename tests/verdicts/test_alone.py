"""What is told of a press while the evidence is out of reach is never more than what all of it says later."""

from dataclasses import replace
from datetime import datetime, timedelta

from acts import CROWD, HOUR, LAPTOP, NOTHING, PHONE, ROBOT, SENT, Act, visits
from properties import given, settings, st

from feedback_buttons.verdicts.evidence import THANKED, Evidence, Visit
from feedback_buttons.verdicts.policy import BURST, POLICIES
from feedback_buttons.verdicts.verdict import Verdict, alone, judge

FLAGS = [
    NOTHING,
    CROWD,
    *(
        frozenset({name})
        for name in ("bot_agent", "foreign_form", "learned_network", "pressers", "alike")
    ),
]
NETWORKS = st.sampled_from(["unknown", "relay", "hosting", "security"])
acts = st.builds(
    Act,
    at=st.one_of(st.floats(HOUR - 60, HOUR + 60), st.floats(0, 3 * HOUR)).map(
        lambda at: round(at, 1)
    ),
    did=st.sampled_from(["get", "head", "bare", "visit", "press", "look"]),
    score=st.integers(1, 10),
    client=st.sampled_from([PHONE, LAPTOP, ROBOT]),
    network=NETWORKS,
    flags=st.sampled_from(FLAGS),
    pressed=st.sampled_from([0, 0, 5]),
    delay=st.sampled_from([0.3, 1.0, 3.0]),
    twice=st.booleans(),
)
presses = st.builds(
    replace, acts, at=st.just(HOUR), did=st.sampled_from(["press", "look"]), client=st.just(PHONE)
)


def told(evidence: Evidence, press: Visit, policy: str, known: Evidence) -> Verdict:
    """What the page says of a press while only ``known`` is at hand."""
    page = next(visit for visit in evidence.visits if visit.id == press.page)
    suspect = "learned_network" in evidence.opened(press).flags
    return alone(known, press, POLICIES[policy], first=page.score, suspect=suspect)


def on_saved_page(press: Visit, score: int, after: float) -> Visit:
    """Another press, on the page behind one that was saved."""
    at = press.at + timedelta(seconds=after)
    id = (int(at.timestamp() * 1_000_000) << 11) + 999
    return replace(press, id=id, at=at, score=score, page=press.id, mode="saved")


def rushed(evidence: Evidence, press: Visit) -> bool:
    """Whether other scores were pressed on other pages within ten minutes: the verdict on such a press may
    change at any time, also by what comes after it."""
    pages = evidence.pages()
    return any(
        visit.did == "press"
        and visit.score != press.score
        and pages.opening(visit) != pages.opening(press)
        and abs(visit.at - press.at) <= BURST
        for visit in evidence.visits
    )


def as_kept(evidence: Evidence, press: Visit) -> Evidence:
    """Evidence with a press as it is kept after it was thanked for."""
    kept = replace(press, flags=press.flags | {THANKED})
    return replace(evidence, visits=tuple(kept if v == press else v for v in evidence.visits))


@settings(max_examples=100)
@given(
    st.lists(acts, max_size=8),
    presses,
    st.sampled_from([SENT, None]),
    st.sampled_from(list(POLICIES)),
    st.one_of(st.none(), st.tuples(st.integers(1, 10), st.sampled_from([0.2, 2.0, 90.0]))),
)
def test_what_is_told_saved_counts_when_all_is_known(
    others: list[Act],
    act: Act,
    sent_at: datetime | None,
    policy: str,
    more: tuple[int, float] | None,
) -> None:
    evidence = visits([*others, act], sent_at, policy)
    for press in [visit for visit in evidence.visits if visit.did == "press"]:
        last, known = press, evidence.until(press)
        if more:
            last = on_saved_page(press, *more)
            known = replace(known, visits=(*known.visits, last))
        only = replace(known, visits=(last,))
        for at_hand in (only, known):
            thanked = told(known, last, policy, at_hand).answer == last
            if thanked and (at_hand is known or not rushed(known, last)):
                counted = judge(as_kept(known, last), POLICIES[policy], last.at).answer
                assert counted
                assert counted.id == last.id
