"""Whether a response rate is far under what is usual, where what is usual varies by itself; pure.

The rates of earlier sendings lie apart by more than the chance of who answers: another list, another hour. So the next
one is expected within what a prediction from them allows: the variance between them beside that of who answers. It is
told only where it is below that by CERTAIN standard errors and by a quarter of the usual rate: whoever looks every day
at many campaigns is called for a broken button, and not for a wobble.
"""

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

CERTAIN = 4.0  # standard errors
FAR = 0.75  # of the usual rate
LEAST = 20  # answers that are to be expected, below which nothing is said
SPREAD = 0.125  # of the rate, by which sendings vary at least


class Trial(NamedTuple):
    """One sending: how many mails, and how many answers within its first days."""

    answers: int
    mails: int

    @property
    def rate(self) -> float:
        """Answers a mail."""
        return self.answers / self.mails


class FarUnder(NamedTuple):
    """A rate that is far under its usual one, and from where to where it was to be expected."""

    rate: float
    usual: float
    low: float
    high: float


def far_under(latest: Trial, earlier: Sequence[Trial]) -> FarUnder | None:
    """How far the latest sending's rate is under the earlier ones'; None where it is not, or nothing is to be said.

    >>> far_under(Trial(100, 5000), [Trial(400, 5000), Trial(420, 5000), Trial(380, 5000)]).usual
    0.08
    >>> far_under(Trial(370, 5000), [Trial(400, 5000), Trial(420, 5000), Trial(380, 5000)])
    """
    counted = [trial for trial in earlier if trial.mails > 0]
    if not counted or latest.mails <= 0:
        return None
    mails = sum(trial.mails for trial in counted)
    usual = sum(trial.answers for trial in counted) / mails
    if usual * latest.mails < LEAST:
        return None
    chance = usual * (1 - usual) * (1 / latest.mails + 1 / mails)
    error = sqrt(chance + _between([trial.rate for trial in counted], usual))
    if latest.rate >= usual - CERTAIN * error or latest.rate >= FAR * usual:
        return None
    return FarUnder(latest.rate, usual, max(usual - 2 * error, 0.0), min(usual + 2 * error, 1.0))


def _between(rates: Sequence[float], usual: float) -> float:
    """The variance with which the next rate lies apart from the mean of these, never less than that of an eighth of the
    rate: of so few, it is known badly."""
    least = (usual * SPREAD) ** 2
    if len(rates) == 1:
        return 2 * least
    mean = sum(rates) / len(rates)
    spread = sum((rate - mean) ** 2 for rate in rates) / (len(rates) - 1)
    return max(spread, least) * (1 + 1 / len(rates))
