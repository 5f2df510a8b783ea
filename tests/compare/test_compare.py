"""The pages over several campaigns, as the server makes them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from answers import Answer, crowd, put, put_scores
from plotly.graph_objects import Figure

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.dashboard import callbacks, streams
from feedback_buttons.dashboard.compare import compare_figures, compare_page
from feedback_buttons.dashboard.kit.charts import figures
from feedback_buttons.dashboard.kit.words import chart_text, overview_text
from feedback_buttons.dashboard.overview import overview_page
from feedback_buttons.dashboard.overview.campaign_choice import Choice
from feedback_buttons.reports.scores.scenario_inputs import ScenarioInputs
from feedback_buttons.reports.statistics import stats
from feedback_buttons.reports.statistics.stats import Difference
from feedback_buttons.storage import db

LOW, HIGH = [5, 6, 7] * 40, [8, 9, 10] * 40


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        for slug in ("low", "high", "empty"):
            campaigns.add(connection, Campaign(slug=slug, name=slug.title(), mails=1000))
        put(connection, "low", *answers(LOW))
        put(connection, "high", *answers(HIGH))
        yield connection


def answers(scores: list[int]) -> Iterator[Answer]:
    for number, score in enumerate(scores):
        yield Answer(number, score, ids.utc_now())


def shown(conn: db.Connection, path: str, search: str = "") -> str:
    return " ".join(str(each.to_plotly_json()) for each in callbacks.page(conn, path, search))


def test_a_difference_is_told_in_words(conn: db.Connection) -> None:
    page = shown(conn, "/compare", "?c=low&c=high")
    assert "scores 3.0 higher than" in page
    assert "That is more than chance: the true difference is between 2." in page
    assert "This holds with 95% certainty" in page
    assert "12%" in page


def test_what_is_compared_is_the_way_into_what_if(conn: db.Connection) -> None:
    page = shown(conn, "/compare", "?c=low@7d&c=high@7d")
    assert "'/what-if?where=campaign:low&period=7d'" in page
    assert "What if contacts of" not in page  # they are of no touchpoint
    for slug in ("low", "high"):
        campaigns.edit(conn, slug, {"touchpoint": "Order"})
    page = shown(conn, "/compare", "?c=high@7d&c=low@7d")
    assert "What if contacts of Low, 7 days went to High, 7 days?" in page
    (way,) = re.findall(r"'/what-if\?(where=touchpoint[^']*)'", page)
    wanted = {name: values[0] for name, values in parse_qs(way).items()}
    form = ScenarioInputs.read(wanted)
    assert (wanted["where"], wanted["period"], wanted["by"]) == ("touchpoint:Order", "7d", "whole")
    assert (form.cell, form.target, form.complete) == (("low", ""), ("high", ""), True)


def test_five_points_beside_ten_are_told_apart_and_drawn_by_their_own_scale(
    conn: db.Connection,
) -> None:
    ten, five = stats.score([0] * 7 + [400, 0, 0]), stats.score([0, 0, 0, 400, 0])
    figure = Figure(compare_figures.scores([("Ten", ten), ("Five", five)]))
    assert figure.data[0].x == (8.0, 7.75)
    assert "4.00</b> of 5" in figure.layout.annotations[1].text
    shares = Figure(compare_figures.shares([("Ten", [40] * 10), ("Five", [40] * 5)]))
    assert shares.data[0].marker.color[3:5] == ("var(--low)", "var(--low)")
    assert shares.data[1].marker.color[3:5] == ("var(--middle)", "var(--high)")
    campaigns.add(conn, Campaign(slug="stars", name="Stars", asks="stars"))
    put(conn, "stars", *(Answer(number, 8, ids.utc_now()) for number in range(40)))
    page = shown(conn, "/compare", "?c=low&c=stars")
    assert str(overview_text.OTHER_SCALE) in page
    assert "there are no answers" not in page


def test_the_standard_figures_stand_beside_each_other_with_what_they_mean(
    conn: db.Connection,
) -> None:
    campaigns.edit(conn, "low", {"asks": "csat"})
    campaigns.edit(conn, "high", {"asks": "ces"})
    page = shown(conn, "/compare", "?c=low&c=high&c=empty")
    asked = campaigns.list_(conn, ["low", "high", "empty"])
    for name in chart_text.STANDARD:
        term, meaning = chart_text.term(name, asked)
        assert f"'{name}-meaning'" in page
        assert f"'{term}'" in page
        assert str(meaning) in page
    low, high, empty = compare_page.read(conn, ["low", "high", "empty"])
    assert (low.csat, low.ces) == (0, None)
    assert (high.csat, high.ces) == (None, 13 / 3)  # a 9 stands for 4 of 5
    assert empty.ces is None
    assert "'4.33'" in page


def test_no_figure_stands_that_no_mail_asked_for(conn: db.Connection) -> None:
    page = shown(conn, "/compare", "?c=low&c=high")
    assert "'nps-meaning'" in page
    assert "csat" not in page
    assert "ces-meaning" not in page


def test_what_may_be_chance_says_so(conn: db.Connection) -> None:
    put_scores(conn, "empty", *[6, 7, 6] * 7)
    page = shown(conn, "/compare", "?c=low&c=empty&c=high")
    assert "may be chance: the true difference is anywhere between" in page
    assert "All of this holds together" in page


def test_a_campaign_of_few_answers_is_compared_with_nothing(conn: db.Connection) -> None:
    put_scores(conn, "empty", 2, 3)
    page = shown(conn, "/compare", "?c=low&c=empty")
    assert "it is too early to tell" in page
    assert "higher than" not in page
    assert "lower than" not in page
    assert "<b>2.5" not in page
    assert "'2.5'" not in page


def test_a_campaign_without_answers_is_shown_all_the_same(conn: db.Connection) -> None:
    page = shown(conn, "/compare", "?c=low&c=empty")
    assert "there are no answers" in page


@pytest.mark.parametrize("search", ["", "?c=low", "?c=low&c=low", "?c=low&c=unknown", "?c="])
def test_less_than_two_campaigns_lead_to_where_they_are_chosen(
    conn: db.Connection, search: str
) -> None:
    assert "Tick two to five campaigns" in shown(conn, "/compare", search)


def test_what_is_left_out_is_named(conn: db.Connection) -> None:
    assert "there are more than five: unknown." in shown(
        conn, "/compare", "?c=low&c=unknown&c=high"
    )


def test_an_address_names_its_campaigns_in_their_order() -> None:
    assert compare_page.wanted(compare_page.address(["b", "a"]).partition("?")[2]) == ["b", "a"]


def test_the_scores_stand_on_one_scale_that_holds_all_intervals() -> None:
    one, other = (stats.score([scores.count(n) for n in range(1, 11)]) for scores in (LOW, HIGH))
    assert one
    assert other
    figure = Figure(
        compare_figures.scores([("<b>One</b>", one), ("Other", other), ("Empty", None)])
    )
    (dots,) = figure.data
    assert list(dots.x) == [one.mean, other.mean]
    low, high = figure.layout.xaxis.range
    assert 0.9 <= low <= one.low < other.high <= high <= 10.1
    texts = [each.text for each in figure.layout.annotations]
    assert texts == ["&lt;b>One&lt;/b>  <b>6.0</b>", "Other  <b>9.0</b>", "Empty  –"]  # noqa: RUF001


def test_shares_make_campaigns_of_different_size_comparable() -> None:
    figure = Figure(compare_figures.shares([("A", [9] * 10), ("B", [100] * 10), ("C", [0] * 10)]))
    assert [list(bars.y) for bars in figure.data] == [[0.1] * 10, [0.1] * 10, [0] * 10]
    assert figure.layout.yaxis.range == figure.layout.yaxis2.range


def test_charts_of_nothing_say_so() -> None:
    assert compare_figures.scores([("A", None), ("B", None)]) == figures.empty()
    assert compare_figures.shares([("A", [0] * 10), ("B", [0] * 10)]) == figures.empty()


def test_the_compare_page_is_kept_up_to_date_with_its_own_campaigns_alone(
    conn: db.Connection,
) -> None:
    read = streams.several(["low", "empty"])
    assert read(conn, frozenset(["high"]), True) == {}
    assert read(conn, frozenset(["low"]), False) == {}
    put_scores(conn, "empty", 9)
    news = read(conn, frozenset(["empty"]), True)
    assert {"scores-data", "shares-data", "differences", "figures"} <= set(news)


def test_the_overview_sends_the_cells_that_change(conn: db.Connection) -> None:
    read = streams.every(Choice())
    assert "campaigns" in read(conn, None, True)
    put(conn, "empty", Answer(1, 9, ids.utc_now()))
    news = read(conn, frozenset(["empty"]), False)
    assert news["mean-of-empty"]["children"] == "–"  # noqa: RUF001
    assert "too early to tell" in news["margin-of-empty"]["children"]
    put(conn, "empty", *crowd(2, 9, ids.utc_now()))
    news = read(conn, frozenset(["empty"]), False)
    assert news["mean-of-empty"]["children"] == "9.0"
    assert news["answers-of-empty"]["children"] == "21"
    assert "mean-of-low" not in news
    assert "index-value" in news
    campaigns.add(conn, Campaign(slug="new", name="New"))
    assert "campaigns" in read(conn, frozenset(["new"]), False)


def test_the_overview_says_what_moved_the_index(conn: db.Connection) -> None:
    page = shown(conn, "/")
    assert "7.50" in page
    assert "From 2 campaigns and 240 answers in 30 days." in page


def test_the_overview_is_shown_as_its_address_says(conn: db.Connection) -> None:
    campaigns.edit(conn, "low", {"owner": "Anna", "touchpoint": "Delivery"})
    page = shown(conn, "/", "?owner=Anna&period=all")
    assert "/campaign/low" in page
    assert "mean-of-high" not in page
    assert str(overview_text.CHANGE) not in page
    assert str(overview_text.NO_MATCH) in shown(conn, "/", "?owner=Nobody")


def test_hundreds_of_campaigns_come_in_pages(conn: db.Connection) -> None:
    for number in range(60):
        campaigns.add(conn, Campaign(slug=f"c{number}", name=f"c{number}"))
    found = overview_page.read(conn, Choice(page=2), ids.utc_now())
    assert (len(found.chosen), len(found.shown)) == (63, 13)
    assert "51 to 63 of 63" in shown(conn, "/", "?page=2")


@pytest.mark.parametrize(
    ("value", "margin", "said"),
    [(0.04, 0.03, "+0.04"), (0.04, 0.9, "0"), (-0.3, 0.4, "−0.3"), (1.25, 1.2, "+1.25")],  # noqa: RUF001
)
def test_a_change_is_told_as_exactly_as_it_deserves(value: float, margin: float, said: str) -> None:
    assert overview_text.points(Difference(value, value - margin, value + margin)) == said


def test_waves_and_periods_of_one_campaign_are_compared(conn: db.Connection) -> None:
    now = ids.utc_now()
    waves = [{"sent_at": now - timedelta(days=2), "name": "Reminder"}]
    campaigns.edit(conn, "low", {"sent_at": now - timedelta(days=20), "waves": waves})
    earlier = (Answer(1000 + number, 9, now - timedelta(days=10)) for number in range(60))
    put(conn, "low", *earlier)
    page = shown(conn, "/compare", "?c=low@wave:1&c=low@wave:2")
    assert "Low, Wave 2 (Reminder)" in page
    assert "3.0 lower than" in page
    assert "/campaign/low?period=wave:2" in page
    assert "A test planned for this one look would say" in page
    assert ": the same answers stand in both." in shown(conn, "/compare", "?c=low&c=low@7d")
    assert "they do not exist" in shown(conn, "/compare", "?c=low&c=high&c=low@wave:9")
    assert "c=low%40wave%3A1&c=low%40wave%3A2" in shown(conn, "/compare", "?c=low&c=high")


def test_a_difference_that_may_be_chance_says_what_would_tell(conn: db.Connection) -> None:
    put(conn, "empty", *answers([5, 6, 7] * 38 + [8] * 6))
    page = shown(conn, "/compare", "?c=low&c=empty")
    assert "more answers would tell, should people go on to answer so." in page


def test_all_compared_campaigns_are_shown_in_one_period(conn: db.Connection) -> None:
    put(conn, "low", *(Answer(2000 + n, 1, ids.utc_now() - timedelta(days=3)) for n in range(60)))
    page = shown(conn, "/compare", "?c=low&c=high&period=24h")
    assert "Low, 24 hours" in page
    assert "scores 3.0 higher than" in page
    assert "/compare?c=low%407d&c=high%407d" in page
    assert "Since sent" not in page
    for slug in ("low", "high"):
        campaigns.edit(conn, slug, {"sent_at": ids.utc_now() - timedelta(days=2)})
    assert "/compare?c=low%40sent&c=high%40sent" in shown(conn, "/compare", "?c=low&c=high")
    assert "Low, Since sent" in shown(conn, "/compare", "?c=low&c=high&period=sent")
    mixed = shown(conn, "/compare", "?c=low@24h&c=high")
    assert "'All time'" in mixed
    assert "aria-current" not in mixed
    assert "'Period'" not in shown(conn, "/compare", "?c=low@24h&c=low@7d")  # of one campaign
    assert "they do not exist" in shown(conn, "/compare", "?c=low&c=high&period=soon")
