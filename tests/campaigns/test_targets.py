"""Targets: of campaigns and of touchpoints, and how far a campaign is."""

from collections.abc import Iterator

import pytest

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids
from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.campaigns import campaigns, targets
from feedback_buttons.campaigns.campaigns import Campaign, CampaignError
from feedback_buttons.campaigns.targets import Aim
from feedback_buttons.dashboard.kit.words import target_text
from feedback_buttons.reports.scores import campaign_reports, overviews, target_progress
from feedback_buttons.reports.scores.overview_windows import Windows
from feedback_buttons.reports.statistics import stats
from feedback_buttons.storage import db


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    """A database with the campaign "delay"."""
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
        yield connection


@pytest.mark.parametrize(
    ("counts", "state", "words"),
    [
        ((0,) * 6 + (100, 200, 100, 0), "reached", "Target 7.5: reached."),
        ((0,) * 5 + (100, 200, 100, 0, 0), "below", "Target 7.5: not reached yet."),
        ((0,) * 6 + (20, 20, 0, 0), "open", "Target 7.5: too close to tell."),
        ((1,) + (0,) * 8 + (1,), "open", "Target 7.5: too early to tell."),
        ((0,) * 10, "open", "Target 7.5: too early to tell."),
    ],
)
def test_a_score_is_held_against_its_target_with_its_interval(
    counts: tuple[int, ...], state: str, words: str
) -> None:
    progress = target_progress.of(
        Campaign(slug="a", name="A", target_score=7.5), stats.score(counts)
    )
    assert progress
    assert (progress.score_state, target_text.score(progress)) == (state, words)
    assert target_text.state(progress) == ("reached" if state == "reached" else "")


def test_answers_are_counted_towards_their_target() -> None:
    score = stats.score((0,) * 9 + (412,))
    wanted = Campaign(slug="a", name="A", target_answers=500)
    progress = target_progress.of(wanted, score)
    assert target_text.both(progress) == "82% of the 500 answers aimed at."
    facts = {"score": None, "score_state": None, "answers": 500, "answers_reached": False}
    assert target_progress.facts(progress) == facts
    assert target_progress.of(Campaign(slug="a", name="A"), score) is None
    assert set(target_progress.facts(None).values()) == {None}


def test_a_campaign_without_a_target_has_that_of_its_touchpoint(conn: db.Connection) -> None:
    campaigns.edit(conn, "delay", {"touchpoint": "Delay", "target_answers": 20}, by=None)
    targets.set_of_touchpoint(conn, " Delay ", Aim(7.5, 500), by="anna")
    summary = campaign_reports.summary(conn, "delay")
    standing = overviews.standings(conn, Windows.of("all", ids.utc_now()))["delay"]
    assert summary
    assert summary.campaign.target == standing.campaign.target == (7.5, 20)
    # Of five points nobody reaches 7.5.
    campaigns.edit(conn, "delay", {"asks": "csat"}, by=None)
    assert campaigns.aimed(conn, campaigns.list_(conn))[0].target == (None, 20)
    targets.set_of_touchpoint(conn, "Delay", Aim(), by="anna")
    assert targets.of_touchpoints(conn) == []
    assert [entry.did for entry in audit.page(conn, account="anna").entries] == ["target set"] * 2


def test_a_target_that_nobody_can_reach_is_refused(conn: db.Connection) -> None:
    with pytest.raises(CampaignError, match="target_score must be from 1 to 10, not 11"):
        campaigns.edit(conn, "delay", {"target_score": 11})
    with pytest.raises(CampaignError, match="target_answers must be 1 or more, not 0"):
        campaigns.edit(conn, "delay", {"target_answers": 0})
    for name, target in (("", Aim(5)), ("Delay", Aim(10.5)), ("Delay", Aim(None, 0))):
        with pytest.raises(FeedbackError, match=r"touchpoint|must be"):
            targets.set_of_touchpoint(conn, name, target)
