"""Channels that lead to a help desk: what is typed in for each, how that is checked, what of it is secret.

``key`` is what proves who we are; the pair of an access and a refresh token that comes of it is sealed with it. The
page's form calls the address ``site`` and the key ``token``, as it asks other kinds for another address and key.
"""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from feedback_buttons.base.errors import wording
from feedback_buttons.channels import channel_fields, network_guard
from feedback_buttons.channels.channel_fields import ChannelFieldError, Checked
from feedback_buttons.config.local_networks import Network

ZENDESK = ("url", "client", "client_secret", "key", "score_field", "by_number")
ZOHO = (
    *("url", "client", "client_secret", "key", "org", "department"),
    *("number_field", "score_field", "by_number"),
)
FRESHDESK = ("url", "key", "number_field", "score_field", "by_number")
_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}", re.I)  # a part of a host name
_FIELD = re.compile(r"cf_[a-z0-9_]{1,97}")
_DIGITS = re.compile(r"[0-9]{1,30}")
REGIONS = {
    **{
        name: f"https://desk.zoho.{name}"
        for name in ("com", "eu", "in", "com.au", "jp", "sa", "uk", "com.cn")
    },
    "ca": "https://desk.zohocloud.ca",
}
_YES = ("yes", "on", "true")


def zendesk(fields: Mapping[str, str], local: Sequence[Network]) -> Checked:
    """The account's address, an OAuth client, its refresh token; the field of the score may be left out."""
    base, host = _base(fields, "zendesk.com", local)
    score_field = fields.get("score_field", "").strip()
    if score_field and not (
        score_field.isascii() and score_field.isdecimal() and len(score_field) < 19
    ):
        raise ChannelFieldError(
            wording("Zendesk's fields have numbers: give that of the field for the score.")
        )
    secrets = {
        "client": secret(fields, "client", wording("Give the OAuth client's identifier.")),
        "client_secret": secret(
            fields, "client_secret", wording("Give the OAuth client's secret.")
        ),
        "refresh": secret(fields, "key", wording("Give a refresh token of Zendesk's OAuth.")),
    }
    return Checked(_common(fields, host) | {"score_field": score_field}, secrets | {"url": base})


def freshdesk(fields: Mapping[str, str], local: Sequence[Network]) -> Checked:
    """The account's address, an agent's API key, the field of our number; that of the score may be left out."""
    base, host = _base(fields, "freshdesk.com", local)
    key = secret(fields, "key", wording("Give the API key of an agent of Freshdesk."))
    return Checked(_common(fields, host) | _fields(fields), {"url": base, "key": key})


def zoho(fields: Mapping[str, str], local: Sequence[Network]) -> Checked:
    """The region of its data centre or the address there, an OAuth client, its refresh token, the organisation, the
    department, the field of our number; that of the score may be left out."""
    region = (fields.get("url") or fields.get("site") or "").strip().lower()
    here = {**fields, "url": REGIONS[region]} if region in REGIONS else fields
    base, host = _base(here, "", local)
    numbers = {name: fields.get(name, "").strip() for name in ("org", "department")}
    if not all(_DIGITS.fullmatch(value) for value in numbers.values()):
        raise ChannelFieldError(
            wording(
                "Give the numbers of the organisation and of the department, as Zoho Desk shows them under API."
            )
        )
    secrets = {
        "client": secret(fields, "client", wording("Give the OAuth client's identifier.")),
        "client_secret": secret(fields, "client_secret", wording("Give the OAuth client's secret.")),
        "refresh": secret(fields, "key", wording("Give a refresh token of Zoho's OAuth.")),
        "url": base, "accounts": base.replace("://desk.", "://accounts.", 1),
    }  # fmt: skip
    return Checked(_common(fields, host) | _fields(fields) | numbers, secrets)


def _fields(fields: Mapping[str, str]) -> dict[str, object]:
    """The names of the tickets' own fields for our number and for the score, which may be left out.

    Raises:
        ChannelFieldError: they are no such names.
    """
    names = {name: fields.get(name, "").strip() for name in ("number_field", "score_field")}
    for name, value in names.items():
        if not (_FIELD.fullmatch(value) or (value == "" and name == "score_field")):
            raise ChannelFieldError(
                wording(
                    "Give the tickets' text field for our number by its API name, such as cf_feedback_number."
                )
                if name == "number_field"
                else wording(
                    "Give the tickets' text field for the score by its API name, such as cf_score."
                )
            )
    return dict(names)


def secret(fields: Mapping[str, str], name: str, wish: str) -> str:
    """One word that can stand in a header.

    Raises:
        ChannelFieldError: it is none; says what is wished for.
    """
    value = (fields.get(name) or (fields.get("token") if name == "key" else "") or "").strip()
    if not (value.isascii() and value.isprintable() and 0 < len(value) <= 500) or " " in value:
        raise ChannelFieldError(wish)
    return value


def _common(fields: Mapping[str, str], host: str) -> dict[str, object]:
    by_number = fields.get("by_number", "") in _YES
    return channel_fields.common(fields) | {"host": host, "by_number": by_number}


def _base(fields: Mapping[str, str], domain: str, local: Sequence[Network]) -> tuple[str, str]:
    """Where its API is, of an address or of the account's name alone; and the host, which the team may see."""
    typed = (fields.get("url") or fields.get("site") or "").strip()
    url = f"https://{typed}.{domain}" if _NAME.fullmatch(typed) else typed
    host = network_guard.parse(url, local).host
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}", host
