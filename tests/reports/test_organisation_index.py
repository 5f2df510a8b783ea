from dataclasses import replace

import pytest

from feedback_buttons.reports.statistics.organisation_index import Part, index


def part(
    name: str, answers: int, score: float, answers_then: int = 0, score_then: float = 0
) -> Part:
    points, points_then = round(answers * score), round(answers_then * score_then)
    return Part(name, name, answers, points, answers_then, points_then)


def test_without_answers_there_is_no_index() -> None:
    assert index([]) is None
    assert index([part("a", 0, 0, 5, 8)]) is None


def test_a_campaign_of_a_hundred_times_the_answers_weighs_ten_times_as_much() -> None:
    found = index([part("large", 10_000, 8), part("small", 100, 5.25)])
    assert found
    assert found.value == pytest.approx((10 * 8 + 5.25) / 11)
    assert (found.answers, found.campaigns, found.change, found.movers) == (10_100, 2, None, ())


def test_the_first_answer_of_a_campaign_moves_a_large_index_hardly() -> None:
    before = [part("large", 10_000, 8, 10_000, 8)]
    found = index([*before, part("new", 1, 1)])
    assert found
    assert found.change
    assert -0.1 < found.change < 0


def test_an_index_of_more_answers_is_surer_of_itself() -> None:
    margins = []
    for answers in (100, 10_000):
        found = index([replace(part(name, answers, 8), variance=4.0) for name in "abcd"])
        assert found
        margins.append(found.margin)
    # As of one mean of all their answers, whose standard error is √(4 / 400): they weigh alike.
    assert margins == [pytest.approx(1.96 * 0.1), pytest.approx(1.96 * 0.01)]


def test_what_moved_the_index_adds_up_to_its_change() -> None:
    found = index(
        [
            part("up", 400, 8.5, 100, 7),
            part("down", 100, 6, 100, 9),
            part("new", 25, 4),
            part("gone", 0, 0, 49, 8),
            part("still", 900, 7.25, 900, 7.25),
        ]
    )
    assert found
    assert found.change == pytest.approx(sum(mover.pull for mover in found.movers))
    pulls = {mover.part.slug: mover.pull for mover in found.movers}
    assert pulls["up"] > 0 > pulls["down"]
    assert pulls["new"] < 0
    assert [abs(pull) for pull in pulls.values()] == sorted(map(abs, pulls.values()), reverse=True)


def test_nothing_moves_an_index_in_which_nothing_moved() -> None:
    found = index([part("a", 100, 7, 100, 7), part("b", 25, 5, 25, 5)])
    assert found
    assert (found.change, found.movers) == (pytest.approx(0), ())
