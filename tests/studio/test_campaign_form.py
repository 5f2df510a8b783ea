"""Making, changing and closing a campaign in the dashboard."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from answers import put_scores
from flask import Flask
from flask.testing import FlaskClient
from postbox import PASSWORD, signed_in

from feedback_buttons.accounts import audit, users
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns, targets
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
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
    return {"name": "Sorry, your present is late!", "do": "save", **values}


def test_a_campaign_is_made_and_leads_to_its_studio(anna: FlaskClient, conn: db.Connection) -> None:
    typed = form(language="nl", mails="5.000", question=" Hoe   vond je dit? ", owner="anna")
    answer = anna.post("/campaigns/new", data=typed)
    assert answer.status_code == 303
    assert answer.location == "/campaign/sorry-your-present-is-late/studio?new"
    made = campaigns.get(conn, "sorry-your-present-is-late")
    assert (made.name, made.language, made.mails) == (typed["name"], "nl", 5000)
    assert (made.question, made.owner, made.sender) == ("Hoe vond je dit?", "anna", "")
    assert "Sorry, your present is late!</b> is made" in anna.get(answer.location).text
    entry = audit.page(conn).entries[0]
    assert (entry.account, entry.did, entry.subject) == ("anna", "campaign added", made.slug)


def test_what_the_mail_asks_is_chosen_among_what_the_scale_has(
    anna: FlaskClient, conn: db.Connection, delay: Campaign
) -> None:
    assert delay.asks is None
    fresh = anna.get(SETTINGS).text
    assert 'value="csat"' in fresh
    assert 'value="nps-0-10"' not in fresh
    anna.post(SETTINGS, data=form(scale="1-10", asks="csat"))
    assert campaigns.get(conn, "delay").asks == "csat"
    anna.post(SETTINGS, data=form(scale="0-10", asks="csat"))
    assert campaigns.get(conn, "delay").asks == "nps-0-10"
    asked = anna.get(SETTINGS).text
    assert 'value="nps-0-10" selected' in asked
    assert 'value="csat"' not in asked
    anna.post(SETTINGS, data=form(scale="1-10", asks="nps-0-10"))
    assert campaigns.get(conn, "delay").asks is None
    refused = anna.post(SETTINGS, data=form(scale="1-10", asks="smoke"))
    assert (refused.status_code, campaigns.get(conn, "delay").asks) == (400, None)


def test_a_campaign_that_asks_from_0_is_made_and_keeps_its_scale(
    anna: FlaskClient, conn: db.Connection
) -> None:
    anna.post("/campaigns/new", data=form(name="NPS", scale="0-10"))
    assert campaigns.get(conn, "nps").scale == "0-10"
    assert 'value="0-10" selected' in anna.get("/campaign/nps/settings").text
    assert "&lt;/a&gt;" in anna.get("/campaign/nps/studio?scale=stars&size=52").text
    anna.post("/campaign/nps/settings", data=form(name="Of an older tab"))
    put_scores(conn, "nps", 0)
    refused = anna.post("/campaign/nps/settings", data=form(name="NPS", scale="1-10"))
    assert (refused.status_code, campaigns.get(conn, "nps").scale) == (400, "0-10")
    assert "has clicks on its scale of 0-10" in refused.text


def test_two_of_the_same_name_have_addresses_of_their_own(
    anna: FlaskClient, conn: db.Connection
) -> None:
    for _ in range(3):
        assert anna.post("/campaigns/new", data=form(name="Délay")).status_code == 303
    assert {each.slug for each in campaigns.list_(conn)} == {"delay", "delay-2", "delay-3"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": "  "}, "A campaign needs a name."),
        ({"mails": "many"}, "a whole number"),
        ({"mails": "1.5"}, "a whole number"),
        ({"mails": "9999999999"}, "Mails must be 0 or more"),
        ({"language": "tlh"}, "Language must be one of"),
        ({"question": "x" * 301}, "Question has 301 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    anna: FlaskClient, conn: db.Connection, typed: dict[str, str], said: str
) -> None:
    answer = anna.post("/campaigns/new", data=form(sender="Gift & Co.", **typed))
    assert answer.status_code == 400
    assert said in answer.text
    assert 'value="Gift &amp; Co."' in answer.text
    assert campaigns.list_(conn) == ()


def test_owners_and_touchpoints_that_are_known_are_offered(
    anna: FlaskClient, conn: db.Connection
) -> None:
    campaigns.add(conn, Campaign(slug="x", name="X", owner="Bob", touchpoint="After-care"))
    page = anna.get("/campaigns/new").text
    assert '<option value="Bob">' in page
    assert '<option value="After-care">' in page


def test_a_change_is_kept_and_told(anna: FlaskClient, conn: db.Connection, delay: Campaign) -> None:
    assert 'value="Gift &amp; Co."' in anna.get(SETTINGS).text
    answer = anna.post(SETTINGS, data=form(name="Later", mails=""))
    assert "Saved." in answer.text
    changed = campaigns.get(conn, delay.slug)
    assert (changed.name, changed.mails, changed.sender) == ("Later", None, "")
    assert changed.policy == delay.policy
    assert audit.page(conn).entries[0].detail["changes"]["mails"] == [10, None]


def test_what_the_form_does_not_show_stays(
    anna: FlaskClient, conn: db.Connection, delay: Campaign
) -> None:
    more = {"help_url": "https://example.com/help", "policy": "strict", "repeat_after": 7}
    campaigns.edit(conn, delay.slug, more)
    anna.post(SETTINGS, data=form(name="Later"))
    kept = campaigns.get(conn, delay.slug)
    assert {name: getattr(kept, name) for name in more} == more


def test_a_campaign_is_closed_and_opened_again(
    anna: FlaskClient, conn: db.Connection, delay: Campaign
) -> None:
    assert "Open it again" in anna.post(SETTINGS, data={"do": "close"}).text
    assert campaigns.get(conn, delay.slug).closed
    assert "Close the campaign" in anna.post(SETTINGS, data={"do": "reopen"}).text
    assert campaigns.get(conn, delay.slug) == delay
    told = [entry.did for entry in audit.page(conn).entries[:2]]
    assert told == ["campaign opened", "campaign closed"]


def test_a_campaign_is_marked_as_sent_and_as_not(
    anna: FlaskClient, conn: db.Connection, delay: Campaign
) -> None:
    before = ids.utc_now().replace(microsecond=0)
    assert "It was sent" in anna.post(SETTINGS, data={"do": "sent"}).text
    sent_at = campaigns.get(conn, delay.slug).sent_at
    assert sent_at is not None
    assert before <= sent_at <= ids.utc_now()
    anna.post(SETTINGS, data=form(name="Delay"))
    assert campaigns.get(conn, delay.slug).sent_at == sent_at
    assert "Mark as sent now" in anna.post(SETTINGS, data={"do": "unsent"}).text
    assert campaigns.get(conn, delay.slug).sent_at is None


def test_a_campaign_that_is_not_there_has_no_settings(anna: FlaskClient) -> None:
    assert anna.get("/campaign/no/settings").status_code == 404


def test_a_campaign_is_deleted_once_its_slug_is_typed(
    anna: FlaskClient, conn: db.Connection, delay: Campaign
) -> None:
    put_scores(conn, delay.slug, 7)
    refused = anna.post(SETTINGS, data={"do": "delete", "typed": "dalay"})
    assert refused.status_code == 400
    assert "Type delay to delete the campaign and all its answers." in refused.text
    assert 'value="Delay"' in refused.text
    answer = anna.post(SETTINGS, data={"do": "delete", "typed": "delay"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert (campaigns.list_(conn), anna.get(SETTINGS).status_code) == ((), 404)
    entry = audit.page(conn).entries[0]
    assert (entry.account, entry.did, entry.detail["ratings"]) == ("anna", "campaign deleted", 1)


def test_waves_are_added_changed_and_removed_by_the_campaign_s_clock(
    anna: FlaskClient, conn: db.Connection, delay: Campaign
) -> None:
    assert "Say first when the campaign was sent." in anna.get(SETTINGS).text
    sent = datetime(2026, 6, 1, 9, 0, 30, tzinfo=UTC)
    campaigns.edit(conn, delay.slug, {"sent_at": sent, "time_zone": "Asia/Kathmandu"})
    waves = {
        "do": "waves",
        "wave_at": ["2026-06-08T00:30", "2026-06-09T08:00"],
        "wave_mails": ["1.500", ""],
        "wave_name": ["Reminder", ""],
    }
    assert "Saved." in anna.post(SETTINGS, data=waves).text
    first, second = campaigns.get(conn, delay.slug).waves
    assert first == {"name": "Reminder", "sent_at": "2026-06-07T18:45:00+00:00", "mails": 1500}
    assert second["sent_at"] == "2026-06-09T02:15:00+00:00"
    page = anna.get(SETTINGS).text
    assert page.count('name="wave_at"') == 3
    assert 'value="2026-06-08T00:30"' in page
    waves |= {"wave_at": ["", "2026-05-01T08:00"]}
    refused = anna.post(SETTINGS, data=waves)
    assert refused.status_code == 400
    assert "A further wave is sent later than the first" in refused.text
    assert 'value="2026-05-01T08:00"' in refused.text
    anna.post(SETTINGS, data=waves | {"wave_at": ["", ""]})
    assert campaigns.get(conn, delay.slug).waves == []


def test_a_time_zone_is_chosen_and_a_wrong_one_refused(
    anna: FlaskClient, conn: db.Connection, delay: Campaign
) -> None:
    anna.post(SETTINGS, data=form(time_zone=" Australia/Lord_Howe "))
    assert campaigns.get(conn, delay.slug).time_zone == "Australia/Lord_Howe"
    refused = anna.post(SETTINGS, data=form(time_zone="kathmandu"))
    assert refused.status_code == 400
    assert "There is no time zone &#39;kathmandu&#39;. Did you mean Asia/Kathmandu?" in refused.text
    anna.post(SETTINGS, data=form(time_zone=""))
    assert campaigns.get(conn, delay.slug).time_zone is None


def test_a_touchpoint_is_given_targets_and_loses_them(
    anna: FlaskClient, conn: db.Connection, delay: Campaign
) -> None:
    assert "No campaign has a touchpoint yet" in anna.get("/targets").text
    campaigns.edit(conn, delay.slug, {"touchpoint": "Delivery & co"})
    assert "Delivery &amp; co</b>" in anna.get("/targets").text
    row = {"touchpoint": "Delivery & co", "score": "7,5", "answers": "1.500"}
    assert "Delivery &amp; co: saved." in anna.post("/targets", data=row).text
    assert targets.of_touchpoints(conn) == [("Delivery & co", 7.5, 1500)]
    entry = audit.page(conn).entries[0]
    assert (entry.account, entry.did, entry.subject) == ("anna", "target set", "Delivery & co")
    refused = anna.post("/targets", data=row | {"score": "eleven"})
    assert (refused.status_code, 'value="eleven"' in refused.text) == (400, True)
    assert anna.post("/targets", data=row | {"score": "11"}).status_code == 400
    anna.post("/targets", data=row | {"score": "", "answers": ""})
    assert targets.of_touchpoints(conn) == []
