"""Which period a campaign's page shows: what its address says, and the figures that are read of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from feedback_buttons.campaigns import follow_up_questions
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.follow_up_questions import Result
from feedback_buttons.campaigns.periods import NAMES, PeriodError, PeriodView
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.reports.periods.scope import Scope
from feedback_buttons.reports.scores import campaign_reports, latest_change
from feedback_buttons.reports.scores.campaign_reports import CampaignSummary
from feedback_buttons.reports.scores.latest_change import LatestChange
from feedback_buttons.reports.segments import score_moves, segments
from feedback_buttons.reports.segments.score_moves import Move
from feedback_buttons.reports.segments.segments import Segments
from feedback_buttons.storage import db


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """What is read from the sums by day: the groups, what was chosen of the follow-up questions, and the move."""

    groups: Segments
    results: tuple[Result, ...]
    move: Move | None


def of_address(campaign: Campaign, query: str, now: datetime) -> tuple[Scope, list[str]]:
    """The scope that a page's query string asks for, and what it asks in vain, in words. That is left out."""
    view, strange = PeriodView.understood(dict(parse_qsl(query.lstrip("?"))))
    for wanted in (view, PeriodView(view.period)):
        try:
            return Scope.of(campaign, wanted, now), strange
        except PeriodError as error:
            strange = [*strange, *([] if error.advice in strange else [error.advice])]
    return Scope.ever(campaign, now), strange


def address(path: str, query: str) -> Callable[[PeriodView], str]:
    """Where a page is shown in another period, with all else that its address says."""
    rest = {name: value for name, value in parse_qsl(query.lstrip("?")) if name not in NAMES}

    def of_view(view: PeriodView) -> str:
        parameters = urlencode({**rest, **view.parameters()}, safe=":,")
        return own(f"{path}?{parameters}" if parameters else path)

    return of_view


def stream(slug: str, parameters: Mapping[str, str]) -> str:
    """The name of the stream of a campaign's page, and what follows /live/ in its address."""
    return f"{slug}?{urlencode(parameters, safe=':')}" if parameters else slug


def counted(
    connection: db.Connection, campaign: Campaign, scope: Scope
) -> tuple[CampaignSummary | None, LatestChange]:
    """The figures of a period, None if the campaign is gone; and how they differ from what they are compared with."""
    summary = campaign_reports.summary_of(connection, campaign.slug, scope)
    return summary, latest_change.of_scope(connection, campaign, scope)


def grouped(connection: db.Connection, campaign: Campaign, scope: Scope) -> GroupFigures:
    """What is summed up by day, of the days that the period touches."""
    slug, days = campaign.slug, scope.days
    return GroupFigures(
        segments.read(connection, slug, days),
        follow_up_questions.results(connection, slug, campaign.questions, days),
        score_moves.of_scope(connection, campaign, scope),
    )
