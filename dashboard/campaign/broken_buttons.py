"""The warning above a campaign whose mail went out with buttons without a usable token."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.shapes.blocks import Child
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.reports.answers.broken_clicks import BrokenButtons


def banner(broken: Sequence[BrokenButtons]) -> list[Component]:
    """One warning for each kind; nothing where no such button was clicked."""
    if not broken:
        return []
    lines = [html.P(line(kind)) for kind in broken]
    todo = tr(
        "Whoever clicks gets a page to answer on. Such an answer cannot be matched to a "
        "recipient, so it is stored separately, as an unsigned answer. Check the mail in the "
        "studio, and send it again with tokens."
    )
    return [html.Div([*lines, html.P(todo)], className="wrong", role="alert")]


def line(kind: BrokenButtons) -> list[Child]:
    """How often such buttons were clicked, and since when."""
    return [_said(kind.kind, text.number(kind.clicks)), " ", blocks.moment(kind.first_at), "."]


def _said(kind: str, clicks: str) -> str:
    if kind == "empty":
        return tr("{clicks} clicks on buttons without a token since").format(clicks=clicks)
    if kind == "unmerged":
        template = tr("{clicks} clicks on buttons whose merge tag was never filled in since")
        return template.format(clicks=clicks)
    return tr("{clicks} clicks on buttons with a wrong token since").format(clicks=clicks)
