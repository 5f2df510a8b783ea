"""The drawings of a page's first HTML, held against the figures that plotly draws."""

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pandas as pd
import pytest

from feedback_buttons.campaigns.markers import Marker
from feedback_buttons.dashboard.campaign import timeline
from feedback_buttons.dashboard.campaign.timeline import Course
from feedback_buttons.dashboard.compare import compare_figures
from feedback_buttons.dashboard.kit.charts import figures, plain_charts
from feedback_buttons.dashboard.kit.charts.figures import Figure
from feedback_buttons.dashboard.kit.frame import first_paint
from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.overview import index_chart
from feedback_buttons.reports.statistics import stats
from feedback_buttons.reports.statistics.index_course import IndexDay

COUNTS = [0, 0, 0, 0, 20, 0, 0, 0, 0, 60]
NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)


def course(steps: int = 30, *markers: Marker) -> Course:
    index = pd.date_range(NOON, periods=steps, freq="h")
    answers = [1 + step % 5 for step in range(steps)]
    total = pd.Series(answers, index=index).cumsum()
    columns = {"answers": answers, "total": total, "score": 7.5, "digits": 1}
    return Course(pd.DataFrame(columns, index=index), NOON, markers)


def spans() -> Course:
    """Two days of hours, each with a score of its own."""
    score = stats.score(COUNTS)
    shown = course(48).frame
    shown.attrs |= {"step": timedelta(hours=1), "spans": [score] * 48}
    return Course(shown, NOON)


def drawn(figure: Figure) -> ElementTree.Element:
    return ElementTree.fromstring(plain_charts.svg(figure))  # noqa: S314 (our own)


def words(svg: ElementTree.Element) -> list[str]:
    return ["".join(text.itertext()) for text in svg.iter("text")]


def test_a_distribution_has_its_bars_with_their_shares_and_scores() -> None:
    svg = drawn(figures.distribution(COUNTS))
    heights = [float(bar.attrib["height"][:-1]) for bar in svg.iter("rect")]
    assert heights[1] / heights[0] == pytest.approx(3, abs=0.01)
    assert [bar.attrib["style"] for bar in svg.iter("rect")] == [
        "fill:var(--low)",
        "fill:var(--high)",
    ]
    assert {"25%", "75%", "1", "10"} <= set(words(svg))


def test_a_course_says_which_line_is_which_as_plotly_does() -> None:
    figure = timeline.figure(spans())
    (legend,) = [line for line in words(drawn(figure)) if "───" in line or "─●─" in line]
    named = [trace["name"] for trace in figure["data"] if trace.get("showlegend", True)]
    assert len(named) == 2
    assert all(str(name) in legend for name in named)


def test_a_chart_of_one_line_has_no_legend() -> None:
    assert not any("───" in line for line in words(drawn(timeline.figure(course()))))


def test_a_course_has_its_line_its_bars_its_times_and_its_markers() -> None:
    marker = Marker(1, NOON + timedelta(hours=3), "Press & <b>all</b>", "anna")
    svg = drawn(timeline.figure(course(30, marker)))
    assert len(list(svg.iter("rect"))) == 30
    (line,) = svg.iter("polyline")
    assert len(line.attrib["points"].split()) == 30
    assert {"00:00", "4 Dec", "10"} <= set(words(svg))
    assert any(text.strip() == "Press & <b>all</b>" for text in words(svg))


def test_a_course_has_the_score_of_each_span_with_its_interval_and_no_line_that_nobody_asked_for() -> (
    None
):
    shown = course(4)
    shown.frame.attrs |= {"step": timedelta(hours=1), "spans": [stats.score(COUNTS)] * 3 + [None]}
    svg = drawn(timeline.figure(shown))
    assert len(list(svg.iter("polyline"))) == 1
    assert len(list(svg.iter("circle"))) == 3
    upright = [
        line.attrib for line in svg.iter("line") if "--middle" in line.attrib.get("style", "")
    ]
    assert len(upright) == 3
    assert all(line["x1"] == line["x2"] and line["y1"] != line["y2"] for line in upright)


def test_campaigns_side_by_side_have_their_intervals_and_names() -> None:
    named = [("This & that", stats.score(COUNTS)), ("Other", stats.score(COUNTS[::-1]))]
    svg = drawn(compare_figures.scores(named))
    assert len(list(svg.iter("circle"))) == 2
    assert any(said.startswith("This & that") for said in words(svg))
    shares = drawn(compare_figures.shares([("This", COUNTS), ("Other", COUNTS[::-1])]))
    assert len(list(shares.iter("rect"))) == 4


def test_a_long_name_takes_two_lines() -> None:
    long = "Your parcel is on its way and will be with you tomorrow morning"
    svg = drawn(compare_figures.scores([(long, stats.score(COUNTS)), ("Other", None)]))
    first, second, *_ = (text for text in svg.iter("text") if "you" in (text.text or "").lower())
    assert first.text == "Your parcel is on its way and will"
    assert str(second.text).startswith("be with you tomorrow morning")
    assert float(second.attrib["dy"][:-2]) - float(first.attrib["dy"][:-2]) == pytest.approx(1.3)
    shares = compare_figures.shares([(long, COUNTS), ("Other", COUNTS)])["layout"]
    tall, low = (shares[axis]["domain"] for axis in ("yaxis2", "yaxis"))
    assert tall[1] - tall[0] > low[1] - low[0]  # its bars make room for the second line


@pytest.mark.parametrize(
    "figure",
    [
        pytest.param(figures.empty(), id="empty"),
        pytest.param(figures.distribution([0] * 9 + [1]), id="one answer"),
        pytest.param(figures.distribution([3, 0, 0, 0, 1]), id="stars"),
        pytest.param(timeline.figure(course(1)), id="one step"),
        pytest.param(timeline.figure(course(2)), id="two steps"),
        pytest.param(timeline.figure(course(24 * 400)), id="a year"),
    ],
)
def test_every_drawing_stays_within_its_place(figure: Figure) -> None:
    svg = drawn(figure)
    for part in svg.iter():
        for name in ("x", "x1", "x2", "cx", "y", "y1", "y2", "cy", "width", "height"):
            if part.attrib.get(name, "").endswith("%"):
                assert -1 <= float(part.attrib[name][:-1]) <= 101, (part.tag, part.attrib)
    assert "nan" not in ElementTree.tostring(svg, "unicode")
    assert words(svg)


def test_the_first_html_holds_each_chart_and_its_numbers() -> None:
    rows = [("5", "20", "25%"), ("9 & 10", "60", "75%")]
    props = blocks.chart_props(
        "d", "How <many>", figures.distribution(COUNTS), ["a", "b", "c"], rows
    )
    shown = first_paint.html(blocks.chart("d", "How <many>", "16rem", props, "/d.csv"))
    assert len(re.findall("<rect", shown)) == 2
    assert "<td>25%</td>" in shown
    assert '<th scope="row">9 &amp; 10</th>' in shown
    assert "How &lt;many&gt;" in shown


def test_a_course_of_few_days_names_each_day_once() -> None:
    days = [
        IndexDay(NOON.date() + timedelta(days=day), 7.0 + day / 10, 0.3, 2, 50) for day in range(3)
    ]
    figure = index_chart.figure(days)
    assert figure["layout"]["xaxis"]["dtick"] == index_chart.DAY
    named = [word for word in words(drawn(figure)) if "Dec" in word]
    assert named == ["3 Dec", "4 Dec", "5 Dec"]
    assert "dtick" not in index_chart.figure(days * 3)["layout"]["xaxis"]
