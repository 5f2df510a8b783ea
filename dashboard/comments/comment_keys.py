"""The keys of the comments' page: always in sight where there is room, and in a dialogue."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from feedback_buttons.dashboard.comments import comment_text as words
from feedback_buttons.dashboard.kit.shapes.blocks import aria, data


def legend(shortcuts: Sequence[tuple[str, str]] = words.SHORTCUTS) -> Component:
    """The keys beside the list; the dialogue for where there is no room."""
    toggle = data(keys="toggle", on=words.KEYS_ON, off=words.KEYS_OFF)
    return html.Aside(
        [
            html.H2(words.KEYS, id="keys-title"),
            *_keys(shortcuts),
            html.Button(words.KEYS_OFF, type="button", className="quiet", **toggle),
        ],
        className="keys",
        **aria(labelledby="keys-title"),
    )


def dialog(shortcuts: Sequence[tuple[str, str]] = words.SHORTCUTS) -> Component:
    """A dialogue with the keys, and the button that opens it."""
    inside = [
        html.H2(words.KEYS, id="help-title"),
        *_keys(shortcuts),
        html.Form(html.Button(words.DONE, className="primary"), method="dialog"),
    ]
    ask = html.Button(
        "?", type="button", className="ask", **data(keys="help"), **aria(label=words.KEYS)
    )
    return html.Div([ask, html.Dialog(inside, id="help", **aria(labelledby="help-title"))])


def _keys(shortcuts: Sequence[tuple[str, str]]) -> Sequence[Component]:
    rows = [html.Div([html.Dt(html.Kbd(key)), html.Dd(does)]) for key, does in shortcuts]
    return [html.Dl(rows), html.P(words.KEYS_HINT, className="meta")]
