"""Which campaigns need attention first: falls, silence, scanners; computed from what the overview reads.

A fall is one that is more than chance with all campaigns looked at in which something changed: the same judgement
as a campaign's own page has (latest_change.py). What a glance at the means rules out is not judged: that takes longer.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import sqrt
from operator import mul

from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.reports.scores.latest_change import LatestChange
from feedback_buttons.reports.scores.overviews import Counts, Lately, Standing
from feedback_buttons.reports.statistics import stats

USUAL = (
    10  # answers in the same 24 hours of each week before, from which on none at all is a silence
)
PLENTY = 40  # the same, from which on less than a quarter is too few
SCANNED = 20  # clicks of scanners in 24 hours, below which nothing is said of them
CERTAIN = 4.0  # standard errors
GLANCE = 2.5  # standard errors that no interval here is narrower than
_SQUARES = {
    len(scale): [score * score for score in scale] for scale in scales.TOLD.values()
}  # of the scores, by how many there are


@dataclass(frozen=True, slots=True)
class Concern:
    """Something about a campaign: ``kind`` is "fell", "silent", "few" or "scanned"; ``latest`` has the fall, ``usual``
    how many answered in the quieter one of the same 24 hours of two weeks, or the share of scanners before."""

    campaign: Campaign
    kind: str
    latest: LatestChange
    lately: Lately
    usual: float = 0.0


def of(standings: Collection[Standing]) -> list[Concern]:
    """What needs attention, falls first, the deepest of them first; closed campaigns are at rest, and so are
    demonstrations beside real ones."""
    real = [standing for standing in standings if not standing.campaign.demo]
    watched = [standing for standing in real or standings if not standing.campaign.closed]
    falls = sorted(_falls(watched), key=_depth)
    return [*falls, *_silences(watched), *_scanners(watched)]


def latest(standing: Standing, standings: Collection[Standing]) -> LatestChange:
    """A campaign's last 24 hours, judged as one of all in which something changed."""
    return LatestChange(standing.lately.recent, standing.lately.before, _changed(standings))


def _changed(standings: Collection[Standing]) -> int:
    return max(sum(1 for standing in standings if standing.lately.answers), 1)


def _falls(standings: Collection[Standing]) -> Iterator[Concern]:
    count = _changed(standings)
    for standing in standings:
        lately = standing.lately
        if not _fell(lately.recent, lately.before):
            continue
        change = LatestChange(lately.recent, lately.before, count)
        difference = change.difference
        if difference and difference.real and difference.mean < 0:
            yield Concern(standing.campaign, "fell", change, lately)


def _fell(recent: Counts, before: Counts) -> bool:
    """Whether the means are apart enough for the judgement to be worth while."""
    if sum(recent) < stats.LEAST or sum(before) < stats.LEAST:
        return False
    (now, error), (then, error_then) = _mean(recent), _mean(before)
    return now < then - GLANCE * sqrt(error + error_then)


def _mean(counts: Counts) -> tuple[float, float]:
    """The mean and the square of its standard error."""
    answers = sum(counts)
    mean = stats.points(counts) / answers
    square = sum(map(mul, _SQUARES[len(counts)], counts))
    return mean, max(square / answers - mean * mean, 0.0) / answers


def _depth(concern: Concern) -> float:
    difference = concern.latest.difference
    return difference.mean if difference else 0.0


def _silences(standings: Collection[Standing]) -> Iterator[Concern]:
    for standing in standings:
        lately, usual = standing.lately, min(standing.lately.weeks, default=0)
        if lately.answers <= 0 and usual >= USUAL:
            kind = "silent"
        elif usual >= PLENTY and lately.answers < usual / 4:
            kind = "few"
        else:
            continue
        yield Concern(standing.campaign, kind, LatestChange((), ()), lately, usual)


def _scanners(standings: Collection[Standing]) -> Iterator[Concern]:
    """Those of which scanners press a share of the clicks that is twice as large as before, and not by chance."""
    for standing in standings:
        lately = standing.lately
        clicks, clicks_before = (
            lately.scanned + lately.answers,
            lately.scanned_before + sum(lately.before),
        )
        if lately.scanned < SCANNED or clicks_before < SCANNED:
            continue
        share, usual = lately.scanned / clicks, lately.scanned_before / clicks_before
        both = (lately.scanned + lately.scanned_before) / (clicks + clicks_before)
        error = sqrt(both * (1 - both) * (1 / clicks + 1 / clicks_before))
        if share >= 2 * usual and share - usual > CERTAIN * error:
            yield Concern(standing.campaign, "scanned", LatestChange((), ()), lately, usual)
