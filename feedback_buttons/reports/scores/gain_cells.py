"""Where most can be gained: cells of a place of the journey and a value of an attribute, and what each holds back.

The place is a touchpoint; within a touchpoint it is a campaign. What closing a cell's gap to all the rest would add is
told for three means: of all that is looked at, of its place, and the organisation's index (docs/insight.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

from feedback_buttons.base.errors import wording
from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.reports.scores.extents import Counts, Extent, ExtentError
from feedback_buttons.reports.statistics import leverage, stats
from feedback_buttons.reports.statistics.leverage import Leverage
from feedback_buttons.reports.statistics.stats import Difference
from feedback_buttons.storage import db

WHOLE, LANGUAGE, ATTRIBUTE = "whole", "language", "attribute:"  # what cells can be made by
MOST = 60  # cells, those of most answers
HEADS = (
    "place", "value", "answers", "share", "score", "gap", "gap_from", "gap_to", "gain", "gain_from", "gain_to",
    "place_gain", "index_gain", "rank_from", "rank_to", "first",
)  # fmt: skip
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """Some answers of a place, and what they hold back.

    Attributes:
        place: a touchpoint ("": none), or a campaign's slug.
        value: of what cells are made by; "" where they are whole places.
        place_share: which share of its place's answers they are.
        index_share: which share of the organisation's index; None for a scale that is no part of it.
    """

    place: str
    value: str
    counts: Counts
    place_share: float
    index_share: float | None
    leverage: Leverage

    @property
    def answers(self) -> int:
        """How many they are."""
        return sum(self.counts)

    @property
    def place_gain(self) -> Difference:
        """What closing the gap would add to its place's mean."""
        return self.leverage.part(self.place_share)

    @property
    def index_gain(self) -> Difference | None:
        """What it would add to the organisation's index."""
        return None if self.index_share is None else self.leverage.part(self.index_share)


@dataclass(frozen=True, slots=True)
class Cells:
    """All cells, the one that holds back most first; what they are made ``by``, and can be made by."""

    by: str
    offered: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """Histograms of a campaign's answers: of all, and by the value of what cells are made by."""

    campaign: Campaign
    whole: Counts
    values: Mapping[str, Counts]


class _Kind(NamedTuple):
    """A row of cell_kinds.sql."""

    kind: str
    answers: int


class _Row(NamedTuple):
    """A row of cell_sums.sql."""

    campaign: str
    kind: str
    value: str | None
    score: int
    answers: int


def read(connection: db.Connection, extent: Extent, organisation: Extent, by: str = "") -> Cells:
    """The cells of an extent.

    Args:
        organisation: all campaigns of the organisation's index, of the same days.
        by: WHOLE, LANGUAGE, or ATTRIBUTE and its name; "" is the first of what there is.

    Raises:
        ExtentError: there are no cells by it.
    """
    choices = offered(connection, extent)
    by = chosen(choices, by)
    sums = read_sums(connection, extent, organisation, by)
    return Cells(by, choices, measured(extent, sums))


def read_sums(
    connection: db.Connection, extent: Extent, organisation: Extent, by: str
) -> list[Sums]:
    """The sums of all campaigns of an extent and of the organisation."""
    every = {one.slug: one for one in (*organisation.campaigns, *extent.campaigns)}
    kind = by.removeprefix(ATTRIBUTE) if by.startswith(ATTRIBUTE) else ""
    counted: dict[str, dict[tuple[str, str | None], list[int]]] = {slug: {} for slug in every}
    wanted = {**extent.parts, "slugs": list(every), "kinds": ["", kind]}
    for row in db.rows(connection, _Row, "cell_sums", wanted):
        counts = counted[row.campaign].setdefault((row.kind, row.value), [0] * len(scales.ANY))
        counts[row.score] += row.answers
    return [_sums(campaign, counted[slug], extent, by, kind) for slug, campaign in every.items()]


def measured(extent: Extent, sums: Sequence[Sums]) -> tuple[Cell, ...]:
    """The cells of an extent; pure."""
    within = inside(extent, sums)
    counts = grouped(extent, within)
    enough = [key for key in counts if sum(counts[key]) >= leverage.LEAST]
    keys = sorted(enough, key=lambda key: -sum(counts[key]))[:MOST]
    whole = added([one.whole for one in within], extent)
    taken = added([counts[key] for key in keys], extent)
    others = tuple(all_ - own for all_, own in zip(whole, taken, strict=True))
    held_back = leverage.leverages([counts[key] for key in keys], others)
    parts = index_shares(sums) if extent.scale == scales.USUAL else None
    cells = [
        Cell(*key, counts[key], *shares(extent, key, within, parts), held)
        for key, held in zip(keys, held_back, strict=False)  # none where there is no rest
    ]
    return tuple(sorted(cells, key=lambda cell: -cell.leverage.gain.mean))


