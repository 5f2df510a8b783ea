"""What the team does with comments and cases: tags, star, note, who handles it, open or closed and why, for how long it
sleeps. The only writer of it.

Every change is kept with who made it and when. It stands when the recipient edits the comment, and
goes when the answer is erased.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal, get_args

import psycopg

from feedback_buttons.accounts import users
from feedback_buttons.base import ids
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.comments import comment_cleaning
from feedback_buttons.comments.comment_filters import STATUSES
from feedback_buttons.comments.comment_list import CommentKey
from feedback_buttons.i18n.team_language import local
from feedback_buttons.storage import db, notify, parts, unused_tags

Field = Literal["status", "starred", "tag", "untag", "note", "handler", "reason", "snooze"]
Reason = Literal["solved", "answered", "unreachable", "nothing to do", "not ours"]  # to close
REASONS: tuple[Reason, ...] = get_args(Reason)
TAG_LENGTH = 40
MOST_TAGS = 20
LONGEST_SNOOZE = timedelta(days=92)
_JUST = timedelta(seconds=10)  # a page that is open shows by then who has it

_ALLOWED: Mapping[str, tuple[str, ...]] = {
    "status": STATUSES,
    "starred": ("yes", "no"),
    "reason": REASONS,
}
_ids = ids.Ids()


class HandlingError(FeedbackError, ValueError):
    """Something that cannot be kept about a comment; the message says what can."""

    code = "comment-handling-invalid"


def take(conn: db.Connection, key: CommentKey, account: str) -> bool:
    """Let ``account`` handle a comment, unless somebody else began to a moment ago: what they saw may be older.

    Returns:
        Whether this changed anything.

    Raises:
        HandlingError: somebody else has just taken it.
    """
    if change(conn, key, account, "handler", account, unless=ids.utc_now() - _JUST):
        return True
    handler = db.value(conn, "handler_of", {**key._asdict(), "bucket": ids.bucket(key.recipient)})
    if handler and handler != account:
        raise HandlingError(
            wording("{name} has just taken it. Press again in a few seconds to take it over."),
            name=handler,
        )
    return False


def change(
    conn: db.Connection,
    key: CommentKey,
    account: str,
    field: Field,
    value: str,
    *,
    unless: datetime | None = None,
    before: str | None = None,
) -> bool:
    """Give a field of a comment a new value, in the name of ``account``; dashboards learn of it.

    Args:
        value: for status ``open`` or ``closed``; for starred ``yes`` or ``no``; for tag and untag
            the tag; for note its text, "" for none; for handler a user's name, "" for nobody; for reason
            one of REASONS, which closes it; for snooze the moment, in ISO 8601, from which it is in the
            queue again, "" for now.
        unless: a handler changes only where it is nobody's, or nothing was done with it from then on.
        before: the note that its writer saw, which alone is replaced; None: whichever there is.

    Returns:
        Whether this changed anything; not if it is so already, or there is no such comment.

    Raises:
        HandlingError: the field cannot have this value, or somebody else has written another note meanwhile.
    """
    id, at = _ids.next()
    row = {
        "campaign": key.campaign, "recipient": key.recipient, "occasion": key.occasion,
        "bucket": ids.bucket(key.recipient), "id": id, "at": at, "account": account,
        "field": field, "value": _checked(field, value), "unless": unless, "before": before,
    }  # fmt: skip
    row["until"] = (
        datetime.fromisoformat(str(row["value"])) if field == "snooze" and value else None
    )
    try:
        with conn.transaction(), parts.server_of(conn, key.recipient) as server:
            changed = db.value(server, "handle_comment", row)
            if changed and field == "untag":
                unused_tags.forget_one(server, str(row["value"]))
            if changed:
                notify.announce(conn, key.campaign)
    except psycopg.errors.CheckViolation as error:
        raise HandlingError(
            wording("a comment can have {most_tags} tags; remove one first."), most_tags=MOST_TAGS
        ) from error
    if changed is None and before is not None:
        _check_note(conn, row)
    return changed is not None


def _check_note(conn: db.Connection, row: Mapping[str, object]) -> None:
    """Say so where a note was not written since somebody else has written another one meanwhile."""
    note = db.value(conn, "note_of", row)
    if note not in (None, row["value"]):
        raise HandlingError(
            wording(
                "Not saved yet: somebody else has changed the note meanwhile: “{note}”. Save again, and yours is kept."
            ),
            note=note,
        )


def clean_tag(text: str) -> str:
    """The one spelling of a tag; "" where nothing is left.

    >>> clean_tag("  #Late   Delivery "), clean_tag("#")
    ('late delivery', '')
    """
    plain = unicodedata.normalize("NFKC", comment_cleaning.clean(text)).casefold()
    return re.sub(r"[\s,]+", " ", plain).strip(" #")


def _checked(field: Field, value: str) -> str:
    if field in _ALLOWED:
        allowed = _ALLOWED[field]
        if value not in allowed:
            raise HandlingError(
                wording("{field} is one of {known}, not {value!r}."),
                field=field,
                known=", ".join(allowed),
                value=value[:40],
            )
    elif field in ("tag", "untag"):
        value = clean_tag(value)
        if not 0 < len(value) <= TAG_LENGTH:
            raise HandlingError(
                wording("a tag has 1 to {tag_length} characters."), tag_length=TAG_LENGTH
            )
    elif field == "note":
        value = value.strip()
        if len(value) > comment_cleaning.LENGTH:
            raise HandlingError(
                wording("a note has at most {length} characters."),
                length=local(f"{comment_cleaning.LENGTH:,}"),
            )
        value = comment_cleaning.clean(value)
    elif field == "handler":
        try:
            value = value and users.clean_name(value)
        except users.UserError as error:
            raise HandlingError.of(error) from error
    elif field == "snooze":
        value = value and _until(value)
    elif field not in get_args(Field):
        raise HandlingError(wording("comments have no {field!r}."), field=str(field)[:40])
    return value


def _until(value: str) -> str:
    """A moment in the future, in UTC."""
    try:
        until = datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise HandlingError(wording("{value!r} is no moment."), value=value[:40]) from error
    if not ids.utc_now() < until <= ids.utc_now() + LONGEST_SNOOZE:
        raise HandlingError(
            wording("a case can be snoozed for {days} days at most."), days=LONGEST_SNOOZE.days
        )
    return until.isoformat(timespec="seconds")
