import random

import pytest

from feedback_buttons import stats


def histogram(*scores: int) -> list[int]:
    return [scores.count(value) for value in range(1, 11)]


def test_no_answers_have_no_score() -> None:
    assert stats.score([0] * 10) is None
    assert stats.nps([0] * 10) is None


def test_the_mean_is_the_plain_mean() -> None:
    score = stats.score(histogram(1, 7, 10))
    assert score
    assert score.mean == 6
    assert score.answers == 3


def test_a_score_reads_as_a_sentence() -> None:
    assert str(stats.score([1200, 1203, 1000, 2000] + [0] * 6)) == "2.7 ± 0.03 from 5,403 answers"
    assert str(stats.score(histogram(9))) == "9.0 ± 6.3 from 1 answer"


@pytest.mark.parametrize("value", [1, 5, 10])
def test_one_answer_says_next_to_nothing(value: int) -> None:
    score = stats.score(histogram(value))
    assert score
    assert score.low <= score.mean <= score.high
    assert score.high - score.low > 5


def test_unanimous_answers_are_not_certain() -> None:
    score = stats.score(histogram(*[10] * 10))
    assert score
    assert score.high == 10
    assert 6.5 < score.low < 8  # the exact binomial interval starts at 7.2


def test_many_answers_are_nearly_certain() -> None:
    score = stats.score([100_000] * 10)
    assert score
    assert score.margin < 0.01


@pytest.mark.parametrize("answers", [2, 5, 20, 200])
@pytest.mark.parametrize(
    "weights",
    [[1] * 10, [0, 0, 0, 0, 0, 1, 2, 4, 2, 1], [3, 0, 0, 0, 0, 0, 0, 1, 2, 9]],
    ids=["flat", "humped", "two ends"],
)
def test_the_interval_holds_the_truth_nineteen_times_in_twenty(
    weights: list[int], answers: int
) -> None:
    draw = random.Random(20)
    truth = sum(value * weight for value, weight in enumerate(weights, 1)) / sum(weights)
    held = 0
    for _ in range(1500):
        score = stats.score(histogram(*draw.choices(range(1, 11), weights, k=answers)))
        assert score
        held += score.low <= truth <= score.high
    assert held / 1500 > 0.94


def test_promoters_less_detractors() -> None:
    assert stats.nps(histogram(9, 10)) == 100
    assert stats.nps(histogram(1, 6)) == -100
    assert stats.nps(histogram(7, 8)) == 0
