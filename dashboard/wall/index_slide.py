"""The index as a screen on the wall: over all campaigns or those of one touchpoint, with its course."""

from collections.abc import Sequence
from dataclasses import replace

from feedback_buttons.accounts import wall_links
from feedback_buttons.base import ids
from feedback_buttons.dashboard.kit.live.feed import Reader, Slugs
from feedback_buttons.dashboard.kit.shapes.blocks import Props
from feedback_buttons.dashboard.kit.words import overview_text, text
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.reports.scores import index_days, overviews
from feedback_buttons.reports.scores.overview_windows import Windows
from feedback_buttons.reports.statistics.index_course import IndexDay
from feedback_buttons.reports.statistics.organisation_index import Index
from feedback_buttons.storage import db

INDEX = wall_links.INDEX  # as the address names it, and the slide
FEW = 2  # days, below which there is no course


def reader(touchpoint: str = "") -> Reader:
    """Reads the one slide, at most once a second."""

    def read(connection: db.Connection, _slugs: Slugs, slow: bool) -> dict[str, Props]:
        if not slow:
            return {}
        now = ids.utc_now()
        standings = [
            standing
            for standing in overviews.standings(connection, Windows.of("30d", now)).values()
            if touchpoint in ("", standing.campaign.touchpoint)
        ]
        index, demo = overviews.organisation(standings)
        campaigns = overviews.indexed([standing.campaign for standing in standings])
        course = index_days.read(connection, campaigns, now)
        shown = slide(index, course, touchpoint, demo=demo)
        return {"order": {"slugs": [INDEX]}, f"slide {INDEX}": shown}

    return read


def slide(index: Index | None, course: Sequence[IndexDay], touchpoint: str, *, demo: bool) -> Props:
    """The index as the screen shows it."""
    days = list(course)
    if index and days:
        days[-1] = replace(days[-1], value=index.value, margin=index.margin)
    name = f"{overview_text.INDEX}: {touchpoint}" if touchpoint else str(overview_text.INDEX)
    return {
        "name": name,
        "kind": str(text.DEMO) if demo else "",
        "score": text.decimal(index.value, 2) if index else text.NONE,
        "margin": overview_text.give_or_take(index.margin) if index else str(text.NO_ANSWERS),
        "answers": overview_text.index_from(index.campaigns, index.answers) if index else "",
        "rate": "",
        "period": overview_text.index_change(index.change) if index else "",
        "lowest": 1,
        "bars": [],
        "topics": "",
        "comments": [],
        **_course(days),
    }


def _course(days: Sequence[IndexDay]) -> Props:
    """Where the index may have been day by day, as a CSS polygon; and what that shows, in words."""
    if len(days) < FEW:
        return {"course": "", "course_note": ""}
    low = min(day.value - day.margin for day in days)
    high = max(day.value + day.margin for day in days)
    last = len(days) - 1

    def at(place: int, value: float) -> str:
        across, down = 100 * place / last, 100 * (high - value) / ((high - low) or 1)
        return f"{across:.1f}% {down:.1f}%"

    upper = [at(place, day.value + day.margin) for place, day in enumerate(days)]
    lower = [at(place, day.value - day.margin) for place, day in enumerate(days)]
    note = tr("{days} days, from {low} to {high}").format(
        days=len(days), low=text.decimal(low, 2), high=text.decimal(high, 2)
    )
    return {"course": f"polygon({', '.join([*upper, *reversed(lower)])})", "course_note": note}
