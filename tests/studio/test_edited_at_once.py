"""Two people of the team edit one campaign at once: nobody's change is undone unseen."""

import re
import threading
import time
from collections.abc import Iterator
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from postbox import PASSWORD, signed_in

from feedback_buttons.accounts import users
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.dashboard.studio import campaign_form
from feedback_buttons.storage import db

SETTINGS = "/campaign/delay/settings"


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        users.add(connection, "anna", PASSWORD, "editor")
        yield connection


@pytest.fixture
def anna(config: Config, conn: db.Connection) -> Iterator[FlaskClient]:  # noqa: ARG001 (fills it)
    app: Flask = create_app(config)
    yield signed_in(app, "anna")
    app.extensions["feedback_buttons"].close()


@pytest.fixture
def delay(conn: db.Connection) -> Campaign:
    return campaigns.add(conn, Campaign(slug="delay", name="Delay", mails=10, sender="Gift & Co."))


def form(**values: str) -> dict[str, str]:
    return {"do": "save", **values}


def shown(anna: FlaskClient, address: str = SETTINGS) -> str:
    """What a form carries of what it showed."""
    fields = re.findall(r'name="shown" value="([^"]*)"', anna.get(address).text)
    assert len(set(fields)) == 1
    return unescape(fields[0])


def test_two_who_edit_one_campaign_undo_nothing_of_each_others(
    anna: FlaskClient, conn: db.Connection, delay: Campaign
) -> None:
    opened = shown(anna)
    campaigns.edit(conn, "delay", {"sender": "Gifts & Sons"}, by="ben")
    stale = form(name=delay.name, sender=delay.sender, mails="10", owner="anna", shown=opened)
    assert anna.post(SETTINGS, data=stale).status_code == 200
    campaign = campaigns.get(conn, "delay")
    assert (campaign.sender, campaign.owner) == ("Gifts & Sons", "anna")


def test_who_changes_what_somebody_else_has_changed_is_told_first(
    anna: FlaskClient, conn: db.Connection, delay: Campaign
) -> None:
    opened = shown(anna)
    campaigns.edit(conn, "delay", {"sender": "Gifts & Sons"}, by="ben")
    typed = form(name=delay.name, sender="The gift people", mails="10", shown=opened)
    answer = anna.post(SETTINGS, data=typed)
    assert answer.status_code == 400
    assert "somebody else has changed this meanwhile" in answer.text
    assert "The gift people" in answer.text
    assert campaigns.get(conn, "delay").sender == "Gifts & Sons"
    again = unescape(re.findall(r'name="shown" value="([^"]*)"', answer.text)[0])
    assert anna.post(SETTINGS, data={**typed, "shown": again}).status_code == 200
    assert campaigns.get(conn, "delay").sender == "The gift people"


def test_words_after_the_click_are_not_undone_by_who_opened_the_page_before(
    anna: FlaskClient, conn: db.Connection, delay: Campaign
) -> None:
    after = f"/campaign/{delay.slug}/after"
    opened = shown(anna, after)
    campaigns.edit(conn, "delay", {"help_url": "https://example.com/help"}, by="ben")
    typed = {"share_url": "https://example.com/share", "shown": opened}
    assert anna.post(after, data=typed).status_code == 200
    campaign = campaigns.get(conn, "delay")
    assert (campaign.help_url, campaign.share_url) == (
        "https://example.com/help",
        "https://example.com/share",
    )


@pytest.mark.parametrize("nonsense", ["", "{", "[1]", "null"])
def test_a_form_without_what_it_showed_changes_all_that_it_sends(
    anna: FlaskClient, conn: db.Connection, delay: Campaign, nonsense: str
) -> None:
    typed = form(name="Late", sender="Ours", mails="11", shown=nonsense)
    anna.post(f"/campaign/{delay.slug}/settings", data=typed)
    campaign = campaigns.get(conn, "delay")
    assert (campaign.sender, campaign.mails) == ("Ours", 11)


def test_what_was_wrong_in_a_form_is_mended_without_undoing_anybody(
    anna: FlaskClient, conn: db.Connection, delay: Campaign
) -> None:
    opened = shown(anna)
    campaigns.edit(conn, "delay", {"sender": "Gifts & Sons"}, by="ben")
    typed = form(name=delay.name, sender=delay.sender, mails="many", owner="anna", shown=opened)
    answer = anna.post(SETTINGS, data=typed)
    assert answer.status_code == 400
    again = unescape(re.findall(r'name="shown" value="([^"]*)"', answer.text)[0])
    assert anna.post(SETTINGS, data=typed | {"mails": "11", "shown": again}).status_code == 200
    campaign = campaigns.get(conn, "delay")
    assert (campaign.sender, campaign.mails) == ("Gifts & Sons", 11)


def test_two_changes_at_the_same_moment_are_both_made(
    config: Config, conn: db.Connection, delay: Campaign
) -> None:
    url = str(config.database_url)

    def edit(change: dict[str, str]) -> None:
        with db.connect(url) as connection:
            campaigns.edit(connection, delay.slug, change, by="ben")

    second = threading.Thread(target=edit, args=[{"owner": "anna"}])
    with db.connect(url) as first, first.transaction():
        campaigns.edit(first, delay.slug, {"sender": "Gifts & Sons"}, by="anna")
        second.start()
        waiting = (
            "select count(*) from pg_stat_activity "
            "where wait_event_type = 'Lock' and datname = current_database()"
        )
        while second.is_alive() and not db.first_value(conn, waiting):
            time.sleep(0.01)
    second.join()
    campaign = campaigns.get(conn, delay.slug)
    assert (campaign.sender, campaign.owner) == ("Gifts & Sons", "anna")


def test_campaigns_of_one_name_that_are_made_at_one_moment_are_both_made(
    anna: FlaskClient, conn: db.Connection, delay: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    free, tries = campaign_form._free, iter([delay.slug])
    monkeypatch.setattr(campaign_form, "_free", lambda *of: next(tries, None) or free(*of))
    assert anna.post("/campaigns/new", data=form(name="Delay", mails="10")).status_code == 303
    assert campaigns.get(conn, "delay-2").name == "Delay"
