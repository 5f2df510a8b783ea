"""Messages of Amazon SNS, by which SES tells of its mails: signed under a certificate that is named in them.

Whoever sends a message chooses the addresses in it. So the only host that is ever asked for anything is that
of the topic's own region, which an admin has named; and the address that confirms a subscription is made
here, not taken from the message.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from feedback_buttons.base import json_texts

ARN = re.compile(r"arn:(aws|aws-cn|aws-us-gov):sns:([a-z]{2}(?:-[a-z]+)+-\d):\d{12}:[\w.-]{1,256}")
_CERTIFICATE = re.compile(r"/SimpleNotificationService-[0-9A-Za-z]{1,64}\.pem")
_LARGEST, _PATIENCE = 64 * 1024, 5  # bytes and seconds of an answer
_SIGNED = (
    "Message",
    "MessageId",
    "Subject",
    "SubscribeURL",
    "Timestamp",
    "Token",
    "TopicArn",
    "Type",
)


class BadMessage(Exception):
    """A request is no message of this topic that Amazon has signed; the text says why."""


def read(body: bytes, topic: str, now: datetime) -> Mapping[str, Any]:
    """A message of this topic whose signature is good.

    Args:
        topic: its ARN.

    Raises:
        BadMessage: it is not that.
        requests.RequestException: its certificate cannot be had.
    """
    try:
        message = json_texts.read(body)
        if message["TopicArn"] != topic:
            raise BadMessage("another topic")
        signature = base64.b64decode(message["Signature"], validate=True)
        kind = hashes.SHA256() if message["SignatureVersion"] == "2" else hashes.SHA1()  # noqa: S303 (Amazon's default)
        address, signed = str(message["SigningCertURL"]), _signed(message)
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise BadMessage("no message of SNS; is raw message delivery on? It must be off") from error
    if not _own(address, topic):
        raise BadMessage("a certificate that is not Amazon's")
    key = _key(certificate(address), now)
    try:
        key.verify(signature, signed, padding.PKCS1v15(), kind)
    except InvalidSignature as error:
        raise BadMessage("the signature does not match") from error
    return dict(message)


def confirm(message: Mapping[str, Any], topic: str) -> None:
    """Say yes to a subscription that Amazon asks about."""
    parameters = {"Action": "ConfirmSubscription", "TopicArn": topic, "Token": message["Token"]}
    get(f"https://{host(topic)}/?{urlencode(parameters)}")


def event(message: Mapping[str, Any]) -> dict[str, Any] | None:
    """The event of SES in a message; None in one about the subscription, or that greets a new topic."""
    try:
        notification = (
            json_texts.read(message["Message"]) if message["Type"] == "Notification" else None
        )
    except ValueError:
        return None
    is_event = (
        isinstance(notification, dict) and {"eventType", "notificationType"} & notification.keys()
    )
    return notification if is_event else None


def host(topic: str) -> str:
    """Who serves a topic.

    >>> host("arn:aws:sns:eu-west-1:123456789012:mails")
    'sns.eu-west-1.amazonaws.com'
    """
    parts = ARN.fullmatch(topic)
    if not parts:
        raise BadMessage("not a topic's ARN")
    return f"sns.{parts[2]}.amazonaws.com" + (".cn" if parts[1] == "aws-cn" else "")


@lru_cache(maxsize=16)
def certificate(address: str) -> bytes:
    """A certificate, remembered: Amazon never changes one under its address."""
    return get(address)


def get(address: str) -> bytes:
    """What stands at an address of Amazon's. Follows nothing, waits and reads little.

    Raises:
        requests.RequestException: it cannot be had.
    """
    with requests.get(address, timeout=_PATIENCE, allow_redirects=False, stream=True) as answer:
        answer.raise_for_status()
        return bytes(answer.raw.read(_LARGEST, decode_content=True))


def _own(address: str, topic: str) -> bool:
    """Whether an address is one of the topic's host for a certificate."""
    try:
        parts = urlsplit(address)
        plain = parts.scheme == "https" and parts.netloc == host(topic) and not parts.query
    except ValueError:
        return False
    return plain and not parts.fragment and bool(_CERTIFICATE.fullmatch(parts.path))


def _key(pem: bytes, now: datetime) -> RSAPublicKey:
    try:
        certificate = x509.load_pem_x509_certificate(pem)
        names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        key = certificate.public_key()
    except ValueError as error:
        raise BadMessage("a certificate that cannot be read") from error
    good = certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc
    if not (good and names and str(names[0].value).startswith("sns.")):
        raise BadMessage("a certificate that is not SNS's, or no longer")
    if not isinstance(key, RSAPublicKey):
        raise BadMessage("a certificate of another kind")
    return key


def _signed(message: Mapping[str, Any]) -> bytes:
    """What is signed: the names and values that a message of this kind has, in the order of the alphabet."""
    left_out = ("SubscribeURL", "Token") if message["Type"] == "Notification" else ("Subject",)
    names = (name for name in _SIGNED if message.get(name) is not None and name not in left_out)
    return "".join(f"{name}\n{message[name]}\n" for name in names).encode()
