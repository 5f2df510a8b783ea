"""Addresses of the comments behind a figure on a campaign's page: a score, a time, a group, a follow-up answer;
pure.

All viewers are sent the same: whoever sees scores may read comments.
"""

from collections.abc import Sequence
from datetime import datetime

from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.dashboard.comments import comment_form
from feedback_buttons.dashboard.kit.shapes.blocks import Props
from feedback_buttons.reports.segments.segments import AGE, CLIENT, LANGUAGE, PROOF, WAVE, Segment


def of_scores(campaign: Campaign) -> Props:
    """For the chart of a campaign's scores and its table, as blocks.chart_props() takes them."""
    aims = [of_score(campaign, score) for score in campaign.told_scores]
    return {"aims": aims, "rows": aims}


def of_times(slug: str, steps: Sequence[datetime], rows: Sequence[datetime | None]) -> Props:
    """For the chart of a campaign's course, whose steps begin then, and its table, whose rows do, the newest first."""
    aims: list[str | None] = []
    until = None
    for at in rows:
        aims.append(of_time(slug, at, until) if at else None)
        until = at or until
    minutes = [int(at.timestamp()) // 60 for at in steps]
    return {"to": comment_form.address(Filter(campaign=slug)), "spans": minutes, "rows": aims}


def of_score(campaign: Campaign, score: int) -> str:
    """The comments beside a score as it is told: all that are stored for it."""
    stored = scales.standing_for(score, campaign.told)
    return comment_form.address(Filter(campaign=campaign.slug, scores=stored))


def of_time(slug: str, since: datetime, until: datetime | None) -> str:
    """The comments from one time until just before another; until now where there is none."""
    return comment_form.address(Filter(campaign=slug, since=since, until=until))


def of_group(slug: str, group: Segment) -> str | None:
    """The address of a group's comments; None for a group that no filter selects."""
    kind, value = group.kind, group.value
    if not value:
        return None
    names = {LANGUAGE: "language", CLIENT: "client", PROOF: "proof", AGE: "age"}
    if kind == WAVE:
        return comment_form.address(Filter(campaign=slug, wave=int(value)))
    if kind in names:
        return comment_form.address(Filter(campaign=slug).but(**{names[kind]: value}))
    if kind.strip():
        return comment_form.address(Filter(campaign=slug, attribute=f"{kind}={value}"))
    return None


def of_answer(slug: str, question: int | None, choice: int) -> str:
    """The comments of those who took a choice of a follow-up question."""
    return comment_form.address(Filter(campaign=slug, answer=f"{question}.{choice}"))