def inside(extent: Extent, sums: Sequence[Sums]) -> list[Sums]:
    """The sums of an extent's campaigns."""
    slugs = set(extent.slugs)
    return [one for one in sums if one.campaign.slug in slugs]


def place_of(extent: Extent, campaign: Campaign) -> str:
    """In which place of an extent a campaign is."""
    whole = extent.campaign is None and not extent.touchpoint
    return campaign.touchpoint if whole else campaign.slug


def index_shares(sums: Iterable[Sums]) -> dict[str, float]:
    """Which part of the organisation's index each answer of a campaign is: the weight of the campaign, the square root
    of its answers of the weights of all, by its answers."""
    answers = {
        one.campaign.slug: sum(one.whole)
        for one in sums
        if one.campaign.scale == scales.USUAL and stats.tells(one.whole)
    }
    weights = sum(map(sqrt, answers.values()))
    return {slug: sqrt(number) / weights / number for slug, number in answers.items()}


def added(histograms: Iterable[Counts], extent: Extent) -> Counts:
    """All histograms together."""
    empty = extent.histogram([0] * len(scales.ANY))
    return tuple(map(sum, zip(empty, *histograms, strict=True)))


def facts(cell: Cell) -> dict[str, object]:
    """What programs are told of a cell, by the names in HEADS."""
    held, index = cell.leverage, cell.index_gain
    values = (
        cell.place, cell.value, cell.answers, held.share, stats.mean(cell.counts),
        held.gap.mean, held.gap.low, held.gap.high, held.gain.mean, held.gain.low, held.gain.high,
        cell.place_gain.mean, index.mean if index else None, *held.rank, held.first,
    )  # fmt: skip
    return dict(zip(HEADS, values, strict=True))


def offered(connection: db.Connection, extent: Extent) -> tuple[str, ...]:
    """What the cells of an extent can be made by, the attribute of most answers first."""
    rows = db.rows(connection, _Kind, "cell_kinds", {"slugs": extent.slugs})
    kinds = [ATTRIBUTE + row.kind for row in rows if row.kind]
    whole = () if extent.campaign else (WHOLE,)
    return (*kinds, *whole, LANGUAGE)


def chosen(choices: Sequence[str], by: str) -> str:
    """What cells are made by, of the ``choices`` that are offered: the first where nothing was asked.

    Raises:
        ExtentError: there is nothing like it.
    """
    if by and by not in choices:
        raise ExtentError(
            wording("there are no groups by {by!r}, only by {offered}."),
            by=by[:40],
            offered=", ".join(choices),
        )
    return by or choices[0]


def _sums(
    campaign: Campaign,
    counted: Mapping[tuple[str, str | None], Sequence[int]],
    extent: Extent,
    by: str,
    kind: str,
) -> Sums:
    languages = [extent.histogram(counts) for (of, _), counts in counted.items() if not of]
    whole = added(languages, extent)
    if by == WHOLE:
        return Sums(campaign, whole, {"": whole})
    values = {
        value: extent.histogram(counts)
        for (of, value), counts in counted.items()
        if of == kind and value
    }
    return Sums(campaign, whole, values)


def grouped(extent: Extent, within: Iterable[Sums]) -> dict[Key, Counts]:
    """The histogram of each cell, of the sums of an extent's campaigns."""
    histograms_of: dict[Key, list[Counts]] = {}
    for one in within:
        for value, counts in one.values.items():
            histograms_of.setdefault((place_of(extent, one.campaign), value), []).append(counts)
    return {key: added(histograms, extent) for key, histograms in histograms_of.items()}


def shares(
    extent: Extent, key: Key, within: Iterable[Sums], parts: Mapping[str, float] | None
) -> tuple[float, float | None]:
    """Which share of its place's answers, and of the organisation's index, a cell is."""
    place, value = key
    there = [one for one in within if place_of(extent, one.campaign) == place]
    answers = {one.campaign.slug: sum(one.values.get(value, ())) for one in there}
    of_place = sum(answers.values()) / sum(sum(one.whole) for one in there)
    if parts is None:
        return of_place, None
    return of_place, sum(parts.get(slug, 0.0) * number for slug, number in answers.items())
