import random
from itertools import pairwise

import pytest

from feedback_buttons.reports.statistics import intervals, stats

HUMP = [20, 8, 10, 17, 39, 61, 115, 163, 88, 40]
SHAPES = {
    "flat": [1] * 10,
    "humped": HUMP,
    "two ends": [3, 0, 0, 0, 0, 0, 0, 1, 2, 9],
    "nearly all the best": [1] + [0] * 8 + [30],
}


def histogram(*scores: int) -> list[int]:
    return [scores.count(value) for value in range(1, 11)]


def test_no_answers_have_no_score() -> None:
    assert stats.score([0] * 10) is None
    assert stats.nps([0] * 10) is None
    assert stats.nps_interval([0] * 10) is None
    assert stats.difference([0] * 10, HUMP) is None


def test_the_mean_is_the_plain_mean() -> None:
    score = stats.score(histogram(1, 7, 10))
    assert score
    assert score.mean == 6
    assert score.answers == 3


@pytest.mark.parametrize("value", [1, 5, 10])
def test_one_answer_says_next_to_nothing(value: int) -> None:
    score = stats.score(histogram(value))
    assert score
    assert score.early
    assert 1 <= score.low <= score.mean <= score.high <= 10
    assert score.high - score.low > 8


def test_unanimous_answers_are_not_certain() -> None:
    score = stats.score(histogram(*[10] * 20))
    assert score
    assert score.high == 10
    assert 7 < score.low < 8.5  # the exact binomial interval for a single look starts at 8.5


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_ten_times_the_answers_make_the_interval_narrower(shape: list[int]) -> None:
    widths = []
    for times in (1, 10, 100, 100_000):
        score = stats.score([count * times for count in shape])
        assert score
        assert score.low < score.mean < score.high
        widths.append(score.high - score.low)
    assert all(later < earlier for earlier, later in pairwise(widths))


def test_one_other_answer_among_millions_is_no_trouble() -> None:
    score = stats.score([5_000_000, 1] + [0] * 8)
    assert score
    assert 1 <= score.low <= score.mean < score.high < 1.001


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_interval_holds_although_somebody_watches_all_the_time(shape: list[int]) -> None:
    draw = random.Random(20)
    truth = sum(value * weight for value, weight in enumerate(shape, 1)) / sum(shape)
    missed = 0
    for _ in range(60):
        counts = [0] * 10
        for answer in draw.choices(range(10), shape, k=300):
            counts[answer] += 1
            if sum(counts) % 20 and sum(counts) > 10:
                continue
            score = stats.score(counts)
            assert score
            if not score.low <= truth <= score.high:
                missed += 1
                break
    assert missed / 60 <= 0.05


def test_eleven_counts_are_of_a_scale_from_0() -> None:
    zeros, both = [12] + [0] * 10, [6] + [0] * 9 + [6]
    found = stats.score(zeros)
    assert found
    assert (found.mean, found.low, found.lowest) == (0, 0, 0)
    assert 0 < found.high < 10
    assert (stats.nps(zeros), stats.nps(both), stats.mean(both)) == (-100, 0, 5)
    wide, narrow = stats.score(both), stats.score([*both[1:-1], 6])
    assert wide
    assert narrow
    assert narrow.lowest == 1
    low, high = intervals.bounds(tuple(map(float, range(11))), tuple(both))
    assert (wide.low, wide.high) == (low, high)
    shifted = stats.score([0, *HUMP])
    plain = stats.score(HUMP)
    assert shifted
    assert plain
    assert shifted.mean == plain.mean
    assert shifted.high - shifted.low != plain.high - plain.low
    assert stats.difference(HUMP, [0, *HUMP]) is None


def test_the_interval_is_what_the_bets_have_not_ruled_out() -> None:
    low, high = intervals.bounds(stats.SCORES, tuple(HUMP))
    assert wealth(HUMP, low) == pytest.approx(40)
    assert wealth(HUMP[::-1], 11 - high) == pytest.approx(40)


def wealth(counts: list[int], mean: float) -> float:
    """The formula of docs/statistics.md, written down plainly."""
    total = 0.0
    for bet in intervals.BETS:
        product = 1.0
        for value, count in enumerate(counts, 1):
            product *= (1 + bet * ((value - 1) / (mean - 1) - 1)) ** count
        total += product
    return total / len(intervals.BETS)


def test_a_difference_of_the_means_is_chance_or_not() -> None:
    same = stats.difference(HUMP, HUMP)
    higher = stats.difference([0, *HUMP[:-2], 128], HUMP)
    assert same
    assert higher
    assert (same.mean, same.real, higher.real) == (0, False, True)
    assert 0 < higher.low < higher.mean < higher.high
    assert same.low == pytest.approx(-same.high)


def test_a_difference_has_a_sign() -> None:
    one, other = stats.difference(HUMP, HUMP[::-1]), stats.difference(HUMP[::-1], HUMP)
    assert one
    assert other
    assert (one.mean, one.low, one.high) == pytest.approx((-other.mean, -other.high, -other.low))


def test_a_difference_is_known_better_than_both_its_ends() -> None:
    found = stats.difference(HUMP, HUMP)
    score = stats.score(HUMP)
    assert found
    assert score
    assert found.high < score.high - score.low


def test_several_comparisons_are_each_more_careful() -> None:
    one, four = stats.difference(HUMP, HUMP), stats.difference(HUMP, HUMP, 0.05 / 4)
    assert one
    assert four
    assert four.high > one.high


def test_single_answers_differ_by_chance() -> None:
    found = stats.difference(histogram(10), histogram(1))
    assert found
    assert (found.mean, found.high, found.real) == (9, 9, False)


def test_a_difference_is_seen_by_chance_in_one_of_twenty_watched_pairs_at_most() -> None:
    draw = random.Random(7)
    fooled = 0
    for _ in range(60):
        pair = [0] * 10, [0] * 10
        for step in range(400):
            pair[step % 2][draw.choices(range(10), HUMP)[0]] += 1
            found = stats.difference(*pair) if step % 100 == 99 else None
            if found and found.real:
                fooled += 1
                break
    assert fooled / 60 <= 0.05


def test_promoters_less_detractors() -> None:
    assert stats.nps(histogram(9, 10)) == 100
    assert stats.nps(histogram(1, 6)) == -100
    assert stats.nps(histogram(7, 8)) == 0


def test_the_net_promoter_score_has_an_interval_too() -> None:
    found = stats.nps_interval(HUMP)
    plain = stats.nps(HUMP)
    assert found
    assert plain
    assert -100 < found[0] < plain < found[1] < 100


def test_satisfied_is_who_gave_eight_or_more() -> None:
    assert stats.csat([0] * 10) is None
    assert stats.csat_interval([0] * 10) is None
    assert stats.csat(histogram(8, 10)) == 100
    assert stats.csat(histogram(1, 7)) == 0
    assert stats.csat(histogram(7, 8)) == 50


def test_the_interval_of_satisfaction_is_around_it() -> None:
    found, plain = stats.csat_interval(HUMP), stats.csat(HUMP)
    assert found
    assert plain is not None
    assert 0 <= found[0] < plain < found[1] <= 100
