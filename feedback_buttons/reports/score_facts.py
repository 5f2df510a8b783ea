"""A campaign's score and all figures beside it, for programs: `report --json` and the API tell what stands here."""

from collections.abc import Sequence

from feedback_buttons.campaigns.follow_up_questions import Result
from feedback_buttons.reports.campaign_reports import CampaignSummary
from feedback_buttons.reports.latest_change import LatestChange
from feedback_buttons.reports.segments import Segments

Interval = tuple[float, float] | None


def score_facts(
    summary: CampaignSummary, latest: LatestChange, groups: Segments, results: Sequence[Result]
) -> dict[str, object]:
    """The figures by their names, as the API's model of a score describes them, and the intervals of NPS, CSAT and CES.

    Whatever cannot be told is None: all that is made of the score while it is too early, CSAT and CES where the
    mail did not ask for them, the response rate while the number of mails is unknown.
    """
    campaign, score = summary.campaign, summary.score
    return {
        "scale": campaign.told,
        "asks": campaign.asks,
        "score": score.mean if score and summary.tells else None,
        "low": score and score.low,
        "high": score and score.high,
        "withheld": summary.withheld,
        "answers": summary.answers,
        "counts": summary.counts,
        "nps": summary.nps,
        **_ends("nps", summary.nps_interval),
        "csat": summary.csat,
        **_ends("csat", summary.csat_interval),
        "ces": summary.ces,
        **_ends("ces", summary.ces_interval),
        "latest": latest.facts,
        "comments": summary.comments,
        "set_aside": summary.set_aside,
        "response_rate": summary.response_rate,
        "segments": [segment.facts for segment in groups.segments],
        "late_less_early": groups.ages and groups.ages.facts,
        "segments_at": groups.at,
        "questions": [
            {"id": result.question.get("id"), "counts": result.counts} for result in results
        ],
    }


def _ends(name: str, interval: Interval) -> dict[str, float | None]:
    low, high = interval or (None, None)
    return {f"{name}_low": low, f"{name}_high": high}
