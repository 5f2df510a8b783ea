"""The order of touchpoints: what it begins with, and what the team makes of it."""

from collections.abc import Iterator

import pytest

from feedback_buttons.accounts import audit
from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.campaigns import campaigns, touchpoints
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.touchpoints import Touchpoint
from feedback_buttons.storage import db


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        ("Service,Order,Delivery,Payment", "Order,Payment,Delivery,Service"),
        ("Retour,Betaling,Bestelling,Verzonden,Bezorging", "Bestelling,Betaling,Verzonden,Bezorging,Retour"),
        ("Kundendienst,Lieferung,Bestellung,Versand", "Bestellung,Versand,Lieferung,Kundendienst"),
        ("SAV (service),Livraison,Commande,Expédition", "Commande,Expédition,Livraison,SAV (service)"),
        ("Your order was sent,Order confirmation", "Order confirmation,Your order was sent"),
        ("zeta,Newsletter,Service,alpha", "Service,alpha,Newsletter,zeta"),
    ],
    ids=("english", "dutch", "german", "french", "the last word counts", "others by the alphabet"),
)  # fmt: skip
def test_the_starting_order_is_told_from_names(names: str, wanted: str) -> None:
    listed = [Touchpoint(name, None, 1) for name in names.split(",")]
    assert [shown.touchpoint for shown in touchpoints.in_order(listed)] == wanted.split(",")


def test_the_team_places_touchpoints_and_the_others_follow(conn: db.Connection) -> None:
    for slug, touchpoint in (("a", "Order"), ("b", "Service"), ("c", "Service"), ("d", "")):
        campaigns.add(conn, Campaign(slug=slug, name=slug, touchpoint=touchpoint))
    assert touchpoints.list_(conn) == [("Order", None, 1), ("Service", None, 2)]
    placed = touchpoints.place(conn, [" Service ", "Use"], by="anna")
    assert placed == [("Service", 1, 2), ("Use", 2, 0), ("Order", None, 1)]
    assert touchpoints.place(conn, [], by="anna") == [("Order", None, 1), ("Service", None, 2)]
    assert [entry.did for entry in audit.page(conn, account="anna").entries] == [
        "touchpoints ordered"
    ] * 2


@pytest.mark.parametrize("names", [["a", " a"], [" "], ["a\nb"], [str(n) for n in range(201)]])
def test_an_order_that_cannot_be_is_refused_and_changes_nothing(
    conn: db.Connection, names: list[str]
) -> None:
    touchpoints.place(conn, ["Use"])
    with pytest.raises(FeedbackError, match=r"touchpoint"):
        touchpoints.place(conn, names)
    assert touchpoints.list_(conn) == [("Use", 1, 0)]
