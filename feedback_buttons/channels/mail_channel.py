"""Notices by mail, to one address each: with a text and an HTML part, and a way to get no more of them in one click
(RFC 8058). The Message-ID is made of the message's key: one that is sent twice is known by it."""

from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import Policy, default
from email.utils import format_datetime, parseaddr
from html import escape
from uuid import UUID

from feedback_buttons.base import ids
from feedback_buttons.channels.notices import Notice
from feedback_buttons.config.mail_server import Smtp
from feedback_buttons.i18n.team_language import speaking, tr
from feedback_buttons.mail import smtp
from feedback_buttons.mail.smtp import SmtpError
from feedback_buttons.outbox.outcomes import AttemptOutcome

_WHOLE = """\
<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<style>:root{{color-scheme:light dark}}
@media (prefers-color-scheme:dark){{.fb-meta{{color:#a9b4b8!important}}.fb-link{{color:#8ab4f8!important}}}}</style>
<title>{title}</title></head>
<body style="margin:0;padding:24px 12px;font-family:sans-serif;font-size:16px;line-height:1.5">
<div style="max-width:600px;margin:0 auto">
<h1 style="font-size:20px;margin:0 0 16px">{title}</h1>
{body}
<p class="fb-meta" style="margin:32px 0 0;font-size:13px;color:#5c6370">{why}
<a class="fb-meta" href="{unsubscribe}" style="color:#5c6370">{out}</a></p>
</div>
</body>
</html>
"""
_QUOTE = (
    '<blockquote style="margin:0 0 12px;padding:0 0 0 12px;border-left:3px solid #c5cad3">'
    '<div dir="auto">{text}</div><span class="fb-meta" style="font-size:13px;color:#5c6370">{about}</span>'
    "</blockquote>"
)


class _WholeHeader(UnstructuredHeader, BaseHeader):
    """A header that holds an address, of the web or of a mail. It stays on one line however long it is: the library
    would break it into encoded words, in which no mail program looks for an address (RFC 2047, 5)."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
for _name in ("In-Reply-To", "References", "List-Unsubscribe"):
    _HEADERS.map_to_type(_name, _WholeHeader)
_POLICY = default.clone(header_factory=_HEADERS)


def message(notice: Notice, *, to: str, sender: str, key: UUID, unsubscribe: str) -> EmailMessage:
    """A notice as a mail.

    Args:
        to, sender: mail addresses.
        key: what it is known by.
        unsubscribe: the address of the page on which nobody is asked for more than one click.
    """
    mail = EmailMessage(_POLICY)
    mail["From"], mail["To"], mail["Subject"] = sender, to, smtp.subject(notice.title)
    mail["Date"] = format_datetime(ids.utc_now())
    place = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    mail["Message-ID"] = f"<{key}@{place}>"
    if notice.follows:
        mail["In-Reply-To"] = mail["References"] = f"<{notice.follows}@{place}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["List-Unsubscribe"] = f"<{unsubscribe}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    with speaking(notice.language):
        why = (
            tr("You get this because you asked for it on your account's page of Feedback Buttons.")
            if notice.type == "digest"
            else tr("You get this because this address is in Feedback Buttons' list of channels.")
        )
        out = tr("Send me no more")
    mail.set_content(_plain(notice, f"{why}\n{out}: {unsubscribe}"))
    html = _WHOLE.format(
        language=notice.language, title=escape(_title(notice)), body=_html(notice), why=escape(why),
        out=escape(out), unsubscribe=escape(unsubscribe),
    )  # fmt: skip
    mail.add_alternative(html, subtype="html")
    _add_pictures(mail, notice)
    return mail


def _add_pictures(mail: EmailMessage, notice: Notice) -> None:
    """Put the notice's pictures beside the HTML, which shows them where they are named."""
    html = mail.get_body(("html",))
    if html is None:
        return
    for picture in notice.pictures:
        html.add_related(
            picture.png, "image", "png",
            cid=f"<{picture.name}>", filename=f"{picture.name}.png", disposition="inline",
        )  # fmt: skip


def _plain(notice: Notice, foot: str) -> str:
    lines = "\n".join(f"{label}: {value}" for label, value in notice.facts)
    quotes = [
        "\n".join([*(f"> {line}" for line in quote.text.splitlines() or [""]), quote.about])
        for quote in notice.quotes
    ]
    link = f"{notice.link_text}:\n{notice.link}" if notice.link else ""
    pictures = "\n".join(picture.words for picture in notice.pictures)
    parts = (_title(notice), notice.text, lines, pictures, *quotes, link, f"-- \n{foot}")
    return "\n\n".join(filter(None, parts)) + "\n"


def _title(notice: Notice) -> str:
    return " ".join(notice.title.split())


def _html(notice: Notice) -> str:
    parts = [f"<p>{_broken(notice.text)}</p>"] if notice.text else []
    if notice.facts:
        parts += (
            f'<p style="margin:0 0 8px"><strong>{escape(label)}</strong>: {escape(value)}</p>'
            for label, value in notice.facts
        )
    parts += [
        f'<p><img src="cid:{picture.name}" width="{picture.width}" alt="{escape(picture.words)}" '
        'style="display:block;max-width:100%;height:auto"></p>'
        for picture in notice.pictures
    ]
    parts += [
        _QUOTE.format(text=_broken(quote.text), about=escape(quote.about))
        for quote in notice.quotes
    ]
    if notice.link:
        parts.append(
            f'<p><a class="fb-link" href="{escape(notice.link)}">{escape(notice.link_text)}</a></p>'
        )
    return "\n".join(parts)


def _broken(text: str) -> str:
    return "<br>".join(map(escape, text.splitlines()))


def send(server: Smtp | None, mail: EmailMessage) -> AttemptOutcome:
    """Hand a mail to the mail server, and what that says. Of this mail or its reader, 5.. is its last word; what it
    says of our sign-in or our sender the operator can mend, and the mail waits for that."""
    if server is None:
        return AttemptOutcome("refused", reply="no mail server is set (FEEDBACK_SMTP_URL)")
    try:
        smtp.send(server, mail)
    except SmtpError as error:
        return AttemptOutcome("refused" if error.lasting else "later", error.status, error.sentence)
    return AttemptOutcome("delivered", 250)
