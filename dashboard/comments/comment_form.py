"""Which comments to show: the views by name, and the form with all filters. An address is all its state."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from dash import dcc, html
from dash.development.base_component import Component

from feedback_buttons.campaigns.periods import Period
from feedback_buttons.comments.comment_filters import LONGEST, ME, NOBODY, TO_DO, Filter, spans
from feedback_buttons.dashboard.comments import comment_text as words
from feedback_buttons.dashboard.comments import filter_offers
from feedback_buttons.dashboard.comments.filter_offers import Choices, Offered
from feedback_buttons.dashboard.kit.periods import period_control
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes.blocks import aria, data, link
from feedback_buttons.dashboard.kit.words import chart_text, overview_text
from feedback_buttons.dashboard.kit.words import text as all_text
from feedback_buttons.reports.periods import period_text

ADDRESS = "/comments"
_FITS = 20  # letters of what is chosen that the narrowest field shows


def address(wanted: Filter, **more: str) -> str:
    """Where these comments are shown."""
    query = urlencode(wanted.parameters() | more)
    return own(f"{ADDRESS}?{query}" if query else ADDRESS)


def views(wanted: Filter) -> Component:
    """The views that have a name."""
    named = {
        words.TO_DO: TO_DO,
        words.ALL: Filter(),
        words.MINE: Filter(handler=ME, status="open"),
        words.STARRED: Filter(starred=True),
        words.MISMATCH: Filter(mismatch=True),
    }
    links = [link(name, address(view), here=view == wanted) for name, view in named.items()]
    return html.Nav(links, className="tabs", **aria(label=words.VIEWS))


def form(wanted: Filter, offered: Offered, zone: ZoneInfo) -> Component:
    """All filters, as they are set; days are of a time zone."""
    number = len(set(wanted.parameters()) - {"search", "sort"})
    fields = html.Form(
        [
            *_selects(wanted, offered),
            _time(wanted, "since", words.SINCE, "2026-12-01"),
            _time(wanted, "until", words.UNTIL, "2026-12-31"),
            *([link(words.CLEAR, own(ADDRESS))] if number else []),
            html.P(chart_text.days_of(zone.key), className="note", **data(zone=zone.key)),
        ],
        className="fields",
        action=own(ADDRESS),
        **data(sieve="filters"),
    )
    return html.Details([html.Summary(words.filters(number)), fields], className="card filters")


def search(wanted: Filter) -> Component:
    """The search, beside the filters that are set."""
    field = _input("search", wanted.search, words.SEARCH_HINT, type="search", maxLength=LONGEST)
    return html.Form(
        [
            html.Label([html.Span(words.SEARCH, className="unseen"), field]),
            html.Button(words.SHOW, type="submit"),
        ],
        className="find",
        action=own(ADDRESS),
        role="search",
        **data(sieve="search"),
    )


def _selects(wanted: Filter, offered: Offered) -> list[Component]:
    bands = filter_offers.scores(wanted, offered)
    people = [(ME, words.ME), (NOBODY, words.NOBODY), *((name, name) for name in offered.people)]
    periods = [(str(days), name) for days, name in words.PERIODS.items()]
    days = str(wanted.days or "")
    stars = [("yes", words.ONLY_STARRED)]
    campaigns = (wanted.campaign, words.EVERY_CAMPAIGN, offered.campaigns)
    choices: dict[str, tuple[str, tuple[str, str, Choices]]] = {
        "campaign": (words.CAMPAIGN, campaigns),
        "scores": (
            words.SCORES,
            (spans(wanted.scores), words.EVERY_SCORE, bands),
        ),
        "status": (words.STATUS, (wanted.status, words.EVERY_STATUS, words.STATUSES.items())),
        "handler": (words.HANDLER, (wanted.handler, words.WHOEVER, people)),
        "tag": (words.TAG, (wanted.tag, words.EVERY_TAG, _same(offered.tags))),
        "topic": (words.TOPIC, (wanted.topic, words.ANY_TOPIC, offered.topics)),
        "starred": (words.STAR, ("yes" * wanted.starred, words.EVERY_STAR, stars)),
        "language": (
            words.LANGUAGE,
            (wanted.language, words.EVERY_LANGUAGE, all_text.languages().items()),
        ),
        "days": (words.PERIOD, (days, words.ANY_TIME, periods)),
        **_touchpoint(wanted),
        **_period(wanted),
        "sort": (words.SORT, (wanted.sort, "", words.SORTS.items())),
    }
    shown = [_choice(label, name, *choice) for name, (label, choice) in choices.items()]
    return [*shown[:-1], *_of_answers(wanted, offered), shown[-1]]  # their order is asked last


def _touchpoint(wanted: Filter) -> dict[str, tuple[str, tuple[str, str, Choices]]]:
    """The touchpoint that a link brought along, so that it stays when others are changed and can be taken away."""
    if not wanted.touchpoint:
        return {}
    choices = _same([wanted.touchpoint])
    every = overview_text.ANY["touchpoint"]
    return {"touchpoint": (overview_text.TOUCHPOINT, (wanted.touchpoint, every, choices))}


def _period(wanted: Filter) -> dict[str, tuple[str, tuple[str, str, Choices]]]:
    """The period that a link brought along, so that it stays when others are changed and can be taken away."""
    if not wanted.period:
        return {}
    named = {wanted.period: period_text.name(Period.parse(wanted.period))}
    offered = {kind: str(period_text.NAMES[kind]) for kind in ("24h", "7d", "30d")}
    choices = (offered | named).items()
    return {"period": (str(period_control.PERIOD), (wanted.period, words.ANY_TIME, choices))}


def _of_answers(wanted: Filter, offered: Offered) -> list[Component]:
    """What is asked of the answer beside a comment, where there is any choice."""
    ages = filter_offers.ages() if wanted.campaign else ()
    choices: dict[str, tuple[str, str, str, Choices]] = {
        "answer": (words.ANSWER, wanted.answer, words.ANY_ANSWER, offered.answers),
        "wave": (words.WAVE, str(wanted.wave or ""), words.EVERY_WAVE, offered.waves),
        "age": (chart_text.AGE, wanted.age, words.ANY_TIME, ages),
        "attribute": (words.GROUP, wanted.attribute, words.EVERYBODY, offered.groups),
        "client": (words.CLIENT, wanted.client, words.ANY_CLIENT, filter_offers.clients()),
        "proof": (words.PROOF, wanted.proof, words.ANY_PROOF, filter_offers.proofs()),
    }
    return [
        _choice(label, name, now, everything, list_)
        for name, (label, now, everything, values) in choices.items()
        if (list_ := list(values)) or now
    ]


def _same(values: Sequence[str]) -> Choices:
    return [(value, value) for value in values]


def _choice(label: str, name: str, chosen: str, everything: str, choices: Choices) -> Component:
    """A choice of one; what the address asks for stands among them, though it be unknown. A long name that is chosen
    stands below it, too: no browser breaks lines within the field."""
    offered = [*([("", everything)] if everything else []), *choices]
    if chosen not in dict(offered):
        offered.append((chosen, chosen))
    full = dict(offered)[chosen].lstrip("– ") if chosen else ""  # noqa: RUF001 (a dash)
    whole = [html.Span(full, **aria(hidden="true"))] if len(full) > _FITS else []
    return html.Label([html.Span(label), _select(name, chosen, offered), *whole])


def _select(name: str, chosen: str, offered: Choices) -> Component:
    options = [
        html.Option(label, value=value, selected=value == chosen, key=value)
        for value, label in offered
    ]
    # A new key makes the browser forget what was chosen by hand: the address says what is.
    return html.Select(options, name=name, key=f"{name}={chosen}")


def _time(wanted: Filter, name: str, label: str, hint: str) -> Component:
    """A day, which the browser has a calendar for; or a moment, as links of a time line have them (comments.js)."""
    value = wanted.parameters().get(name, "")
    exact = isinstance(getattr(wanted, name), datetime)
    return html.Label([html.Span(label), _input(name, value, hint)], key=f"{name}-{exact}")


def _input(name: str, value: str, hint: str, **more: Any) -> Component:  # noqa: ANN401 (its properties)
    return dcc.Input(
        id=f"sieve-{name}",
        name=name,
        value=value,
        placeholder=hint,
        autoComplete="off",
        debounce=True,
        **more,
    )
