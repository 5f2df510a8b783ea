"""What chooses a part of the answers on the page of the journey: those of one channel, intent or language."""

from collections.abc import Callable
from itertools import groupby

from dash import html
from dash.development.base_component import Component

from feedback_buttons.dashboard.journey import journey_text as words
from feedback_buttons.dashboard.kit.periods import period_control
from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.words import chart_text, text
from feedback_buttons.reports.scores.journey_parts import JourneyPart
from feedback_buttons.reports.scores.touchpoint_scores import Journey

Address = Callable[..., str]


def parts(journey: Journey, address: Address) -> list[Component]:
    """A menu a kind, such as the channel, with a way to each value; none where there is nothing to choose."""
    groups = groupby(journey.parts, key=lambda part: part.kind)
    menus = [_menu(journey, kind, [*values], address) for kind, values in groups]
    row = html.Div(menus, className="row")
    return [html.Div(row, className="period")] if menus else []


def called(part: JourneyPart) -> str:
    """What a part is called: "channel: post"."""
    return f"{_kind(part.kind)}: {_value(part)}"


def _menu(journey: Journey, kind: str, values: list[JourneyPart], address: Address) -> Component:
    here = journey.part if journey.part and journey.part.kind == kind else None

    def way(name: str, part: JourneyPart | None) -> Component:
        return blocks.link(name, address(journey.view, part=part), here=part == here)

    choices = [way(str(words.ANY), None), *(way(_value(part), part) for part in values)]
    return period_control.menu(
        called(here) if here else _kind(kind), choices, here=here is not None
    )


def _kind(kind: str) -> str:
    return kind or str(chart_text.PAGE_LANGUAGE)


def _value(part: JourneyPart) -> str:
    return part.value if part.kind else text.languages().get(part.value, part.value)
