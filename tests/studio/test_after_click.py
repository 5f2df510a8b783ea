"""After the click: the links of a campaign, set in the dashboard and shown to everybody alike."""

import random
import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from postbox import PASSWORD, signed_in
from werkzeug.test import TestResponse

from feedback_buttons.accounts import audit, users
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.i18n.recipient_language import LANGUAGES
from feedback_buttons.recipient_page import page_responses
from feedback_buttons.storage import db

AFTER = "/campaign/delay/after"
LINKS = {
    "help_url": "https://example.com/help?a=1&b=2",
    "help_label": "Ask Sint",
    "share_url": "https://example.com/review",
    "share_label": "Tell others",
}


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        users.add(connection, "anna", PASSWORD, "editor")
        campaigns.add(connection, Campaign(slug="delay", name="Delay", question="Hoe?", mails=10))
        yield connection


@pytest.fixture
def anna(config: Config, conn: db.Connection) -> Iterator[FlaskClient]:  # noqa: ARG001 (fills it)
    app = create_app(config)
    yield signed_in(app, "anna")
    app.extensions["feedback_buttons"].close()


def frames(page: str) -> list[str]:
    """The recipient's pages in the frames of a page of the dashboard."""
    return [unescape(each) for each in re.findall(r'srcdoc="([^"]*)"', page)]


def test_links_are_kept_told_and_shown_beside_the_form(
    anna: FlaskClient, conn: db.Connection
) -> None:
    answer = anna.post(AFTER, data=LINKS)
    assert "Saved." in answer.text
    kept = campaigns.get(conn, "delay")
    assert {name: getattr(kept, name) for name in LINKS} == LINKS
    assert (kept.question, kept.mails) == ("Hoe?", 10)
    entry = audit.page(conn).entries[0]
    assert (entry.account, entry.did, entry.subject) == ("anna", "campaign changed", "delay")
    for frame in frames(answer.text):
        assert 'href="https://example.com/help?a=1&amp;b=2"' in frame
        assert "Tell others" in frame


def test_own_words_are_shown_in_their_language_and_ours_in_the_others(
    anna: FlaskClient, conn: db.Connection
) -> None:
    own = {"thanks-nl": "Wat fijn  dat u | antwoordt!", "question-nl": "Hoe was het?"}
    answer = anna.post(f"{AFTER}?language=nl", data=LINKS | own | {"help_label-nl": "Hulp"})
    kept = campaigns.get(conn, "delay")
    said = {
        "thanks": "Wat fijn dat u | antwoordt!",
        "question": "Hoe was het?",
        "help_label": "Hulp",
    }
    assert kept.texts == {"nl": said}
    assert audit.page(conn).entries[0].detail["changes"]["texts"] == [{}, {"nl": said}]
    for frame in frames(answer.text):
        assert "<b>Wat fijn dat u | antwoordt!</b> Je 8 is opgeslagen." in frame
        assert 'dir="auto">Hoe was het?</h1>' in frame
        assert ">Hulp</a>" in frame
        assert ">Tell others</a>" in frame
    german = page_responses.preview(kept, 8, "de")
    assert "<b>Danke, Ihre 8 ist gespeichert.</b>" in german
    assert 'dir="auto">Hoe?</h1>' in german
    assert ">Ask Sint</a>" in german


def test_a_text_that_is_too_long_is_said_and_nothing_typed_is_lost(
    anna: FlaskClient, conn: db.Connection
) -> None:
    answer = anna.post(AFTER, data=LINKS | {"thanks-fr": "x" * 301, "thanks-nl": "Fijn!"})
    assert answer.status_code == 400
    assert "Thanks (fr) has 301 characters; at most 300 will do." in answer.text
    assert 'value="Fijn!"' in answer.text
    assert campaigns.get(conn, "delay").texts == {}


def test_a_campaign_of_one_language_offers_that_one_and_keeps_the_others(
    anna: FlaskClient, conn: db.Connection
) -> None:
    texts = {"fr": {"thanks": "Merci bien"}}
    campaigns.edit(conn, "delay", {"language": "nl", "texts": texts})
    answer = anna.post(
        f"{AFTER}?language=fr", data=LINKS | {"thanks-nl": "Fijn!", "thanks-de": "x"}
    )
    assert 'id="thanks-nl"' in answer.text
    assert 'id="thanks-fr"' not in answer.text
    assert '<option value="fr"' not in answer.text
    assert '<html lang="nl">' in frames(answer.text)[0]
    assert campaigns.get(conn, "delay").texts == texts | {"nl": {"thanks": "Fijn!"}}


