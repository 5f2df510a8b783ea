from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from plotly.graph_objects import Figure

from feedback_buttons.dashboard.campaign import timeline
from feedback_buttons.dashboard.campaign.campaign_course import Course
from feedback_buttons.dashboard.kit.charts import figures
from feedback_buttons.reports.statistics import stats

COUNTS = [0, 0, 0, 0, 20, 0, 0, 0, 0, 60]
NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)


def frame(answers: list[int], scores: list[float]) -> pd.DataFrame:
    index = pd.date_range(NOON, periods=len(answers), freq="h")
    total = pd.Series(answers, index=index).cumsum()
    return pd.DataFrame(
        {"answers": answers, "total": total, "score": scores, "digits": 1}, index=index
    )


def test_the_distribution_has_a_bar_for_each_score() -> None:
    (bars,) = Figure(figures.distribution(COUNTS)).data
    assert list(bars.x) == list(range(1, 11))
    assert list(bars.y) == COUNTS
    assert bars.text[4] == "25%"
    assert bars.text[0] == ""
    assert bars.customdata[4] == "20 answers"


def test_the_bars_of_few_answers_say_how_many_they_are_and_no_shares() -> None:
    (bars,) = Figure(figures.distribution([0, 0, 0, 0, 1, 0, 0, 0, 0, 3])).data
    assert [said for said in bars.text if said] == ["1", "3"]


@pytest.mark.parametrize(
    ("score", "name"), [(1, "low"), (6, "low"), (7, "middle"), (8, "middle"), (9, "high")]
)
def test_a_score_has_the_colour_of_its_band(score: int, name: str) -> None:
    assert figures.colour(score) == f"var(--{name})"
    (bars,) = Figure(figures.distribution(COUNTS)).data
    assert bars.marker.color[score - 1] == f"var(--{name})"


def test_the_timeline_shows_the_score_and_the_answers() -> None:
    score, answers = Figure(timeline.figure(Course(frame([2, 1], [7.0, 8.0])))).data
    assert list(score.x) == ["2026-12-03 12:00", "2026-12-03 13:00"]
    assert list(score.y) == [7.0, 8.0]
    assert list(answers.y) == [2, 1]


def test_a_score_that_is_gone_again_is_a_gap() -> None:
    score, _ = Figure(timeline.figure(Course(frame([1, -1], [7.0, float("nan")])))).data
    assert list(score.y) == [7.0, None]


def test_each_span_has_its_score_and_its_interval_on_an_axis_that_says_so() -> None:
    shown = frame([100] * 96, [8.0] * 96)
    scores = [stats.score((0,) * 6 + (50, 0, 50, 0))] * 46 + [
        None,
        stats.score((0,) * 4 + (50, 0, 50) + (0,) * 3),
    ]
    shown.attrs |= {"step": timedelta(hours=1), "spans": scores}
    figure = Figure(timeline.figure(Course(shown)))
    so_far, spans, answers = figure.data
    assert (so_far.visible, so_far.name) == ("legendonly", "score so far")
    assert spans.name == "score of each 2 hours"
    assert (spans.y[0], spans.y[46], spans.y[47]) == (8.0, None, 6.0)
    assert spans.y[0] + spans.error_y.array[0] == pytest.approx(scores[0].high, abs=0.001)
    assert spans.y[0] - spans.error_y.arrayminus[0] == pytest.approx(scores[0].low, abs=0.001)
    assert figure.layout.yaxis.range == (4.8, 9.2)
    assert any(note.text == "Axis from 5 to 9" for note in figure.layout.annotations)
    assert len(answers.y) == 96


def test_the_last_two_days_are_points_of_their_own_and_said_to_be() -> None:
    index = pd.date_range(NOON, periods=60, freq="D")
    columns = {"answers": 50, "total": range(50, 3050, 50), "score": 8.0, "digits": 1}
    shown = pd.DataFrame(columns, index=index)
    steady = stats.score((0,) * 6 + (50, 0, 50, 0))
    shown.attrs |= {"step": timedelta(days=1), "spans": [steady] * 31}
    figure = Figure(timeline.figure(Course(shown)))
    _, spans, _ = figure.data
    assert spans.name == "score of each 2 days"
    assert list(spans.x[-3:]) == ["2027-01-28 12:00", "2027-01-30 12:00", "2027-01-31 12:00"]
    assert figure.layout.annotations[0].text.startswith("the last two: a day each, Axis from")


def test_one_step_is_a_point_on_an_axis_of_ten_minutes() -> None:
    figure = Figure(timeline.figure(Course(frame([1], [9.0]))))
    assert figure.data[0].mode == "markers"
    assert figure.layout.xaxis.range == ("2026-12-03 11:59", "2026-12-03 12:10")


@pytest.mark.parametrize(
    ("answers", "missing"),
    [
        (0, "No answers yet"),  # scanners alone have clicked
        (1, "Too early for a score: it takes 10 answers"),
        (30, "Too early for a score: answers differ widely"),
    ],
)
def test_while_there_is_no_score_yet_words_stand_in_place_of_an_empty_grid(
    answers: int, missing: str
) -> None:
    figure = Figure(timeline.figure(Course(frame([answers], [float("nan")]))))
    (bars,) = figure.data
    assert list(bars.y) == [answers]
    assert figure.layout.yaxis.visible is False
    assert [note.text for note in figure.layout.annotations] == [missing, "new answers"]


@pytest.mark.parametrize(
    "figure", [figures.distribution([0] * 10), timeline.figure(Course(frame([], [])))]
)
def test_an_empty_chart_says_so(figure: object) -> None:
    assert figure == figures.empty()
    assert Figure(figures.empty()).layout.annotations[0].text == "No answers yet"


def test_a_spark_runs_over_the_whole_width() -> None:
    assert figures.spark([0, 2]) == ("polygon(0% 100%, 0.0% 100%, 100.0% 4%, 100% 100%)")
    assert "nan" not in figures.spark([0, 0])
