"""A campaign's waves: its mail may go out several times. The first is the campaign's own ``sent_at`` and ``mails``, the
further ones stand in its ``waves``. One rule says of which wave an answer is: :func:`of`."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypedDict

from feedback_buttons.base import text_lines
from feedback_buttons.base.errors import FeedbackError, wording

MOST = 50  # of one campaign; what is sent each day is a flow, not waves
LENGTH = 60  # characters of a name


class Wave(TypedDict):
    """A further wave, as it is stored: what the team calls it ("" for nothing), when it was or will be sent (ISO 8601),
    and how many mails it has, if that is known."""

    name: str
    sent_at: str
    mails: int | None


class WaveError(FeedbackError, ValueError):
    """The waves cannot be so; the message says what to do."""

    code = "wave-invalid"


class Sending(NamedTuple):
    """A wave, numbered from 1 in the order of time."""

    number: int
    name: str
    sent_at: datetime
    mails: int | None

    @property
    def label(self) -> str:
        """Its name, else its number."""
        return self.name or str(self.number)


def checked(waves: Sequence[Mapping[str, Any]], first_at: datetime | None) -> list[Wave]:
    """The waves as they may be stored, in the order of time.

    Args:
        waves: each with ``sent_at`` (a time or its ISO 8601), and perhaps ``name`` and ``mails``.
        first_at: when the campaign was first sent.

    Raises:
        WaveError: there are too many, one is not after the first, two are of one time, or a value is wrong.
    """
    if len(waves) > MOST:
        raise WaveError(wording("a campaign has at most {most} further waves."), most=MOST)
    ordered = sorted(map(_checked, waves), key=lambda wave: wave["sent_at"])
    times = [datetime.fromisoformat(wave["sent_at"]) for wave in ordered]
    if times and first_at is None:
        raise WaveError(wording("say first when the campaign was sent: its waves come after that."))
    if first_at and times and times[0] <= first_at:
        raise WaveError(wording("a further wave is sent later than the first, which was at {at}."),
                        at=first_at.isoformat(timespec="minutes"))  # fmt: skip
    if len(set(times)) < len(times):
        raise WaveError(wording("two waves are sent at one time: give them together, as one."))
    return ordered


def sendings(
    first_at: datetime | None, mails: int | None, waves: Sequence[Wave]
) -> tuple[Sending, ...]:
    """All waves of a campaign, oldest first; none while nobody has said when it was sent."""
    if first_at is None:
        return ()
    further = (
        Sending(number, wave["name"], datetime.fromisoformat(wave["sent_at"]), wave["mails"])
        for number, wave in enumerate(waves, 2)
    )
    return (Sending(1, "", first_at, mails), *further)


def numbered(sent: Sequence[Sending], number: int) -> Sending:
    """The wave of this number.

    Raises:
        WaveError: there is none.
    """
    if not 0 < number <= len(sent):
        raise WaveError(
            wording("there is no wave {number}: the campaign has {waves}."),
            number=number,
            waves=len(sent),
        )
    return sent[number - 1]


def of(sent: Sequence[Sending], named_at: datetime | None, first_visit: datetime) -> Sending | None:
    """The wave that an answer is of: the last one that was sent by the time its token names, or where the token names
    none by the answer's first visit. What is earlier than all of them is of the first: somebody noted it late. None
    where nobody has said when the mail was sent.

    Args:
        sent: all waves, oldest first.
        named_at: the send time that the token carries.
        first_visit: when the recipient's first visit was, of this occasion.
    """
    at = named_at or first_visit
    return next((wave for wave in reversed(sent) if wave.sent_at <= at), sent[0] if sent else None)


def spread(waves: Sequence[Wave], delivered: Mapping[datetime, int]) -> tuple[int, list[Wave]]:
    """What a provider tells of mails by hour, as the mails of the first wave and of the further ones: an hour is of the
    last wave that was sent before its end.

    Args:
        delivered: the mails by the time at which an hour begins.
    """
    begins = [datetime.fromisoformat(wave["sent_at"]) for wave in waves]
    counts = [0] * (len(waves) + 1)
    for hour, mails in delivered.items():
        place = sum(begin.replace(minute=0, second=0, microsecond=0) <= hour for begin in begins)
        counts[place] += mails
    further = [Wave(name=wave["name"], sent_at=wave["sent_at"], mails=count)
               for wave, count in zip(waves, counts[1:], strict=True)]  # fmt: skip
    return counts[0], further


def _checked(wave: Mapping[str, Any]) -> Wave:
    at, mails = wave["sent_at"], wave.get("mails")
    if isinstance(at, str):
        at = datetime.fromisoformat(at)
    if at.tzinfo is None:
        raise WaveError(wording("sent_at needs a time zone, such as 2026-12-05T09:00+01:00."))
    if mails is not None and not 0 <= mails < 2**31:
        raise WaveError(wording("{name} must be {least} or more, not {value}."), name="mails",
                        least=0, value=mails)  # fmt: skip
    name = text_lines.checked("name", wave.get("name") or "", LENGTH)
    return Wave(name=name, sent_at=at.astimezone(UTC).isoformat(), mails=mails)
