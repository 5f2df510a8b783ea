"""The pictures of a digest: PNGs that every mail program shows, white behind also where a mail is dark."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypedDict

import typst

from feedback_buttons.campaigns.score_bands import COLOURS, band
from feedback_buttons.channels.notices import Picture
from feedback_buttons.i18n.team_language import spoken, tr
from feedback_buttons.reports.scores.overviews import Standing
from feedback_buttons.reports.statistics import score_text, stats

_TEMPLATE = Path(__file__).parent / "templates" / "digest.typ"
_RESOLUTION = 144.0  # two pixels a point: sharp on a phone
WIDTH = 560  # as it is shown
_LEAST_SPAN = 2.0  # points that the axis has at least


def scores(standings: Sequence[Standing]) -> Picture | None:
    """A line a campaign: its score with the interval, and where it was in the period before; None where none can be
    told. Scores of five points are stretched to ten, so that all stand on one axis."""
    rows = [row for standing in standings if (row := _row(standing))]
    if not rows:
        return None
    earlier = [row["before"] for row in rows if row["before"] is not None]
    ends = [*(row["low"] for row in rows), *(row["high"] for row in rows), *earlier]
    low, high = _axis(min(ends), max(ends))
    data = {
        "kind": "scores", "rows": rows, "low": low, "high": high,
        "low_text": score_text.decimal(low, 0), "high_text": score_text.decimal(high, 0),
        "note": tr("A dot is the score, the line how far it may be off, the ring the week before."),
    }  # fmt: skip
    words = "; ".join(f"{row['name']}: {row['words']}" for row in rows)
    return _picture("scores", data, tr("Scores: {scores}").format(scores=words))


def shares(counts: Sequence[int], before: Sequence[int] | None) -> Picture | None:
    """How many percent gave each score, and in the wave before; None for no answers."""
    if not stats.tells(counts):
        return None
    now, then = _shares(counts), _shares(before or ())
    most = max(*now, *then)
    scale = stats.scores(counts)
    rows = [
        {
            "score": str(score), "now": share / most, "before": earlier / most, "share": score_text.whole(100 * share),
            "colour": COLOURS[band(score * 10 // scale[-1])],
        }
        for score, share, earlier in zip(scale, now, then or [0.0] * len(now), strict=True)
    ]  # fmt: skip
    note = (
        tr("Answers by score; in grey those of the wave before.")
        if then
        else tr("Answers by score.")
    )
    words = ", ".join(f"{row['score']}: {row['share']}" for row in rows)
    return _picture(
        "shares",
        {"kind": "shares", "rows": rows, "note": note, "waves": bool(then)},
        f"{note} {words}",
    )


class _Line(TypedDict):
    """A campaign in the picture of scores."""

    name: str
    score: float
    low: float
    high: float
    before: float | None
    words: str
    colour: str


def _row(standing: Standing) -> _Line | None:
    score = standing.score
    if score is None or score.early:
        return None
    earlier = (
        stats.mean(standing.before) if standing.before and stats.tells(standing.before) else None
    )

    def of_ten(value: float) -> float:
        return stats.stretched(value) if score.highest == stats.FIVE else value

    words = score_text.value(score)
    return {
        "name": standing.campaign.name,
        "score": of_ten(score.mean),
        "low": of_ten(score.low),
        "high": of_ten(score.high),
        "before": None if earlier is None else of_ten(earlier),
        "words": words if score.highest == stats.HIGHEST else score_text.of_five(words),
        "colour": COLOURS[band(round(score.mean * 10 / score.highest))],
    }


def _axis(low: float, high: float) -> tuple[int, int]:
    """Whole points around what is shown."""
    first, last = int(low), min(int(high) + 1, 10)
    while last - first < _LEAST_SPAN:
        first, last = max(first - 1, 0), min(last + 1, 10)
    return first, last


def _shares(counts: Sequence[int]) -> list[float]:
    answers = sum(counts)
    return [count / answers for count in counts] if answers else []


def _picture(name: str, data: dict[str, Any], words: str) -> Picture:
    inputs = {"data": json.dumps(data | {"language": spoken()})}
    png = typst.compile(str(_TEMPLATE), format="png", ppi=_RESOLUTION, sys_inputs=inputs)
    return Picture(name, bytes(png), words, WIDTH)
