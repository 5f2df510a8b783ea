"""The sums of many campaigns between moments: what a page of all of them is made of, in one query.

Old sums are folded (feedback_buttons/ratings/rollup_folds.py), and writers never touch what is folded: what was read
of it is kept until it is folded again, so that a page reads the last days of each campaign alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from feedback_buttons.base import time_zones
from feedback_buttons.base.latest_entries import LatestEntries
from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import Span
from feedback_buttons.storage import db

Array = npt.NDArray[np.int64]
Edges = tuple[datetime, ...]
DAYS = 91  # that begin with an edge, today the last one: so far the index's course looks back
_SCORES = len(scales.ANY)
_SUMS = _SCORES + 1  # of the answers of 0 … 10, and of a scanner's clicks
_KEPT = 2048  # campaigns: with answers on each of the days 5 kB


@dataclass(frozen=True, slots=True)
class ZoneSums:
    """Campaigns of one time zone, and their sums until each of the ``edges``, which the zone's clock gives.

    Attributes:
        ends: by campaign (in their order), edge and sum: what was until then. The first is before all time, and has
            nothing; the last is now: there are two more than edges.
        last_at: the last minute in which something changed, by campaign.
        places: of each slug among the campaigns.
    """

    campaigns: Sequence[Campaign]
    edges: Edges
    ends: Array
    last_at: Sequence[datetime | None]
    places: Mapping[str, int]

    def within(self, span: Span, without: Span | None = None) -> Array:
        """The net answers of 0 … 10 of a span, less what lies in another one too, and the clicks of scanners: of each
        campaign twelve numbers. Both begin and end with an edge, or never."""
        first, last = self._places(span)
        whole: Array = self.ends[:, last] - self.ends[:, first]
        both = span.both(without) if without else None
        return whole if both is None or both.empty else whole - self.within(both)

    def told(self, counts: Array) -> list[tuple[int, ...]]:
        """Of numbers of within() each campaign's histogram, of the scores that it tells. An answer that was changed is
        taken out where it was changed, not where it was given: then a short period may hold fewer than none."""
        scales_told = [campaign.told for campaign in self.campaigns]
        histograms: list[tuple[int, ...]] = [()] * len(scales_told)
        for scale in set(scales_told):
            places = [place for place, of in enumerate(scales_told) if of == scale]
            rows = np.maximum(in_scale(counts[places], scale), 0).tolist()
            for place, row in zip(places, rows, strict=True):
                histograms[place] = tuple(row)
        return histograms

    def has(self, span: Span) -> bool:
        """Whether a span begins and ends with an edge, or never."""
        return all(at is None or at in self.edges for at in span)

    def answers(self, slug: str, span: Span) -> int:
        """How many net answers of a span one of the campaigns has."""
        first, last = self._places(span)
        ends = self.ends[self.places[slug], :, :_SCORES]
        return int(ends[last].sum() - ends[first].sum())

    def _places(self, span: Span) -> tuple[int, int]:
        """Between which of the ends it lies."""
        first = 0 if span.begin is None else self.edges.index(span.begin) + 1
        last = len(self.edges) + 1 if span.end is None else self.edges.index(span.end) + 1
        return first, last


class _Row(NamedTuple):
    """A row of overview_sums.sql."""

    campaign: str
    folded: bool
    folded_at: datetime | None
    place: int | None
    last_at: datetime | None
    sums: list[int]


class _Folded(NamedTuple):
    """What is folded of a campaign: when that became so, the last minute of it, and its sums at some places."""

    folded_at: datetime
    last_at: datetime | None
    places: list[int]
    sums: npt.NDArray[np.int32]


# A process that looks at several databases, as tests do, finds other moments of folding in each.
_folded: LatestEntries[tuple[str, Edges], _Folded] = LatestEntries(_KEPT)


def in_scale(counts: Array, scale: str) -> Array:
    """Of numbers as within() has them, along the last axis, the histograms of the scores that a scale tells."""
    ways = [scales.histogram(row, scale) for row in np.eye(_SCORES, dtype=int).tolist()]
    # Of floats, which hold each whole number that there can be: of those numpy multiplies much faster.
    histograms = counts[..., :_SCORES].astype(float) @ np.array(ways, float)
    whole: Array = histograms.astype(np.int64)
    return whole


def read(
    connection: db.Connection,
    listed: Iterable[Campaign],
    now: datetime,
    cuts: Mapping[ZoneInfo, Collection[datetime]],
) -> list[ZoneSums]:
    """The sums of campaigns by their time zones, with an edge at the beginning of each of the last DAYS days, and at
    further moments of each zone (``cuts``)."""
    zones: dict[ZoneInfo, list[Campaign]] = defaultdict(list)
    for campaign in listed:
        zones[campaign.zone].append(campaign)
    edges = {zone: _edges(zone, now, cuts.get(zone, ())) for zone in zones}
    keys = {
        campaign.slug: (campaign.slug, edges[zone])
        for zone, together in zones.items()
        for campaign in together
    }
    folded = {slug: _folded.get(key) for slug, key in keys.items()}
    fresh, anew = _asked(connection, zones, edges, folded)
    for slug, rows in anew.items():
        folded[slug] = part = _part(rows)
        if part:
            _folded[keys[slug]] = part
    return [_summed(zones[zone], edges[zone], fresh, folded) for zone in zones]


def _edges(zone: ZoneInfo, now: datetime, cuts: Collection[datetime]) -> Edges:
    today = now.astimezone(zone).date()
    days = (time_zones.begin(today, ago, zone).astimezone(UTC) for ago in range(1 - DAYS, 1))
    return tuple(sorted({*days, *cuts}))


def _asked(
    connection: db.Connection,
    zones: Mapping[ZoneInfo, Sequence[Campaign]],
    edges: Mapping[ZoneInfo, Edges],
    folded: Mapping[str, _Folded | None],
) -> tuple[dict[str, list[_Row]], dict[str, list[_Row]]]:
    """By campaign, what is not folded, and what became folded anew."""
    named = [(zone.key, edge) for zone in zones for edge in edges[zone]]
    slugs = [(campaign.slug, zone.key) for zone in zones for campaign in zones[zone]]
    parts = [folded[slug] for slug, _ in slugs]
    values: dict[str, Any] = {
        "edge_zones": [zone for zone, _ in named],
        "edges": [edge for _, edge in named],
        "slugs": [slug for slug, _ in slugs],
        "zones": [zone for _, zone in slugs],
        "known": [part.folded_at if part else None for part in parts],
    }
    fresh: dict[str, list[_Row]] = defaultdict(list)
    anew: dict[str, list[_Row]] = defaultdict(list)
    for row in db.rows(connection, _Row, "overview_sums", values):
        (anew if row.folded else fresh)[row.campaign].append(row)
    return fresh, anew


def _part(rows: Sequence[_Row]) -> _Folded | None:
    """What is folded of a campaign; None where nothing ever was."""
    placed = [row for row in rows if row.place is not None]
    if rows[0].folded_at is None:
        return None
    return _Folded(
        rows[0].folded_at,
        _last(placed),
        [row.place for row in placed if row.place is not None],
        np.array([row.sums for row in placed], np.int32).reshape(-1, _SUMS),
    )


def _summed(
    together: Sequence[Campaign],
    edges: Edges,
    fresh: Mapping[str, Sequence[_Row]],
    folded: Mapping[str, _Folded | None],
) -> ZoneSums:
    ends = np.zeros((len(together), len(edges) + 2, _SUMS), np.int64)
    parts = ends[:, 1:]  # what came between two edges, until it is summed up
    last_at = []
    for place, campaign in enumerate(together):
        rows, part = fresh.get(campaign.slug, ()), folded.get(campaign.slug)
        if part:
            parts[place, part.places] = part.sums
        for row in rows:
            parts[place, row.place] += row.sums
        last_at.append(_last([*rows, *([part] if part else [])]))
    places = {campaign.slug: place for place, campaign in enumerate(together)}
    return ZoneSums(together, edges, ends.cumsum(axis=1), last_at, places)


def _last(parts: Sequence[_Row | _Folded]) -> datetime | None:
    return max((part.last_at for part in parts if part.last_at), default=None)
