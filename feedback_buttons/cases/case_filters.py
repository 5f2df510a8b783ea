"""The filters and the order of the list of cases, read from an address and written to it; pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args
from urllib.parse import urlencode

from feedback_buttons.base import address_names
from feedback_buttons.base.errors import wording
from feedback_buttons.campaigns.periods import Period
from feedback_buttons.comments import filter_values as values
from feedback_buttons.comments.filter_values import FilterError

State = Literal["waiting", "asleep", "closed", "all"]
Sort = Literal["lowest", "oldest", "newest"]
STATES: tuple[State, ...] = get_args(State)
SORTS: tuple[Sort, ...] = get_args(Sort)


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What is wanted; the defaults want all that wait for somebody, the lowest scores first and of them the oldest.

    Attributes:
        state: waiting (open and not asleep), asleep, closed, or all.
        handler: a user's name, comment_filters.ME or NOBODY, or "" for whoever.
        rule: the name of the rule that opened them.
        period: when their answers were given, as periods.py reads it; "" for any time.
        page: from 1.
    """

    state: str = "waiting"
    campaign: str = ""
    touchpoint: str = ""
    scores: tuple[int, ...] = ()
    handler: str = ""
    rule: str = ""
    tag: str = ""
    period: str = ""
    sort: str = "lowest"
    page: int = 1

    @classmethod
    def parse(cls, address: Mapping[str, str]) -> "CaseFilter":
        """Read a query string's parameters; empty ones mean nothing.

        Raises:
            FilterError: a value cannot be, or there is no such filter.
        """
        for name in address_names.unknown(address, _READERS):
            raise values.unknown_filter(name, _READERS)
        texts = {name: address.get(name, "").strip() for name in _READERS}
        wanted = cls(**{name: _READERS[name](text) for name, text in texts.items() if text})
        if wanted.period and not wanted.campaign and Period.parse(wanted.period).of_sendings:
            raise FilterError(wording("{name} needs a campaign beside it."), name=wanted.period)
        return wanted

    def __str__(self) -> str:
        return urlencode(self.parameters())

    def parameters(self) -> dict[str, str]:
        """What parse() read, without what is as by default."""
        usual = CaseFilter()
        return {
            field.name: values.written(getattr(self, field.name))
            for field in fields(self)
            if getattr(self, field.name) != getattr(usual, field.name)
        }

    def but(self, **changes: Any) -> "CaseFilter":  # noqa: ANN401 (any field)
        """The same with some fields changed."""
        return replace(self, **changes)


def _page(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= 1000):
        raise FilterError(
            wording("a page is a number from 1 to 1000, not {text!r}."), text=text[:40]
        )
    return int(text)


_READERS: Mapping[str, Callable[[str], Any]] = {
    "state": values.one_of("state", *STATES),
    "campaign": values.campaign,
    "touchpoint": values.plain,
    "scores": values.scores,
    "handler": values.plain,
    "rule": values.plain,
    "tag": values.plain,
    "period": values.period,
    "sort": values.one_of("sort", *SORTS),
    "page": _page,
}
