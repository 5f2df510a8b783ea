"""Links that show a page to people without an account: signed, named, expiring, revocable. They can do nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import psycopg

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.signing import signed_values
from feedback_buttons.storage import db

NAME_LENGTH = 80
PAGE, COMMENTS, SCORE = SHOWS = ("page", "comments", "score")  # a page, one with comments, a badge
PLACES = ("/journey", "/gains", "/what-if")  # pages that are shared by their address
ADDRESS_LENGTH = 2000
DAYS = (7, 30, 90, 365)  # that a link may live
_PURPOSE = "shared page"  # what the addresses are signed for
_ids = ids.Ids()


class SharedPageError(FeedbackError, ValueError):
    """A link to a page cannot be made or found; the message says why."""

    code = "shared-page-invalid"


@dataclass(frozen=True, slots=True)
class SharedPage:
    """One link: what the team calls it, whose page it shows (None: the overview), what of it (SHOWS), who made it when,
    when it ends, of which period it is, held against which ("": as the page is by itself), and the address of
    one of PLACES that it shows instead, with all that was chosen there."""

    id: int
    name: str
    campaign: str | None
    shows: str
    account: str
    made_at: datetime
    expires_at: datetime
    period: str = ""
    against: str = ""
    address: str = ""

    @property
    def view(self) -> dict[str, str]:
        """Its period as an address has it."""
        named = {"period": self.period, "against": self.against}
        return {name: value for name, value in named.items() if value}

    def expired(self, now: datetime) -> bool:
        """Whether it opens nothing any more."""
        return now >= self.expires_at


def make(
    connection: db.Connection,
    account: str,
    name: str,
    campaign: str | None = None,
    *,
    shows: str = PAGE,
    days: int = 30,
    view: Mapping[str, str] | None = None,
    address: str = "",
) -> SharedPage:
    """Store a new link, made by this user, to a page of the period of a ``view``, as an address has it; or to one of
    PLACES, by its ``address`` with what was chosen there.

    Raises:
        SharedPageError: the name is empty or too long, there is no such campaign, or the link would show or last what
            no link does.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= NAME_LENGTH:
        raise SharedPageError(
            wording(
                "say who the link is for, in at most {name_length} characters: so that you know which one to revoke."
            ),
            name_length=NAME_LENGTH,
        )
    if shows not in SHOWS or days not in DAYS:
        raise SharedPageError(wording("choose what the link shows and how long, from the lists."))
    _check_address(address, campaign, view)
    if shows != PAGE and not campaign and not (shows == COMMENTS and address):
        raise SharedPageError(
            wording("comments and scores are shared of one campaign: choose which.")
        )
    id, made_at = _ids.next()
    ends = made_at + timedelta(days=days)
    page = SharedPage(
        id, name, campaign or None, shows, account, made_at, ends, **(view or {}), address=address
    )
    _store(connection, page)
    return page


def _check_address(address: str, campaign: str | None, view: Mapping[str, str] | None) -> None:
    if not address:
        return
    if campaign or view:
        raise SharedPageError(
            wording(
                "name an address or a campaign: the address says itself whose answers it shows."
            )
        )
    path, query = urlsplit(address).path, urlsplit(address).query
    whole = address == (f"{path}?{query}" if query else path)
    if path not in PLACES or not whole or not address.isprintable():
        raise SharedPageError(
            wording("the address of {places} can be shared, with what was chosen there."),
            places=", ".join(PLACES),
        )
    if len(address) > ADDRESS_LENGTH:
        raise SharedPageError(
            wording("the address is longer than {length} characters."), length=ADDRESS_LENGTH
        )


def _store(connection: db.Connection, page: SharedPage) -> None:
    values = {field: getattr(page, field) for field in SharedPage.__slots__}
    try:
        with connection.transaction():
            connection.execute(db.query("add_shared_page"), values)
            detail = {"campaign": page.campaign, "shows": page.shows, "until": str(page.expires_at)}
            detail |= {"address": page.address} if page.address else {}
            audit.record(connection, page.account, "page shared", page.name, **detail)
    except psycopg.errors.UniqueViolation as error:
        raise SharedPageError(
            wording("there is a link {name!r} already. Revoke it, or choose another name."),
            name=page.name,
        ) from error
    except psycopg.errors.ForeignKeyViolation as error:
        raise SharedPageError(
            wording("there is no campaign {campaign!r}."), campaign=page.campaign
        ) from error


def list_(connection: db.Connection) -> list[SharedPage]:
    """The links that were not revoked, newest first; some may have expired."""
    return _pages(connection, None)


def get(connection: db.Connection, id: int, now: datetime) -> SharedPage | None:
    """The link with this id, unless it was revoked or has expired."""
    page = next(iter(_pages(connection, id)), None)
    return None if page is None or page.expired(now) else page


def revoke(connection: db.Connection, name: str, *, by: str = audit.COMMAND_LINE) -> None:
    """Let the link of this name open nothing any more.

    Raises:
        SharedPageError: there is no such link, or it was revoked before.
    """
    values = {"name": name, "now": ids.utc_now()}
    if db.value(connection, "revoke_shared_page", values) is None:
        raise SharedPageError(
            wording("there is no link {name!r}, or it was revoked before."), name=name
        )
    audit.record(connection, by, "page revoked", name)


def _pages(connection: db.Connection, id: int | None) -> list[SharedPage]:
    return db.rows(connection, SharedPage, "shared_pages", {"id": id})


def sign(page: SharedPage, keys: Sequence[str]) -> str:
    """What opens the link's addresses: its id, signed under the dashboard's newest key."""
    return signed_values.sign(keys, _PURPOSE, page.id)


def addresses(page: SharedPage, keys: Sequence[str], dashboard_url: str) -> dict[str, str]:
    """What the link opens, by what it is: "page"; of a score "badge" (an SVG) and "frame"."""
    key = sign(page, keys)
    if page.shows != SCORE:
        return {"page": f"{dashboard_url}/shared?key={key}"}
    return {
        "badge": f"{dashboard_url}/shared/badge.svg?key={key}",
        "frame": f"{dashboard_url}/shared/frame?key={key}",
    }


def read(key: str, keys: Sequence[str]) -> int | None:
    """The id that a link carries; None unless one of the dashboard's keys signed it."""
    return signed_values.read_id(keys, _PURPOSE, key)
