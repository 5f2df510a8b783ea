"""What can be wrong with the mail around the buttons: one small rule each."""

import re
from collections.abc import Iterator

from feedback_buttons.base import colours
from feedback_buttons.i18n.team_language import local, tr
from feedback_buttons.mail_lint.button_links import tracker
from feedback_buttons.mail_lint.lint_case import (
    BROKEN,
    Case,
    LintFinding,
    at,
    error,
    line,
    short,
    warning,
)

GMAIL_CLIPS = 102 * 1024  # bytes of HTML; what comes after is behind a link
_LINE = 998  # bytes that a line of a mail may have, RFC 5322
_MSO = re.compile(r"<!--\[if[^\]]{0,80}\]>(<!-->|<!-- -->|-->)?|<!\[endif\]-->|<!--<!\[endif\]-->")
_MANGLED_MSO = re.compile(
    r"&lt;!(?:--)?\[(?:if|endif)|<!-- +\[if|\[endif\]--&gt;|<!\[endif\]--\s+>"
)
_CODE = re.compile(r"&lt;(?:a|td|table|div)\b[^<]{0,400}/r/[^<]{0,200}", re.IGNORECASE)
_MOJIBAKE = re.compile("Ã[©¨¤¶¼«ª®\xb4»¢]|â€[™œ“”\x9d¦]|Â[ ·»«]|\ufffd")


def no_buttons(case: Case) -> Iterator[LintFinding]:
    """There is nothing to click."""
    if case.buttons or case.rewritten or case.quoted:
        return
    if case.mail.html is None:
        yield error(
            tr("The mail has no HTML part."), tr("Send the buttons' HTML as well."), tr("the mail")
        )
    elif _CODE.search(case.mail.html.text):
        yield error(
            tr("The buttons' code is shown as text."),
            tr("Paste the snippet into a code or HTML block, not into a text block."),
            at(case, _CODE),
        )
    else:
        yield error(
            tr("No buttons were found."),
            tr("Paste the snippet into the mail, and save the mail as it arrived (.eml)."),
            tr("the HTML part"),
        )


def outlook_comments(case: Case) -> Iterator[LintFinding]:
    """The conditional comments for Word are broken."""
    text = case.mail.html.text if case.mail.html else ""
    opened = broken = False
    for found in _MSO.finditer(text):
        if found[1] or found[0].startswith(
            "<!--<!"
        ):  # what all but Word see: each is whole in itself
            continue
        broken |= opened == found[0].startswith("<!--")
        opened = found[0].startswith("<!--")
    if broken or opened or _MANGLED_MSO.search(text):
        yield error(
            tr("Comments for Outlook are broken: it may show code, or lose the rest of the mail."),
            tr("Paste the snippet as code; leave the lines with [if mso] and [endif] as they are."),
            at(case, _MANGLED_MSO),
        )


def clipped(case: Case) -> Iterator[LintFinding]:
    """Gmail cuts the mail."""
    text = case.mail.html.text if case.mail.html else ""
    if (size := len(text.encode())) <= GMAIL_CLIPS:
        return
    last = text.rfind(case.buttons[-1][1].token) if case.buttons else 0
    behind = last > 0 and len(text[:last].encode()) > GMAIL_CLIPS
    make = error if behind else warning
    said = tr("The HTML has {size} KB; Gmail shows the first 102.")
    if behind:
        said = tr("The HTML has {size} KB; Gmail shows the first 102, and the buttons come after.")
    yield make(
        said.format(size=local(f"{size // 1024:,}")),
        tr("Make the mail shorter, or put the buttons further up."),
        tr("the HTML part"),
    )


def contrast(case: Case) -> Iterator[LintFinding]:
    """What stands on the buttons cannot be read."""
    for link in case.shown:
        if not re.search(r"\w", link.text):
            continue
        try:
            colour = colours.parse(link.colour or "#0000ee")
            ground = colours.parse(link.background or "#ffffff")
        except colours.ColourError:
            continue
        if (found := colours.contrast(colour, ground)) < colours.TEXT_CONTRAST:
            yield error(
                tr(
                    "Text of {colour} on {ground} has a contrast of {found} : 1, and needs 4.5."
                ).format(colour=colour, ground=ground, found=local(f"{found:.1f}")),
                tr(
                    "Paste the snippet as code, and give a colour with --colour, which is "
                    "corrected."
                ),
                line(link),
            )
            return


