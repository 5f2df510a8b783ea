"""How those score who mention a topic, or of whom something is known, beside the others: read from the sums by day.

Of a topic the others are those who wrote and don't mention it; of a value of an attribute, such as channel = post,
those whose attribute is known and another. That they score otherwise is no proof that a change there would raise
anything (docs/insight.md).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from feedback_buttons.campaigns import scales
from feedback_buttons.reports.scores.extents import Counts, Extent
from feedback_buttons.reports.statistics import contrasts
from feedback_buttons.reports.statistics.contrasts import Contrast
from feedback_buttons.storage import db
from feedback_buttons.topics import topic_list
from feedback_buttons.topics.tagging import ALL
from feedback_buttons.topics.topic_list import Topic

HEADS = (
    "kind", "attribute", "value", "answers", "of", "difference", "difference_from", "difference_to",
    "more_low", "more_low_from", "more_low_to", "more_high", "more_high_from", "more_high_to",
)  # fmt: skip
MOST = 60  # that are looked at, those of most answers


@dataclass(frozen=True, slots=True)
class Driver:
    """Those who mention a topic, or of whom an attribute has a value, beside the others.

    Attributes:
        topic: what they mention; None where it is an attribute.
        kind: the attribute's name; "" for the page's language, and for a topic.
        value: of the attribute; a topic's slug.
        counts: how many of them gave each score.
        rest: how many of the others did.
    """

    topic: Topic | None
    kind: str
    value: str
    counts: Counts
    rest: Counts
    contrast: Contrast

    @property
    def answers(self) -> int:
        """How many they are."""
        return sum(self.counts)

    @property
    def share(self) -> float:
        """Of them and the others, 0 to 1."""
        return self.answers / (self.answers + sum(self.rest))

    @property
    def brings(self) -> float:
        """How much their being otherwise brings to the mean of both, in points."""
        return self.share * self.contrast.mean.mean


class _Known(NamedTuple):
    """A row of driver_sums.sql."""

    kind: str
    value: str | None
    score: int
    answers: int


class _Mentioned(NamedTuple):
    """A row of driver_topics.sql."""

    topic: int
    score: int
    comments: int


class _Side(NamedTuple):
    """A driver before it is held against the others."""

    topic: Topic | None
    kind: str
    value: str
    counts: Counts
    whole: Counts


def read(connection: db.Connection, extent: Extent) -> list[Driver]:
    """Those of which there are enough answers to tell, MOST at most; the one that takes most off the mean first."""
    return compared([*_topics(connection, extent), *_attributes(connection, extent)])


def compared(sides: list[_Side]) -> list[Driver]:
    """The same from histograms; pure."""
    telling = [side for side in sides if contrasts.enough(side.counts, side.whole)]
    telling = sorted(telling, key=lambda side: -sum(side.counts))[:MOST]
    pairs = [(side.counts, contrasts.rest(side.counts, side.whole)) for side in telling]
    drivers = [
        Driver(side.topic, side.kind, side.value, *pair, contrast)
        for side, pair, contrast in zip(telling, pairs, contrasts.contrasts(pairs), strict=True)
    ]
    return sorted(drivers, key=lambda driver: driver.brings)


def facts(driver: Driver) -> dict[str, object]:
    """What programs are told of one, by the names in HEADS."""
    contrast, numbers = driver.contrast, []
    for difference in (contrast.mean, contrast.low, contrast.high):
        numbers += [difference.mean, difference.low, difference.high]
    of = driver.answers + sum(driver.rest)
    kind = "topic" if driver.topic else "attribute" if driver.kind else "language"
    named = (kind, driver.kind or None, driver.value, driver.answers, of)
    return dict(zip(HEADS, (*named, *numbers), strict=True))


def _topics(connection: db.Connection, extent: Extent) -> Iterator[_Side]:
    sums: dict[int, list[int]] = {}
    for row in db.rows(connection, _Mentioned, "driver_topics", extent.parameters):
        sums.setdefault(row.topic, [0] * len(scales.ANY))[row.score] += row.comments
    whole = extent.histogram(sums.pop(ALL, [0] * len(scales.ANY)))
    topics = {topic.id: topic for topic in topic_list.all_(connection)}
    for number, counts in sums.items():
        topic = topics.get(number)
        if topic and topic.kind == "topic":  # how somebody writes is no matter of its own
            yield _Side(topic, "", topic.slug, extent.histogram(counts), whole)


def _attributes(connection: db.Connection, extent: Extent) -> Iterator[_Side]:
    kinds: dict[str, dict[str | None, list[int]]] = {}
    for row in db.rows(connection, _Known, "driver_sums", {**extent.parts, "kinds": None}):
        values = kinds.setdefault(row.kind, {})
        values.setdefault(row.value, [0] * len(scales.ANY))[row.score] += row.answers
    for kind, values in kinds.items():
        yield from _values(kind, {value: extent.histogram(sums) for value, sums in values.items()})


def _values(kind: str, values: Mapping[str | None, Counts]) -> Iterator[_Side]:
    """Of an attribute: each value but the smaller ones together, beside all that are known."""
    telling = {value: counts for value, counts in values.items() if value != ""}
    whole = tuple(map(sum, zip(*telling.values(), strict=True)))
    for value, counts in telling.items():
        if value is not None:
            yield _Side(None, kind, value, counts, whole)
