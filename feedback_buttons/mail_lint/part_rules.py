"""What can be wrong with the mail around the buttons: one small rule each."""

import re
from collections.abc import Iterator

from feedback_buttons.base import colours
from feedback_buttons.base.phrases import phrase
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
    """Report a mail in which no link is a button."""
    if case.buttons or case.rewritten or case.quoted:
        return
    if case.mail.html is None:
        yield error(
            phrase("The mail has no HTML part."),
            phrase("Send the buttons' HTML as well."),
            phrase("the mail"),
        )
    elif _CODE.search(case.mail.html.text):
        yield error(
            phrase("The buttons' code is shown as text."),
            phrase("Paste the snippet into a code or HTML block, not into a text block."),
            at(case, _CODE),
        )
    else:
        yield error(
            phrase("No buttons were found."),
            phrase("Paste the snippet into the mail, and save the mail as it arrived (.eml)."),
            phrase("the HTML part"),
        )


def outlook_comments(case: Case) -> Iterator[LintFinding]:
    """The conditional comments for Word are broken."""
    text = case.mail.html.text if case.mail.html else ""
    opened = broken = False
    for comment in _MSO.finditer(text):
        if comment[1] or comment[0].startswith(
            "<!--<!"
        ):  # what all but Word see: each is whole in itself
            continue
        broken |= opened == comment[0].startswith("<!--")
        opened = comment[0].startswith("<!--")
    if broken or opened or _MANGLED_MSO.search(text):
        yield error(
            phrase(
                "Comments for Outlook are broken: it may show code, or lose the rest of the mail."
            ),
            phrase(
                "Paste the snippet as code; leave the lines with [if mso] and [endif] as they are."
            ),
            at(case, _MANGLED_MSO),
        )


def clipped(case: Case) -> Iterator[LintFinding]:
    """Gmail cuts the mail."""
    text = case.mail.html.text if case.mail.html else ""
    if (size := len(text.encode())) <= GMAIL_CLIPS:
        return
    last = text.rfind(case.buttons[-1][1].token) if case.buttons else 0
    behind = last > 0 and len(text[:last].encode()) > GMAIL_CLIPS
    kilobytes = size // 1024
    message = phrase("The HTML has {size} KB; Gmail shows the first 102.", size=kilobytes)
    if behind:
        message = phrase(
            "The HTML has {size} KB; Gmail shows the first 102, and the buttons come after.",
            size=kilobytes,
        )
    make = error if behind else warning
    yield make(
        message,
        phrase("Make the mail shorter, or put the buttons further up."),
        phrase("the HTML part"),
    )


def contrast(case: Case) -> Iterator[LintFinding]:
    """The text on the buttons cannot be read."""
    for link in case.shown:
        if not re.search(r"\w", link.text):
            continue
        try:
            colour = colours.parse(link.colour or "#0000ee")
            ground = colours.parse(link.background or "#ffffff")
        except colours.ColourError:
            continue
        if (ratio := colours.contrast(colour, ground)) < colours.TEXT_CONTRAST:
            yield error(
                phrase(
                    "Text of {colour} on {ground} has a contrast of {found} : 1, and needs 4.5.",
                    colour=colour,
                    ground=ground,
                    found=round(ratio, 1),
                ),
                phrase(
                    "Paste the snippet as code, and choose your colour where the snippet is made: it "
                    "is corrected there."
                ),
                line(link),
            )
            return


def styles(case: Case) -> Iterator[LintFinding]:
    """An editor dropped the buttons' styles."""
    if case.shown and not any(link.background for link in case.shown):
        yield warning(
            phrase("The buttons have lost their colours: they are plain links."),
            phrase("Paste the snippet into a code or HTML block, not into a text block."),
            line(case.shown[0]),
        )


def pictures(case: Case) -> Iterator[LintFinding]:
    """Buttons are pictures."""
    for link in case.shown:
        if link.picture or not (link.text or link.label):
            yield error(
                phrase("A button has no text: where images are off, nobody sees it."),
                phrase("Use the snippet's buttons, which are text."),
                line(link),
            )
            return


def plain_text(case: Case) -> Iterator[LintFinding]:
    """The text part is missing or has no buttons, or its own faults."""
    mend = phrase("Add the snippet's text version to the mail as well.")
    if not case.mail.message:
        return
    if case.mail.plain is None:
        yield warning(phrase("The mail has no plain-text part."), mend, phrase("the mail"))
    elif not case.in_text and not any(map(tracker, case.mail.addresses)):
        yield warning(phrase("The text part has no buttons."), mend, phrase("the text part"))
    elif any(button.unmerged for button in case.in_text):
        yield error(
            phrase("The merge tag was never filled in in the text part."),
            phrase(
                "Some mail tools fill in the HTML only; then leave the buttons out of "
                "the text part."
            ),
            phrase("the text part"),
        )
    elif missing := {b.score for _, b in case.buttons} - {b.score for b in case.in_text} - {None}:
        missing_scores = ", ".join(
            map(str, sorted(score for score in missing if score is not None))
        )
        yield error(
            phrase(
                "In the text part the addresses of {said} are missing or broken over two lines.",
                said=missing_scores,
            ),
            phrase("Let your mail tool not wrap lines, or send the text part as quoted-printable."),
            phrase("the text part"),
        )


def broken_lines(case: Case) -> Iterator[LintFinding]:
    """Line breaks or quoted-printable have got into addresses."""
    if case.quoted:
        yield error(
            phrase(
                "The HTML is full of =3D: it is quoted-printable, and was encoded twice "
                "or not marked so."
            ),
            phrase("Let only one program encode it, and Content-Transfer-Encoding say how."),
            phrase("the HTML part"),
        )
        return
    for link in case.mail.links:
        if "/r/" in link.href and BROKEN.search(link.href):
            yield error(
                phrase(
                    "A line break or an encoding has got into an address: {href}",
                    href=short(link.href),
                ),
                phrase(
                    "Send the HTML as quoted-printable or base64, and let nothing wrap its lines."
                ),
                line(link),
            )
            return
    html = case.mail.html
    if case.mail.message and html and html.longest_line > _LINE:
        yield warning(
            phrase(
                "A line of the HTML has {longest_line} characters; servers may break it "
                "at 998, in the middle of an address.",
                longest_line=html.longest_line,
            ),
            phrase("Send it as quoted-printable or base64."),
            phrase("the HTML part"),
        )


def charset(case: Case) -> Iterator[LintFinding]:
    """Letters come out wrong."""
    parts = (
        (phrase("The HTML part"), phrase("the HTML part"), case.mail.html),
        (phrase("The text part"), phrase("the text part"), case.mail.plain),
    )
    for subject, name, part in parts:
        if part is None:
            continue
        if part.broken:
            yield error(
                phrase(
                    "{part} is not in the charset that it says: {charset}.",
                    part=subject,
                    charset=short(part.charset) or phrase("none, so UTF-8"),
                ),
                phrase("Send it as UTF-8, with charset=utf-8 in its Content-Type."),
                name,
            )
        elif garbled := _MOJIBAKE.search(part.text):
            around = part.text[max(0, garbled.start() - 12) : garbled.end() + 12]
            yield warning(
                phrase("Letters come out wrong: …{known}…", known=" ".join(around.split())),
                phrase("Something took UTF-8 for another charset; let it send UTF-8 as UTF-8."),
                name,
            )
        elif case.mail.message and not part.charset and not part.text.isascii():
            yield warning(
                phrase("{part} does not say its charset.", part=subject),
                phrase("Add charset=utf-8 to its Content-Type."),
                name,
            )


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
