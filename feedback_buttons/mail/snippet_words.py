"""The words around the buttons of a mail, in the language of its readers."""

import re
from dataclasses import dataclass

from feedback_buttons.base.errors import wording
from feedback_buttons.campaigns.scales import SCALES
from feedback_buttons.mail.snippet_options import SnippetError, SnippetOptions

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class SnippetWords:
    """What stands above and below the buttons, and what a screen reader calls one."""

    question: str
    ends: tuple[tuple[str, str], tuple[str, str]]  # (mark, meaning) of the worst and the best
    label: str
    right_to_left: bool


def words_of(options: SnippetOptions) -> SnippetWords:
    """The words of the options, else ours in their language.

    Raises:
        SnippetError: it is no language, or one for which there are no words.
    """
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
    translated = language in LANGUAGES
    _ = translations(language if translated else "en").gettext
    scale = SCALES[options.scale]
    low, high = options.low or _(scale.low), options.high or _(scale.high)
    return SnippetWords(
        question=options.question or _(scale.question),
        ends=((scale.marks[0], low), (scale.marks[-1], high)),
        label=_("Score %(score)s of %(best)s") if translated else "%(score)s / %(best)s",
        right_to_left=not translated and right_to_left(language),
    )
