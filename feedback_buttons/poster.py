"""A campaign on one sheet of paper, for the wall of the office: a PDF of its score, distribution and words."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

import typst

from feedback_buttons import db, inbox, reports
from feedback_buttons.filters import Filter
from feedback_buttons.inbox import Comment
from feedback_buttons.reports import CampaignSummary

Paper = Literal["a4", "a3"]
PAPERS: tuple[Paper, ...] = get_args(Paper)
COMMENTS = 6
LONGEST = 180  # characters of a comment: six of them fit
_LOOK = 60  # so many of the newest comments are looked at for six that fit
_TEMPLATE = Path(__file__).parent / "templates" / "poster.typ"


def poster(conn: db.Connection, slug: str, now: datetime, paper: Paper = "a4") -> bytes | None:
    """The PDF of a campaign, with its newest comments that are short enough for paper; None if there is
    no such campaign."""
    summary = reports.summary(conn, slug)
    if summary is None:
        return None
    found = inbox.find(conn, Filter(campaign=slug), limit=_LOOK).comments
    short = [each for each in found if len(each.text) <= LONGEST]
    return pdf(summary, short[:COMMENTS], now, paper)


def pdf(
    summary: CampaignSummary, comments: Sequence[Comment], now: datetime, paper: Paper = "a4"
) -> bytes:
    """The PDF of these facts."""
    data = json.dumps(_data(summary, comments, now, paper))
    return bytes(typst.compile(str(_TEMPLATE), sys_inputs={"data": data}))


def _data(
    summary: CampaignSummary, comments: Sequence[Comment], now: datetime, paper: Paper
) -> dict[str, object]:
    campaign, score, answers = summary.campaign, summary.score, summary.answers
    kind = [
        campaign.touchpoint,
        _day(campaign.sent_at, "sent"),
        "demonstration data" * campaign.demo,
    ]
    rate = summary.response_rate
    most = max(summary.counts) or 1
    return {
        "paper": paper,
        "language": campaign.language or "en",
        "name": campaign.name,
        "kind": " · ".join(filter(None, kind)),
        "score": f"{score.mean:.1f}" if score else "–",  # noqa: RUF001 (a dash)
        "margin": score.plus_minus if score else "",
        "certainty": _certainty(summary),
        "answers": f"{answers:,} answer" + "s" * (answers != 1),
        "rate": f"{rate:.1%} of {campaign.mails:,} mails" if rate is not None else "",
        "shares": [
            {"text": f"{count / answers:.0%}" if answers else "", "height": count / most}
            for count in summary.counts
        ],
        "comments": [{"score": each.score, "text": each.text} for each in comments],
        "foot": f"As of {now:%d %B %Y, %H:%M} UTC",
    }


def _day(at: datetime | None, said: str) -> str:
    return f"{said} {at.day} {at:%B %Y}" if at else ""


def _certainty(summary: CampaignSummary) -> str:
    score = summary.score
    if not score:
        return "Nobody has answered yet."
    ends = f"between {score.low:.1f} and {score.high:.1f}"
    return f"On a scale of 1 to 10; with 95 % certainty {ends}."
