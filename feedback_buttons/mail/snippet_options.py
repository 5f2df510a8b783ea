"""How the buttons of a mail ask and look, and what of that cannot be."""

from collections.abc import Iterator
from dataclasses import dataclass

from feedback_buttons.base import colours
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.scales import SCALES, Scale

# In pixels; below 44 a thumb misses, above 52 five no longer fit on a small phone. Of eleven buttons the first row
# has six: they fit with 44, and closer together.
SIZES = range(44, 53)
# Every colour has a luminance near 0.18: white text has a contrast of 4.5 on it, and so has black
# text, which is what some mail programs make of white in dark mode.
THEMES = {
    "neutral": ("#3678bb",) * 10,
    "ramp": (
        "#dd332d", "#d54023", "#c55220", "#b45f1d", "#a4681b",
        "#937018", "#797914", "#558215", "#298716", "#16873c",
    ),
}  # fmt: skip


class SnippetError(FeedbackError, ValueError):
    """The buttons cannot be made as asked; the message says why."""

    code = "buttons-invalid"


class OtherButtons(SnippetError):
    """The campaign has another scale than such buttons, or one whose buttons cannot be so large."""

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


def scale_of(options: SnippetOptions) -> Scale:
    """The scale that the buttons ask on.

    Raises:
        SnippetError: there is no such scale, or its buttons cannot have this size.
    """
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
        raise OtherButtons(
            wording("eleven buttons fit on a phone only with {most} pixels each, not {size}."),
            most=SIZES[0],
            size=options.size,
        )
    return scale


def chosen(scale: Scale, options: SnippetOptions) -> Iterator[tuple[int, str]]:
    """The score and the mark of each button that is asked for, in order.

    Raises:
        SnippetError: there is no such button.
    """
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
