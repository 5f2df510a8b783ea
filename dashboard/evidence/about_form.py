"""The link from a recipient's evidence to a file of everything that is stored about them, in all campaigns."""

from dash import dcc, html
from dash.development.base_component import Component

from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.i18n.team_language import tr


def card(pseudonym: str) -> Component:
    """A button that downloads it, and what it is for."""
    whose = dcc.Input(type="hidden", name="reference", value=pseudonym)
    button = html.Button(
        tr("Download all that is stored about this recipient (JSON)"), type="submit"
    )
    means = html.P(
        tr("For somebody who asks for their data. The download is recorded in the audit trail."),
        className="note",
    )
    form = html.Form([whose, button], method="post", action=own("/people/about"))
    return blocks.card("kept", tr("What is stored about a recipient"), form, means)
