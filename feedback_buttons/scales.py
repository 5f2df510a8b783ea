"""The scales that buttons can ask on, and which score, 1 to 10, each button stands for.

Whatever the scale, what is stored is a score from 1 to 10, so that campaigns can be compared: with ten
buttons the score itself, with five twice the button's place (three stars are a 6).
"""

from collections.abc import Iterator
from dataclasses import dataclass


def N_(message: str) -> str:
    """Mark a message for the catalogues; gettext calls it so."""
    return message


@dataclass(frozen=True, slots=True)
class Scale:
    """One way to ask. ``marks`` are what stands on the buttons, from worst to best; the texts are English and
    translated where they are shown."""

    name: str
    marks: tuple[str, ...]
    about: str
    question: str = N_("How would you rate us?")
    low: str = N_("very poor")
    high: str = N_("excellent")

    def scores(self) -> Iterator[tuple[int, str]]:
        """Each button's score and mark, from worst to best.

        >>> list(SCALES["stars"].scores())
        [(2, '1★'), (4, '2★'), (6, '3★'), (8, '4★'), (10, '5★')]
        """
        step = 10 // len(self.marks)
        return ((place * step, mark) for place, mark in enumerate(self.marks, 1))


_TEN = tuple(str(score) for score in range(1, 11))
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
    )
}
