"""What the kinds of channels share of what is typed in for one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.i18n.team_language import LANGUAGES


class ChannelFieldError(FeedbackError):
    """What was typed for a channel is not what it needs; the message says what that is."""

    code = "channel-field-invalid"


@dataclass(frozen=True, slots=True)
class Checked:
    """A channel's fields: what the team may see, what is sealed, and what is ``shown`` once, to be given to the other
    side."""

    settings: dict[str, Any] = field(default_factory=dict)
    secrets: dict[str, Any] = field(default_factory=dict)
    shown: str = ""


def common(fields: Mapping[str, str]) -> dict[str, Any]:
    """What every kind has: the language of what it is sent, and whether comments may leave through it."""
    language = fields.get("language") or "en"
    if language not in LANGUAGES:
        raise ChannelFieldError(
            wording("Choose one of these languages: {languages}."), languages=", ".join(LANGUAGES)
        )
    return {
        "language": language,
        "comments": fields.get("comments", "") in ("yes", "on", "true"),
    }
