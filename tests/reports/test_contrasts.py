"""Answers with something beside those without it: means and shares against sums of single answers, and how often the
interval has the truth."""

from fractions import Fraction
from math import log
from statistics import mean

import numpy as np
import pytest

from feedback_buttons.reports.statistics import contrasts, stats
from feedback_buttons.reports.statistics.intervals import BETS

WITH = (3, 1, 4, 1, 5, 9, 2, 6, 5, 3)
WITHOUT = (2, 7, 1, 8, 2, 8, 18, 28, 45, 90)


def answers(counts: tuple[int, ...]) -> list[int]:
    return [score for score, count in enumerate(counts, 1) for _ in range(count)]


def percent(scores: list[int], low: int, high: int) -> float:
    return 100 * mean(low <= score <= high for score in scores)


def end(counts: tuple[int, ...], alpha: float) -> float:
    """The lower end of the mean's interval by halving: where the gamblers' wealth is 2 / alpha."""
    places = [place / (len(counts) - 1) for place in range(len(counts))]

    def wealth(at: float) -> float:
        products = [
            sum(
                n * log(1 + bet * (place / at - 1)) for place, n in zip(places, counts, strict=True)
            )
            for bet in BETS
        ]
        most = max(products)
        return most + log(mean(np.exp(product - most) for product in products))

    low, high = 1e-9, sum(p * n for p, n in zip(places, counts, strict=True)) / sum(counts)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if wealth(middle) > log(2 / alpha) else (low, middle)
    return 1 + 9 * low


def test_differences_are_those_of_the_single_answers() -> None:
    [contrast] = contrasts.contrasts([(WITH, WITHOUT)])
    ours, others = answers(WITH), answers(WITHOUT)
    exact = Fraction(sum(ours), len(ours)) - Fraction(sum(others), len(others))
    assert contrast.mean.mean == pytest.approx(float(exact))
    assert contrast.low.mean == pytest.approx(percent(ours, 1, 6) - percent(others, 1, 6))
    assert contrast.high.mean == pytest.approx(percent(ours, 9, 10) - percent(others, 9, 10))


@pytest.mark.parametrize("pairs", [1, 4])
def test_both_intervals_share_what_may_be_wrong_with_all_pairs(pairs: int) -> None:
    contrast = contrasts.contrasts([(WITH, WITHOUT)] * pairs)[0]
    alpha = 0.05 / (2 * pairs)
    highest = 11 - end(WITHOUT[::-1], alpha)  # betting that it is lower: the mirrored one is higher
    assert contrast.mean.low == pytest.approx(end(WITH, alpha) - highest, abs=1e-6)


def test_of_five_buttons_three_are_low_and_one_is_high() -> None:
    [contrast] = contrasts.contrasts([((10, 10, 10, 5, 5), (0, 0, 0, 20, 20))])
    assert (contrast.low.mean, contrast.high.mean) == (75.0, -37.5)


def test_what_makes_no_difference_seldom_seems_to() -> None:
    draw, shares = np.random.default_rng(7), np.array(WITHOUT) / sum(WITHOUT)
    pairs = [
        (
            tuple(map(int, draw.multinomial(200, shares))),
            tuple(map(int, draw.multinomial(900, shares))),
        )
        for _ in range(200)
    ]
    wrong = [contrast for contrast in contrasts.contrasts(pairs) if contrast.mean.real]
    assert not wrong


def test_none_is_told_of_few() -> None:
    whole = tuple(map(sum, zip(WITH, WITHOUT, strict=True)))
    assert contrasts.enough(WITH, whole)
    assert not contrasts.enough((0,) * 9 + (19,), whole)
    assert contrasts.rest(WITH, whole) == WITHOUT
    assert stats.mean(contrasts.rest(WITH, whole)) == stats.mean(WITHOUT)
