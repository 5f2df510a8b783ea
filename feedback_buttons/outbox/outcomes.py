"""The result of one attempt to send a message, and when the next attempt is due; pure.

The waits follow what Standard Webhooks recommends: soon at first, then further and further apart, for about a day.
"""

import math
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

Result = Literal["delivered", "later", "refused", "unsaid"]

# Seconds to the second attempt, the third and so on; then a message is dead.
WAITS = (5, 30, 120, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600)
LONGEST = 24 * 3600.0  # seconds that another side may tell us to wait
REPLY = 300  # characters of what the other side said that are kept


@dataclass(frozen=True, slots=True)
class AttemptOutcome:
    """How one attempt ended.

    Attributes:
        result: "delivered"; "later" where another attempt may help; "refused" where none will, until somebody has
            changed something; "unsaid" where there was nothing left to say.
        status: the status of HTTP or SMTP; None where nobody answered.
        reply: what the other side said, in words of one line.
        after: seconds that the other side wants to be left alone for; all messages of the channel wait.
        remote_id: what the other side calls what it made of the message.
    """

    result: Result
    status: int | None = None
    reply: str = ""
    after: float | None = None
    remote_id: str | None = None


NOTHING_LEFT = AttemptOutcome("unsaid")


def of_status(
    status: int, reply: str = "", retry_after: str | None = None, now: datetime | None = None
) -> AttemptOutcome:
    """What an answer of HTTP comes to. 408, 425, 429 and 5xx may be better later; a redirect is refused: whoever
    moved has to be told of by the team.

    >>> of_status(204).result, of_status(503).result, of_status(404).result, of_status(302).result
    ('delivered', 'later', 'refused', 'refused')
    >>> of_status(429, "", "30").after
    30.0
    """
    after = seconds_to_wait(retry_after, now)
    if 200 <= status < 300:
        return AttemptOutcome("delivered", status, one_line(reply))
    if status in (408, 425, 429) or status >= 500:
        return AttemptOutcome("later", status, one_line(reply), after)
    return AttemptOutcome("refused", status, one_line(reply))


def seconds_to_wait(header: str | None, now: datetime | None = None) -> float | None:
    """How long a Retry-After header says to wait, in seconds up to LONGEST; None where it says nothing that can be
    read. It holds seconds or a date.

    >>> seconds_to_wait("120"), seconds_to_wait("1.5"), seconds_to_wait("soon"), seconds_to_wait("-3")
    (120.0, 1.5, None, 0.0)
    >>> seconds_to_wait("Sat, 05 Dec 2026 10:00:30 GMT", datetime(2026, 12, 5, 10, tzinfo=UTC))
    30.0
    """
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            date = parsedate_to_datetime(header)
        except (ValueError, TypeError):
            return None
        date = date if date.tzinfo else date.replace(tzinfo=UTC)
        seconds = (date - (now or datetime.now(UTC))).total_seconds()
    return None if math.isnan(seconds) else min(max(seconds, 0.0), LONGEST)


def next_wait(attempts: int, after: float | None, chance: float | None = None) -> timedelta | None:
    """How long to wait after so many attempts have failed; None where that was the last.

    Args:
        attempts: how many were made, from 1.
        after: what the other side asked for, in seconds; it is waited for at least so long.
        chance: 0 to 1; spreads the next attempts of many messages. None draws it.

    >>> next_wait(1, None, 0.5), next_wait(2, 90, 0), next_wait(10, None, 0)
    (datetime.timedelta(seconds=5), datetime.timedelta(seconds=90), None)
    """
    if attempts > len(WAITS):
        return None
    spread = 0.8 + 0.4 * (random.random() if chance is None else chance)  # noqa: S311 (no secret)
    return timedelta(seconds=max(WAITS[attempts - 1] * spread, after or 0.0))


def one_line(text: str) -> str:
    """What another side said, on one line without what a terminal or a log would act on, cut to REPLY characters.

    >>> one_line(" no\\r\\nsuch \\x1b[31mchannel ")
    'no such [31mchannel'
    """
    spaced = " ".join(text[: 4 * REPLY].split())
    return "".join(letter for letter in spaced if letter.isprintable())[:REPLY]
