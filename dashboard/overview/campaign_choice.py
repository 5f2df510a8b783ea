"""Which campaigns the overview shows, of which period and in which order: what its address says."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from feedback_buttons.base import address_names
from feedback_buttons.base.errors import wording
from feedback_buttons.campaigns.periods import EVER, Period, PeriodError
from feedback_buttons.comments.filter_values import FilterError, one_of, period, unknown_filter
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.reports.scores.overviews import Standing
from feedback_buttons.reports.statistics import stats

ROWS = 50  # on one page
# What the campaigns can be put in order by; "-" before it puts the highest, the last first.
ORDERS = ("last", "name", "score", "change", "answers", "rate")


def _period(text: str) -> str:
    """A period that is of all campaigns: each was sent at a time of its own."""
    text = period(text) or str(EVER)
    if Period.parse(text).of_sendings:
        raise FilterError(wording("{name} needs a campaign beside it."), name=text)
    return text


def _against(text: str) -> str:
    """What a period is held against: "before", "none", or a period of all campaigns."""
    if text in ("before", "none"):
        return text
    try:
        other = Period.parse(text, "against")
    except PeriodError as error:
        raise FilterError.of(error) from error
    if other.of_sendings:
        raise FilterError(wording("{name} needs a campaign beside it."), name=text)
    return str(other)


_READERS = {
    "period": _period,
    "against": _against,
    "sort": one_of("sort", *ORDERS, *(f"-{order}" for order in ORDERS)),
}
# What a campaign is put in order by; scores between their scales.
_VALUES: dict[str, Callable[[Standing], Any]] = {
    "last": lambda standing: standing.last_at,
    "name": lambda standing: standing.campaign.name.casefold(),
    "score": lambda standing: None if standing.mean is None else stats.of_ten(standing.counts),
    "change": lambda standing: standing.change,
    "answers": lambda standing: standing.answers or None,
    "rate": lambda standing: standing.response_rate,
}
FIRST = {order: order if order == "name" else f"-{order}" for order in ORDERS}


@dataclass(frozen=True, slots=True)
class Choice:
    """Empty texts stand for all; ``find`` is part of a name."""

    period: str = "30d"
    touchpoint: str = ""
    language: str = ""
    owner: str = ""
    find: str = ""
    sort: str = "-last"
    page: int = 1
    against: str = "before"

    @classmethod
    def parse(cls, search: str) -> "Choice":
        """Read an address's query; what it can't mean is what it is by default."""
        arguments = dict(parse_qsl(search.removeprefix("?")))
        texts = {
            name: arguments.get(name, "") for name in ("touchpoint", "language", "owner", "find")
        }
        sort, page = (arguments.get(name, "") for name in ("sort", "page"))
        return cls(
            **{name: _or_usual(name, arguments.get(name, "")) for name in ("period", "against")},
            sort=sort if sort.removeprefix("-") in ORDERS else cls().sort,
            page=int(page) if re.fullmatch(r"[1-9][0-9]{0,3}", page) else 1,
            **texts,
        )

    def query(self, **changes: Any) -> str:  # noqa: ANN401 (fields)
        """The query of this choice with some changes, without what is so by default; with any change it
        begins at the first page."""
        wanted = replace(self, **{"page": 1, **changes}) if changes else self
        plain = Choice()
        values = {name: getattr(wanted, name) for name in self.__slots__}
        return urlencode(
            {name: value for name, value in values.items() if value != getattr(plain, name)}
        )

    def address(self, **changes: Any) -> str:  # noqa: ANN401 (fields)
        """The page's address."""
        query = self.query(**changes)
        return own(f"/?{query}" if query else "/")

    @property
    def compared(self) -> bool:
        """Whether the period is held against another."""
        return self.period != str(EVER) and self.against != "none"

    @property
    def along(self) -> dict[str, str]:
        """The period and what it is held against as the addresses of its campaigns have them; none where this page's
        does not name them either."""
        usual = Choice()
        named = self.against != usual.against
        along = {"period": self.period} if named or self.period != usual.period else {}
        return along | ({"against": self.against} if named else {})

    @property
    def filtered(self) -> bool:
        """Whether some campaigns may be left out."""
        return any((self.touchpoint, self.language, self.owner, self.find))

    def by(self, order: str) -> str:
        """The order that a column's head leads to: the other way round if it is this one already."""
        if self.sort.removeprefix("-") != order:
            return FIRST[order]
        return order if self.sort.startswith("-") else f"-{order}"

    def chosen(self, standings: Iterable[Standing]) -> list[Standing]:
        """The campaigns that match, in order, on all pages; what has no value comes last either way."""
        matching = [standing for standing in standings if self._matches(standing)]
        order, down = self.sort.removeprefix("-"), self.sort.startswith("-")
        values = [(_VALUES[order](standing), standing) for standing in matching]
        valued = [pair for pair in values if pair[0] is not None]
        valued.sort(key=lambda pair: pair[0], reverse=down)
        none = [standing for value, standing in values if value is None]
        return [standing for _, standing in valued] + none

    def within(self, total: int) -> "Choice":
        """This choice, at the last page of so many campaigns at most."""
        return replace(self, page=min(self.page, max(-(-total // ROWS), 1)))

    def shown(self, chosen: list[Standing]) -> list[Standing]:
        """The campaigns on this page, of all that are chosen."""
        return chosen[(self.page - 1) * ROWS : self.page * ROWS]

    def _matches(self, standing: Standing) -> bool:
        campaign = standing.campaign
        exact = ("touchpoint", "language", "owner")
        return self.find.casefold() in f"{campaign.name}\n{campaign.slug}".casefold() and all(
            getattr(self, name) in ("", getattr(campaign, name)) for name in exact
        )


def strange(search: str) -> list[str]:
    """What an address asks in vain, in words: filters that there are not, and values that cannot be."""
    arguments = dict(parse_qsl(search.removeprefix("?"), keep_blank_values=True))
    names = Choice.__slots__
    complaints = [
        unknown_filter(name, names).advice for name in address_names.unknown(arguments, names)
    ]
    for name, reader in _READERS.items():
        try:
            reader(arguments.get(name) or getattr(Choice(), name))
        except FilterError as error:
            complaints.append(error.advice)
    return complaints


def _or_usual(name: str, text: str) -> str:
    usual = str(getattr(Choice(), name))
    try:
        return str(_READERS[name](text)) if text else usual
    except FilterError:
        return usual


def options(standings: Iterable[Standing], name: str) -> Collection[str]:
    """What there is to choose from: a campaign's touchpoint, language or owner."""
    return sorted({getattr(standing.campaign, name) for standing in standings} - {"", None})
