"""What the team may be told, as it stands in the sources.

`PYTHONPATH=. python tests/support/messages.py` says what the catalogue lacks.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from feedback_buttons.accounts import api_keys, audit, roles
from feedback_buttons.dashboard.account import account_page, sign_in, sso_sign_in
from feedback_buttons.dashboard.kit.frame import navigation
from feedback_buttons.dashboard.people import audit_page, upkeep_page, users_page
from feedback_buttons.delivery_events import webhooks
from feedback_buttons.i18n.catalogues import FOLDER
from feedback_buttons.mail import mail_programs, mail_tools
from feedback_buttons.signing import tokens, tool_signatures
from feedback_buttons.verdicts import rules, visits_in_words

ROOT = Path(__file__).parents[2]
# Constants that are translated where they are shown.
SHOWN: tuple[object, ...] = (
    *(account_page.WRONG, account_page.DIFFERENT, account_page.SAVED, account_page.LANGUAGE_SAVED),
    *(account_page.ENDED, account_page.OVER, account_page.WAYS),
    *(sign_in.WRONG, sign_in.BUSY, sign_in.OLD_LINK, sign_in.EXPIRED, sign_in.HTTP),
    *(users_page.LAST, users_page.PROVIDER, users_page.MEANS, upkeep_page.MEANS),
    *(sso_sign_in.NO_ROLE, sso_sign_in.FAILED, sso_sign_in.AWAY),
    tuple(place.name for place in navigation.PLACES),
    (roles.ROLES, get_args(audit.Did), tuple(audit_page._WORDS.values())),
    (
        api_keys.MEANS,
        rules.REASONS,
        visits_in_words.FLAGS,
        visits_in_words.NETWORKS,
        visits_in_words._DID,
        visits_in_words._SEEN,
    ),
    tuple((each.tracking, each.paste, each.empty) for each in mail_tools.MAIL_TOOLS.values()),
    (
        mail_tools.other("").title,
        mail_tools.other("").tracking,
        mail_tools.MAIL_TOOLS["django"].title,
    ),
    tuple((each.title, each.drops) for each in mail_programs.CLIENTS.values()),
    webhooks.TODO,
    (tokens.REASONS, tool_signatures.REASONS),
)
# Names of what the trail keeps: they are made from arguments.
DETAILS = (
    "by", "role", "hours", "scopes", "rows", "left out", "kept", "form", "view", "decision", "words", "at", "name",
    "touchpoint", "language", "mails", "question", "owner", "sender", "sent at", "closed at", "policy", "link", "tool",
    "password", "provider", "help url", "help label", "share url", "share label", "command line", "texts", "logo",
    "questions", "scale", "message", "count unsigned", "change closed", "wave",
)  # fmt: skip


def messages() -> set[str]:
    """Every message; of those that count, both forms."""
    found = {each for each in _marked() if each}
    return found | {each for constant in SHOWN for each in _texts(constant)} | set(DETAILS)


def catalogue(language: str) -> Catalog:
    """The translations as they are kept."""
    with (FOLDER / language / "LC_MESSAGES" / "team.po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def pairs(language: str) -> dict[str, str]:
    """Each message with its translation."""
    found = {}
    for message in catalogue(language):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        found.update(dict(zip(ids, texts, strict=True)) if message.id else {})
    return found


def counted() -> set[tuple[str, ...]]:
    """The messages that count, each in both forms: a catalogue has them in one entry."""
    return {
        message
        for package in ("feedback_buttons", "dashboard")
        for *_, message, _, _ in extract_from_dir(
            ROOT / package, method_map=[("**.py", "python")], keywords={"trn": (1, 2)}
        )
        if isinstance(message, tuple)
    }


def placeholders(text: str) -> list[str]:
    """What is put into a message: {name} or %(name)s, and the marks of HTML."""
    return sorted(re.findall(r"\{\w*(?:![rs])?\}|%\(\w+\)s|</?\w[^>]*>", text))


def _marked() -> Iterator[str]:
    """What stands in tr() and trn(), and in the dashboard's templates."""
    ours = {"tr": None, "lazy_gettext": None, "trn": (1, 2), "wording": None, "phrase": None}
    methods = [("**.py", "python")]
    for package in ("feedback_buttons", "dashboard"):
        found = extract_from_dir(ROOT / package, method_map=methods, keywords=ours)
        for *_, message, _, _ in found:
            yield from (message if isinstance(message, tuple) else (message,))
    for *_, message, _, _ in extract_from_dir(
        ROOT / "dashboard", method_map=[("templates/**.html", "jinja2")]
    ):
        yield from (message if isinstance(message, tuple) else (message,))


def _texts(value: object) -> Iterator[str]:
    """The texts in a constant that hold a word."""
    if isinstance(value, str):
        if re.search(r"[^\W\d_]{2}", value) and not value.startswith("https://"):
            yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        yield from _texts(tuple(value.values()))


if __name__ == "__main__":
    known = pairs("nl")
    for message in sorted(messages() - set(known)):
        sys.stdout.write(f"missing: {message!r}\n")
    for message in sorted(set(known) - messages()):
        sys.stdout.write(f"stale: {message!r}\n")
