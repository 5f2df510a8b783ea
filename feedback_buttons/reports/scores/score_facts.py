"""A campaign's score and all figures beside it, for programs: `report --json`, the API and the files of charts tell
what stands here."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from feedback_buttons.campaigns import follow_up_questions
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.follow_up_questions import Result
from feedback_buttons.campaigns.periods import PeriodView, Span
from feedback_buttons.reports.periods.scope import Scope
from feedback_buttons.reports.scores import (
    campaign_reports,
    latest_change,
    target_progress,
    unsigned_report,
)
from feedback_buttons.reports.scores.campaign_reports import CampaignSummary
from feedback_buttons.reports.scores.latest_change import LatestChange
from feedback_buttons.reports.scores.unsigned_report import UnsignedAnswers
from feedback_buttons.reports.segments import segments
from feedback_buttons.reports.segments.segments import Segment, Segments
from feedback_buttons.reports.statistics import score_text
from feedback_buttons.reports.statistics.stats import Difference, Score
from feedback_buttons.reports.topics import topic_scores
from feedback_buttons.storage import db

Interval = tuple[float, float] | None
ALL_ANSWERS = PeriodView()


class Figures(NamedTuple):
    """What a campaign's figures are told from."""

    summary: CampaignSummary
    latest: LatestChange
    groups: Segments
    results: Sequence[Result]
    unsigned: UnsignedAnswers | None = None
    scope: Scope | None = None
    topics: Sequence[dict[str, object]] = ()


def read(
    connection: db.Connection, campaign: Campaign, now: datetime, view: PeriodView = ALL_ANSWERS
) -> Figures:
    """A campaign's figures as they are now, of the period of a view.

    Raises:
        LookupError: the campaign was deleted at this very moment.
        PeriodError: it has no such period.
    """
    scope = Scope.of(campaign, view, now)
    summary = campaign_reports.summary_of(connection, campaign.slug, scope)
    if summary is None:
        raise LookupError("the campaign is gone")
    return Figures(
        summary,
        latest_change.of_scope(connection, campaign, scope),
        segments.read(connection, campaign.slug, scope.days),
        follow_up_questions.results(connection, campaign.slug, campaign.questions, scope.days),
        unsigned_report.read(connection, campaign),
        scope,
        topic_scores.facts(topic_scores.read(connection, campaign, *(scope.days or ()))),
    )


def facts(figures: Figures) -> dict[str, object]:
    """The figures by their names, as the API's model of a score describes them, and the intervals of NPS, CSAT and CES.

    Whatever cannot be told is None: all that is made of the score while it is too early, CSAT and CES where the
    mail did not ask for them, the response rate while the number of mails is unknown.
    """
    summary, latest, groups, results, unsigned, scope, topics = figures
    return {
        "period": period_facts(scope) if scope else None,
        "scale": summary.campaign.told,
        "asks": summary.campaign.asks,
        **score_ends(summary.score),
        "withheld": summary.withheld,
        "answers": summary.answers,
        "counts": summary.counts,
        "nps": summary.nps,
        **_ends("nps", summary.nps_interval),
        "csat": summary.csat,
        **_ends("csat", summary.csat_interval),
        "ces": summary.ces,
        **_ends("ces", summary.ces_interval),
        "latest": change_facts(latest),
        "target": target_progress.facts(target_progress.of(summary.campaign, summary.score)),
        "comments": summary.comments,
        "set_aside": summary.set_aside,
        "response_rate": summary.response_rate,
        "unsigned": unsigned_facts(summary.campaign, unsigned),
        "segments": [segment_facts(segment) for segment in groups.segments],
        "late_less_early": groups.ages and difference_facts(groups.ages.difference),
        "segments_at": groups.at,
        "topics": topics,
        "questions": [
            {"id": result.question.get("id"), "counts": result.counts} for result in results
        ],
    }


def period_facts(scope: Scope) -> dict[str, object]:
    """What the figures are of: the period and what it is held against as an address names them, from when until just
    before when each is (None: since ever, still going on), by which clock, and of which days the sums by day are."""
    (begin, end), against = scope.span, scope.against or Span()
    days = scope.days
    return {
        "name": str(scope.view.period),
        "begin": begin,
        "end": end,
        "time_zone": scope.zone.key,
        "against": str(scope.view.against) if scope.against else "none",
        "against_begin": against.begin,
        "against_end": against.end,
        "first_day": days.first if days else None,
        "last_day": days.last if days else None,
    }


def unsigned_facts(campaign: Campaign, unsigned: UnsignedAnswers | None) -> dict[str, object]:
    """How many answered through buttons that name nobody, from how many browsers, their score, and whether the
    campaign's score has them too."""
    return {
        "answers": unsigned.answers if unsigned else 0,
        "browsers": unsigned.browsers if unsigned else 0,
        **score_ends(unsigned.score if unsigned else None),
        "counted": campaign.count_unsigned,
    }


def score_ends(score: Score | None) -> dict[str, float | None]:
    """A score and its interval's ends; None for no answers, and the score alone while it is too early to tell."""
    return {
        "score": None if score is None or score.early else score.mean,
        "low": score.low if score else None,
        "high": score.high if score else None,
    }


def in_thousandths(score: Score | None) -> list[float | None]:
    """A score and its interval's ends as a file has them: rounded to three decimals, the interval outwards."""
    if score is None:
        return [None, None, None]
    low, high = score_text.outwards(score.low, score.high, 3)
    mean = score_ends(score)["score"]
    return [None if mean is None else thousandths(mean), float(low), float(high)]


def thousandths(value: float) -> float:
    """A figure as a file has it: rounded to three decimals."""
    return float(score_text.rounded(value, 3))


def difference_facts(difference: Difference | None) -> dict[str, float | None]:
    """One score less another, and its interval's ends; None while it is too early to tell."""
    return {
        "difference": difference.mean if difference else None,
        "low": difference.low if difference else None,
        "high": difference.high if difference else None,
    }


def segment_facts(segment: Segment) -> dict[str, object]:
    """A segment's score; ``kind`` is one of segments.KINDS' names or attribute, whose name is then beside it."""
    kind = segments.KINDS.get(segment.kind, "attribute")
    return {
        "kind": kind,
        "attribute": segment.kind if kind == "attribute" else None,
        "value": segment.value,
        "name": segment.wave.label if segment.wave else None,
        **score_ends(segment.score),
        "answers": segment.answers,
        "response_rate": segment.response_rate,
    }


def change_facts(latest: LatestChange) -> dict[str, object]:
    """The score of the last 24 hours, or of the period; None with its interval while it is too early to tell. And how
    it differs."""
    score, difference = latest.score, latest.difference
    return {
        "answers": sum(latest.recent),
        **score_ends(None if score is None or score.early else score),
        "difference": difference and difference.mean,
        "difference_low": difference and difference.low,
        "difference_high": difference and difference.high,
        "real": difference and difference.real,
    }


def _ends(name: str, interval: Interval) -> dict[str, float | None]:
    low, high = interval or (None, None)
    return {f"{name}_low": low, f"{name}_high": high}
