"""The ten buttons for a mail: its HTML part and its plain-text part.

Mail programs drop stylesheets, classes, scripts and most of CSS, so all styles stand inline and the
layout is tables: two of five cells, beside each other where there is room for both, else below each
other. Word ignores `inline-table`; the table in the conditional comments keeps its two on one row.
"""

import re
from html import escape

TAG = "{{ feedback_token }}"
# Every colour has a luminance near 0.18: white text has a contrast of 4.5 on it, and so has black
# text, which is what some mail programs make of white in dark mode.
THEMES = {
    "neutral": ("#3678bb",) * 10,
    "ramp": (
        "#dd332d", "#d54023", "#c55220", "#b45f1d", "#a4681b",
        "#937018", "#797914", "#558215", "#298716", "#16873c",
    ),
}  # fmt: skip
_NAMES = {
    "en": "Score {} of 10",
    "nl": "Cijfer {} van 10",
    "de": "Note {} von 10",
    "fr": "Note {} sur 10",
}
_CELL = (
    '<td width="44" height="44" align="center" bgcolor="{colour}" '
    'style="background-color:{colour};border-radius:6px">'
    '<a href={quote}{address}{quote} aria-label="{name}" style="display:block;'
    'font:bold 19px/44px sans-serif;color:#fff;text-decoration:none">{score}</a></td>'
)
_HALF = (
    '<table role="presentation" width="244" cellspacing="4" cellpadding="0" border="0" '
    'style="display:inline-table;border-collapse:separate"><tr>\n{}\n</tr></table>'
)
_WHOLE = """\
<div lang="{language}" style="font-family:sans-serif;text-align:center">
<p dir="auto" style="margin:0 0 8px;font-size:18px;line-height:1.4">{question}</p>
<!--[if mso]><table role="presentation" align="center" cellspacing="0" cellpadding="0" border="0"><tr><td><![endif]-->
{first}<!--[if mso]></td><td><![endif]-->{second}
<!--[if mso]></td></tr></table><![endif]-->
<p dir="auto" style="margin:8px 0 0;font-size:14px;line-height:1.4">{ends}</p>
</div>
"""


class SnippetError(ValueError):
    """The buttons cannot be made as asked; the message says why."""


def html(
    campaign: str,
    url: str,
    token: str = TAG,
    *,
    language: str = "en",
    question: str | None = None,
    low: str | None = None,
    high: str | None = None,
    theme: str = "neutral",
) -> str:
    """The buttons for a mail's HTML part, about 4 KB, to be pasted as code.

    Args:
        campaign: the campaign's slug.
        url: where the buttons are served, such as https://feedback.example.com.
        token: this recipient's token, or the mail tool's merge tag for it, which is kept as it is.
        language: en, nl, de or fr.
        question: stands above the buttons; low and high say what 1 and 10 mean.
        theme: "neutral", one colour; or "ramp", red to green, which may lead the answer.

    Raises:
        SnippetError: an unknown language or theme, or a merge tag that no link can hold.

    >>> part = html("delay-apology", "https://feedback.example.com")
    >>> part.count("</a>"), "/r/delay-apology/{{ feedback_token }}/7" in part
    (10, True)
    """
    if theme not in THEMES:
        raise SnippetError(f"there is no theme {theme!r}; choose neutral or ramp.")
    question, ends = _words(language, question, low, high)
    cells = [
        _CELL.format(
            colour=colour,
            quote="'" if '"' in token else '"',
            address=escape(_base(url, campaign)) + f"/{_checked(token)}/{score}",
            name=_NAMES[language].format(score),
            score=score,
        )
        for score, colour in enumerate(THEMES[theme], 1)
    ]
    return _WHOLE.format(
        language=language,
        question=escape(question),
        first=_HALF.format("\n".join(cells[:5])),
        second=_HALF.format("\n".join(cells[5:])),
        ends=escape(ends),
    )


def text(
    campaign: str,
    url: str,
    token: str = TAG,
    *,
    language: str = "en",
    question: str | None = None,
    low: str | None = None,
    high: str | None = None,
) -> str:
    """The buttons for a mail's plain-text part: a line a score. Arguments as for :func:`html`.

    >>> part = text("delay-apology", "https://feedback.example.com", "0123abc", language="nl")
    >>> print("\\n".join(part.splitlines()[:4]))
    Welk cijfer geef je ons?
    1 = heel slecht · 10 = uitstekend
    <BLANKLINE>
     1: https://feedback.example.com/r/delay-apology/0123abc/1
    """
    question, ends = _words(language, question, low, high)
    address = f"{_base(url, campaign)}/{_checked(token)}"
    lines = [f"{score:2}: {address}/{score}" for score in range(1, 11)]
    return "\n".join([question, ends, "", *lines, ""])


def _words(
    language: str, question: str | None, low: str | None, high: str | None
) -> tuple[str, str]:
    # Reading the catalogues takes longer than signing ten thousand recipients does.
    from feedback_buttons.i18n import LANGUAGES, translations

    if language not in LANGUAGES:
        raise SnippetError(f"there is no language {language!r}; choose {', '.join(LANGUAGES)}.")
    _ = translations(language).gettext
    ends = f"1 = {low or _('very poor')} · 10 = {high or _('excellent')}"
    return question or _("How would you rate us?"), ends


def _base(url: str, campaign: str) -> str:
    return f"{url.rstrip('/')}/r/{campaign}"


def _checked(token: str) -> str:
    """A token, or a merge tag; unescaped, as mail tools know theirs only as it was written."""
    if not token.strip() or re.search(r"[\x00-\x1f<>]", token) or {'"', "'"} <= set(token):
        raise SnippetError(
            f"{token!r} cannot stand in a link: a merge tag is one line without < and >, and has "
            "one kind of quotes at most."
        )
    return token
