"""What a campaign's page says of answers through buttons that name nobody."""

from collections.abc import Iterator

from dash import html
from dash.development.base_component import Component

from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.score_bands import band
from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.i18n.team_language import tr, trn
from feedback_buttons.reports.scores.unsigned_report import UnsignedAnswers
from feedback_buttons.reports.statistics import score_text


def card(campaign: Campaign, unsigned: UnsignedAnswers | None) -> list[Component]:
    """Their count, their score and what was written; nothing where there are none."""
    if unsigned is None:
        return []
    early = unsigned.score is None or unsigned.score.early
    mean = text.mean(unsigned.score)
    score = mean if early else score_text.told(mean, text.margin(unsigned.score))
    browsers = trn("{number} browser", "{number} browsers", unsigned.browsers)
    numbers = html.Dl(
        [
            blocks.stat(text.ANSWERS, "unsigned", {"children": text.number(unsigned.answers)}),
            blocks.stat(tr("From"), "unsigned-browsers", {"children": browsers}),
            blocks.stat(text.SCORE, "unsigned-score", {"children": score}),
        ],
        className="stats",
    )
    since = html.P(
        [tr("From"), " ", blocks.moment(unsigned.first_at), " ", tr("to"), " ",
         blocks.moment(unsigned.last_at)], className="note",
    )  # fmt: skip
    counts = (
        tr("They count in the campaign's score: its settings say so.")
        if campaign.count_unsigned
        else tr("They are not in the campaign's score; its settings can change that.")
    )
    return [
        blocks.card(
            "unsigned",
            tr("Unsigned answers"),
            html.P(f"{_meaning()} {counts}", className="note"),
            numbers,
            since,
            *_comments(campaign, unsigned),
        )
    ]


def _meaning() -> str:
    return tr(
        "Through buttons without a usable token, so nobody knows whose they are. A browser can answer again the next "
        "day, or on another device; colleagues behind one address may look like one. In the score each browser has its "
        "last answer of a day."
    )


def _comments(campaign: Campaign, unsigned: UnsignedAnswers) -> Iterator[Component]:
    if not unsigned.comments:
        return
    rows = []
    for comment in unsigned.comments:
        score = scales.written(comment.score, campaign.told)
        mark = html.Span(score, className=f"given {band(comment.score)}")
        words = html.P(comment.comment, dir="auto", lang=comment.language, className="verbatim")
        about = html.P([mark, " ", blocks.moment(comment.at)], className="meta")
        rows.append(html.Li([about, words]))
    yield html.Details([html.Summary(tr("What was written")), html.Ol(rows, className="plain")])
