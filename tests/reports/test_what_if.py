"""What a change would do: against the same change made to every single answer."""

from statistics import mean

import pytest

from feedback_buttons.reports.statistics import what_if
from feedback_buttons.reports.statistics.what_if import Amount, CellChange

POST = (10, 4, 6, 5, 5, 10, 20, 20, 10, 10)
SHOP = (1, 1, 2, 2, 4, 10, 40, 70, 80, 90)
REST = (4, 3, 5, 5, 8, 15, 50, 90, 70, 50)


def answers(*histograms: tuple[int, ...]) -> list[int]:
    return [score for counts in histograms for score, n in enumerate(counts, 1) for _ in range(n)]


def nps(scores: list[int]) -> float:
    return 100 * mean((score >= 9) - (score <= 6) for score in scores)


EVERYBODY = answers(POST, SHOP, REST)
OTHERS = answers(SHOP, REST)


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        (CellChange("raise", Amount(1.0)), [min(score + 1, 10) for score in answers(POST)]),
        (CellChange("raise", Amount(-2.0)), [max(score - 2, 1) for score in answers(POST)]),
        (CellChange("lift"), [8 if score <= 6 else score for score in answers(POST)]),
    ],
    ids=["a point more", "two less", "low scores to 8"],
)
def test_a_change_is_that_of_every_answer(change: CellChange, changed: list[int]) -> None:
    [result] = what_if.results(
        POST, None, tuple(map(sum, zip(SHOP, REST, strict=True))), change, 0.25
    )
    assert result.own_doing is None
    assert result.before == pytest.approx(mean(EVERYBODY))
    assert result.after == pytest.approx(mean([*changed, *OTHERS]))
    assert result.nps is not None
    assert result.nps.mean == pytest.approx(nps([*changed, *OTHERS]) - nps(EVERYBODY))
    assert result.index is not None
    assert result.index.mean == pytest.approx((mean(changed) - mean(answers(POST))) / 4)
    assert result.score.low < result.score.mean < result.score.high


def test_of_a_part_of_a_point_so_many_answers_rise_by_one() -> None:
    [result] = what_if.results(
        (0, 0, 0, 0, 100, 0, 0, 0, 0, 0), None, REST, CellChange("raise", Amount(0.3))
    )
    assert result.score.mean == pytest.approx(0.3 * 100 / (100 + sum(REST)))


def test_contacts_that_move_have_three_answers() -> None:
    change = CellChange(
        "move", share=0.4, contacts=1000, cost_now=Amount(6.0), cost_then=Amount(2.5)
    )
    none, half, all_ = what_if.results(POST, SHOP, REST, change)
    gap = mean(answers(SHOP)) - mean(answers(POST))
    assert (none.score.mean, none.score.low, none.score.high) == pytest.approx((0, 0, 0), abs=1e-12)
    assert all_.score.mean == pytest.approx(0.4 * gap * sum(POST) / len(EVERYBODY))
    assert half.score.mean == pytest.approx(all_.score.mean / 2)
    assert {result.cost.mean for result in (none, half, all_)} == {1000 * 0.4 * (2.5 - 6.0)}
    assert all_.cost.low == all_.cost.high


def test_what_may_be_off_widens_the_result() -> None:
    sure = what_if.results(POST, None, REST, CellChange("raise", Amount(1.0), contacts=10))[0]
    change = CellChange("raise", Amount(1.0, 0.5), contacts=10, cost_then=Amount(3.0, 1.0))
    unsure = what_if.results(POST, None, REST, change)[0]
    assert unsure.score.high - unsure.score.low > 3 * (sure.score.high - sure.score.low)
    assert unsure.cost.mean == 30
    assert unsure.cost.high == pytest.approx(30 + 1.96 * 10, abs=1.5)


def test_five_points_have_no_nps() -> None:
    [result] = what_if.results((5, 5, 5, 5, 5), None, (0, 0, 5, 10, 20), CellChange("lift"))
    assert result.nps is None
    assert result.after - result.before == pytest.approx((3 + 2 + 1) * 5 / 60)


def test_every_input_and_result_has_a_name() -> None:
    change = CellChange("move", share=0.4, contacts=10)
    assert what_if.inputs(change)["share"] == 0.4
    rows = what_if.in_rows(what_if.results(POST, SHOP, REST, change))
    assert [row["own_doing"] for row in rows] == [0, 0.5, 1]
    assert rows[0]["index_from"] is None
