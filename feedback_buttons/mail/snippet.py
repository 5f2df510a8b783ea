"""The buttons for a mail: its HTML part and its plain-text part.

Mail programs drop stylesheets, classes, scripts and most of CSS, so all styles stand inline and the layout is
tables: rows of five cells (of eleven the first has six), two beside each other where there is room for both,
else below each other. Word ignores `inline-table`; the table in the conditional comments keeps its two on one
row.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from feedback_buttons.base import colours
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.scales import SCALES, Scale

TAG = "{{feedback_token}}"
# In pixels; below 44 a thumb misses, above 52 five no longer fit on a small phone. Of eleven buttons the first row
# has six: they fit with 44, and closer together.
SIZES = range(44, 53)
GAP, NARROW_GAP = 4, 2
# Every colour has a luminance near 0.18: white text has a contrast of 4.5 on it, and so has black
# text, which is what some mail programs make of white in dark mode.
THEMES = {
    "neutral": ("#3678bb",) * 10,
    "ramp": (
        "#dd332d", "#d54023", "#c55220", "#b45f1d", "#a4681b",
        "#937018", "#797914", "#558215", "#298716", "#16873c",
    ),
}  # fmt: skip
# Zammad drops the very white, as what hides text.
_WHITE = "#fffffe"
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
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


class SnippetError(FeedbackError, ValueError):
    """The buttons cannot be made as asked; the message says why."""

    code = "buttons-invalid"


class OtherButtons(SnippetError):
    """The campaign has another scale than such buttons."""

    code = "buttons-other-scale"


@dataclass(frozen=True, slots=True, kw_only=True)
class SnippetOptions:
    """How the buttons ask and look.

    Args:
        language: en, nl, de or fr, for which there are words; any other, such as ar, with words of your own.
        question: stands above the buttons; ``low`` and ``high`` say what the first and the last mean.
        scale: numbers, faces, stars, nps, csat or ces; or nps-0-10 for a campaign with
            that scale; see :data:`feedback_buttons.campaigns.scales.SCALES`.
        theme: "neutral", one colour; or "ramp", red to green, which may lead the answer.
        colour: your own instead of the neutral one; darkened if the buttons could not be seen else.
        size: of a button, 44 to 52 pixels; of eleven 44.
        only: one score, for that button alone, without words.
        attribute: what keeps the mail tool from tracking a link, see :mod:`feedback_buttons.mail.mail_tools`.
    """

    language: str = "en"
    question: str | None = None
    low: str | None = None
    high: str | None = None
    scale: str = "numbers"
    theme: str = "neutral"
    colour: str | None = None
    size: int = SIZES[0]
    only: int | None = None
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    question: str
    ends: tuple[tuple[str, str], tuple[str, str]]  # (mark, meaning) of the worst and the best
    label: str
    right_to_left: bool


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
    scale, words = _scale(options), _words(options)
    cells = [
        _cell(_address(url, campaign, token, score), score, mark, token, options, words)
        for score, mark in _chosen(scale, options)
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
    scale, words = _scale(options), _words(options)
    buttons = list(_chosen(scale, options))
    if options.only is not None:
        return f"{_address(url, campaign, token, options.only)}\n"
    widest = max(len(mark) for _, mark in buttons)
    lines = [
        f"{mark:>{widest}}: {_address(url, campaign, token, score)}" for score, mark in buttons
    ]
    ends = " · ".join(f"{mark} = {meaning}" for mark, meaning in words.ends)
    return "\n".join([words.question, ends, "", *lines, ""])


def fitting(campaign: str, wanted: str | None) -> str:
    """The scale that buttons of a campaign with this scale ask on: what is wanted, else the usual one.

    Raises:
        SnippetError: such buttons would lead to scores that the campaign has not.

    >>> fitting("0-10", None), fitting("1-10", "stars")
    ('nps-0-10', 'stars')
    """
    if wanted is None or wanted not in SCALES:
        return wanted or scales.usual(campaign).name
    if wanted not in scales.of(campaign):
        raise OtherButtons(
            wording(
                "the campaign's scale is {campaign}: its buttons cannot ask as {wanted}; choose {known}."
            ),
            campaign=campaign,
            wanted=wanted,
            known=", ".join(scales.of(campaign)),
        )
    return wanted


def background(score: int, options: SnippetOptions) -> str:
    """The colour of a score's button."""
    if options.theme not in THEMES:
        raise SnippetError(
            wording("there is no theme {theme!r}; choose {known}."),
            theme=options.theme,
            known=" or ".join(THEMES),
        )
    if options.colour is None:
        return THEMES[options.theme][max(score - 1, 0)]  # a 0 looks like a 1
    if options.theme != "neutral":
        raise SnippetError(
            wording("the theme {theme} has colours of its own; give no other."), theme=options.theme
        )
    try:
        return colours.button(colours.parse(options.colour))
    except colours.ColourError as error:
        raise SnippetError.of(error) from error


def _cell(
    address: str, score: int, mark: str, token: str, options: SnippetOptions, words: _Words
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


def _scale(options: SnippetOptions) -> Scale:
    if options.scale not in SCALES:
        raise SnippetError(
            wording("there is no scale {scale!r}; choose {known}."),
            scale=options.scale,
            known=", ".join(SCALES),
        )
    if options.size not in SIZES:
        raise SnippetError(
            wording("a button of {size} pixels cannot be; choose {least} to {most}."),
            size=options.size,
            least=SIZES[0],
            most=SIZES[-1],
        )
    scale = SCALES[options.scale]
    if len(scale.marks) > 10 and options.size > SIZES[0]:
        raise SnippetError(
            wording("eleven buttons fit on a phone only with {most} pixels each, not {size}."),
            most=SIZES[0],
            size=options.size,
        )
    return scale


def _chosen(scale: Scale, options: SnippetOptions) -> Iterator[tuple[int, str]]:
    buttons = [button for button in scale.scores() if options.only in (None, button[0])]
    if not buttons:
        scores = ", ".join(str(score) for score, _ in scale.scores())
        raise SnippetError(
            wording("no button of {name} stands for {only}; choose from {scores}."),
            name=scale.name,
            only=options.only,
            scores=scores,
        )
    return iter(buttons)


def _words(options: SnippetOptions) -> _Words:
    # Reading the catalogues takes longer than signing ten thousand recipients does.
    from feedback_buttons.i18n.recipient_language import LANGUAGES, right_to_left, translations

    own, language = (options.question, options.low, options.high), options.language
    if not _LANGUAGE.fullmatch(language):
        raise SnippetError(
            wording("{language!r} is no language; write it like en or pt-BR."),
            language=language[:40],
        )
    if language not in LANGUAGES and not all(own):
        raise SnippetError(
            wording(
                "there are no words for {language!r}: give a question, low and high of "
                "your own, or choose {known}."
            ),
            language=language,
            known=", ".join(LANGUAGES),
        )
    known = language in LANGUAGES
    _ = translations(language if known else "en").gettext
    scale = SCALES[options.scale]
    low, high = options.low or _(scale.low), options.high or _(scale.high)
    return _Words(
        question=options.question or _(scale.question),
        ends=((scale.marks[0], low), (scale.marks[-1], high)),
        label=_("Score %(score)s of %(best)s") if known else "%(score)s / %(best)s",
        right_to_left=not known and right_to_left(language),
    )


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
