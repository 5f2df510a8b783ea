"""The languages a recipient may read, from gettext catalogues that need no compiling.

English is the language of the sources; the others stand in `translations/<language>/LC_MESSAGES/`.
"""

from gettext import NullTranslations

from babel import Locale, UnknownLocaleError

from feedback_buttons.i18n.catalogues import catalogue

# The one place where they are listed: forms, filters, the API and the command line derive theirs from it.
LANGUAGES = ("en", "nl", "de", "fr")


def pick(campaign_language: str | None, accept_language: str | None) -> str:
    """Return the language to answer in: the campaign's, else the browser's, else English.

    >>> pick(None, "fr-BE, nl;q=0.7")
    'fr'
    >>> pick("nl", "fr-BE")
    'nl'
    """
    if campaign_language in LANGUAGES:
        return campaign_language
    # Not best_match: it takes a plain "nl;q=0.7" before "fr-BE", which its reader likes better.
    # Here, since a sender's library has the catalogues without a server.
    from werkzeug.datastructures import LanguageAccept
    from werkzeug.http import parse_accept_header

    for tag, quality in parse_accept_header(accept_language, LanguageAccept):
        language = tag.partition("-")[0].lower()
        if quality > 0 and language in LANGUAGES:
            return language
    return "en"


def right_to_left(language: str) -> bool:
    """Whether a language, ours or another, is written from right to left.

    >>> right_to_left("ar"), right_to_left("nl"), right_to_left("tlh")
    (True, False, False)
    """
    try:
        return Locale.parse(language, sep="-").text_direction == "rtl"
    except (UnknownLocaleError, ValueError):
        return False


def translations(language: str) -> NullTranslations:
    """Return the messages of one of LANGUAGES; any other is a KeyError."""
    if language not in LANGUAGES:
        raise KeyError(language)
    return catalogue(language, "messages")
