"""A campaign on one sheet of paper, for the wall of the office: a PDF of its score, distribution and words."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args
from zoneinfo import ZoneInfo

import typst

from feedback_buttons.campaigns.score_bands import COLOURS, band
from feedback_buttons.comments import comment_list
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.comments.comment_list import Comment
from feedback_buttons.i18n.team_language import date, local, spoken, tr, trn
from feedback_buttons.reports.scores import campaign_reports
from feedback_buttons.reports.scores.campaign_reports import CampaignSummary
from feedback_buttons.reports.statistics import score_text
from feedback_buttons.storage import db

Paper = Literal["a4", "a3"]
PAPERS: tuple[Paper, ...] = get_args(Paper)
COMMENTS = 6
LONGEST = 180  # characters of a comment: six of them fit
_LOOK = 60  # so many of the newest comments are looked at for six that fit
_TEMPLATE = Path(__file__).parent / "templates" / "poster.typ"


def poster(conn: db.Connection, slug: str, now: datetime, paper: Paper = "a4") -> bytes | None:
    """The PDF of a campaign, with its newest comments that are short enough for paper; None if there is
    no such campaign."""
    summary = campaign_reports.summary(conn, slug)
    if summary is None:
        return None
    comments = comment_list.find(conn, Filter(campaign=slug), limit=_LOOK).comments
    short = [comment for comment in comments if len(comment.comment) <= LONGEST]
    return pdf(summary, short[:COMMENTS], now, paper)


def pdf(
    summary: CampaignSummary, comments: Sequence[Comment], now: datetime, paper: Paper = "a4"
) -> bytes:
    """The PDF of these facts, in the language spoken."""
    data = json.dumps(facts(summary, comments, now, paper))
    return bytes(typst.compile(str(_TEMPLATE), sys_inputs={"data": data}))


def facts(
    summary: CampaignSummary, comments: Sequence[Comment], now: datetime, paper: Paper
) -> dict[str, object]:
    """What stands on it, in the language spoken."""
    campaign, score, answers = summary.campaign, summary.score, summary.answers
    kind = [
        campaign.touchpoint,
        _day(campaign.sent_at, campaign.zone),
        tr("demonstration data") if campaign.demo else "",
    ]
    rate = summary.response_rate
    most = max(summary.counts) or 1
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
        "rate": _rate(rate, campaign.mailed or 0) if rate is not None else "",
        "shares": [
            {
                "score": score,
                "text": _percent(count / answers, 0) if summary.tells else "",
                "height": count / most,
                "colour": COLOURS[band(score * 10 // campaign.told_scores[-1])],
            }
            for score, count in zip(campaign.told_scores, summary.counts, strict=True)
        ],
        "comments": [*map(_comment, comments)],
        "foot": _as_of(now, campaign.zone),
    }


def _comment(comment: Comment) -> dict[str, object]:
    colour = COLOURS[band(comment.score)]
    return {"score": comment.told, "comment": comment.comment, "colour": colour}


def _as_of(now: datetime, zone: ZoneInfo) -> str:
    at = f"{date(now, zone)}, {now.astimezone(zone):%H:%M}"
    return tr("As of {time} ({zone})").format(time=at, zone=zone.key)


def _day(at: datetime | None, zone: ZoneInfo) -> str:
    return tr("sent {day}").format(day=date(at, zone)) if at else ""


def _rate(rate: float, mails: int) -> str:
    sentence = tr("{share} of {number} mails")
    return sentence.format(share=_percent(rate, 1), number=local(f"{mails:,}"))


def _percent(share: float, digits: int) -> str:
    return f"{score_text.decimal(100 * share, digits)}%"


def _certainty(summary: CampaignSummary) -> str:
    score = summary.score
    if not score:
        return tr("Nobody has answered yet.")
    sentence = tr(
        "On a scale of {lowest} to {highest}; with 95 % certainty between {low} and {high}, "
        "for people like those who have answered."
    )
    low, high = score_text.ends(score)
    return sentence.format(lowest=score.lowest, highest=score.highest, low=low, high=high)
