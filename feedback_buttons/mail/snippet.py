"""The buttons for a mail: its HTML part and its plain-text part.

Mail programs drop stylesheets, classes, scripts and most of CSS, so all styles stand inline and the layout is
tables: rows of five cells (of eleven the first has six), two beside each other where there is room for both,
else below each other. Word ignores `inline-table`; the table in the conditional comments keeps its two on one
row.
"""

import re
from html import escape

from feedback_buttons.base.errors import wording
from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.scales import SCALES
from feedback_buttons.mail.snippet_options import (
    SnippetError,
    SnippetOptions,
    background,
    chosen,
    scale_of,
)
from feedback_buttons.mail.snippet_words import SnippetWords, words_of

TAG = "{{feedback_token}}"
GAP, NARROW_GAP = 4, 2
# Zammad drops the very white, as what hides text.
_WHITE = "#fffffe"
# The ground stands on the cell, the link and the mark, and the mark's colour on the mark too: many programs drop
# one of these, or give links a colour of their own, and white on white or blue on blue would be left. `font`
# and `bgcolor` hold where all styles are dropped. The mark's padding is what can be tapped where `display` is
# dropped; the border is all that is seen of a button where the system forces its own colours.
_CELL = (
    '<td width="{size}" height="{size}" align="center" bgcolor="{colour}" '
    'style="background-color:{colour};border-radius:6px">'
    "<a {attribute}href={quote}{address}{quote} {label}"
    'style="display:block;background-color:{colour};border:1px solid {colour};border-radius:6px;'
    'font:{font}/{line}px {family};color:{white};text-decoration:none">'
    '<span style="background-color:{colour};padding:{padding};color:{white}">'
    '<font color="{white}">{mark}</font></span></a></td>'
)
_ROW = (
    '<table role="presentation" width="{width}" cellspacing="{gap}" cellpadding="0" border="0" '
    'style="display:inline-table;border-collapse:separate"><tr>\n{cells}\n</tr></table>'
)
_WHOLE = """\
<div lang="{language}"{direction} style="{runs}font-family:sans-serif;text-align:center">
<p dir="auto" style="margin:0 0 8px;font-size:18px;line-height:1.4">{question}</p>
<!--[if mso]><table role="presentation" align="center" cellspacing="0" cellpadding="0" border="0"><tr><td><![endif]-->
{rows}
<!--[if mso]></td></tr></table><![endif]-->
<p dir="auto" style="margin:8px 0 0;font-size:14px;line-height:1.4">{ends}</p>
</div>
"""
# Else fonts that draw only some of the faces, in black and white, would draw those.
_EMOJI = "Apple Color Emoji,Segoe UI Emoji,Noto Color Emoji,sans-serif"
_BESIDE = "<!--[if mso]></td><td><![endif]-->"


def html(campaign: str, url: str, token: str = TAG, options: SnippetOptions | None = None) -> str:
    """The buttons for a mail's HTML part, about 6 KB, to be pasted as code.

    Args:
        campaign: the campaign's slug.
        url: where the buttons are served, such as https://feedback.example.com.
        token: this recipient's token, or the mail tool's merge tag for it, which is kept as it is.
        options: how they ask and look; by default ten numbers in one colour, in English.

    Raises:
        SnippetError: an unknown choice, or a merge tag that no link can hold.

    >>> part = html("delay-apology", "https://feedback.example.com", options=SnippetOptions(scale="stars"))
    >>> part.count("</a>"), "/r/delay-apology/{{feedback_token}}/8" in part
    (5, True)
    """
    options = options or SnippetOptions()
    scale, words = scale_of(options), words_of(options)
    cells = [
        _cell(_address(url, campaign, token, score), score, mark, token, options, words)
        for score, mark in chosen(scale, options)
    ]
    gap = GAP if len(cells) <= 10 else NARROW_GAP
    rows = _BESIDE.join(
        _ROW.format(width=len(row) * (options.size + gap) + gap, gap=gap, cells="\n".join(row))
        for row in (cells[:-5], cells[-5:])
        if row
    )
    if options.only is not None:
        return rows + "\n"
    return _WHOLE.format(
        language=options.language,
        direction=' dir="rtl"' if words.right_to_left else "",
        runs="direction:rtl;" if words.right_to_left else "",  # where `dir` is dropped
        question=escape(words.question),
        rows=rows,
        ends=" · ".join(_end(mark, meaning, options) for mark, meaning in words.ends),
    )


