"""A campaign is deleted on two real servers behind PL/Proxy."""

import random

import clusters
import psycopg
import pytest
from deeds import Recipient, Ticking
from outages import stop
from parted_site import Site, needs_plproxy
from psycopg import sql

from feedback_buttons.base.ids import Ids
from feedback_buttons.campaigns import campaigns, deletion
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.ratings.write_pool import Database
from feedback_buttons.ratings.writer import Ratings
from feedback_buttons.storage import db

pytestmark = needs_plproxy


def test_a_campaign_is_deleted_by_each_server_as_a_whole_or_by_none(parted: Site) -> None:
    for part in parted.parts:  # commits outlive a kill, which those of other tests need not
        clusters.run(part.url, "alter database feedback set synchronous_commit = on")
    with db.connect(parted.front, autocommit=True) as front:
        campaigns.add(front, Campaign(slug="over", name="Over"))
        chance, ticks = random.Random(7), Ids(Ticking())
        database = Database(parted.front, role=db.COLLECTOR, limit=4)
        for number in range(300, 340):
            person = Recipient(number, ticks, chance, "over")
            press = person.visit("press", 3, person.visit("get", 3), "ask")
            Ratings(database).press(person.subject, press, f"late, {number}")
        database.close()
        front.execute("insert into topic_text values ('over', 300, 0, 12, now(), 3, 'en', 'late')")
        stop(parted.parts[1])
        with pytest.raises(psycopg.OperationalError):
            deletion.delete(front, "over", typed="over")
        assert len(_of_campaign(parted.parts[0].url, "over")["rating"]) == 20
        parted.parts[1].ensure()
        told: list[str] = []
        deleted = deletion.delete(front, "over", typed="over", tell=told.append)
    assert deleted.ratings == 40
    assert told == [f"server {place} of 2: 20 ratings deleted" for place in (0, 1)]
    for url in (parted.front, *(part.url for part in parted.parts)):
        assert not any(_of_campaign(url, "over").values())


def _of_campaign(url: str, slug: str) -> dict[str, list[object]]:
    """The rows of a campaign by table."""
    rows: dict[str, list[object]] = {}
    with psycopg.connect(url) as connection:
        for table in ("campaign", "rating", "visit", "rollup", "rating_change", "topic_text"):
            column = "slug" if table == "campaign" else "campaign"
            query = sql.SQL("select * from {} where {} = %s")
            named = query.format(sql.Identifier(table), sql.Identifier(column))
            rows[table] = list(connection.execute(named, [slug]))
    return rows
