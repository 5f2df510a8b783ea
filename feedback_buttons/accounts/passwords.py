"""Passwords as argon2 hashes: made, and held against what somebody typed."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.i18n.team_language import local

SHORTEST = 12
LONGEST = 1024  # characters; hashing more would only cost time

hasher = PasswordHasher()
# Each hash takes 64 MB and tens of milliseconds: a crowd at the door must not take the machine.
_at_once = threading.Semaphore(2)
_QUEUE = 5.0  # seconds to wait for a turn


class PasswordError(FeedbackError):
    """A password that cannot be used; the message says why."""

    code = "password-invalid"


class SigninCrowded(Exception):
    """Too many are signing in at this moment."""


def hashed(password: str) -> str:
    """What is stored of a password.

    Raises:
        PasswordError: it is too short or too long.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordError(
            wording("A password needs {shortest} to {longest} characters."),
            shortest=SHORTEST,
            longest=local(f"{LONGEST:,}"),
        )
    with _turn():
        return hasher.hash(password)


def match(stored: str | None, password: str) -> bool:
    """Whether this is the password; where none is stored it takes as long to say no.

    Raises:
        SigninCrowded: no turn within seconds.
    """
    nobodys = _nobodys_hash()
    with _turn():
        try:
            hasher.verify(stored or nobodys, password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
    return stored is not None


@contextmanager
def _turn() -> Iterator[None]:
    if not _at_once.acquire(timeout=_QUEUE):
        raise SigninCrowded
    try:
        yield
    finally:
        _at_once.release()


@cache
def _nobodys_hash() -> str:
    return hasher.hash(secrets.token_urlsafe())
