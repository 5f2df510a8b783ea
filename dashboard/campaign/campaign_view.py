"""A campaign's page as an address asks for it: read, put together, and kept up to date by its stream."""

from collections.abc import Callable
from datetime import datetime

from dash import html
from dash.development.base_component import Component

from feedback_buttons.accounts.roles import Permission
from feedback_buttons.base import ids
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.dashboard.campaign import (
    campaign_comments,
    campaign_page,
    campaign_scope,
    question_results,
    segment_tables,
    why_card,
)
from feedback_buttons.dashboard.comments.comment_cards import Viewer
from feedback_buttons.dashboard.kit.periods import period_control, period_links
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes.blocks import Props
from feedback_buttons.dashboard.kit.words import overview_text
from feedback_buttons.reports.answers import broken_clicks, shared_tokens
from feedback_buttons.reports.periods import period_text
from feedback_buttons.reports.periods.scope import Scope
from feedback_buttons.reports.scores import campaign_reports, unsigned_report
from feedback_buttons.storage import db

PATH = "/campaign/"


def page(
    connection: db.Connection,
    campaign: Campaign,
    search: str,
    viewer: Viewer,
    may: Callable[[Permission], bool],
) -> tuple[list[Component], str]:
    """The whole page at an address's query string, and where its news come from.

    Raises:
        FilterError: the address asks for comments that there cannot be.
        LookupError: the campaign was deleted at this very moment.
    """
    scope, strange = campaign_scope.of_address(campaign, search, ids.utc_now())
    parameters = scope.view.parameters()
    shown = _page(connection, campaign, scope, search, viewer, may)
    period_links.carry(shown, parameters)
    if not scope.all:
        period_control.label(shown, _covered(scope), period_text.covers(scope))
    head, *rest = shown
    choose = campaign_scope.address(f"{PATH}{campaign.slug}", search)
    wrong = [html.P([words, " ", overview_text.SHOWN_ALL], className="wrong") for words in strange]
    control = period_control.of_campaign(scope, choose)
    stream = own(f"/live/{campaign_scope.stream(campaign.slug, parameters)}")
    return [head, *wrong, control, *rest], stream


def _page(
    connection: db.Connection,
    campaign: Campaign,
    scope: Scope,
    search: str,
    viewer: Viewer,
    may: Callable[[Permission], bool],
) -> list[Component]:
    slug, period = campaign.slug, _named(scope)
    comments = campaign_comments.section(connection, campaign, search, viewer, period)
    summary, latest = campaign_scope.counted(connection, campaign, scope)
    if summary is None:
        raise LookupError("the campaign is gone")
    groups = campaign_scope.grouped(connection, campaign, scope)
    return campaign_page.page(
        summary,
        campaign_page.course(connection, campaign, scope),
        groups.groups,
        comments,
        groups.results,
        broken_clicks.list_(connection, slug),
        shared_tokens.list_(connection, slug),
        unsigned_report.read(connection, campaign),
        latest=latest,
        move=groups.move,
        scope=scope,
        manages=may("campaigns"),
        judges=may("evidence"),
    )


def news(
    connection: db.Connection, slug: str, query: str, now: datetime, *, slow: bool
) -> dict[str, Props]:
    """What changes on the page, by component id; with what is large where it is asked for. Nothing where the campaign
    is gone."""
    ever = campaign_reports.summary(connection, slug)
    if ever is None:
        return {}
    campaign = ever.campaign
    scope, _ = campaign_scope.of_address(campaign, query, now)
    summary, latest = campaign_scope.counted(connection, campaign, scope)
    period = _named(scope)
    view = campaign_comments.TOP | {"period": period}
    comments = campaign_comments.read(connection, slug, view)
    props = campaign_page.counted(summary or ever, latest, scope)
    props |= campaign_comments.fresh(comments, period)
    if slow:
        props |= _large(connection, campaign, scope)
    return period_links.carry_props(props, scope.view.parameters())


def _large(connection: db.Connection, campaign: Campaign, scope: Scope) -> dict[str, Props]:
    course = campaign_page.course(connection, campaign, scope)
    groups = campaign_scope.grouped(connection, campaign, scope)
    return {
        **campaign_page.over_time(course, campaign.slug),
        **segment_tables.props(groups.groups, campaign.slug),
        **why_card.props(groups.move, campaign, scope),
        **question_results.props(
            groups.results, campaign, groups.groups.at, of_period=not scope.all
        ),
    }


def _named(scope: Scope) -> str:
    """The period as an address names it; "" for all of time."""
    return "" if scope.all else str(scope.view.period)


def _covered(scope: Scope) -> dict[str, str]:
    """What the cards cover that cover something else than the period itself."""
    days = period_text.by_days(scope)
    ever = str(period_text.NAMES["all"])
    moved = period_text.days_of_both(scope)
    return {"segments": days, "chosen": days, "moves": moved, "unsigned": ever}
