"""How a score differs from another, with an arrow where that is more than chance: the one shape of it on all pages."""

from dash import html

from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.shapes.blocks import Child, Props
from feedback_buttons.dashboard.kit.words import overview_text, text
from feedback_buttons.reports.statistics.stats import Difference


def props(difference: Difference | None) -> Props:
    """What an element with the difference holds, and its class; a dash while it is too early to tell."""
    if difference is None:
        return {"children": text.NONE, "className": "change none"}
    points = overview_text.points(difference)
    if not difference.real:
        sure: list[Child] = [
            points,
            html.Span(f" ({overview_text.MAYBE_CHANCE})", className="unseen"),
        ]
        return {"children": sure, "className": "change"}
    up = difference.mean > 0
    arrow = html.Span(overview_text.UP if up else overview_text.DOWN, **blocks.aria(hidden="true"))
    more = html.Span(f" ({overview_text.MORE_THAN_CHANCE})", className="unseen")
    return {
        "children": [arrow, f" {points}", more],
        "className": f"change {'up' if up else 'down'}",
    }
