"""The key file that `up` makes on its first start: <data_dir>/keys.env, mode 0600."""

import os
import secrets
import stat
from pathlib import Path

from feedback_buttons.base import datadir
from feedback_buttons.base.errors import FeedbackError

NAMES = ("FEEDBACK_SIGNING_KEYS", "FEEDBACK_PSEUDONYM_KEY", "FEEDBACK_SESSION_KEYS")
NOTE = """\
# The secrets of this installation. Back this file up, and show it to nobody:
# without it the buttons in mails already sent stop working.
# To rotate FEEDBACK_SIGNING_KEYS or FEEDBACK_SESSION_KEYS put a new key in front,
# separated by a comma. Never change FEEDBACK_PSEUDONYM_KEY: everybody would
# become somebody new.
"""


class KeyFileError(FeedbackError):
    """The key file cannot be used; the message names it and says what to do."""

    code = "key-file-unusable"


def ensure(data_dir: Path) -> None:
    """Make the key file with fresh random keys, unless there is one.

    Several starters at once are fine: one file wins, whole.
    """
    path = datadir.prepare(data_dir) / "keys.env"
    if path.exists():
        return
    draft = path.with_name(f".keys.{secrets.token_hex(8)}")
    try:
        _write(draft, NOTE + "".join(f"{name}={secrets.token_urlsafe(48)}\n" for name in NAMES))
        # Unlike a rename, a link never replaces the file of a faster starter.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(descriptor)


def read(data_dir: Path) -> dict[str, str]:
    """The settings in the key file, by name; empty if there is no such file.

    Raises KeyFileError if others could read it, or if a line is not KEY=VALUE.
    """
    path = data_dir / "keys.env"
    try:
        mode = path.stat().st_mode
        text = path.read_text()
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise KeyFileError(f"cannot read the keys in {path}: {error.strerror}.") from error
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileError(f"others can read the keys in {path}.", hint=f"Run: chmod 600 {path}")
    lines = [line.strip() for line in text.splitlines()]
    return dict(_setting(path, line) for line in lines if line and not line.startswith("#"))


def _setting(path: Path, line: str) -> tuple[str, str]:
    name, separator, value = line.partition("=")
    if not separator or name.strip() not in NAMES:
        # The line itself may be half a key: keep it out of terminals and logs.
        raise KeyFileError(f"{path} has a line that is none of {'=, '.join(NAMES)}=.")
    return name.strip(), value.strip()
