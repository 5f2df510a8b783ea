"""How programs identify a case, and the cursor with which a list of cases continues; pure."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from feedback_buttons.base import ids, slugs
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.comments.comment_list import CommentKey
from feedback_buttons.signing import base32

_CODE = r"[0-9a-f][0-9a-hjkmnp-tv-z]{12}"
NAME = rf"{slugs.PATTERN}~{_CODE}~{_CODE}"
PLACE = rf"(10|[0-9])~[0-9]{{16}}~{NAME}"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class CaseMissing(FeedbackError, LookupError):
    """There is no such case."""

    code = "case-missing"


def name_of(key: CommentKey) -> str:
    """A case's name in addresses: campaign, recipient and occasion, the numbers as people see pseudonyms.

    >>> name_of(CommentKey("delay", -1, 0))
    'delay~fzzzzzzzzzzzz~0000000000000'
    """
    return f"{key.campaign}~{ids.recipient_code(key.recipient)}~{ids.recipient_code(key.occasion)}"


def key_of(name: str) -> CommentKey:
    """Whose case has this name.

    >>> key_of("delay~fzzzzzzzzzzzz~0000000000000")
    CommentKey(campaign='delay', recipient=-1, occasion=0)

    Raises:
        CaseMissing: no case is named so.
    """
    if not re.fullmatch(NAME, name, re.ASCII):
        raise CaseMissing(wording("there is no case {name!r}."), name=name[:120])
    campaign, recipient, occasion = name.split("~")
    return CommentKey(campaign, _number(recipient), _number(occasion))


class CasePlace(NamedTuple):
    """Where a case stands, in every order that there is: a list goes on behind it."""

    score: int
    waiting_since: datetime
    key: CommentKey

    def __str__(self) -> str:
        micros = (self.waiting_since - _EPOCH) // timedelta(microseconds=1)
        return f"{self.score}~{micros:016}~{name_of(self.key)}"

    @classmethod
    def parse(cls, text: str) -> "CasePlace":
        """Read what str() wrote, which PLACE describes."""
        score, micros, name = text.split("~", 2)
        return cls(int(score), _EPOCH + timedelta(microseconds=int(micros)), key_of(name))

    def parameters(self) -> dict[str, Any]:
        """What find_cases.sql goes on behind."""
        return {
            "after": True,
            "after_score": self.score,
            "after_waiting": self.waiting_since,
            "after_campaign": self.key.campaign,
            "after_recipient": self.key.recipient,
            "after_occasion": self.key.occasion,
        }


def _number(code: str) -> int:
    """The number of 64 bits that a code is of."""
    bits = base32.decode(code)
    return bits - 2**64 if bits >= 2**63 else bits
