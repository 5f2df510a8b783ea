"""A campaign is deleted, and nothing of its answers is left in any table."""

from collections.abc import Iterator

import pytest
from answers import put_scores
from full_campaigns import FULL
from psycopg import sql

from feedback_buttons.campaigns import campaigns, deletion
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.deletion import UnconfirmedDeletion
from feedback_buttons.config.settings import Config
from feedback_buttons.storage import db

WITH_CAMPAIGN = """
select table_name from information_schema.columns join information_schema.tables using (table_schema, table_name)
where column_name = 'campaign' and table_type = 'BASE TABLE' and table_schema = 'public'
"""


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        yield connection


def left(connection: db.Connection, slug: str) -> set[str]:
    """The tables that still hold something of a campaign."""
    tables = [name for (name,) in connection.execute(WITH_CAMPAIGN.encode())]
    count = sql.SQL("select count(*) from {} where campaign = %s")
    held = {
        name: connection.execute(count.format(sql.Identifier(name)), [slug]).fetchone()
        for name in tables
    }
    return {name for name, row in held.items() if row and row[0]}


def test_nothing_of_a_campaign_is_left_in_any_table(full_config: Config) -> None:
    with db.connect(full_config.database_url or "") as connection:
        assert len(left(connection, FULL)) > 10
        others = connection.execute("select count(*) from rating where campaign <> %s", [FULL])
        before = others.fetchone()
        deleted = deletion.delete(connection, FULL, typed=f" {FULL.upper()} ")
        assert min(deleted.ratings, deleted.comments, deleted.visits) > 0
        assert left(connection, FULL) == set()
        assert FULL not in {each.slug for each in campaigns.list_(connection)}
        after = connection.execute("select count(*) from rating").fetchone()
        assert after == before
        connection.rollback()


@pytest.mark.parametrize("typed", ["", "dela", "Delay apology", "yes"])
def test_nothing_is_deleted_unless_its_slug_is_typed(conn: db.Connection, typed: str) -> None:
    campaigns.add(conn, Campaign(slug="delay", name="Delay apology"))
    with pytest.raises(UnconfirmedDeletion, match="type delay"):
        deletion.delete(conn, "delay", typed=typed)
    assert campaigns.get(conn, "delay")


def test_what_arrives_late_for_a_deleted_campaign_is_swept_away(conn: db.Connection) -> None:
    for slug in ("delay", "other"):
        campaigns.add(conn, Campaign(slug=slug, name=slug))
        put_scores(conn, slug, 7)
    deletion.delete(conn, "delay", typed="delay")
    put_scores(conn, "delay", 9, 3)
    assert deletion.sweep(conn) == 2
    assert (left(conn, "delay"), deletion.sweep(conn)) == (set(), 0)
    assert "rating" in left(conn, "other")
    campaigns.add(conn, Campaign(slug="delay", name="Made again"))
    put_scores(conn, "delay", 8)
    assert deletion.sweep(conn) == 0