def text(campaign: str, url: str, token: str = TAG, options: SnippetOptions | None = None) -> str:
    """The buttons for a mail's plain-text part: a line a button. Arguments as for :func:`html`.

    >>> part = text("delay-apology", "https://feedback.example.com", "0123abc", SnippetOptions(language="nl"))
    >>> print("\\n".join(part.splitlines()[:4]))
    Welk cijfer geef je ons?
    1 = heel slecht · 10 = uitstekend
    <BLANKLINE>
     1: https://feedback.example.com/r/delay-apology/0123abc/01
    """
    options = options or SnippetOptions()
    scale, words = scale_of(options), words_of(options)
    buttons = list(chosen(scale, options))
    if options.only is not None:
        return f"{_address(url, campaign, token, options.only)}\n"
    widest = max(len(mark) for _, mark in buttons)
    lines = [
        f"{mark:>{widest}}: {_address(url, campaign, token, score)}" for score, mark in buttons
    ]
    ends = " · ".join(f"{mark} = {meaning}" for mark, meaning in words.ends)
    return "\n".join([words.question, ends, "", *lines, ""])


def _cell(
    address: str, score: int, mark: str, token: str, options: SnippetOptions, words: SnippetWords
) -> str:
    colour = background(score, options)
    font, family = _font(options)
    best = SCALES[options.scale].best
    label = words.label % {"score": score * best // 10, "best": best}
    return _CELL.format(
        size=options.size,
        font=font,
        family=family,
        line=options.size - 2,  # the border is 1 px on each side
        padding=_padding(mark, options),
        white=_WHITE,
        colour=colour,
        attribute=f"{options.attribute} " if options.attribute else "",
        quote="'" if '"' in token else '"',
        address=address,
        label=f'aria-label="{label}" ',
        mark=mark,
    )


def _end(mark: str, meaning: str, options: SnippetOptions) -> str:
    """What the first or last button means. A short one has no spaces to break at: then the line breaks, if it
    must, between the two."""
    space = "&nbsp;" if len(meaning) <= 24 else " "
    if options.scale == "faces":
        mark = f'<span style="font-family:{_EMOJI}">{mark}</span>'
    return f"{mark}&nbsp;=&nbsp;{escape(meaning).replace(' ', space)}"


def _font(options: SnippetOptions) -> tuple[str, str]:
    if options.scale == "faces":
        return f"{options.size * 28 // 44}px", _EMOJI
    return f"bold {options.size * 19 // 44}px", "sans-serif"


def _padding(mark: str, options: SnippetOptions) -> str:
    """What makes a mark as high as its button and at least 24 px wide, and its cell no wider."""
    if options.scale == "faces":
        return f"{options.size * 4 // 44}px 2px"
    return f"{options.size * 10 // 44}px {8 if len(mark) == 1 else 4}px"


def _address(url: str, campaign: str, token: str, score: int) -> str:
    """A button's address. The token, or merge tag, stays unescaped, as mail tools know
    theirs only as it was written."""
    if not token.strip() or re.search(r"[\x00-\x1f<>]", token) or {'"', "'"} <= set(token):
        raise SnippetError(
            wording(
                "{token!r} cannot stand in a link: a merge tag is one line without < and "
                ">, and has one kind of quotes at most."
            ),
            token=token,
        )
    return escape(f"{url.rstrip('/')}/r/{campaign}") + f"/{token}/{scales.in_address(score)}"
