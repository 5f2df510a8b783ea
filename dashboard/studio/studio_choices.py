"""What is chosen in the studio: read from its address, written as its address."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from feedback_buttons.base import colours
from feedback_buttons.base.colours import ColourError
from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.scales import FROM_ZERO, SCALES, Scale
from feedback_buttons.dashboard.kit.words import not_offered
from feedback_buttons.i18n.recipient_language import LANGUAGES
from feedback_buttons.mail import mail_tools, snippet, snippet_options
from feedback_buttons.mail.mail_tool import MailTool
from feedback_buttons.mail.mail_tools import MAIL_TOOLS
from feedback_buttons.mail.snippet_options import SIZES, SnippetOptions

BRAND, OTHER = "brand", "other"
THEMES = (*snippet_options.THEMES, BRAND)
LONGEST = 300  # letters of a question or label
_JOINERS = "\u200c\u200d"  # Persian and emoji need them, though nobody sees them
_FOREIGN = (
    "ar bg ca cs da el es et fi ga he hr hu is it ja ko lt lv mt nb pl pt pt-BR ro ru sk sl sq sr sv "
    "tr uk zh"
)
_GENERAL = SCALES["numbers"].question


# The languages we have words in, and those in which the marketer writes them.
OURS = LANGUAGES
FOREIGN = tuple(code for code in _FOREIGN.split() if code not in OURS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Every choice, valid or left at its default; texts that are empty stand for ours."""

    tool: str = ""
    tag: str = ""
    scale: str = "numbers"
    theme: str = "neutral"
    colour: str = colours.ACCENT  # what the picker begins with
    size: int = SIZES[0]
    language: str = "en"
    question: str = ""
    low: str = ""
    high: str = ""

    @classmethod
    def read(cls, arguments: Mapping[str, str], language: str | None = None) -> "Choices":
        """What an address's arguments mean, where nonsense means nothing.

        Args:
            language: the campaign's, for where none is chosen.
        """
        size = arguments.get("size", "")
        return cls(
            tool=_among(arguments.get("tool"), (*MAIL_TOOLS, OTHER), ""),
            tag=_text(arguments, "tag"),
            scale=_among(arguments.get("scale"), SCALES, "numbers"),
            theme=_among(arguments.get("theme"), THEMES, "neutral"),
            colour=_colour(arguments.get("colour", "")),
            size=int(size) if size in map(str, SIZES) else SIZES[0],
            language=_among(arguments.get("language"), (*OURS, *FOREIGN), language or "en"),
            question=_text(arguments, "question"),
            low=_text(arguments, "low"),
            high=_text(arguments, "high"),
        )

    @classmethod
    def strange(cls, arguments: Mapping[str, str]) -> list[str]:
        """What an address's arguments ask for that there is not, in words."""
        choices: Mapping[str, Iterable[object]] = {
            "tool": (*MAIL_TOOLS, OTHER),
            "scale": SCALES,
            "theme": THEMES,
            "size": SIZES,
            "language": (*OURS, *FOREIGN),
        }
        sentences = (
            not_offered.sentence(name, arguments.get(name, ""), offered)
            for name, offered in choices.items()
        )
        return list(filter(None, sentences))

    def query(self) -> str:
        """The arguments that say what differs from the defaults; the language always."""
        mine, usual = asdict(self), asdict(Choices())
        arguments = {
            name: value
            for name, value in mine.items()
            if value != usual[name] or name == "language"
        }
        return urlencode(arguments)

    def mail_tool(self) -> MailTool | None:
        """The mail tool, if one is chosen."""
        if self.tool == OTHER:
            return mail_tools.other(self.tag or snippet.TAG)
        return MAIL_TOOLS.get(self.tool)

    def asks(self, campaign: Campaign) -> Scale:
        """The scale, if it is one for this campaign, else its usual one."""
        offered = scales.of(campaign.scale)
        return offered.get(self.scale) or scales.usual(campaign.scale)

    def options(self, campaign: Campaign) -> SnippetOptions:
        """How the buttons ask and look. The campaign's own question stands where the scale has none, and where
        there is no other scale."""
        scale = self.asks(campaign)
        general = scale.question == _GENERAL or scale.campaign == FROM_ZERO
        tool = self.mail_tool()
        return SnippetOptions(
            language=self.language,
            question=self.question or (campaign.question if general else None),
            low=self.low or None,
            high=self.high or None,
            scale=scale.name,
            theme=self.theme if self.theme in snippet_options.THEMES else "neutral",
            colour=self.colour if self.theme == BRAND else None,
            size=SIZES[0] if scale.campaign == FROM_ZERO else self.size,
            attribute=tool.attribute if tool else "",
        )

    @property
    def corrected(self) -> str | None:
        """What a brand's colour became, if white could not be read on it."""
        if self.theme != BRAND:
            return None
        used = colours.button(self.colour)
        return used if used != self.colour else None


def _among(value: str | None, choices: "Mapping[str, object] | tuple[str, ...]", usual: str) -> str:
    return value if value is not None and value in choices else usual


def _text(arguments: Mapping[str, str], name: str) -> str:
    """One line of printable text."""
    line = " ".join(arguments.get(name, "").split())
    return "".join(letter for letter in line if letter.isprintable() or letter in _JOINERS)[
        :LONGEST
    ]


def _colour(text: str) -> str:
    try:
        return colours.parse(text)
    except ColourError:
        return colours.ACCENT
