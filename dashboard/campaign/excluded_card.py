"""The card of answers that do not count, on a campaign's page."""

from collections.abc import Iterator

from dash import html
from dash.development.base_component import Component

from feedback_buttons.dashboard.evidence import excluded_page
from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.shapes.blocks import Props, stat
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.reports.scores.campaign_reports import CampaignSummary
from feedback_buttons.reports.statistics import score_text
from feedback_buttons.reports.statistics.stats import Score


def card(slug: str, now: dict[str, Props], *, linked: bool) -> Component:
    """The card; with ways to the single answers where they are ``linked``."""
    way = html.P(blocks.link(text.SEE_EXCLUDED, excluded_page.address(slug)), className="way")
    return blocks.folded(
        "excluded",
        text.EXCLUDED,
        html.P(text.EXCLUDED_MEANS, className="note"),
        html.Dl(list(_rows(slug, now, linked=linked)), className="stats"),
        *([way] if linked else []),
    )


def _rows(slug: str, now: dict[str, Props], *, linked: bool) -> Iterator[Component]:
    for name, (label, note) in text.EXCLUDED_KINDS.items():
        shown = blocks.link(label, excluded_page.address(slug, kind=name)) if linked else label
        yield stat(shown, f"excluded-{name}", now[f"excluded-{name}"], {"children": note})
    yield stat(text.ALL_CLICKS, "excluded-all", now["excluded-all"], now["excluded-all-note"])


def numbers(summary: CampaignSummary) -> dict[str, Props]:
    """The numbers alone: the stream is one for all roles, and only some may follow the links."""
    clicked = summary.clicked_score
    early = clicked is None or clicked.early
    mean = (
        text.mean(clicked) if early else score_text.told(text.mean(clicked), text.margin(clicked))
    )
    counts = {name: text.number(getattr(summary, name)) for name in text.EXCLUDED_KINDS}
    return {
        **{f"excluded-{name}": {"children": number} for name, number in counts.items()},
        "excluded-all": {"children": mean},
        "excluded-all-note": {"children": _clicked_note(clicked)},
    }


def _clicked_note(clicked: Score | None) -> str:
    answers = text.answers(clicked.answers if clicked else 0)
    return f"{text.margin(clicked)}, {answers}" if clicked and clicked.early else answers
