"""The sums of many campaigns between moments: what a page of all of them is made of, in one query.

Old sums are folded (feedback_buttons/ratings/rollup_folds.py), and writers never touch what is folded: what was read
of it is kept until it is folded again, so that a page reads the last days of each campaign alone.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from feedback_buttons.base import time_zones
from feedback_buttons.base.latest_entries import LatestEntries
from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import Span
from feedback_buttons.storage import db, engine

Array = npt.NDArray[np.int64]
Edges = tuple[datetime, ...]
DAYS = 91  # that begin with an edge, today the last one: so far the index's course looks back
_SCORES = len(scales.ANY)
_SUMS = _SCORES + 1  # of the answers of 0 … 10, and of a scanner's clicks
_KEPT = 2048  # campaigns: with answers on each of the days 5 kB


@dataclass(frozen=True)
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
        histograms: list[tuple[int, ...]] = [()] * len(self.campaigns)
        for scale, places in self.scales.items():
            rows = np.maximum(in_scale(counts[places], scale), 0).tolist()
            for place, row in zip(places, rows, strict=True):
                histograms[place] = tuple(row)
        return histograms

    def answered(self, counts: Array) -> list[int]:
        """Of numbers of within() how many answers each campaign's histogram has."""
        numbers = np.zeros(len(self.campaigns), np.int64)
        for scale, places in self.scales.items():
            numbers[places] = np.maximum(in_scale(counts[places], scale), 0).sum(axis=1)
        answers: list[int] = numbers.tolist()
        return answers

    @cached_property
    def scales(self) -> Mapping[str, Sequence[int]]:
        """Which of the campaigns tell each scale, by their places."""
        places: dict[str, list[int]] = defaultdict(list)
        for place, campaign in enumerate(self.campaigns):
            places[campaign.told].append(place)
        return places

    def has(self, span: Span) -> bool:
        """Whether a span begins and ends with an edge, or never."""
        return all(at is None or at in self._edge_places for at in span)

    def answers(self, slug: str, span: Span) -> int:
        """How many net answers of a span one of the campaigns has."""
        first, last = self._places(span)
        ends = self.ends[self.places[slug], :, :_SCORES]
        return int(ends[last].sum() - ends[first].sum())

    def steps(
        self, slugs: Iterable[str], moments: Sequence[datetime | None]
    ) -> dict[str, tuple[int, ...]]:
        """The net answers of those of some campaigns that are here, between each two of some edges; None is now."""
        here = [slug for slug in slugs if slug in self.places]
        until = [-1 if at is None else self._edge_places[at] for at in moments]
        ends = self.ends[[self.places[slug] for slug in here]][:, until, :_SCORES]
        answers = np.diff(ends.sum(axis=2)).tolist()
        return dict(zip(here, map(tuple, answers), strict=True))

    @cached_property
    def _edge_places(self) -> Mapping[datetime, int]:
        """Which of the ends each edge is."""
        return {edge: place for place, edge in enumerate(self.edges, 1)}

    def _places(self, span: Span) -> tuple[int, int]:
        """Between which of the ends it lies."""
        first = 0 if span.begin is None else self._edge_places[span.begin]
        last = len(self.edges) + 1 if span.end is None else self._edge_places[span.end]
        return first, last


class _Row(NamedTuple):
    """A row of overview_sums.sql."""

    campaign: str
    folded: bool
    folded_at: datetime | None
    last_at: datetime | None
    places: list[int] | None
    sums: list[list[int]] | None


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
    # Of floats, which hold each whole number that there can be: of those numpy multiplies much faster.
    histograms = counts[..., :_SCORES].astype(float) @ _ways(scale)
    whole: Array = histograms.astype(np.int64)
    return whole


@lru_cache(8)  # scales: there are fewer
def _ways(scale: str) -> npt.NDArray[np.float64]:
    """Which score of a scale each of 0 … 10 is told as."""
    ways = [scales.histogram(row, scale) for row in np.eye(_SCORES, dtype=int).tolist()]
    return np.array(ways, float)


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
    for slug, row in anew.items():
        folded[slug] = part = _part(row)
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
) -> tuple[dict[str, _Row], dict[str, _Row]]:
    """By campaign, what is not folded, and what became folded anew."""
    values: dict[str, Any] = {
        "zones": _encoded([{"name": zone.key, "edges": edges[zone]} for zone in zones]),
        "known": _encoded(
            [
                {"slug": campaign.slug, "zone": zone.key, "folded_at": part and part.folded_at}
                for zone in zones
                for campaign in zones[zone]
                for part in (folded[campaign.slug],)
            ]
        ),
    }
    query = engine.which(connection, "overview_sums", "overview_sums_of_nodes")
    rows = db.rows(connection, _Row, query, values)
    fresh, anew = (
        {row.campaign: row for row in rows if row.folded is is_} for is_ in (False, True)
    )
    return fresh, anew


# As one text: psycopg writes an array item by item.
_encoded = json.JSONEncoder(default=datetime.isoformat).encode


def _part(row: _Row) -> _Folded | None:
    """What is folded of a campaign; None where nothing ever was."""
    if row.folded_at is None:
        return None
    sums = np.array(row.sums or [], np.int32).reshape(-1, _SUMS)
    return _Folded(row.folded_at, row.last_at, row.places or [], sums)


def _summed(
    together: Sequence[Campaign],
    edges: Edges,
    fresh: Mapping[str, _Row],
    folded: Mapping[str, _Folded | None],
) -> ZoneSums:
    ends = np.zeros((len(together), len(edges) + 2, _SUMS), np.int64)
    parts = ends[:, 1:]  # what came between two edges, until it is summed up
    last_at: list[datetime | None] = []
    for place, campaign in enumerate(together):
        row, part = fresh.get(campaign.slug), folded.get(campaign.slug)
        if part:
            parts[place, part.places] = part.sums
        if row:
            parts[place, row.places] += np.array(row.sums)
        times = [half.last_at for half in (row, part) if half and half.last_at]
        last_at.append(max(times, default=None))
    places = {campaign.slug: place for place, campaign in enumerate(together)}
    return ZoneSums(together, edges, ends.cumsum(axis=1, out=ends), last_at, places)
