"""Which cases to show: the views by name, and the form with all filters. An address is all its state."""

from collections.abc import Iterable
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from feedback_buttons.accounts import users
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.periods import SIMPLE, Period
from feedback_buttons.cases import case_rule_list, case_rules
from feedback_buttons.cases.case_filters import CaseFilter
from feedback_buttons.comments import comment_list
from feedback_buttons.comments.comment_filters import ME, NOBODY, spans
from feedback_buttons.dashboard.cases import case_text as words
from feedback_buttons.dashboard.comments import comment_text
from feedback_buttons.dashboard.kit.periods import period_control
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes.blocks import aria, data, link
from feedback_buttons.reports.periods import period_text
from feedback_buttons.storage import db

ADDRESS = "/cases"
_BANDS = ("0-2", "3-4", "5-6", "7-10")

Choices = Iterable[tuple[str, str]]  # value and name


def address(wanted: CaseFilter, **more: str) -> str:
    """Where these cases are shown."""
    query = urlencode(wanted.parameters() | more)
    return own(f"{ADDRESS}?{query}" if query else ADDRESS)


def views(wanted: CaseFilter) -> Component:
    """The views that have a name."""
    named = {
        words.WAITING: CaseFilter(),
        words.MINE: CaseFilter(handler=ME),
        words.NOBODYS: CaseFilter(handler=NOBODY),
        words.ASLEEP: CaseFilter(state="asleep"),
        words.CLOSED: CaseFilter(state="closed", sort="newest"),
    }
    links = [
        link(name, address(view), here=view == wanted.but(page=1)) for name, view in named.items()
    ]
    return html.Nav(links, className="tabs", **aria(label=comment_text.VIEWS))


def form(connection: db.Connection, wanted: CaseFilter) -> Component:
    """All filters, as they are set."""
    listed = campaigns.list_(connection)
    touchpoints = sorted({campaign.touchpoint for campaign in listed if campaign.touchpoint})
    team = [user.name for user in users.list_(connection)]
    people = [(ME, comment_text.ME), (NOBODY, comment_text.NOBODY), *_same(team)]
    rules = [rule.name for rule in case_rule_list.list_(connection)]
    opened = [(case_rules.CONTACT, words.CONTACT)]
    scores = [(band, comment_text.band(band)) for band in _BANDS]
    slugs = [(campaign.slug, campaign.name) for campaign in listed]
    tags = _same(comment_list.tags(connection))
    choices: dict[str, tuple[str, str, str, Choices]] = {
        "state": (comment_text.STATUS, wanted.state, "", words.STATES.items()),
        "campaign": (comment_text.CAMPAIGN, wanted.campaign, comment_text.EVERY_CAMPAIGN, slugs),
        "touchpoint": (
            words.TOUCHPOINT,
            wanted.touchpoint,
            words.EVERY_TOUCHPOINT,
            _same(touchpoints),
        ),
        "scores": (comment_text.SCORES, spans(wanted.scores), comment_text.EVERY_SCORE, scores),
        "handler": (comment_text.HANDLER, wanted.handler, comment_text.WHOEVER, people),
        "rule": (words.RULE, wanted.rule, words.EVERY_RULE, [*opened, *_same(rules)]),
        "tag": (comment_text.TAG, wanted.tag, comment_text.EVERY_TAG, tags),
        "period": _period(wanted),
        "sort": (comment_text.SORT, wanted.sort, "", words.SORTS.items()),
    }
    fields = [_select(name, *choice) for name, choice in choices.items()]
    clear = [link(comment_text.CLEAR, own(ADDRESS))] if wanted.parameters() else []
    number = len(set(wanted.parameters()) - {"sort", "page"})
    filters = html.Form(
        [*fields, *clear],
        className="fields",
        action=own(ADDRESS),
        **data(sieve="filters", usual="lowest waiting"),
    )
    return html.Details(
        [html.Summary(comment_text.filters(number)), filters], className="card filters"
    )


def _period(wanted: CaseFilter) -> tuple[str, str, str, Choices]:
    """Those that can be chosen anywhere, and what a link brought along."""
    named = [Period(kind) for kind in SIMPLE if kind not in ("sent", "all")]
    named += [Period.parse(wanted.period)] if wanted.period else []
    choices = {str(period): period_text.name(period) for period in named}.items()
    return str(period_control.PERIOD), wanted.period, comment_text.ANY_TIME, choices


def _same(values: Iterable[str]) -> Choices:
    return [(value, value) for value in values]


def _select(name: str, label: str, chosen: str, everything: str, choices: Choices) -> Component:
    """A choice of one; what the address asks for stands among them, though it be unknown."""
    offered = [*([("", everything)] if everything else []), *choices]
    if chosen not in dict(offered):
        offered.append((chosen, chosen))
    options = [
        html.Option(text, value=value, selected=value == chosen, key=value)
        for value, text in offered
    ]
    # A new key makes the browser forget what was chosen by hand: the address says what is.
    select = html.Select(options, name=name, key=f"{name}={chosen}")
    return html.Label([html.Span(label), select])
