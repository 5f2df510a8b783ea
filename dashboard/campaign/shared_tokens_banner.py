"""The warning above a campaign in which many people have the same token."""

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.shapes.blocks import Child
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.reports.answers.shared_tokens import SharedToken


def banner(shared: Sequence[SharedToken], *, judges: bool) -> list[Component]:
    """One warning, with a line for each token and, for who ``judges`` evidence, the way to it; nothing where
    there is none."""
    if not shared:
        return []
    todo = tr(
        "Everybody with that token is one recipient here, and only one answer of theirs counts: the mail tool probably "
        "filled in the field once, for its first contact. See that the merge tag stands in the mail itself, send a "
        "test to two contacts, and send the mail again."
    )
    lines = [_line(token, judges=judges) for token in shared]
    return [html.Div([*lines, html.P(todo)], className="wrong", role="alert")]


def line(token: SharedToken) -> list[Child]:
    """How many answered with a token, and since when."""
    words = tr(
        "At least {answers} answers with one recipient's token, from {clients} devices within a day, since"
    )
    sentence = words.format(answers=text.number(token.answers), clients=text.number(token.clients))
    return [sentence, " ", blocks.moment(token.first_at), "."]


def _line(token: SharedToken, *, judges: bool) -> Component:
    way = blocks.evidence_address(token.campaign, token.code, 0)
    link: list[Child] = [" ", blocks.link(tr("What happened"), way)] if judges else []
    return html.P([*line(token), *link])
