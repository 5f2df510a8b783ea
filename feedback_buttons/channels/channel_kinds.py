"""The kinds of channels: what each needs to be typed in, how that is checked, what of it is secret."""

import base64
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from feedback_buttons.base.errors import wording
from feedback_buttons.base.mail_addresses import is_address
from feedback_buttons.channels import channel_fields, helpdesk_kinds, klaviyo_channel, network_guard
from feedback_buttons.channels.channel_fields import ChannelFieldError, Checked
from feedback_buttons.config.local_networks import Network

Check = Callable[[Mapping[str, str], Sequence[Network]], Checked]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of channel.

    Attributes:
        title: what people call it.
        fields: the names of what is typed in beside the language, in the order of the form.
        check: see :class:`Checked`; raises ChannelFieldError or ForbiddenAddress.
        pace: seconds from one message to the next.
        alerts: whether it takes alerts; else answers alone.
    """

    title: str
    fields: tuple[str, ...]
    check: Check
    pace: float = 0.0
    alerts: bool = True


def new_signing_key() -> str:
    """A key for signed webhooks, as Standard Webhooks writes them: 24 random bytes."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()


def _url(fields: Mapping[str, str], local: Sequence[Network]) -> tuple[str, str]:
    """The address as it was typed, and its host, which the team may see."""
    url = fields.get("url", "").strip()
    return url, network_guard.parse(url, local).host


def _hook(fields: Mapping[str, str], local: Sequence[Network]) -> Checked:
    url, host = _url(fields, local)
    return Checked(channel_fields.common(fields) | {"host": host}, {"url": url})


def _signed(fields: Mapping[str, str], local: Sequence[Network]) -> Checked:
    url, host = _url(fields, local)
    key = new_signing_key()
    return Checked(
        channel_fields.common(fields) | {"host": host}, {"url": url, "secrets": [key]}, key
    )


def _mail(fields: Mapping[str, str], _: Sequence[Network]) -> Checked:
    address = fields.get("to", "").strip()
    if not is_address(address):
        raise ChannelFieldError(
            wording(
                "Give one mail address; a list of people is an address of its own, or several channels."
            )
        )
    return Checked(channel_fields.common(fields) | {"to": address})


def _klaviyo(fields: Mapping[str, str], local: Sequence[Network]) -> Checked:
    key = fields.get("key", "").strip()
    if not (key.isascii() and key.isprintable() and 0 < len(key) <= 200) or " " in key:
        raise ChannelFieldError(wording("Give a private API key of Klaviyo that may write events."))
    url = fields.get("url", "").strip() or klaviyo_channel.URL
    host = network_guard.parse(url, local).host
    return Checked(channel_fields.common(fields) | {"host": host}, {"url": url, "key": key})


KINDS: Mapping[str, Kind] = {
    "mail": Kind(wording("Mail"), ("to",), _mail),
    "slack": Kind("Slack", ("url",), _hook, pace=1.0),
    "teams": Kind("Microsoft Teams", ("url",), _hook, pace=1.0),
    "klaviyo": Kind("Klaviyo", ("key",), _klaviyo, alerts=False),
    "zendesk": Kind(
        "Zendesk", helpdesk_kinds.ZENDESK, helpdesk_kinds.zendesk, pace=1.0, alerts=False
    ),
    "freshdesk": Kind(
        "Freshdesk", helpdesk_kinds.FRESHDESK, helpdesk_kinds.freshdesk, pace=2.0, alerts=False
    ),
    "zoho": Kind("Zoho Desk", helpdesk_kinds.ZOHO, helpdesk_kinds.zoho, pace=1.0, alerts=False),
    "webhook": Kind("Webhook", ("url",), _signed),
}
