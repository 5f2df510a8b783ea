"""Test mails to oneself with real buttons, whose answers never count."""

from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from html import escape
from urllib.parse import urlsplit

from feedback_buttons.base import ids
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.mail import smtp, snippet
from feedback_buttons.mail.snippet_options import SnippetOptions
from feedback_buttons.signing.tokens import Tokens

NOBODY = "nobody@example.com"  # stands where a mail that is kept as a file has no recipient yet
_RECIPIENT = "whoever looks at a test"
_SAYS = (
    "This is a test of the buttons below. They work like those in the real mail, but what you press "
    "is not saved and does not count."
)
_WHOLE = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
</head>
<body style="margin:0;padding:24px 12px;font-family:sans-serif">
<p lang="en" style="margin:0 auto 32px;max-width:600px;font-size:16px;line-height:1.5">{says}</p>
{part}</body>
</html>
"""


def make(
    campaign: Campaign,
    url: str,
    tokens: Tokens,
    options: SnippetOptions,
    *,
    sender: str = "",
    to: str = NOBODY,
) -> EmailMessage:
    """The mail, with a text and an HTML part.

    Args:
        url: where the buttons are served.
        options: how they ask and look; in a test nothing is said to the mail tool.
        sender: who it comes from; by default a name at the buttons' host.

    Raises:
        SnippetError: the buttons cannot be made so.
    """
    person = tokens.recipient(_RECIPIENT)
    token = tokens.sign(campaign.slug, person, test=True)
    message = EmailMessage()
    host = urlsplit(url).hostname or "localhost"
    message["From"] = sender or f"Feedback Buttons <test@{host if '.' in host else 'example.com'}>"
    message["To"] = to
    message["Subject"] = smtp.subject(f"Test: {campaign.name}")
    message["Date"] = format_datetime(ids.utc_now())
    message["Message-ID"] = make_msgid(domain=host)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(f"{_SAYS}\n\n{snippet.text(campaign.slug, url, token, options)}")
    part = snippet.html(campaign.slug, url, token, options)
    whole = _WHOLE.format(
        language=options.language, title=escape(campaign.name), says=_SAYS, part=part
    )
    message.add_alternative(whole, subtype="html")
    return message
