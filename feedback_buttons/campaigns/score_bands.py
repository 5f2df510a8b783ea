"""The bands of scores: in them a score is coloured, and counted for the net promoter score."""

from collections.abc import Sequence

from feedback_buttons.base import colours
from feedback_buttons.campaigns import scales

LAST_LOW, FIRST_HIGH = 6, 9
LOW, MIDDLE, HIGH = "low", "middle", "high"
# On white paper. The style sheet has these by their bands' names, and others for a dark screen.
COLOURS = {LOW: "#c2510c", MIDDLE: "#8b96a3", HIGH: colours.ACCENT}


def band(score: int) -> str:
    """The band of a score: LOW, MIDDLE or HIGH.

    >>> band(6), band(7), band(9)
    ('low', 'middle', 'high')
    """
    return LOW if score <= LAST_LOW else HIGH if score >= FIRST_HIGH else MIDDLE


def by_band(counts: Sequence[int]) -> tuple[int, int, int]:
    """Of a histogram that ends with the count of the highest score: how many gave a low, a middle and a high one.

    >>> by_band([1, 0, 0, 0, 0, 1, 4, 2, 1, 1])
    (2, 6, 2)
    """
    low, high = LAST_LOW - scales.ANY[-1], FIRST_HIGH - scales.ANY[-1] - 1
    return sum(counts[:low]), sum(counts[low:high]), sum(counts[high:])
