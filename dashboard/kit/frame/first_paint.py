"""A page's first HTML: what Dash is about to show, to be read while its scripts are on their way.

Dash itself sends an empty page. With this one the score of a campaign can be read after 0.6 instead of 1.4 seconds on a
laptop that has nothing in its cache, and after 0.5 instead of 3.6 on a phone (1.6 Mbit/s, 150 ms, a quarter of the
processor); with everything in the cache after 0.2 instead of 0.6, and 1.0 instead of 2.1. (Chromium, a campaign's
page, the median of three.) The plain pages take their head from here too, so that there is one.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from typing import Any

from dash import html as dash_html
from dash.development.base_component import Component

from feedback_buttons.base import ids
from feedback_buttons.dashboard.kit.charts import plain_charts
from feedback_buttons.i18n import team_language

Charts = dict[str, dict[str, Any]]  # what stands in a place, by the place's id

_NAMES = {"className": "class", "htmlFor": "for"}
_OWN = {"id", "children", "key", "n_clicks", "refresh"}  # an id: Dash's own page has it too
_FIELD = ("type", "name", "value", "placeholder", "autoComplete", "maxLength", "rows", "list")
_VOID = {"input", "br", "hr", "img"}
_DASHS = vars(dash_html.Div()).keys() - {"children"}  # what Dash sets of each component for itself


def html(shown: object, charts: Charts | None = None) -> str:
    """A component, several, or plain words, as HTML, without ids; with its charts drawn and their numbers as tables.

    ``charts`` are those that were seen before: a chart's data stand in front of its place.

    >>> from dash import html as dash
    >>> html(dash.P(["1 < 2 ", dash.B("so", hidden=True)], className="note"))
    '<p class="note">1 &lt; 2 <b hidden>so</b></p>'
    """
    charts = {} if charts is None else charts
    if isinstance(shown, list | tuple):
        return "".join(html(part, charts) for part in shown)
    if not isinstance(shown, Component):
        return escape("" if shown is None else str(shown))
    kind, props = shown._type, _props(shown)
    if kind in ("Store", "Location"):
        charts |= _data(props)
        return ""
    if kind in ("Input", "Textarea"):
        return _field(kind, props)
    if kind == "Time" and "data-seconds" not in props:
        return _element(
            "time", props, _time(datetime.fromisoformat(props["dateTime"]), ids.utc_now())
        )
    inner = _chart(props, charts) or html(props.get("children"), charts)
    return _element("a" if kind == "Link" else kind.lower(), props, inner)


def _props(component: Component) -> dict[str, Any]:
    """What was set of a component; Dash's own way to it asks for each of forty that it could have."""
    return {name: value for name, value in vars(component).items() if name not in _DASHS}


def _data(props: dict[str, Any]) -> Charts:
    """The chart that a store holds, by its place: its drawing and its table, as assets/charts.js makes them."""
    data = props.get("data")
    if not isinstance(data, dict) or "layout" not in data:
        return {}
    return {f"{data['name']}-graph": data, f"{data['name']}-table": data["table"]}


def _chart(props: dict[str, Any], charts: Charts) -> str:
    """What a chart's place, or that of its numbers, holds; "" for any other element."""
    held = charts.get(str(props.get("id")))  # a button of a list has a dict for an id
    if held is None:
        return ""
    return plain_charts.svg(held) if "layout" in held else _table(held)


def _table(numbers: dict[str, Any]) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in numbers["heads"])
    rows = "".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
        for first, *cells in numbers["rows"]
    )
    caption = f'<caption class="unseen">{escape(numbers["caption"])}</caption>'
    return f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _field(kind: str, props: dict[str, Any]) -> str:
    """A field as Dash makes it, within the frame that its styles expect."""
    attributes = {name: props[name] for name in _FIELD if props.get(name) not in (None, "")}
    if kind == "Textarea":
        return _element("textarea", attributes, escape(attributes.pop("value", "")))
    around = f"dash-input-container {props.get('className', '')}".strip()
    return _element("div", {"className": around}, _element("input", attributes, ""))


def _element(tag: str, props: dict[str, Any], content: str) -> str:
    begin = f"<{tag}{''.join(_attributes(props))}>"
    return begin if tag in _VOID else f"{begin}{content}</{tag}>"


def _attributes(props: dict[str, Any]) -> Iterator[str]:
    for name, value in props.items():
        if name in _OWN or value is None or value is False:
            continue
        if name == "style":
            value = ";".join(f"{_dashed(name)}:{setting}" for name, setting in value.items())
        called = _NAMES.get(name, name.lower())
        yield f" {called}" if value is True else f' {called}="{escape(str(value))}"'


def _time(at: datetime, now: datetime) -> str:
    """As short as assets/live.js will write it, so that nothing moves when it does."""
    clock = f"{at.astimezone(UTC):%H:%M} UTC"
    if at.astimezone(UTC).date() == now.date():
        return clock
    day, _, year = team_language.date(at).rpartition(" ")
    return f"{day} {clock}" if year == str(now.year) else f"{day} {year} {clock}"


def _dashed(name: str) -> str:
    return re.sub("[A-Z]", lambda capital: f"-{capital[0].lower()}", name)
