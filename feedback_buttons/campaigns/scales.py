"""The scales that buttons can ask on, and which score each button stands for.

What is stored is a score from 1 to 10, so that campaigns can be compared: with ten buttons the score itself, with
five twice the button's place (three stars are a 6). Only a campaign that was made for it has scores from 0 to 10,
as the field asks for its net promoter score: there a 0 is stored as 0, and such campaigns stand apart.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


def N_(message: str) -> str:
    """Mark a message for the catalogues; gettext calls it so."""
    return message


# The scores that a campaign can have, by its own scale.
USUAL, FROM_ZERO = "1-10", "0-10"
SCORES = {USUAL: range(1, 11), FROM_ZERO: range(11)}
FIVE = "1-5"  # how scores of five buttons are told, which are stored as 2, 4, 6, 8 and 10
TOLD = SCORES | {FIVE: range(1, 6)}  # the scores that are told, by the scale that was asked
ANY = SCORES[FROM_ZERO]  # every score that any campaign has


@dataclass(frozen=True, slots=True)
class Scale:
    """One way to ask. ``marks`` are what stands on the buttons, from worst to best; the texts are English and
    translated where they are shown. ``campaign`` is the scale of the campaigns whose buttons can ask so."""

    name: str
    marks: tuple[str, ...]
    about: str
    question: str = N_("How would you rate us?")
    low: str = N_("very poor")
    high: str = N_("excellent")
    campaign: str = USUAL

    @property
    def best(self) -> int:
        """The number of the best button: of five it is 5, of eleven 10."""
        return len(self.marks) - 1 + SCORES[self.campaign][0]

    def mark(self, score: int) -> str:
        """What stands on the button of a score; between two buttons on the lower one.

        >>> SCALES["stars"].mark(8), SCALES["stars"].mark(1), SCALES["nps-0-10"].mark(0)
        ('4★', '1★', '0')
        """
        first = SCORES[self.campaign][0]
        return self.marks[max(0, score * self.best // 10 - first)]

    def scores(self) -> Iterator[tuple[int, str]]:
        """Each button's score and mark, from worst to best.

        >>> list(SCALES["stars"].scores())
        [(2, '1★'), (4, '2★'), (6, '3★'), (8, '4★'), (10, '5★')]
        """
        step = 10 // self.best
        return (
            (place * step, mark) for place, mark in enumerate(self.marks, SCORES[self.campaign][0])
        )


_TEN, _ELEVEN = (tuple(map(str, SCORES[scale])) for scale in (USUAL, FROM_ZERO))
_FIVE = _TEN[:5]

SCALES = {
    scale.name: scale
    for scale in (
        Scale("numbers", _TEN, "1 to 10"),
        Scale("faces", ("😠", "🙁", "😐", "🙂", "😀"), "five faces"),
        Scale("stars", tuple(f"{place}★" for place in _FIVE), "one to five stars"),
        Scale(
            "nps",
            _TEN,
            "would you recommend us, 1 to 10",
            N_("How likely are you to recommend us to a friend or colleague?"),
            N_("not at all likely"),
            N_("extremely likely"),
        ),
        Scale(
            "csat",
            _FIVE,
            "how satisfied are you, 1 to 5",
            N_("How satisfied are you with us?"),
            N_("very dissatisfied"),
            N_("very satisfied"),
        ),
        Scale(
            "ces",
            _FIVE,
            "we made it easy, 1 to 5",
            N_("We made it easy for you to get what you needed. Do you agree?"),
            N_("strongly disagree"),
            N_("strongly agree"),
        ),
        Scale(
            "nps-0-10",
            _ELEVEN,
            "would you recommend us, 0 to 10, for campaigns with that scale",
            N_("How likely are you to recommend us to a friend or colleague?"),
            N_("not at all likely"),
            N_("extremely likely"),
            FROM_ZERO,
        ),
    )
}

_ASKED = {name: frozenset(score for score, _ in scale.scores()) for name, scale in SCALES.items()}


def of(campaign: str) -> dict[str, Scale]:
    """The scales that the buttons of a campaign with this scale can ask on, the usual one first.

    >>> list(of("0-10")), list(of("1-10"))[:2]
    (['nps-0-10'], ['numbers', 'faces'])
    """
    return {name: scale for name, scale in SCALES.items() if scale.campaign == campaign}


def usual(campaign: str) -> Scale:
    """The scale on which a campaign asks where none is chosen."""
    return next(iter(of(campaign).values()))


def asked(campaign: str, name: str | None) -> Scale:
    """The scale on which a campaign's page asks: that of its mail, where it is known.

    >>> asked("1-10", "stars").name, asked("1-10", None).name, asked("0-10", "stars").name
    ('stars', 'numbers', 'nps-0-10')
    """
    return of(campaign).get(name or "") or usual(campaign)


def told(campaign: str, name: str | None) -> str:
    """The scale, one of TOLD, in which scores are told: that of the buttons, where a campaign with this scale asks on
    the one of this name.

    >>> told("1-10", "stars"), told("1-10", "nps"), told("0-10", None)
    ('1-5', '1-10', '0-10')
    """
    return FIVE if name in SCALES and SCALES[name].best == 5 else campaign


def tell(score: int, scale: str) -> int:
    """A score as it is stored, in the scale that is told. What was answered between two of five buttons, on the page's
    ten, stands for the lower one: only an 8 is as good as the fourth.

    >>> [tell(score, "1-5") for score in (1, 2, 7, 8, 10)], tell(7, "1-10")
    ([1, 1, 3, 4, 5], 7)
    """
    return max(1, score // 2) if scale == FIVE else score


def stored(low: int, high: int, scale: str) -> tuple[int, int]:
    """The scores as they are stored that are told as these, from the lowest to the highest.

    >>> stored(1, 3, "1-5"), stored(4, 5, "1-5"), stored(1, 6, "1-10")
    ((1, 7), (8, 10), (1, 6))
    """
    if scale != FIVE:
        return low, high
    first, last = TOLD[FIVE][0], TOLD[FIVE][-1]
    return (1 if low <= first else 2 * low), (10 if high >= last else 2 * high + 1)


def standing_for(score: int, scale: str) -> tuple[int, ...]:
    """All scores as they are stored that are told as this one.

    >>> standing_for(4, "1-5"), standing_for(4, "1-10")
    ((8, 9), (4,))
    """
    low, high = stored(score, score, scale)
    return tuple(range(low, high + 1))


def all_told(stored_scores: Iterable[int], scale: str) -> tuple[int, ...]:
    """Scores as they are stored, as they are told, each once; without those that the scale does not have.

    >>> all_told((0, 1, 2, 8, 9), "1-5"), all_told((0, 6), "1-10")
    ((1, 4), (6,))
    """
    first = TOLD[scale][0]
    return tuple(sorted({tell(score, scale) for score in stored_scores if score >= first}))


def written(score: int, scale: str) -> str:
    """A score as it is stored, written in the scale that is told, with the scale where that is five.

    >>> written(8, "1-5"), written(8, "1-10")
    ('4/5', '8')
    """
    return f"{tell(score, scale)}/5" if scale == FIVE else str(score)


def histogram(counts: Sequence[int], scale: str) -> tuple[int, ...]:
    """Of how many gave 0 … 10 the histogram of the scores that are told.

    >>> histogram([0, 0, 2, 0, 0, 0, 0, 1, 3, 0, 5], "1-5")
    (2, 0, 1, 3, 5)
    """
    if scale != FIVE:
        return tuple(counts[TOLD[scale][0] :])
    shown = [tell(score, FIVE) for score in SCORES[USUAL]]
    counted = counts[SCORES[USUAL][0] :]
    return tuple(
        sum(count for place, count in zip(shown, counted, strict=True) if place == score)
        for score in TOLD[FIVE]
    )


def asks(name: str | None, score: int) -> bool:
    """Whether a mail that asks on this scale has a button for a score; nobody knows where the scale is unknown.

    >>> asks("stars", 7), asks("stars", 8), asks(None, 7)
    (False, True, True)
    """
    return name not in _ASKED or score in _ASKED[name]


def in_address(score: int) -> str:
    """A score as a button's address has it: two digits where one could be what is left of a longer address.

    >>> [in_address(score) for score in (0, 1, 2, 10)]
    ['00', '01', '2', '10']
    """
    return f"{score:02}" if score < 2 else str(score)
