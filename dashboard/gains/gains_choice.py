"""What the address of the pages of gains asks for: whose answers, of which period."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from flask import request

from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns import touchpoints as journey
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.dashboard.kit.periods.period_choice import PeriodChoice
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.reports.scores import extents, gain_cells
from feedback_buttons.reports.scores.extents import Extent
from feedback_buttons.storage import db


@dataclass(frozen=True, slots=True)
class GainsChoice:
    """An extent and its period; what was asked for in vain is ``strange``, in words."""

    extent: Extent
    period: PeriodChoice
    listed: tuple[Campaign, ...]
    by: str = ""
    strange: tuple[str, ...] = ()
    touchpoints: tuple[str, ...] = ()  # those that can be chosen, in the journey's order

    @classmethod
    def read(
        cls, connection: db.Connection, address: Mapping[str, str] | None = None
    ) -> "GainsChoice":
        """What an address asks for, by the names in it; without one, that of this request."""
        named = request.args if address is None else address
        asks = {name: named.get(name, "").strip() for name in ("where", "period", "by")}
        return cls.of(connection, **asks)

    @classmethod
    def of(cls, connection: db.Connection, where: str, period: str, by: str = "") -> "GainsChoice":
        """Those of a period; ``where`` is "campaign:" or "touchpoint:" and its slug or name, "" for all. ``by`` is as
        gain_cells.py names it."""
        listed = campaigns.list_(connection)
        kind, _, name = where.partition(":")
        strange: list[str] = []
        try:
            extent = Extent.of(
                listed, **({kind: name} if kind in ("campaign", "touchpoint") else {})
            )
        except FeedbackError as error:
            extent, strange = Extent.of(listed), [error.advice]
        try:
            by = gain_cells.chosen(gain_cells.offered(connection, extent), by) if by else ""
        except FeedbackError as error:
            by, strange = "", [*strange, error.advice]
        choice = PeriodChoice.read(period, extent.campaign)
        strange += [choice.strange] if choice.strange else []
        mixed = set(extents.touchpoints(Extent.of(listed).campaigns))
        ordered = tuple(at.touchpoint for at in journey.list_(connection) if at.touchpoint in mixed)
        return cls(replace(extent, days=choice.days), choice, listed, by, tuple(strange), ordered)

    @property
    def where(self) -> str:
        """As of() takes it."""
        return self.extent.where

    @property
    def organisation(self) -> Extent:
        """All campaigns of the organisation's index, of the same days."""
        return replace(Extent.of(self.listed), days=self.extent.days)

    def shared(self, path: str, query: str = "") -> str:
        """Where a link is made to a page of the same choice; or of the query of what more was chosen."""
        shown = f"{path}?{query}" if query else self._named(path)
        return own(f"/sharing?{urlencode({'address': shown})}")

    def address(self, path: str, **more: str) -> str:
        """A page or file of the same choice."""
        return own(self._named(path, **more))

    def _named(self, path: str, **more: str) -> str:
        named = {"where": self.where, "period": str(self.period.period), "by": self.by, **more}
        query = urlencode(
            {
                name: text
                for name, text in named.items()
                if text and (name, text) != ("period", "all")
            },
            safe=":",
        )
        return f"{path}?{query}" if query else path
