"""The order in which customers pass the touchpoints: what the team edits, and what it begins with."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from feedback_buttons.accounts import audit
from feedback_buttons.base import text_lines
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.storage import db

MOST = 200  # touchpoints that can be placed
# The starting order: order, payment, dispatch, delivery, use, service; each by how words begin in a touchpoint's name
# (Dutch, English, German, French). "Order dispatched" is dispatch: the last one that fits counts.
STAGES = (
    ("order", "bestel", "command", "purchase", "aankoop", "kauf", "achat", "welcom", "welkom", "willkom", "bienvenu"),
    ("pay", "betaal", "betal", "zahl", "bezahl", "paiement", "invoice", "factu", "rechnung"),
    ("dispatch", "ship", "sent", "verz", "versan", "versen", "expedi", "expédi", "delay", "vertrag", "verspä",
     "retard"),
    ("deliver", "bezorg", "lever", "geleverd", "liefer", "zustell", "livr", "parcel", "pakket", "paket", "colis"),
    ("use", "using", "gebrui", "gebrau", "nutz", "utilis", "product", "produkt", "produit", "instal"),
    ("service", "support", "klant", "kund", "help", "hilfe", "aide", "complain", "klacht", "besch", "réclam", "return",
     "retour", "rück", "refund", "after", "nazorg", "chat", "call", "contact", "kontakt"),
)  # fmt: skip


class TouchpointError(FeedbackError):
    """Touchpoints cannot stand in such an order; the message says why."""

    code = "touchpoint-invalid"


class Touchpoint(NamedTuple):
    """A touchpoint; ``place`` is the team's, from 1 (None: it stands where the starting order has it), ``campaigns``
    how many have it."""

    touchpoint: str
    place: int | None
    campaigns: int


def list_(connection: db.Connection) -> list[Touchpoint]:
    """All touchpoints that campaigns have or that the team has placed, in their order."""
    return in_order(db.rows(connection, Touchpoint, "touchpoints"))


def in_order(touchpoints: Iterable[Touchpoint]) -> list[Touchpoint]:
    """Those that the team placed as it did, behind them the others in the starting order.

    >>> names = ("Service", "Delivery", "Any", "Your order")
    >>> [at.touchpoint for at in in_order(Touchpoint(name, None, 1) for name in names)]
    ['Your order', 'Delivery', 'Service', 'Any']
    """
    return sorted(
        touchpoints,
        key=lambda at: (
            at.place or MOST + 1,
            stage(at.touchpoint),
            at.touchpoint.casefold(),
            at.touchpoint,
        ),
    )


def stage(name: str) -> int:
    """Where a touchpoint of this name stands in the starting order, by its words; behind all where none says it.

    >>> stage("Order confirmation"), stage("Bestelling verzonden"), stage("Newsletter")
    (0, 2, 6)
    """
    words = re.findall(r"\w+", name.casefold())
    fitting = [
        place
        for place, beginnings in enumerate(STAGES)
        if any(word.startswith(beginnings) for word in words)
    ]
    return max(fitting, default=len(STAGES))


def place(
    connection: db.Connection, touchpoints: Sequence[str], *, by: str = audit.COMMAND_LINE
) -> list[Touchpoint]:
    """Let the touchpoints stand in this order, in the name of ``by``; none: in the starting order again. Touchpoints
    that are not named follow behind. Return all, in their order.

    Raises:
        TouchpointError: one has no name or stands there twice, or there are more than MOST.
    """
    names = [text_lines.checked("touchpoint", name) for name in touchpoints]
    _check(names)
    with connection.transaction():
        connection.execute(db.query("clear_touchpoint_places"))
        connection.execute(db.query("place_touchpoints"), {"touchpoints": names})
        audit.record(connection, by, "touchpoints ordered", touchpoints=names)
    return list_(connection)


def _check(names: Sequence[str]) -> None:
    if len(names) > MOST:
        raise TouchpointError(
            wording("there are {number} touchpoints; at most {most} can be placed."),
            number=len(names), most=MOST,
        )  # fmt: skip
    if "" in names:
        raise TouchpointError(wording("a touchpoint has no name."))
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise TouchpointError(
            wording("the touchpoint {touchpoint!r} stands there twice."), touchpoint=twice
        )
