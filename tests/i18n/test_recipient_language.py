"""The languages: which one is picked, and that no catalogue lags behind the sources."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import feedback_buttons
from feedback_buttons.i18n.catalogues import FOLDER
from feedback_buttons.i18n.recipient_language import LANGUAGES, pick, translations

TRANSLATED = [language for language in LANGUAGES if language != "en"]


@pytest.mark.parametrize(
    ("campaign", "accept", "expected"),
    [
        pytest.param("nl", "fr", "nl", id="the campaign decides"),
        pytest.param(None, "fr", "fr", id="else the browser"),
        pytest.param(
            None, "de-AT,de;q=0.9,en;q=0.8", "de", id="a region falls back to its language"
        ),
        pytest.param(None, "fr-BE, nl;q=0.7", "fr", id="a preferred region wins"),
        pytest.param(None, "fr;q=0.3, nl;q=0.8", "nl", id="the higher quality wins"),
        pytest.param(None, "fr;q=0, de;q=0.1", "de", id="q=0 means not this one"),
        pytest.param(None, "pt-BR, ja", "en", id="no language of ours"),
        pytest.param(None, "*", "en", id="any language"),
        pytest.param(None, None, "en", id="no header"),
        pytest.param(None, "", "en", id="an empty header"),
        pytest.param(None, ";;q=abc,,\x00=;nl", "en", id="a broken header"),
        pytest.param("tlh", "fr", "fr", id="a campaign language we do not have"),
    ],
)
def test_language_is_picked(campaign: str | None, accept: str | None, expected: str) -> None:
    assert pick(campaign, accept) == expected


def source_messages() -> Iterator[str]:
    methods = [("**/templates/**.html", "jinja2"), ("**.py", "python")]
    found = extract_from_dir(Path(feedback_buttons.__file__).parent, method_map=methods)
    for _, _, message, _, _ in found:
        assert isinstance(message, str)
        yield message


def catalogue(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogue_has_exactly_the_messages_of_the_sources(language: str) -> None:
    translated = {message.id for message in catalogue(language) if message.id}
    assert translated == set(source_messages())
    assert not catalogue(language).obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated_with_its_placeholders(language: str) -> None:
    for message in catalogue(language):
        if message.id:
            assert message.string, message.id
            assert not message.fuzzy, message.id
            wanted = re.findall(r"%\(\w+\)s", str(message.id))
            assert re.findall(r"%\(\w+\)s", str(message.string)) == wanted


def test_translations_speak_the_language_and_leave_the_unknown_english() -> None:
    assert translations("nl").gettext("Send my comment") == "Verstuur mijn opmerking"
    assert translations("en").gettext("Send my comment") == "Send my comment"
    assert translations("de").gettext("Not in any catalogue") == "Not in any catalogue"
