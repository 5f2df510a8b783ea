"""What holds of campaigns now, as far as rules ask for it: what needs attention as on the overview, buttons that name
nobody, targets that were reached, topics that rise."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feedback_buttons.reports.answers import broken_clicks
from feedback_buttons.reports.scores import attention, target_progress
from feedback_buttons.reports.scores.attention import Concern
from feedback_buttons.reports.scores.overviews import Standing
from feedback_buttons.reports.statistics import stats
from feedback_buttons.reports.topics import topic_rises
from feedback_buttons.storage import db

CONCERNS = frozenset({"fell", "silent", "few", "scanned"})
# What held before a rule was made is no news to it: a target was reached once.
ONLY_NEWS = frozenset({"target", "topic"})


@dataclass(frozen=True, slots=True)
class Holds:
    """Something that holds of a campaign now. ``about`` tells several of one kind apart, such as topics; ``detail`` has
    the figures."""

    kind: str
    campaign: str
    detail: Mapping[str, Any]
    about: str = ""


def holding(
    connection: db.Connection,
    standings: Mapping[str, Standing],
    kinds: Collection[str],
    now: datetime,
) -> Iterator[Holds]:
    """What holds of the campaigns now, of these kinds of alert_rules.KINDS."""
    if CONCERNS & set(kinds):
        for concern in attention.of(standings.values()):
            yield Holds(concern.kind, concern.campaign.slug, _figures(concern))
    if "broken" in kinds:
        yield from _broken(connection, now)
    if "unsigned" in kinds:
        for unsigned in broken_clicks.unsigned(connection, now):
            yield Holds("unsigned", unsigned.campaign, {"answers": unsigned.answers})
    watched = [standing for standing in standings.values() if not standing.campaign.closed]
    if "target" in kinds:
        for standing in watched:
            yield from _targets(standing)
    if "topic" in kinds:
        campaigns = [standing.campaign for standing in watched]
        for rise in topic_rises.read(connection, campaigns, now):
            shares = {"share": round(100 * rise.share), "before": round(100 * rise.before)}
            detail = {"topic": rise.topic.slug, "names": dict(rise.topic.names), **shares}
            yield Holds("topic", rise.campaign.slug, detail, rise.topic.slug)


def _figures(concern: Concern) -> dict[str, Any]:
    """The figures behind a concern, as JSON."""
    if concern.kind == "fell" and concern.latest.difference and concern.latest.score:
        mean = concern.latest.score.mean
        return {"mean": round(mean, 2), "before": round(mean - concern.latest.difference.mean, 2)}
    if concern.kind == "scanned":
        return {"clicks": concern.lately.scanned, "usual_share": round(concern.usual, 3)}
    return {"answers": max(concern.lately.answers, 0), "usual": round(concern.usual)}


def _broken(connection: db.Connection, now: datetime) -> Iterator[Holds]:
    clicks: dict[str, int] = {}
    for broken in broken_clicks.list_(connection):
        if broken.first_at <= now:
            clicks[broken.campaign] = clicks.get(broken.campaign, 0) + broken.clicks
    for campaign, number in clicks.items():
        yield Holds("broken", campaign, {"clicks": number})


def _targets(standing: Standing) -> Iterator[Holds]:
    """Which of its targets a campaign has reached: the score's by its whole interval, so that it is no wobble."""
    campaign = standing.campaign
    if not any(campaign.target):
        return
    score = stats.score(standing.total)
    progress = target_progress.of(campaign, score)
    if progress is None or score is None:
        return
    target = campaign.target
    if progress.score_state == "reached":
        figures = {"score": round(score.mean, 2), "target": target.score}
        yield Holds("target", campaign.slug, figures, "score")
    if progress.answers_reached:
        figures = {"answers": progress.answers, "target": target.answers}
        yield Holds("target", campaign.slug, figures, "answers")
