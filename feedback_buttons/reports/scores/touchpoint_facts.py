"""The journey for programs: the API and the files tell what stands here."""

from collections.abc import Iterator, Sequence

from feedback_buttons.base import time_zones
from feedback_buttons.reports.scores import score_facts
from feedback_buttons.reports.scores.touchpoint_scores import Journey, TouchpointScore
from feedback_buttons.reports.statistics.stats import Difference

HEADS = (
    *("place", "touchpoint", "campaigns", "score", "low", "high", "difference", "difference_low", "difference_high"),
    *("real", "answers", "spread", "unhappy", "happy", "response_rate", "mentioned", "scale", "left_out"),
    *("attribute", "value"),
    *("period", "period_begin", "period_end", "against", "against_begin", "against_end", "time_zone"),
)  # fmt: skip


def facts(journey: Journey) -> dict[str, object]:
    """All of it by name, as the API's model describes it. Whatever cannot be told is None: the score and what is made
    of it while it is too early, the response rate while the number of mails is unknown."""
    return {
        "period": _period(journey),
        "part": str(journey.part) if journey.part else None,
        "touchpoints": [
            _touchpoint(place, score) for place, score in enumerate(journey.touchpoints, 1)
        ],
    }


def rows(journey: Journey) -> Iterator[Sequence[object]]:
    """A row a touchpoint, of the columns HEADS. The period stands in every row, so that no part of the file goes
    without."""
    period = _period(journey)
    of_all = [
        period[name]
        for name in ("name", "begin", "end", "against", "against_begin", "against_end", "time_zone")
    ]
    for place, score in enumerate(journey.touchpoints, 1):
        figures = _touchpoint(place, score)
        yield (
            place,
            score.touchpoint,
            len(score.campaigns),
            *score_facts.in_thousandths(score.pool.score),
            *_in_thousandths(score.difference),
            *(figures[name] for name in ("real", "answers")),
            None
            if figures["spread"] is None
            else score_facts.thousandths(score.pool.deviation or 0),
            *(figures[name] for name in ("unhappy", "happy", "response_rate")),
            "; ".join(topic.words("en") for topic in score.topics),
            score.pool.scale,
            " ".join(campaign.slug for campaign in score.left_out),
            *(journey.part[:2] if journey.part else (None, None)),
            *of_all,
        )


def _touchpoint(place: int, score: TouchpointScore) -> dict[str, object]:
    difference = score_facts.difference_facts(score.difference)
    unhappy, _, happy = score.pool.bands
    return {
        "place": place,
        "touchpoint": score.touchpoint,
        "campaigns": [campaign.slug for campaign in score.campaigns],
        "left_out": [campaign.slug for campaign in score.left_out],
        "scale": score.pool.scale,
        **score_facts.score_ends(score.pool.score),
        "answers": score.pool.answers,
        "counts": score.pool.shape,
        "spread": score.pool.deviation,
        "unhappy": unhappy,
        "happy": happy,
        "difference": difference["difference"],
        "difference_low": difference["low"],
        "difference_high": difference["high"],
        "real": score.difference and score.difference.real,
        "response_rate": score.response_rate,
        "mentioned": [{"topic": topic.slug, "comments": topic.comments} for topic in score.topics],
    }


def _period(journey: Journey) -> dict[str, object]:
    """Which period it is, and what it is held against, by the installation's clock."""
    zone = time_zones.here()
    (begin, end), against = journey.view.spans(journey.now, zone)
    return {
        "name": str(journey.view.period),
        "begin": begin,
        "end": end,
        "time_zone": zone.key,
        "against": str(journey.view.against) if against else "none",
        "against_begin": against.begin if against else None,
        "against_end": against.end if against else None,
    }


def _in_thousandths(difference: Difference | None) -> list[float | None]:
    if difference is None:
        return [None, None, None]
    values = difference.mean, difference.low, difference.high
    return [score_facts.thousandths(value) for value in values]
