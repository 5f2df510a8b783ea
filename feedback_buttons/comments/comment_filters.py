"""The filters and the order of the list of comments, read from an address and written to it; pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from feedback_buttons.base import address_names, time_zones
from feedback_buttons.base.errors import wording
from feedback_buttons.campaigns.periods import Period, PeriodError, Span
from feedback_buttons.campaigns.waves import Sending
from feedback_buttons.comments import filter_values as values
from feedback_buttons.comments.filter_values import LONGEST as LONGEST
from feedback_buttons.comments.filter_values import FilterError as FilterError
from feedback_buttons.comments.filter_values import spans as spans
from feedback_buttons.i18n.recipient_language import LANGUAGES
from feedback_buttons.verdicts.client_class import CLASSES

SORTS = ("newest", "oldest", "lowest")
STATUSES = ("open", "closed")
WITHOUT_TOPIC = "none"  # as a topic
ME, NOBODY = "me", "nobody"  # as handlers; no user can be found by these names


@dataclass(frozen=True, slots=True)
class Filter:
    """What is wanted; the defaults want everything, newest first.

    Attributes:
        touchpoint: of the campaigns that have it.
        scores: of these, in order; empty for all.
        period: of a period, as periods.py reads it; "" for any time. Of a wave it is those of its time, whichever
            wave their token names.
        days: of the last so many days; None for any time.
        since, until: the first and the last day, of the campaign's time zone, or the installation's for all of
            them; or from which moment on, and before which one.
        handler: a user's name, ME, NOBODY, or "" for whoever.
        answer: "3.2" for who took choice 2 of the campaign's follow-up question 3, "3" for any of its choices.
        attribute: "name=value" that is kept of the person or the message, where By group shows it: of fewer people
            than stand there it would tell who they are.
        client: what was clicked with, a word of client_class.py or "unknown".
        proof: by which the answer counts, one of filter_values.PROOFS.
        age: "early" for answers within 24 hours of sending, "late" for later ones, as By group parts them.
        topic: the slug of one that the comment mentions, or WITHOUT_TOPIC.
        mismatch: whether only those are wanted whose words contradict their score.
        wave: the number of the campaign's wave that the answer is of, from 1, as waves.of() says.
    """

    search: str = ""
    campaign: str = ""
    touchpoint: str = ""
    scores: tuple[int, ...] = ()
    language: str = ""
    period: str = ""
    days: int | None = None
    since: date | datetime | None = None
    until: date | datetime | None = None
    tag: str = ""
    status: str = ""
    starred: bool = False
    handler: str = ""
    answer: str = ""
    attribute: str = ""
    client: str = ""
    proof: str = ""
    age: str = ""
    topic: str = ""
    mismatch: bool = False
    wave: int | None = None
    sort: str = field(default="newest")

    @classmethod
    def parse(cls, address: Mapping[str, str]) -> "Filter":
        """Read a query string's parameters; empty ones mean nothing.

        Raises:
            FilterError: a value cannot be, or there is no such filter.
        """
        _check_names(address)
        texts = {name: address.get(name, "").strip() for name in _READERS}
        wanted = cls(**{name: _READERS[name](text) for name, text in texts.items() if text})
        for name in ("answer", "attribute", "age", "wave"):
            if getattr(wanted, name) and not wanted.campaign:
                raise FilterError(wording("{name} needs a campaign beside it."), name=name)
        if not wanted.campaign and wanted.span_asks_for_sendings:
            raise FilterError(wording("{name} needs a campaign beside it."), name=wanted.period)
        return wanted

    def __str__(self) -> str:
        return urlencode(self.parameters())

    def parameters(self) -> dict[str, str]:
        """What parse() read, without what is as by default."""
        default = Filter()
        return {
            field.name: values.written(getattr(self, field.name))
            for field in fields(self)
            if getattr(self, field.name) != getattr(default, field.name)
        }

    def but(self, **changes: Any) -> "Filter":  # noqa: ANN401 (any field)
        """The same with some fields changed."""
        return replace(self, **changes)

    @property
    def span_asks_for_sendings(self) -> bool:
        """Whether its period depends on when a campaign was sent."""
        return bool(self.period) and Period.parse(self.period).of_sendings

    def span(
        self, now: datetime, zone: ZoneInfo | None = None, sent: Sequence[Sending] = ()
    ) -> Span:
        """From which moment on comments are wanted, and before which: of all that is asked for the narrowest. Days are
        of the zone, where none is given the installation's.

        Raises:
            FilterError: the campaign has no such period.
        """
        zone = zone or time_zones.here()
        try:
            span = Period.parse(self.period or "all").span(now, zone, sent)
        except PeriodError as error:
            raise FilterError.of(error) from error
        days = Span(now - timedelta(days=self.days)) if self.days else Span()
        since = _moment(self.since, zone) if self.since else None
        until = _moment(self.until, zone, 1) if self.until else None
        return span.both(days).both(Span(since, until))


TO_DO = Filter(status="open", scores=(0, 1, 2, 3, 4, 5, 6), sort="oldest")


def _moment(at: date | datetime, zone: ZoneInfo, later: int = 0) -> datetime:
    """A moment as it is; when a day begins, or the one so many days later."""
    return at if isinstance(at, datetime) else time_zones.begin(at, later, zone)


def _check_names(address: Mapping[str, str]) -> None:
    for name in address_names.unknown(address, _READERS):
        raise values.unknown_filter(name, _READERS)


_READERS: Mapping[str, Callable[[str], Any]] = {
    "search": values.plain,
    "campaign": values.campaign,
    "touchpoint": values.plain,
    "scores": values.scores,
    "language": values.one_of("language", *LANGUAGES),
    "period": values.period,
    "days": values.days,
    "since": values.day_or_moment,
    "until": values.day_or_moment,
    "tag": values.plain,
    "status": values.one_of("status", *STATUSES),
    "starred": values.yes_or_no("starred"),
    "handler": values.plain,
    "answer": values.answer,
    "attribute": values.attribute,
    "client": values.one_of("client", *CLASSES, values.UNKNOWN),
    "proof": values.one_of("proof", *values.PROOFS),
    "age": values.one_of("age", *values.AGES),
    "topic": values.topic,
    "mismatch": values.yes_or_no("mismatch"),
    "wave": values.wave,
    "sort": values.one_of("sort", *SORTS),
}