def styles(case: Case) -> Iterator[LintFinding]:
    """An editor dropped the buttons' styles."""
    if case.shown and not any(link.background for link in case.shown):
        yield warning(
            tr("The buttons have lost their colours: they are plain links."),
            tr("Paste the snippet into a code or HTML block, not into a text block."),
            line(case.shown[0]),
        )


def pictures(case: Case) -> Iterator[LintFinding]:
    """Buttons are pictures."""
    for link in case.shown:
        if link.picture or not (link.text or link.label):
            yield error(
                tr("A button has no text: where images are off, nobody sees it."),
                tr("Use the snippet's buttons, which are text."),
                line(link),
            )
            return


def plain_text(case: Case) -> Iterator[LintFinding]:
    """The text part is missing or has no buttons, or its own faults."""
    mend = tr("Add the text version: feedback-buttons snippet CAMPAIGN --text")
    if not case.mail.message:
        return
    if case.mail.plain is None:
        yield warning(tr("The mail has no plain-text part."), mend, tr("the mail"))
    elif not case.in_text and not any(map(tracker, case.mail.addresses)):
        yield warning(tr("The text part has no buttons."), mend, tr("the text part"))
    elif any(button.unmerged for button in case.in_text):
        yield error(
            tr("The merge tag was never filled in in the text part."),
            tr(
                "Some mail tools fill in the HTML only; then leave the buttons out of "
                "the text part."
            ),
            tr("the text part"),
        )
    elif missing := {b.score for _, b in case.buttons} - {b.score for b in case.in_text} - {None}:
        said = ", ".join(map(str, sorted(score for score in missing if score is not None)))
        yield error(
            tr(
                "In the text part the addresses of {said} are missing or broken over two lines."
            ).format(said=said),
            tr("Let your mail tool not wrap lines, or send the text part as quoted-printable."),
            tr("the text part"),
        )


def broken_lines(case: Case) -> Iterator[LintFinding]:
    """Line breaks or quoted-printable have got into addresses."""
    if case.quoted:
        yield error(
            tr(
                "The HTML is full of =3D: it is quoted-printable, and was encoded twice "
                "or not marked so."
            ),
            tr("Let only one program encode it, and Content-Transfer-Encoding say how."),
            tr("the HTML part"),
        )
        return
    for link in case.mail.links:
        if "/r/" in link.href and BROKEN.search(link.href):
            yield error(
                tr("A line break or an encoding has got into an address: {href}").format(
                    href=short(link.href)
                ),
                tr("Send the HTML as quoted-printable or base64, and let nothing wrap its lines."),
                line(link),
            )
            return
    html = case.mail.html
    if case.mail.message and html and html.longest_line > _LINE:
        yield warning(
            tr(
                "A line of the HTML has {longest_line} characters; servers may break it "
                "at 998, in the middle of an address."
            ).format(longest_line=local(f"{html.longest_line:,}")),
            tr("Send it as quoted-printable or base64."),
            tr("the HTML part"),
        )


def charset(case: Case) -> Iterator[LintFinding]:
    """Letters come out wrong."""
    parts = ((tr("the HTML part"), case.mail.html), (tr("the text part"), case.mail.plain))
    for name, part in parts:
        if part is None:
            continue
        if part.broken:
            yield error(
                tr("{part} is not in the charset that it says: {charset}.").format(
                    part=_capital(name), charset=short(part.charset) or tr("none, so UTF-8")
                ),
                tr("Send it as UTF-8, with charset=utf-8 in its Content-Type."),
                name,
            )
        elif found := _MOJIBAKE.search(part.text):
            around = part.text[max(0, found.start() - 12) : found.end() + 12]
            yield warning(
                tr("Letters come out wrong: …{known}…").format(known=" ".join(around.split())),
                tr("Something took UTF-8 for another charset; let it send UTF-8 as UTF-8."),
                name,
            )
        elif case.mail.message and not part.charset and not part.text.isascii():
            yield warning(
                tr("{part} does not say its charset.").format(part=_capital(name)),
                tr("Add charset=utf-8 to its Content-Type."),
                name,
            )


def _capital(name: str) -> str:
    return f"{name[:1].upper()}{name[1:]}"


RULES = (
    no_buttons,
    outlook_comments,
    clipped,
    contrast,
    styles,
    pictures,
    plain_text,
    broken_lines,
    charset,
)
