"""What a planned test says, and how many more answers tell."""

import pytest

from feedback_buttons.reports.statistics import planned_tests, stats

LOW = (0, 0, 0, 5, 20, 30, 30, 10, 5, 0)
HIGH = (0, 0, 0, 3, 14, 28, 36, 12, 7, 0)


def test_a_planned_test_is_narrower_than_what_holds_at_every_look() -> None:
    planned, always = planned_tests.planned(HIGH, LOW), stats.difference(HIGH, LOW)
    assert planned
    assert always
    assert planned.mean == pytest.approx(always.mean)
    assert always.low < planned.low < planned.high < always.high
    # By hand: the variances are 1.372 and 1.442, of 100 answers each, so that the standard error is 0.168.
    assert planned.high - planned.mean == pytest.approx(1.96 * 0.168, abs=0.005)


def test_the_answers_that_are_missing_tell_once_they_are_there() -> None:
    assert not stats.difference(HIGH, LOW).real  # type: ignore[union-attr]
    more = planned_tests.more_answers(HIGH, LOW)
    assert more
    times = 1 + more / (sum(HIGH) + sum(LOW))
    enough = [tuple(round(count * times * 1.05) for count in counts) for counts in (HIGH, LOW)]
    short = [tuple(round(count * times * 0.9) for count in counts) for counts in (HIGH, LOW)]
    assert stats.difference(*enough).real  # type: ignore[union-attr]
    assert not stats.difference(*short).real  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("counts", "than"),
    [
        (HIGH, HIGH),
        ((0,) * 9 + (400,), (400,) + (0,) * 9),
        ((0,) * 9 + (9,), HIGH),
        (HIGH, (*LOW, 0)),
        ((0, 0, 0, 50_001, 50_000, 0, 0, 0, 0, 0), (0, 0, 0, 50_000, 50_001, 0, 0, 0, 0, 0)),
    ],
    ids=["alike", "apart already", "too few", "other scale", "too close for anybody"],
)
def test_nothing_is_promised(counts: tuple[int, ...], than: tuple[int, ...]) -> None:
    assert planned_tests.more_answers(counts, than) is None
