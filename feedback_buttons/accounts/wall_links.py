"""Links that open the wall screen without signing in: signed, named, revocable."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

import psycopg

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.signing import signed_values
from feedback_buttons.storage import db

NAME_LENGTH = 80
INDEX = "index"  # what a screen shows instead of campaigns, as its address names it
_PURPOSE = "wall"  # what the addresses are signed for
_ids = ids.Ids()


class WallError(FeedbackError, ValueError):
    """A link to the wall screen cannot be made or found; the message says why."""

    code = "wall-link-invalid"


@dataclass(frozen=True, slots=True)
class WallLink:
    """One link: what the team calls it, the one campaign it shows (None: all of them in turn), whether
    it shows comments, who made it when, and the touchpoint whose index it shows instead of campaigns ("": that of all
    campaigns; None: no index)."""

    id: int
    name: str
    campaign: str | None
    comments: bool
    account: str
    made_at: datetime
    index_of: str | None = None


def make(
    conn: db.Connection,
    account: str,
    name: str,
    campaign: str | None = None,
    *,
    comments: bool = True,
    index_of: str | None = None,
) -> WallLink:
    """Store a new link, made by this user.

    Raises:
        WallError: the name is empty or too long, or there is no such campaign.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= NAME_LENGTH:
        raise WallError(
            wording(
                "name the screen, in at most {name_length} characters: so that you know "
                "which link to revoke."
            ),
            name_length=NAME_LENGTH,
        )
    id, made_at = _ids.next()
    link = WallLink(id, name, campaign or None, comments, account, made_at, index_of)
    values = {field: getattr(link, field) for field in WallLink.__slots__}
    try:
        with conn.transaction():
            conn.execute(db.query("add_wall_link"), values)
            audit.record(conn, account, "screen shared", name, campaign=link.campaign)
    except psycopg.errors.UniqueViolation as error:
        raise WallError(
            wording("there is a link {name!r} already. Revoke it, or choose another name."),
            name=name,
        ) from error
    except psycopg.errors.ForeignKeyViolation as error:
        raise WallError(wording("there is no campaign {campaign!r}."), campaign=campaign) from error
    return link


def list_(conn: db.Connection) -> list[WallLink]:
    """The links that open something, newest first."""
    return _links(conn, None)


def get(conn: db.Connection, id: int) -> WallLink | None:
    """The link with this id, unless it was revoked."""
    return next(iter(_links(conn, id)), None)


def revoke(conn: db.Connection, name: str, *, by: str = audit.COMMAND_LINE) -> None:
    """Let the link of this name open nothing any more.

    Raises:
        WallError: there is no such link, or it was revoked before.
    """
    values = {"name": name, "now": ids.utc_now()}
    if db.value(conn, "revoke_wall_link", values) is None:
        raise WallError(wording("there is no link {name!r}, or it was revoked before."), name=name)
    audit.record(conn, by, "screen revoked", name)


def _links(conn: db.Connection, id: int | None) -> list[WallLink]:
    return db.rows(conn, WallLink, "wall_links", {"id": id})


def sign(
    link: WallLink,
    keys: Sequence[str],
    *,
    period: str = "",
    language: str = "",
) -> str:
    """The link's path, with its id signed under the dashboard's newest key; the screen shows this period ("": all of
    time) in this language ("": the browser's)."""
    shown = {"period": period, "language": language}
    if link.index_of is not None:
        shown |= {"show": INDEX, "touchpoint": link.index_of}
    parameters = {"key": signed_values.sign(keys, _PURPOSE, link.id)}
    parameters |= {name: value for name, value in shown.items() if value}
    path = f"/wall/{link.campaign}" if link.campaign else "/wall"
    return f"{path}?{urlencode(parameters, safe=':')}"


def read(key: str, keys: Sequence[str]) -> int | None:
    """The id that a link carries; None unless one of the dashboard's keys signed it."""
    return signed_values.read_id(keys, _PURPOSE, key)
