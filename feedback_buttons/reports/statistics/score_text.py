"""How a score is written: the one place that rounds it, and that decides when it is too early for a number.

A mean has as many decimals as its margin. The interval is rounded outwards: what is shown contains what was
computed, and the mean as shown. Where "±" would promise what is not so, since one side is longer or the scale
ends, the interval is told by its ends. Texts are in the language spoken.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from feedback_buttons.i18n.team_language import local, percent, tr, trn
from feedback_buttons.reports.statistics.stats import HIGHEST, Difference, Score

NONE = "–"  # noqa: RUF001 (a dash)
FINE = 0.2  # a margin below this has two decimals: of one alone, rounding outwards would double it
_LOPSIDED = 1.5  # how much longer than the other a side may be for "±"
_MOST = 4  # decimals of anything
_EXACT = 9  # decimals that a sum of whole numbers, divided once, has for certain


def rounded(value: float, digits: int) -> Decimal:
    """A number with so many decimals, halves away from zero, as people round.

    >>> rounded(7.25, 1), rounded(7.35, 1), rounded(-0.25, 1)
    (Decimal('7.3'), Decimal('7.4'), Decimal('-0.3'))
    """
    return _grid(Decimal(repr(round(value, _EXACT))), digits, ROUND_HALF_UP)


def decimal(value: float, digits: int = 1) -> str:
    """7.66 → "7.7", 4812.5 → "4,812.5"."""
    return local(f"{rounded(value, digits):,}")


def share(part: float | None) -> str:
    """A part of 1: 0.0962 → "9.6%", 0.31 → "31%"; a dash for None."""
    return NONE if part is None else whole(100 * part, 1 if 0 < part < 0.1 else 0)


def whole(percentage: float, digits: int = 0) -> str:
    """64.2 → "64%"."""
    return percent(decimal(percentage, digits))


def as_typed(percentage: float) -> str:
    """2.5 → "2.5%", 20.0 → "20%": what somebody filled in."""
    return percent(local(f"{percentage:g}"))


def outwards(low: float, high: float, digits: int = 0) -> tuple[Decimal, Decimal]:
    """An interval's ends, rounded so that it only grows.

    >>> outwards(-3.2, 17.1)
    (Decimal('-4'), Decimal('18'))
    """
    ends = Decimal(repr(float(low))), Decimal(repr(float(high)))
    return _grid(ends[0], digits, ROUND_FLOOR), _grid(ends[1], digits, ROUND_CEILING)


def digits(score: Score) -> int:
    """How many decimals the margin has, and therefore the mean."""
    return 1 if score.margin >= FINE else 2


def value(score: Score | None) -> str:
    """The mean: "7.7", "8.63"; a dash for no answers and for too few."""
    return decimal(score.mean, digits(score)) if score and not score.early else NONE


def sure(score: Score | None) -> str:
    """How far it may be off: "± 0.3", or from where to where: "6.1 to 10"; or that it is too early to tell, and from
    where to where; "" for no answers."""
    if score is None:
        return ""
    if score.early:
        text = span(score) if score.highest == HIGHEST else of_five(span(score))
        return tr("too early to tell ({range})").format(range=text)
    text = f"± {local(str(margin))}" if (margin := _margin(score)) else span(score)
    return text if score.highest == HIGHEST else of_five(text)


def of_five(number: str) -> str:
    """That a number is one of five points: "4.1 of 5"."""
    return tr("{number} of 5").format(number=number)


def span(score: Score) -> str:
    """From where to where it may be: "6.1 to 10"."""
    low, high = ends(score)
    return tr("{first} to {last}").format(first=low, last=high)


def ends(score: Score) -> tuple[str, str]:
    """From where and to where; the scale's own ends without decimals."""
    low, high = outwards(score.low, score.high, digits(score))
    return _end(low, score), _end(high, score)


def sentence(score: Score | None, *, of_period: bool = False) -> str:
    """All of it: "7.1 ± 0.3 from 561 answers", "too early to tell (1 to 10) from 1 answer"; where there is none,
    whether that is so of a period alone."""
    if score is None:
        return tr("no answers in this period") if of_period else tr("no answers yet")
    answers = trn("{number} answer", "{number} answers", score.answers)
    score_and_margin = sure(score) if score.early else told(value(score), sure(score))
    return tr("{score} from {answers}").format(score=score_and_margin, answers=answers)


def told(mean: str, margin: str) -> str:
    """A mean and its margin in a line: "7.1 ± 0.3", "9.9 (7.7 to 10)"."""
    return f"{mean} {margin}" if margin.startswith("±") else f"{mean} ({margin})"


def signed(value: float, digits: int = 0) -> str:
    """32.4 → "+32", with a real minus sign; "0" without any."""
    return with_sign(rounded(value, digits))


def with_sign(value: Decimal) -> str:
    """The same of what is rounded already."""
    return local(f"{value:+,}".replace("-", "−")) if value else "0"  # noqa: RUF001 (a minus sign)


def difference_digits(difference: Difference) -> int:
    """The decimals of a difference's margin; more where one that is more than chance would begin at nothing."""
    margin = max(difference.mean - difference.low, difference.high - difference.mean)
    least = 1 if margin >= FINE else 2
    for digits in range(least, _MOST):
        if not difference.real or all(outwards(difference.low, difference.high, digits)):
            return digits
    return _MOST


def _grid(value: Decimal, digits: int, way: str) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), way)


def _end(value: Decimal, score: Score) -> str:
    return str(int(value)) if value in (score.lowest, score.highest) else local(str(value))


def _margin(score: Score) -> Decimal | None:
    """The distance from the mean as shown to the farther end, rounded up; None where the ends must be told."""
    places = digits(score)
    shown = rounded(score.mean, places)
    low, high = outwards(score.low, score.high, places)
    margin = max(shown - low, high - shown)
    shorter, longer = sorted((score.mean - score.low, score.high - score.mean))
    outside = shown - margin < score.lowest or shown + margin > score.highest
    return None if longer > _LOPSIDED * shorter or outside else margin
