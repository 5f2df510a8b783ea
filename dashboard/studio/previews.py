"""What the studio shows for some choices: the buttons' code, and a letter with them in several mail programs."""

from dataclasses import dataclass
from urllib.parse import quote

from lxml import html as parser

from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.dashboard.studio import studio_text as words
from feedback_buttons.dashboard.studio.studio_choices import Choices
from feedback_buttons.i18n.team_language import spoken, tr
from feedback_buttons.mail import mail_programs, snippet
from feedback_buttons.mail.mail_programs import MailClient
from feedback_buttons.mail.snippet_options import SnippetError, SnippetOptions

SHOWN = ("gmail", "dark", "outlook", "apple", "images-off", "gmx")
_LOGO = "data:image/svg+xml," + quote(
    '<svg xmlns="http://www.w3.org/2000/svg" width="112" height="32"><rect width="112" height="32" rx="6" '
    'fill="#d9dde2"/><circle cx="20" cy="16" r="8" fill="#8b96a3"/><rect x="36" y="11" width="62" '
    'height="10" rx="5" fill="#8b96a3"/></svg>'
)
_LINE = (
    '<table role="presentation" width="{}%" cellspacing="0" cellpadding="0" border="0"><tr><td height="10" '
    'bgcolor="#e3e6ea" style="font-size:1px;line-height:10px">&nbsp;</td></tr><tr><td height="8" '
    'style="font-size:1px;line-height:8px">&nbsp;</td></tr></table>'
)
# Grey lines for the words of a letter: they say nothing in any language, and lose what a letter loses.
_LETTER = f"""\
<table role="presentation" width="100%" cellspacing="0" cellpadding="20" border="0"><tr>
<td bgcolor="#ffffff" style="background-color:#ffffff;color:#16191d;padding:20px 12px">
<img src="{_LOGO}" width="112" height="32" alt="<!--logo-->"><br><br>
{_LINE.format(94)}{_LINE.format(88)}{_LINE.format(61)}<br>
<!--buttons-->
<br>{_LINE.format(38)}</td></tr></table>"""
_WINDOW = (
    '<!doctype html><html lang="{language}"><head><title>{title}</title><meta name="color-scheme" content="{scheme}">'
    "<style>body{{margin:0;background:{paper};font:16px sans-serif}}</style></head><body>{body}</body></html>"
)


@dataclass(frozen=True, slots=True)
class View:
    """A letter as one mail program shows it: a whole page of HTML."""

    client: MailClient
    page: str


@dataclass(frozen=True, slots=True)
class Made:
    """What comes of some choices; ``usual`` are the texts that stand where none are chosen: question,
    low, high. ``wrong`` says why nothing came of them."""

    html: str = ""
    text: str = ""
    views: tuple[View, ...] = ()
    usual: tuple[str, str, str] = ("", "", "")
    wrong: str = ""


def make(campaign: Campaign, url: str, choices: Choices) -> Made:
    """The buttons of a campaign, served at this address, as chosen."""
    options, tool = choices.options(campaign), choices.mail_tool()
    tag = tool.tag if tool else snippet.TAG
    usual = usual_words(campaign, choices)
    try:
        part = snippet.html(campaign.slug, url, tag, options)
        plain = snippet.text(campaign.slug, url, tag, options)
    except SnippetError as error:
        return Made(usual=usual, wrong=error.advice)
    return Made(part, plain, views(snippet.html(campaign.slug, url, options=options)), usual)


def views(part: str) -> tuple[View, ...]:
    """A letter with these buttons, in each of the mail programs."""
    clients = [mail_programs.CLIENTS[name] for name in SHOWN]
    return tuple(View(client, _window(client, part)) for client in clients)


def usual_words(campaign: Campaign, choices: Choices) -> tuple[str, str, str]:
    """The default texts of the mail, where the marketer writes none; empty in languages for which we have none."""
    own = choices.options(campaign)
    mere = SnippetOptions(language=own.language, scale=own.scale, question=own.question)
    try:
        lines = snippet.text("x", "https://x", options=mere).splitlines()
    except SnippetError:
        return "", "", ""
    low, _, high = lines[1].partition(" · ")
    question = lines[0] if not choices.question else campaign.question or ""
    return question, low.partition(" = ")[2], high.partition(" = ")[2]


def _window(client: MailClient, part: str) -> str:
    body = parser.fragment_fromstring(
        client(_LETTER.replace("<!--logo-->", tr("Your logo")).replace("<!--buttons-->", part)),
        create_parent=False,
    )
    for link in body.iter("a"):  # a preview's buttons lead nowhere, and the keyboard passes them by
        link.attrib.pop("href", None)
    white = mail_programs.inverted("#ffffff") if client.dark else "#ffffff"
    return _WINDOW.format(
        language=spoken(),
        title=words.IN_CLIENT.format(client=client.title),
        scheme="dark" if client.dark else "light",
        paper=white,
        body=str(parser.tostring(body, encoding="unicode")),
    )
