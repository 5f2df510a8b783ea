"""Keeps the period in links: from a page that shows a period to others that can show it, too."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, cast
from urllib.parse import parse_qsl, urlencode, urlsplit

from dash.development.base_component import Component

from feedback_buttons.campaigns.periods import NAMES
from feedback_buttons.dashboard.kit.requests.own_address import within
from feedback_buttons.dashboard.kit.shapes.blocks import Props

# Pages and files that are of a period; what is of comments knows no comparison.
_BOTH = re.compile(r"/sharing|/campaign/[^/]+(/poster\.pdf|/[a-z]+\.(csv|xlsx|parquet))?")
_ONE = re.compile(r"/(comments|cases)(\.(csv|xlsx|parquet))?")
_ALL = ("/", "/journey")  # of all campaigns, each of which was sent at a time of its own
_LISTS = ("aims", "rows")  # addresses behind a chart, as blocks.chart_props() has them


def carried(address: str, parameters: Mapping[str, str]) -> str:
    """An address with the period's parameters, where it leads to what is of a period and names none itself.

    >>> carried("/campaign/delay", {"period": "7d"}), carried("/comments?scores=3", {"period": "7d", "against": "none"})
    ('/campaign/delay?period=7d', '/comments?scores=3&period=7d')
    >>> carried("/campaign/delay/studio", {"period": "7d"}), carried("/?period=24h", {"period": "7d"})
    ('/campaign/delay/studio', '/?period=24h')
    """
    parts = urlsplit(address)
    if parts.netloc or any(name in dict(parse_qsl(parts.query)) for name in NAMES):
        return address
    path = within(parts.path)
    both = _BOTH.fullmatch(path)
    if not both and not _ONE.fullmatch(path) and path not in _ALL:
        return address
    more = {name: value for name, value in parameters.items() if both or name == "period"}
    if path in _ALL:
        more = (
            {}
            if _of_sendings(parameters.get("period", ""))
            else {name: value for name, value in parameters.items() if not _of_sendings(value)}
        )
    if not more:
        return address
    query = "&".join(filter(None, [parts.query, urlencode(more, safe=":")]))
    return parts._replace(query=query).geturl()


def _of_sendings(named: str) -> bool:
    return named.startswith(("sent", "wave"))


def carry(shown: Any, parameters: Mapping[str, str]) -> Any:  # noqa: ANN401 (a component's children)
    """A component, several, or words, whose links have the period's parameters; changed in place."""
    if not parameters or isinstance(shown, str):
        return shown
    if isinstance(shown, Sequence):
        for part in shown:
            carry(part, parameters)
    elif isinstance(shown, Component):
        if isinstance(href := getattr(shown, "href", None), str):
            cast(Any, shown).href = carried(href, parameters)
        if isinstance(data := getattr(shown, "data", None), dict):
            _carry_ways(data, parameters)
        carry(getattr(shown, "children", None) or (), parameters)
    return shown


def carry_props(props: dict[str, Props], parameters: Mapping[str, str]) -> dict[str, Props]:
    """The same of what changes on a page, by component id."""
    for prop in props.values() if parameters else ():
        if isinstance(href := prop.get("href"), str):
            prop["href"] = carried(href, parameters)
        carry(prop.get("children") or (), parameters)
        if isinstance(data := prop.get("data"), dict):
            _carry_ways(data, parameters)
    return props


def _carry_ways(data: dict[str, Any], parameters: Mapping[str, str]) -> None:
    ways = data.get("ways")
    if not isinstance(ways, dict):
        return
    fresh = dict(ways)
    for name in _LISTS:
        if isinstance(addresses := ways.get(name), list):
            fresh[name] = [carried(way, parameters) if way else way for way in addresses]
    if isinstance(way := ways.get("to"), str):
        fresh["to"] = carried(way, parameters)
    data["ways"] = fresh
