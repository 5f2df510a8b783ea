"""A campaign on one sheet of paper, for the wall of the office: a PDF of its score, distribution and words."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args
from zoneinfo import ZoneInfo

import typst

from feedback_buttons.campaigns.periods import PeriodView
from feedback_buttons.campaigns.score_bands import COLOURS, band
from feedback_buttons.comments import comment_list
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.comments.comment_list import Comment
from feedback_buttons.i18n.team_language import date, local, spoken, tr, trn
from feedback_buttons.reports.periods import period_text
from feedback_buttons.reports.periods.scope import Scope
from feedback_buttons.reports.scores import campaign_reports
from feedback_buttons.reports.scores.campaign_reports import CampaignSummary
from feedback_buttons.reports.scores.score_facts import ALL_ANSWERS
from feedback_buttons.reports.statistics import score_text
from feedback_buttons.reports.topics import topic_scores
from feedback_buttons.storage import db

Paper = Literal["a4", "a3"]
PAPERS: tuple[Paper, ...] = get_args(Paper)
COMMENTS = 6
LONGEST = 180  # characters of a comment: six of them fit
_LOOK = 60  # so many of the newest comments are looked at for six that fit
_TEMPLATE = Path(__file__).parent / "templates" / "poster.typ"


def poster(
    conn: db.Connection,
    slug: str,
    now: datetime,
    paper: Paper = "a4",
    view: PeriodView = ALL_ANSWERS,
) -> bytes | None:
    """The PDF of a campaign in the period of a view, with its newest comments that are short enough for paper; None if
    there is no such campaign.

    Raises:
        PeriodError: it has no such period.
    """
    ever = campaign_reports.summary(conn, slug)
    if ever is None:
        return None
    scope = Scope.of(ever.campaign, view, now)
    summary = campaign_reports.summary_of(conn, slug, scope) or ever
    period = "" if scope.all else str(view.period)
    comments = comment_list.find(conn, Filter(campaign=slug, period=period), limit=_LOOK).comments
    short = [comment for comment in comments if len(comment.comment) <= LONGEST]
    first = scope.days.first if scope.days else None
    mentioned = topic_scores.most_mentioned(conn, summary.campaign, first)
    topics = [topic.words(spoken()) for topic in mentioned]
    return pdf(summary, short[:COMMENTS], now, paper, scope, topics)


def pdf(
    summary: CampaignSummary,
    comments: Sequence[Comment],
    now: datetime,
    paper: Paper = "a4",
    scope: Scope | None = None,
    topics: Sequence[str] = (),
) -> bytes:
    """The PDF of these facts, in the language spoken."""
    mentioned = {"topics": _mentioned(topics)}
    data = json.dumps(facts(summary, comments, now, paper, scope) | mentioned)
    return bytes(typst.compile(str(_TEMPLATE), sys_inputs={"data": data}))


def _mentioned(topics: Sequence[str]) -> str:
    """What the comments mention most; "" where they mention nothing known."""
    return tr("Most mentioned: {topics}").format(topics=" · ".join(topics)) if topics else ""


def facts(
    summary: CampaignSummary,
    comments: Sequence[Comment],
    now: datetime,
    paper: Paper,
    scope: Scope | None = None,
) -> dict[str, object]:
    """What stands on it, in the language spoken."""
    campaign, score, answers = summary.campaign, summary.score, summary.answers
    of_period = scope is not None and not scope.all
    kind = [
        period_text.covers(scope) if scope and of_period else "",
        campaign.touchpoint,
        _day(campaign.sent_at, campaign.zone),
        tr("demonstration data") if campaign.demo else "",
    ]
    rate = summary.response_rate
    return {
        "paper": paper,
        "language": spoken(),
        "name": campaign.name,
        "kind": " · ".join(filter(None, kind)),
        "score": score_text.value(score),
        "margin": score_text.sure(score),
        "early": not summary.tells,
        "certainty": _certainty(summary),
        "answers": trn("{number} answer", "{number} answers", answers),
        "rate": _rate(
            rate, summary.responded[1] or 0, all_time=bool(of_period and not (scope and scope.wave))
        )
        if rate is not None
        else "",
        "shares": _shares(summary),
        "comments": [*map(_comment, comments)],
        "foot": _as_of(now, campaign.zone),
    }


def _shares(summary: CampaignSummary) -> list[dict[str, object]]:
    """A bar a score, and its share in words."""
    campaign, answers, most = summary.campaign, summary.answers, max(summary.counts) or 1
    return [
        {
            "score": score,
            "text": score_text.whole(100 * count / answers) if summary.tells else "",
            "height": count / most,
            "colour": COLOURS[band(score * 10 // campaign.told_scores[-1])],
        }
        for score, count in zip(campaign.told_scores, summary.counts, strict=True)
    ]


def _comment(comment: Comment) -> dict[str, object]:
    colour = COLOURS[band(comment.score)]
    return {"score": comment.told, "comment": comment.comment, "colour": colour}


def _as_of(now: datetime, zone: ZoneInfo) -> str:
    at = f"{date(now, zone)}, {now.astimezone(zone):%H:%M}"
    return tr("As of {time} ({zone})").format(time=at, zone=zone.key)


def _day(at: datetime | None, zone: ZoneInfo) -> str:
    return tr("sent {day}").format(day=date(at, zone)) if at else ""


def _rate(rate: float, mails: int, *, all_time: bool) -> str:
    """The response rate; where the poster is of a period, which it does not follow, that it is of all time."""
    sentence = tr("{share} of {number} mails").format(
        share=score_text.share(rate), number=local(f"{mails:,}")
    )
    return tr("all time: {figure}").format(figure=sentence) if all_time else sentence


def _certainty(summary: CampaignSummary) -> str:
    score = summary.score
    if not score:
        return (
            tr("Nobody answered in this period.")
            if summary.of_period
            else tr("Nobody has answered yet.")
        )
    sentence = tr(
        "On a scale of {lowest} to {highest}; with 95% certainty between {low} and {high}, "
        "for people like those who have answered."
    )
    low, high = score_text.ends(score)
    return sentence.format(lowest=score.lowest, highest=score.highest, low=low, high=high)
