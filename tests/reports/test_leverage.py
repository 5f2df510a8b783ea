"""What a cell holds back: against the answers one by one, and how sure its rank is."""

from statistics import mean, stdev

import pytest

from feedback_buttons.reports.statistics import leverage

POST = (10, 4, 6, 5, 5, 10, 20, 20, 10, 10)
SHOP = (1, 1, 2, 2, 4, 10, 40, 70, 80, 90)
WEB = (4, 3, 5, 5, 8, 15, 50, 90, 70, 50)
OTHERS = (0, 0, 1, 0, 2, 3, 6, 9, 5, 4)
NOBODY = (0,) * 10


def answers(*histograms: tuple[int, ...]) -> list[int]:
    return [score for counts in histograms for score, n in enumerate(counts, 1) for _ in range(n)]


def test_a_gain_is_what_the_mean_rises_by_when_the_cell_is_as_the_rest() -> None:
    (post, _, web) = leverage.leverages([POST, SHOP, WEB], OTHERS)
    for found, own, rest in ((post, POST, (SHOP, WEB, OTHERS)), (web, WEB, (POST, SHOP, OTHERS))):
        everybody, others = answers(own, *rest), answers(*rest)
        raised = [*others, *[mean(others)] * sum(own)]
        assert found.share == pytest.approx(sum(own) / len(everybody))
        assert found.gap.mean == pytest.approx(mean(others) - mean(answers(own)))
        assert found.gain.mean == pytest.approx(mean(raised) - mean(everybody))


def test_the_range_of_a_gap_is_that_of_two_means() -> None:
    """Of many answers the draws spread as the textbook's standard error says."""
    (post, *_) = leverage.leverages([POST, SHOP, WEB], OTHERS)
    own, rest = answers(POST), answers(SHOP, WEB, OTHERS)
    error = (stdev(own) ** 2 / len(own) + stdev(rest) ** 2 / len(rest)) ** 0.5
    assert post.gap.high - post.gap.mean == pytest.approx(1.96 * error, rel=0.08)
    assert post.gap.mean - post.gap.low == pytest.approx(1.96 * error, rel=0.08)


def test_ranks_are_sure_where_cells_differ_and_wide_where_they_do_not() -> None:
    post, shop, web = leverage.leverages([POST, SHOP, WEB], NOBODY)
    assert (post.rank, shop.rank, web.rank) == ((1, 1), (3, 3), (2, 2))
    assert post.first > 0.99
    alike = leverage.leverages([WEB] * 6, NOBODY)
    assert all(cell.rank == (1, 6) for cell in alike)
    assert sum(cell.first for cell in alike) == pytest.approx(1)


def test_a_part_of_another_mean_gains_its_share() -> None:
    (post, *_) = leverage.leverages([POST, SHOP], NOBODY)
    assert post.part(0.5).mean == post.gap.mean / 2
    assert post.part(post.share).mean == pytest.approx(post.gain.mean)


def test_without_a_rest_there_is_nothing_to_gain() -> None:
    assert leverage.leverages([], OTHERS) == []
    assert leverage.leverages([POST], NOBODY) == []
    assert leverage.leverages([(10, 0, 0, 0, 30)], (0, 0, 0, 0, 40))[0].gap.mean == 1.0


def test_a_cell_of_nobody_gains_nothing_and_leaves_the_others_as_they_are() -> None:
    """Where a whole sheet of cells is empty but for one, there is no rest either."""
    nobody, post, _ = leverage.leverages([NOBODY, POST, SHOP], OTHERS)
    assert (nobody.share, nobody.gap.mean, nobody.gain.mean, nobody.first) == (0, 0, 0, 0)
    (without, _) = leverage.leverages([POST, SHOP], OTHERS)
    assert post.gain.mean == without.gain.mean
    assert leverage.leverages([NOBODY, POST], NOBODY) == []
    assert leverage.leverages([NOBODY, NOBODY], NOBODY) == []
