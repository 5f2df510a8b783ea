"""The parts of a change add up, are told from chance, and name what was planted."""

import pytest
from properties import given, settings, st

from feedback_buttons.reports.statistics.change_parts import OF_EACH, ChangePart, Groups, explain

histograms = st.lists(st.integers(0, 60), min_size=10, max_size=10)
kinds = st.dictionaries(
    st.sampled_from(["shop", "channel"]),
    st.dictionaries(st.sampled_from(["a", "b", "c", "", None]), histograms, min_size=1),
    min_size=1,
)


def mean(groups: Groups) -> float:
    pairs = [(score, count) for counts in groups.values() for score, count in enumerate(counts, 1)]
    return sum(score * count for score, count in pairs) / sum(count for _, count in pairs)


def around(score: int, answers: int) -> list[int]:
    """So many answers, half of them one point below, half one above."""
    counts = [0] * 10
    counts[score - 2], counts[score] = answers // 2, answers - answers // 2
    return counts


def part(parts: tuple[ChangePart, ...], value: str | None, cause: str) -> ChangePart:
    return next(found for found in parts if (found.value, found.cause) == (value, cause))


@settings(max_examples=200)
@given(kinds, kinds)
def test_the_parts_of_each_kind_add_up_to_the_change(
    before: dict[str, Groups], now: dict[str, Groups]
) -> None:
    why = explain(before, now)
    for kind in {found.kind for found in why.parts} if why else ():
        parts = sum(found.points for found in why.parts if found.kind == kind) if why else 0
        assert parts == pytest.approx(mean(now[kind]) - mean(before[kind]), abs=1e-9)


@settings(max_examples=100)
@given(kinds)
def test_nothing_is_named_where_nothing_changed(groups: dict[str, Groups]) -> None:
    why = explain(groups, groups)
    assert not why or not why.named
    assert not why or why.points == pytest.approx(0)


def test_a_fall_of_one_group_is_within_it() -> None:
    before = {"channel": {"courier": around(8, 500), "locker": around(8, 500)}}
    now = {"channel": {"courier": around(4, 500), "locker": around(8, 500)}}
    why = explain(before, now)
    assert why
    assert why.points == pytest.approx(-2)
    assert [(found.value, found.cause) for found in why.named] == [("courier", "within")]
    assert why.named[0].points == pytest.approx(-2)
    assert not why.alike


def test_more_of_the_unhappy_is_mix() -> None:
    before = {"channel": {"courier": around(4, 200), "locker": around(8, 800)}}
    now = {"channel": {"courier": around(4, 600), "locker": around(8, 400)}}
    why = explain(before, now)
    assert why
    assert why.points == pytest.approx(-1.6)
    assert {found.cause for found in why.named} == {"mix"}
    assert part(why.parts, "courier", "mix").points == pytest.approx(0.4 * (4 - (7.2 + 5.6) / 2))


def test_a_fall_of_everybody_is_everywhere_alike() -> None:
    before = {"channel": {"courier": around(8, 400), "locker": around(9, 400)}}
    now = {"channel": {"courier": around(5, 400), "locker": around(6, 400)}}
    why = explain(before, now)
    assert why
    assert why.alike == {"channel"}


def test_small_groups_go_together_and_still_add_up() -> None:
    few = OF_EACH - 10
    before = {"shop": {"a": around(8, 100), "b": around(8, 100), "c": around(8, few)}}
    now = {"shop": {"a": around(8, 100), "b": around(8, 100), "c": around(2, few)}}
    why = explain(before, now)
    assert why
    assert {found.value for found in why.parts} == {"b", None} or {
        found.value for found in why.parts
    } == {"a", None}
    assert sum(found.points for found in why.parts) == pytest.approx(why.points)


@pytest.mark.parametrize(
    "groups",
    [{}, {"shop": {"a": around(8, 100)}}, {"shop": {"a": around(8, 9), "b": around(8, 9)}}],
)
def test_nothing_to_split_is_no_explanation(groups: dict[str, Groups]) -> None:
    assert explain(groups, groups) is None
