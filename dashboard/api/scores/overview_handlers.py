"""What the API says of all campaigns at once, so that a program asks once and not for each."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from feedback_buttons.base import ids
from feedback_buttons.campaigns.periods import EVER
from feedback_buttons.dashboard.api.calls import Call
from feedback_buttons.reports.answers import broken_clicks, shared_tokens
from feedback_buttons.reports.scores import attention, overviews, response_rates, score_facts
from feedback_buttons.reports.scores.overview_windows import Windows
from feedback_buttons.reports.scores.overviews import Standing
from feedback_buttons.reports.statistics.organisation_index import Index
from feedback_buttons.storage import db


def get_overview(call: Call) -> dict[str, Any]:
    """Every campaign's figures of the period that the query names, the index, and what needs attention."""
    return facts(call.connection, call.query.period, call.query.against)


def facts(connection: db.Connection, period: str, against: str = "before") -> dict[str, Any]:
    """The same, also for this dashboard's own page of several installations."""
    now = ids.utc_now()
    standings = overviews.standings(connection, Windows.of(period, now, other=against))
    index, _ = overviews.organisation(standings.values())
    watched = [standing for standing in standings.values() if not standing.campaign.closed]
    return {
        "at": now,
        "period": period,
        "against": "none" if period == str(EVER) else against,
        "index": _index(index) if index else None,
        "attention": list(_concerns(connection, standings, now)),
        "campaigns": [_facts(standing, watched) for standing in standings.values()],
    }


def _index(index: Index) -> dict[str, object]:
    return {
        "score": index.value,
        "low": index.value - index.margin,
        "high": index.value + index.margin,
        **{name: getattr(index, name) for name in ("change", "answers", "campaigns")},
        **{name: getattr(index, name) for name in ("weight", "weight_then")},
    }


def _facts(standing: Standing, watched: list[Standing]) -> dict[str, object]:
    campaign = standing.campaign
    return {
        "campaign": campaign.slug,
        **{name: getattr(campaign, name) for name in ("name", "touchpoint", "closed", "demo")},
        "scale": campaign.told,
        **score_facts.score_ends(standing.score),
        "answers": standing.answers,
        "counts": standing.counts,
        "change": score_facts.difference_facts(standing.difference),
        "latest": score_facts.change_facts(attention.latest(standing, watched)),
        "mails": campaign.mailed,
        "response_rate": standing.response_rate,
        "last_at": standing.last_at,
    }


def _concerns(
    connection: db.Connection, standings: dict[str, Standing], now: datetime
) -> Iterator[dict[str, str]]:
    """In the order of the dashboard's own list (dashboard/overview/attention_card.py)."""
    listed = [standing.campaign for standing in standings.values()]
    for concern in attention.of(standings.values()):
        yield {"campaign": concern.campaign.slug, "kind": concern.kind}
    for low in response_rates.low(connection, listed, now):
        yield {"campaign": low.campaign.slug, "kind": "low_rate"}
    broken = {buttons.campaign: "broken" for buttons in broken_clicks.list_(connection)}
    shared = {token.campaign: "shared_token" for token in shared_tokens.list_(connection)}
    for kinds in (broken, shared):
        yield from (
            {"campaign": slug, "kind": kind} for slug, kind in kinds.items() if slug in standings
        )
