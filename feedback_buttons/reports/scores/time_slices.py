"""Sums of a span out of slices of time that follow each other. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from feedback_buttons.campaigns.periods import Span


def within(
    slices: Mapping[int, Sequence[int]],
    cuts: Sequence[datetime],
    span: Span,
    without: Span | None = None,
) -> list[int]:
    """The counts of a span, less what lies in another one too. Both begin and end at a cut, or never did.

    Args:
        slices: by number; slice n runs from the nth of the cuts to the next one, the last to now; 0 is all of time.
            One that lacks has nothing.
    """
    nothing = [0] * 11  # of 0 to 10
    whole = slices.get(0, nothing)
    parts: list[tuple[datetime | None, Sequence[int]]] = [
        (begin, slices.get(number, nothing)) for number, begin in enumerate(cuts, 1)
    ]
    if span.begin is None:  # what was before the first cut
        later = _sum([counts for _, counts in parts])
        parts.append((None, [all_ - part for all_, part in zip(whole, later, strict=True)]))
    return _sum(
        [
            counts
            for begin, counts in parts
            if _inside(begin, span) and not (without and _inside(begin, without))
        ]
    )


def _inside(begin: datetime | None, span: Span) -> bool:
    """Whether a slice that begins then is of a span; None: the first of all."""
    if begin is None:
        return span.begin is None
    after = span.begin is None or begin >= span.begin
    return after and (span.end is None or begin < span.end)


def _sum(rows: Sequence[Sequence[int]]) -> list[int]:
    return [sum(column) for column in zip([0] * 11, *rows, strict=True)]
