"""Secrets that are kept and must be read again: sealed under keys of the settings, so that a thief of the database
has nothing of them."""

import base64
import hashlib
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class SealError(Exception):
    """It was sealed under none of these keys."""


def seal(keys: Sequence[str], purpose: str, secret: str) -> bytes:
    """A secret that only who has one of the keys can read, and only for this purpose; sealed under the first key."""
    return _sealing(keys, purpose).encrypt(secret.encode())


def unseal(keys: Sequence[str], purpose: str, sealed: bytes) -> str:
    """A secret that was sealed under one of these keys.

    Raises:
        SealError: under none of them.
    """
    try:
        return _sealing(keys, purpose).decrypt(sealed).decode()
    except InvalidToken as error:
        raise SealError("it was sealed under a FEEDBACK_SESSION_KEYS that is gone") from error


def _sealing(keys: Sequence[str], purpose: str) -> MultiFernet:
    prefix = f"feedback-buttons.{purpose}\0".encode()
    salted = (hashlib.sha256(prefix + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in salted])