def upload(anna: FlaskClient, path: str) -> TestResponse:
    drawn = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3"><path d="{path}"/></svg>'
    file = (BytesIO(drawn.encode()), "logo.svg")
    return anna.post(AFTER, data={"do": "logo", "logo": file})


def test_a_logo_stands_for_the_senders_name_until_it_is_removed(
    anna: FlaskClient, conn: db.Connection
) -> None:
    campaigns.edit(conn, "delay", LINKS | {"sender": "Sint & Piet"})
    for frame in frames(upload(anna, "M0 0h9v3z").text):
        assert '<img class="logo" src="data:image/svg+xml;base64,PHN2' in frame
        assert 'alt="Sint &amp; Piet"' in frame
    assert anna.get(AFTER).text.count("Remove the logo") == 1
    assert audit.page(conn).entries[0].detail["changes"] == {"logo": [False, True]}
    anna.post(AFTER, data=LINKS)
    assert campaigns.get(conn, "delay").logo
    removed = anna.post(AFTER, data={"do": "no logo"})
    assert campaigns.get(conn, "delay").logo is None
    assert campaigns.get(conn, "delay").help_url == LINKS["help_url"]
    assert 'class="logo"' not in frames(removed.text)[0]


def test_a_logo_that_is_too_heavy_for_the_page_is_refused_with_its_weight(
    anna: FlaskClient, conn: db.Connection
) -> None:
    numbers = random.Random(1)
    refused = upload(anna, "M0 0" + "".join(f"L{numbers.random()}" for _ in range(1000)))
    assert refused.status_code == 400
    assert re.search(r"With this the recipient&#39;s page has [12]\d,\d{3} bytes", refused.text)
    assert campaigns.get(conn, "delay").logo is None


def test_a_logo_that_could_do_more_is_refused(anna: FlaskClient, conn: db.Connection) -> None:
    refused = upload(anna, '"/><script>alert(1)</script><path d="')
    assert "The SVG holds &lt;script&gt;" in refused.text
    assert campaigns.get(conn, "delay").logo is None


def test_emptied_fields_take_the_links_away(anna: FlaskClient, conn: db.Connection) -> None:
    campaigns.edit(conn, "delay", LINKS)
    answer = anna.post(AFTER, data=dict.fromkeys(LINKS, " "))
    assert all(getattr(campaigns.get(conn, "delay"), name) is None for name in LINKS)
    assert not any('class="links"' in frame for frame in frames(answer.text))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://example.com", "example.com"])
def test_a_wrong_address_is_said_and_nothing_typed_is_lost(
    anna: FlaskClient, conn: db.Connection, url: str
) -> None:
    answer = anna.post(AFTER, data=LINKS | {"share_url": url})
    assert answer.status_code == 400
    assert "must be an address such as" in answer.text
    assert f'value="{url}"' in answer.text
    assert 'value="Ask Sint"' in answer.text
    assert campaigns.get(conn, "delay").help_url is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_links_are_the_same_whatever_the_score(language: str) -> None:
    campaign = Campaign(slug="delay", name="Delay", help_url="tel:1", share_url="https://a.example")
    pages = [page_responses.preview(campaign, score, language) for score in range(1, 11)]
    links = [re.findall(r'<p class="links">.*?</p>', page, re.DOTALL) for page in pages]
    assert len(links[0]) == 1
    assert links == links[:1] * 10


def test_it_is_said_where_it_is_set_that_all_are_asked_alike(anna: FlaskClient) -> None:
    assert "shown to everybody alike, whatever their score" in anna.get(AFTER).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_preview_is_the_page_in_each_language_light_and_dark(
    anna: FlaskClient, conn: db.Connection, language: str
) -> None:
    real = page_responses.preview(campaigns.get(conn, "delay"), 3, language)
    light, dark = frames(anna.get(f"{AFTER}?language={language}&score=3").text)
    assert f'<html lang="{language}">' in real
    for shown, scheme, media in ((light, "light", "not all"), (dark, "dark", "all")):
        same = real.replace('content="light dark"', f'content="{scheme}"')  # of radio buttons too
        assert shown == same.replace("(prefers-color-scheme:dark)", media) != real


@pytest.mark.parametrize("query", ["language=tlh&score=11", "score=x", "language=&score=0"])
def test_a_preview_that_is_none_shows_a_usual_one(anna: FlaskClient, query: str) -> None:
    light, _ = frames(anna.get(f"{AFTER}?{query}").text)
    assert "Thank you, your 8 is saved." in light


def test_it_is_reached_from_the_settings(anna: FlaskClient) -> None:
    assert f'href="{AFTER}"' in anna.get("/campaign/delay/settings").text
    assert anna.get("/campaign/no/after").status_code == 404
