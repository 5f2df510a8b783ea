"""What is to be done in the mail tool: the checklist, and the signed address of a page with it.

Whoever has that address needs no session: they see the buttons' code and nothing else of the dashboard.
It is signed so that nobody can make our pages say what they like.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.words.text import sentence
from feedback_buttons.dashboard.studio import previews
from feedback_buttons.dashboard.studio import studio_text as words
from feedback_buttons.dashboard.studio.campaign_form import wanted
from feedback_buttons.dashboard.studio.studio_choices import Choices
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.mail.mail_tool import MailTool
from feedback_buttons.signing import signed_values
from feedback_buttons.storage import db

_PURPOSE = "feedback-buttons.handover"  # what the link is signed for


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to mind in the mail tool. ``source`` confirms it; ``confirmed`` is whether anybody does. ``menu`` is
    where it is done in the tool, "" where nobody has confirmed that: then ``look_for`` says what to look for."""

    text: str
    code: str = ""
    source: str = ""
    confirmed: bool = True
    menu: str = ""
    menu_source: str = ""
    look_for: str = ""


@dataclass(frozen=True, slots=True)
class Checklist:
    """What to do in one mail tool, in the order of doing it."""

    field: Advice
    paste: Advice
    tracking: Advice
    mind: Advice | None


def checklist(tool: MailTool) -> Checklist:
    """The checklist for a mail tool.

    >>> from feedback_buttons.mail import mail_tools as mailtools
    >>> checklist(mailtools.get("ses")).mind.text
    'The mail is not sent: give every recipient the value.'
    """
    other = tool.name == "other"
    return Checklist(
        field=_field(tool, confirmed=bool(tool.tag_source) or other),
        paste=Advice(
            words.PASTE.format(paste=tr(tool.paste)),
            menu=tool.paste_menu,
            menu_source=tool.paste_source,
            look_for="" if tool.name == "django" else str(words.PASTE_LOOK_FOR),
        ),
        tracking=Advice(
            sentence(tr(tool.tracking)),
            tool.attribute,
            _linked(tool.tracking_source),
            bool(tool.tracking_source) or other,
        ),
        mind=Advice(sentence(tr(tool.empty))) if tool.empty else None,
    )


def _field(tool: MailTool, *, confirmed: bool) -> Advice:
    """Where the token goes: into a field of the contact, or with each mail where a program sends it."""
    text = words.FIELD_BY_PROGRAM if tool.by_program else words.FIELD
    return Advice(
        text.format(field=tool.field),
        tool.tag,
        _linked(tool.tag_source),
        confirmed,
        tool.menu,
        tool.menu_source,
        "" if tool.by_program else str(words.FIELD_LOOK_FOR),
    )


def sign(slug: str, choices: Choices, keys: Sequence[str]) -> str:
    """The path of the page for a colleague; ``keys`` stand newest first."""
    return f"/handover/{signed_values.sign(keys, _PURPOSE, [slug, choices.query()])}"


def read(link: str, keys: Sequence[str]) -> tuple[str, Choices] | None:
    """The campaign's slug and the choices of a link; None unless one of the keys signed it."""
    texts = signed_values.read_texts(keys, _PURPOSE, link)
    if texts is None:
        return None
    slug, query = texts
    return slug, Choices.read(dict(parse_qsl(query)))


def blueprint(pool: db.Pool, config: Config) -> Blueprint:
    """/handover/<link>: the checklist and the code, for everybody who has the link."""
    pages = Blueprint("handover", __name__)

    @pages.get("/handover/<link>")
    @auth.public
    def page(link: str) -> ResponseReturnValue:
        link_content = read(link, config.session_keys)
        tool = link_content[1].mail_tool() if link_content else None
        if link_content is None or tool is None:
            return render_template("handover_bad.html", words=words), 404
        slug, choices = link_content
        with pool.connection() as connection:
            campaign = wanted(connection, slug)
        return render_template(
            "handover.html",
            words=words,
            campaign=campaign,
            tool=tool,
            made=previews.make(campaign, config.url, choices),
            checks=checklist(tool),
        )

    return pages


def _linked(source: str) -> str:
    return source if source.startswith("https://") else ""
