"""A person's latest answers along the touchpoints, in the order in which customers pass them."""

from collections.abc import Iterator, Sequence

from dash import html
from dash.development.base_component import Component

from feedback_buttons.campaigns.score_bands import band
from feedback_buttons.comments.person_course import CourseStep
from feedback_buttons.dashboard.kit.shapes.blocks import aria
from feedback_buttons.i18n.team_language import lazy_gettext

COURSE = lazy_gettext("Their latest answer at each touchpoint")


def walked(course: Sequence[CourseStep]) -> Iterator[Component]:
    """The steps in a line; nothing where there are none."""
    if course:
        steps = [
            html.Li(
                [
                    html.Span(step.touchpoint, dir="auto"),
                    html.Span(step.written, className=f"given {band(step.score)}"),
                ]
            )
            for step in course
        ]
        yield html.Ol(steps, className="walked", title=str(COURSE), **aria(label=str(COURSE)))
