"""Which language a request is answered in: the user's own choice, else what their browser asks for."""

from urllib.parse import parse_qsl, urlencode

from flask import Flask, request

from feedback_buttons.accounts.users import Account
from feedback_buttons.i18n import team_language

SPOKEN = "spoken"  # the parameter that static/streams.js adds to a stream's address


def install(server: Flask) -> None:
    """Speak the browser's language before anything else is done; auth.guard then knows the user's."""

    @server.before_request
    def begin() -> None:
        team_language.speak(asked())

    @server.teardown_request
    def end(_: BaseException | None) -> None:
        team_language.speak("en")  # a thread answers programs too


def asked() -> str:
    """What an address says (a wall's link; a stream: its page's language), else the first of ours that the browser
    would like."""
    named = request.args.get("language", "") if _shared() else ""
    for code in (request.args.get(SPOKEN, ""), named):
        if code in team_language.LANGUAGES:
            return code
    for tag in request.accept_languages.values():
        if (code := tag.partition("-")[0].lower()) in team_language.LANGUAGES:
            return code
    return "en"


def view_query() -> str:
    """What a stream's page chose: the query string without the language in which its reader is spoken to."""
    pairs = parse_qsl(request.query_string.decode(), keep_blank_values=True)
    return urlencode([(name, value) for name, value in pairs if name != SPOKEN])


def choose(account: Account) -> None:
    """Speak the language of a user, if they have chosen one."""
    if account.language and not ("language" in request.args and _shared()):
        team_language.speak(account.language)


def _shared() -> bool:
    """Whether the address is one that is handed on, and may hold its reader's language."""
    return request.blueprint in ("wall", "posters", "shared")
