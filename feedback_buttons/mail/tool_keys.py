"""The keys with which mail tools sign for a campaign; how they sign is in ``tool_signatures``."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape

import psycopg

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.mail import mail_tools, snippet
from feedback_buttons.mail.snippet_options import SnippetOptions
from feedback_buttons.signing import tool_signatures
from feedback_buttons.signing.mail_keys import spellings
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.signing.tool_signatures import TOOLS
from feedback_buttons.storage import db

_ids = ids.Ids()


class ToolKeyError(FeedbackError):
    """A key cannot be made or revoked; the message says why."""

    code = "tool-key-invalid"


@dataclass(frozen=True, slots=True)
class ToolKey:
    """A key of one campaign for one mail tool, without its secret."""

    id: int
    campaign: str
    tool: str
    made_at: datetime
    made_by: str
    revoked_at: datetime | None = None


def add(connection: db.Connection, campaign: str, tool: str, account: str) -> ToolKey:
    """Make a key for one mail tool; others of the campaign stay in use, so that they can be rotated.

    Raises:
        ToolKeyError: no such campaign, or a tool that cannot sign.
    """
    if tool not in TOOLS:
        raise ToolKeyError(
            wording("{tool!r} cannot sign itself; these can: {known}."),
            tool=tool,
            known=", ".join(TOOLS),
        )
    id, now = _ids.next()
    tool_key = ToolKey(id, campaign, tool, now, account)
    row = {name: getattr(tool_key, name) for name in ToolKey.__slots__}
    try:
        with connection.transaction():
            connection.execute(db.query("add_tool_key"), row)
    except psycopg.errors.ForeignKeyViolation as error:
        raise ToolKeyError(
            wording("There is no campaign {campaign!r}."), campaign=campaign
        ) from error
    audit.record(connection, account, "tool key made", campaign, tool=tool, key=str(id))
    return tool_key


def list_(connection: db.Connection, campaign: str | None = None) -> list[ToolKey]:
    """The keys of a campaign, or of all, revoked ones too, newest first."""
    return db.rows(connection, ToolKey, "tool_keys", {"campaign": campaign})


def revoke(connection: db.Connection, campaign: str, id: int, account: str) -> None:
    """Revoke a key: what it has signed leads nowhere within seconds; answers that were given stay.

    Raises:
        ToolKeyError: the campaign has no such key in use.
    """
    row = {"campaign": campaign, "id": id, "now": ids.utc_now()}
    if db.value(connection, "revoke_tool_key", row) is None:
        raise ToolKeyError(wording("{campaign} has no key {id} in use."), campaign=campaign, id=id)
    audit.record(connection, account, "tool key revoked", campaign, key=str(id))


def recipients(tokens: Tokens, keys: Iterable[ToolKey], id: str) -> set[int]:
    """The pseudonyms that these keys make of a mail tool's id of somebody; of a mail address in all usual spellings."""
    written = spellings(id)
    people = (
        tool_signatures.people(tokens, key.campaign, key.id, key.tool, spelling)
        for key in keys
        for spelling in written
    )
    return {tokens.recipient(person) for key_people in people for person in key_people}


@dataclass(frozen=True, slots=True)
class Parts:
    """What goes into the mail tool, by where it goes: its store of keys ("" where its template holds the key),
    the mail's two parts, and a test mail, whose link shows the team what arrived."""

    secret: str
    html: str
    text: str
    test: str


def parts(
    tokens: Tokens, campaign: Campaign, key: ToolKey, *, url: str, dashboard_url: str
) -> Parts:
    """The buttons of a campaign for a mail tool that signs itself.

    Args:
        url, dashboard_url: the public addresses of the buttons and of the dashboard.
    """
    top, tag = tool_signatures.lines(tokens, campaign.slug, key.id, key.tool)
    above = f"{top}\n" if top else ""
    options = SnippetOptions(
        language=campaign.language or "en",
        question=campaign.question,
        attribute=mail_tools.get(key.tool).attribute,
    )
    looks = f"{dashboard_url}/signing?campaign={campaign.slug}&address={tag}"
    hidden = key.tool == "salesforce"
    return Parts(
        secret=tool_signatures.secret(tokens, campaign.slug, key.id, key.tool) if hidden else "",
        html=above + snippet.html(campaign.slug, url, tag, options),
        text=above + snippet.text(campaign.slug, url, tag, options),
        test=f'{above}<a href="{escape(looks)}">What arrived?</a>\n',
    )
