"""A page of the dashboard without its links and controls, for people who may only look."""

from collections.abc import Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

# What is the team's alone, or leads to where only the team may go.
_TEAMS = {
    *(
        "comments",
        "elsewhere",
        "files",
        "marking",
        "marks",
        "excluded",
        "unsigned",
        "way",
        "wrong",
    ),
    *("choose", "chooser", "tick", "bar", "pager", "pick", "tabs"),
}
_PRESSED = frozenset(("Button", "Input", "Textarea", "Dropdown", "Fieldset", "Form", "Select"))


def read_only(shown: Any) -> Any:  # noqa: ANN401 (a component's children are whatever Dash takes)
    """The component, several, or words; None for what is left out."""
    if isinstance(shown, Sequence) and not isinstance(shown, str):
        parts = (read_only(part) for part in shown)
        return [part for part in parts if part is not None]
    if not isinstance(shown, Component):
        return shown
    kind, classes = type(shown).__name__, set(str(getattr(shown, "className", "") or "").split())
    if kind in _PRESSED or classes & _TEAMS:
        return None
    children = getattr(shown, "children", None)
    if "define" in classes and children:  # a term that explains itself when pointed at
        return html.Span(children[0].children)
    if kind in ("A", "Link"):
        return html.Span(read_only(children))
    if children is not None:
        shown.children = read_only(children)
    if isinstance(shown, html.Details) and not hasattr(shown, "data-table"):
        shown.__dict__["open"] = True  # Dash makes its attributes at run time
    return shown
