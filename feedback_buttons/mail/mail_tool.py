"""What is known of a mail tool: its merge tag, how it leaves a link untracked, where in its menus things are done."""

import re
from dataclasses import dataclass

from feedback_buttons.base.errors import FeedbackError

BLOCK = "a code or HTML block, not a text block"
TEMPLATE = "the template's HTML"


class MailToolError(FeedbackError, ValueError):
    """There is no such mail tool; the message says which there are."""

    code = "mail-tool-unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailTool:
    """One mail tool.

    ``tag`` is its merge tag for the contact field that holds the token, without spaces where it can be: some
    programs encode those. ``attribute`` keeps it from tracking a link, and stands before the link's address;
    ``tracking`` says in words how tracking is switched off, ``empty`` what happens to a contact without a
    token; ``by_program`` that it has no contacts: a program hands it the token with each mail.
    ``menu`` says where in the tool's own menus contact fields are made, ``paste_menu`` where the code goes, as its
    English pages name them. ``tag_source``, ``tracking_source``, ``menu_source`` and ``paste_source`` say who
    confirms it; "" is: nobody yet.
    """

    name: str
    title: str
    tag: str
    tag_source: str = ""
    attribute: str = ""
    tracking: str = "the snippet's links carry what switches it off"
    tracking_source: str = ""
    paste: str = BLOCK
    empty: str = ""
    menu: str = ""
    menu_source: str = ""
    by_program: bool = False
    paste_menu: str = ""
    paste_source: str = ""

    @property
    def field(self) -> str:
        """The contact field that its tag names."""
        return field_of(self.tag)


def field_of(tag: str) -> str:
    """The contact field that a merge tag names.

    >>> field_of("{{person|lookup:'FEEDBACK_TOKEN'}}"), field_of("%%fb%%")
    ('FEEDBACK_TOKEN', 'feedback_token')
    """
    field = re.search(r"\w*token\w*", tag, re.IGNORECASE)
    return field[0] if field else "feedback_token"
