"""How scores are told: with their margin's decimals, by what contains them, and not before it tells anything."""

import re
from decimal import Decimal

import pytest
from properties import given, st

from feedback_buttons.i18n.team_language import speaking
from feedback_buttons.reports.statistics import score_text, stats
from feedback_buttons.reports.statistics.stats import Difference, Score

FEW = st.integers(0, 5)
MANY = st.one_of(FEW, st.integers(0, 400), st.integers(0, 3_000_000))
HISTOGRAMS = st.one_of(st.tuples(*[FEW] * 10), st.tuples(*[MANY] * 10)).filter(any)
NUMBER = r"\d+(?:\.\d+)?"


def read(said: str) -> tuple[Decimal | None, Decimal, Decimal]:
    """What a reader takes from it: the mean (None: it is not told) and the interval."""
    if found := re.fullmatch(rf"({NUMBER}) ± ({NUMBER})", said):
        mean, margin = map(Decimal, found.groups())
        assert mean.as_tuple().exponent == margin.as_tuple().exponent
        return mean, mean - margin, mean + margin
    found = re.fullmatch(rf"(?:({NUMBER})|too early to tell) \(({NUMBER}) to ({NUMBER})\)", said)
    assert found, said
    mean_text, low, high = found.groups()
    return mean_text and Decimal(mean_text), Decimal(low), Decimal(high)


@given(HISTOGRAMS)
def test_the_interval_as_shown_contains_the_one_computed_and_the_mean_as_shown(
    counts: tuple[int, ...],
) -> None:
    score = stats.score(counts)
    assert score
    mean, low, high = read(score_text.sentence(score).partition(" from ")[0])
    assert 1 <= low <= score.low <= score.mean <= score.high <= high <= 10
    assert (mean is None) == score.early
    assert mean is None or low <= mean <= high


@given(HISTOGRAMS)
def test_no_mean_is_told_of_less_than_ten_people_nor_of_half_the_scale(
    counts: tuple[int, ...],
) -> None:
    score = stats.score(counts)
    assert score
    withheld = sum(counts) < 10 or score.high - score.low > 4.5
    assert (score_text.value(score) == "–") == withheld  # noqa: RUF001
    assert stats.tells(counts) != withheld


@pytest.mark.parametrize("ones", range(stats.PLENTY + 1))
def test_fifty_answers_always_tell(ones: int) -> None:
    score = stats.score([ones, *[0] * 8, stats.PLENTY - ones])
    assert score
    assert not score.early


@pytest.mark.parametrize(
    ("score", "said"),
    [
        pytest.param(
            Score(8.6255, 8.617, 8.634, 90_000), "8.63 ± 0.02", id="its margin's decimals"
        ),
        pytest.param(Score(7.1, 6.81, 7.38, 561), "7.1 ± 0.3", id="one where one will do"),
        pytest.param(Score(10, 6.1, 10, 12), "10.0 (6.1 to 10)", id="lopsided"),
        pytest.param(Score(7.7, 7.4, 7.8, 400), "7.7 (7.4 to 7.8)", id="half lopsided"),
        pytest.param(Score(9.2, 8.3, 9.99, 40), "9.2 (8.3 to 10)", id="± would leave the scale"),
        pytest.param(Score(9, 7, 10, 9), "too early to tell (7.0 to 10)", id="nine people"),
        pytest.param(Score(5.5, 3, 8, 12), "too early to tell (3.0 to 8.0)", id="half the scale"),
    ],
)
def test_a_score_is_told_so(score: Score, said: str) -> None:
    assert score_text.sentence(score).startswith(f"{said} from ")


@pytest.mark.parametrize(
    ("value", "said"),
    [(7.25, "7.3"), (7.35, "7.4"), (7.249, "7.2"), (8.05, "8.1"), (-7.25, "-7.3")],
)
def test_halves_are_rounded_as_people_do(value: float, said: str) -> None:
    assert score_text.decimal(value) == said


def test_it_is_told_in_the_readers_language() -> None:
    with speaking("nl"):
        assert score_text.sentence(Score(7.66, 7.56, 7.76, 4812)) == (
            "7,66 ± 0,10 uit 4.812 antwoorden"
        )
        assert score_text.sentence(Score(9, 1.2, 10, 1)) == (
            "te vroeg om te zeggen (1,2 tot 10) uit 1 antwoord"
        )
        assert score_text.sentence(None) == "nog geen antwoorden"


@given(st.floats(-9, 9), st.floats(0, 5), st.floats(0, 5))
def test_a_difference_is_told_within_its_interval(mean: float, below: float, above: float) -> None:
    found = Difference(mean, mean - below, mean + above)
    digits = score_text.difference_digits(found)
    low, high = score_text.outwards(found.low, found.high, digits)
    assert float(low) <= found.low
    assert float(high) >= found.high
    assert low <= score_text.rounded(mean, digits) <= high
