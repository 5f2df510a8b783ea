import pytest

from feedback_buttons.dashboard.campaign import score_axis
from feedback_buttons.dashboard.campaign.score_axis import ScoreAxis
from feedback_buttons.dashboard.kit.frame import first_paint
from feedback_buttons.reports.statistics.stats import Score


def score(mean: float, margin: float) -> Score:
    return Score(mean, mean - margin, mean + margin, answers=100)


@pytest.mark.parametrize(
    ("groups", "axis"),
    [
        pytest.param([(7.8, 0.1), (7.5, 0.1)], ScoreAxis(7.0, 8.0), id="close together"),
        pytest.param([(7.8, 0.2), (5.2, 0.3)], ScoreAxis(4.5, 8.0), id="far apart"),
        pytest.param(
            [(7.8, 0.2), (6.5, 2.4)], ScoreAxis(6.5, 8.0), id="an uncertain one is cut off"
        ),
        pytest.param([(9.9, 0.1)], ScoreAxis(9.0, 10.0), id="at the end of the scale"),
        pytest.param([], ScoreAxis(1, 10), id="none"),
    ],
)
def test_an_axis_is_as_long_as_its_groups_need(
    groups: list[tuple[float, float]], axis: ScoreAxis
) -> None:
    assert score_axis.around([score(*group) for group in groups], range(1, 11)) == axis


def test_three_tenths_are_far_apart() -> None:
    axis = score_axis.around([score(7.8, 0.1), score(7.5, 0.1)], range(1, 11))
    assert "left:80.0%" in first_paint.html(axis.meter(score(7.8, 0.1)))
    assert "left:50.0%" in first_paint.html(axis.meter(score(7.5, 0.1)))
    assert axis.words == "Axis from 7.0 to 8.0"


def test_a_line_that_goes_on_fades() -> None:
    shown = first_paint.html(ScoreAxis(6.5, 8.0).meter(score(6.6, 2.4)))
    assert 'class="before behind"' in shown
