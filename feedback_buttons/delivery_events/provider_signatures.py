"""Whether a message comes from the mail provider that it claims to come from; each has its own way.

Three kinds of proof are kept, and none helps a thief of the database: a public key or a topic's name; the
hash of a password that we made; Mailgun's own key, which is a secret, sealed under the dashboard's key.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from feedback_buttons.base import json_texts, sealing
from feedback_buttons.base.errors import FeedbackError

_PURPOSE = "webhook"  # of the keys that are sealed here


class BadSignature(Exception):
    """The provider did not send this; the text says why."""


class ProofError(FeedbackError, ValueError):
    """What should prove a provider's messages cannot; the text says what it must be."""

    code = "webhook-proof-invalid"


def public_key(text: str) -> bytes:
    """SendGrid's verification key, as its page shows it.

    Raises:
        ProofError: it is none.
    """
    lines = (line for line in text.split() if "-----" not in line and line not in ("PUBLIC", "KEY"))
    try:
        data = base64.b64decode("".join(lines), validate=True)
        if not isinstance(load_der_public_key(data), ec.EllipticCurvePublicKey):
            raise ValueError("another kind of key")
    except (ValueError, binascii.Error) as error:
        raise ProofError("SendGrid's verification key begins with MFkw; copy it whole.") from error
    return data


def by_public_key(proof: bytes, headers: Mapping[str, str], body: bytes) -> None:
    """SendGrid: ECDSA over the time and the body.

    Raises:
        BadSignature: it does not match.
    """
    if not proof:
        raise BadSignature("its verification key is not known yet")
    key = load_der_public_key(proof)
    at = headers.get("X-Twilio-Email-Event-Webhook-Timestamp", "")
    encoded = headers.get("X-Twilio-Email-Event-Webhook-Signature", "")
    try:
        signature = base64.b64decode(encoded, validate=True)
        if isinstance(key, ec.EllipticCurvePublicKey):
            return key.verify(signature, at.encode() + body, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError, binascii.Error) as error:
        raise BadSignature("the signature does not match") from error
    raise BadSignature("the verification key is of another kind")


def by_shared_key(key: str, event: Any) -> None:  # noqa: ANN401 (JSON)
    """Mailgun: HMAC over a time and a token, which stand beside the event. A subaccount's events are
    signed by its account as well.

    Raises:
        BadSignature: it does not match.
    """
    try:
        signature = event["signature"]
        message = f"{signature['timestamp']}{signature['token']}".encode()
        signatures = [str(signature.get(name, "")) for name in ("signature", "parent-signature")]
    except (TypeError, KeyError, AttributeError) as error:
        raise BadSignature("there is no signature") from error
    good = hmac.new(key.encode(), message, hashlib.sha256).hexdigest()
    if not any(hmac.compare_digest(candidate.encode(), good.encode()) for candidate in signatures):
        raise BadSignature("the signature does not match")


def by_password(proof: bytes, headers: Mapping[str, str]) -> None:
    """Postmark and Brevo sign nothing: the password of their webhook's address, or a token.

    Raises:
        BadSignature: another password, or none.
    """
    scheme, _, credentials = headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            credentials = base64.b64decode(credentials, validate=True).decode().partition(":")[2]
        except (ValueError, binascii.Error) as error:
            raise BadSignature("no password that can be read") from error
    if not hmac.compare_digest(digest(credentials), proof):
        raise BadSignature("another password, or none")


def digest(password: str) -> bytes:
    """A password's hash; it is long and random, so that a plain one cannot be guessed back."""
    return hashlib.sha256(password.strip().encode("utf-8", "surrogateescape")).digest()


def seal(keys: Sequence[str], secret: str) -> bytes:
    """A secret that only who has one of the keys can read."""
    return sealing.seal(keys, _PURPOSE, secret)


def unseal(keys: Sequence[str], sealed: bytes) -> str:
    """A secret that was sealed under one of these keys.

    Raises:
        BadSignature: under none of them.
    """
    try:
        return sealing.unseal(keys, _PURPOSE, sealed)
    except sealing.SealError as error:
        raise BadSignature(
            "its key was sealed under a FEEDBACK_SESSION_KEYS that is gone"
        ) from error


def parsed(body: bytes) -> Any:  # noqa: ANN401 (JSON)
    """A message's JSON.

    Raises:
        BadSignature: it is none.
    """
    try:
        return json_texts.read(body)
    except ValueError as error:
        raise BadSignature("no JSON") from error
