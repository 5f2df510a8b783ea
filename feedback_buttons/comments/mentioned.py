"""What is shown beside a comment: the topics that it mentions, and how its writer answered elsewhere."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from feedback_buttons.campaigns.score_bands import FIRST_HIGH

_MARK = re.compile("\1([^\1\2]*)\2")
UNHAPPY_SHARE = 2 / 3  # of somebody's answers, from which they are seldom satisfied


@dataclass(frozen=True, slots=True)
class CommentTopic:
    """A topic beside a comment: whether it is mentioned, and what somebody of the team decided about that, "about" or
    "not about". ``words`` are those in strong language, as they stand in the comment."""

    slug: str
    kind: str
    names: Mapping[str, str]
    mentioned: bool
    verdict: str | None = None
    words: tuple[str, ...] = ()

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "CommentTopic":
        """One as the query find_comments has it in JSON."""
        words = tuple(dict.fromkeys(words_in(stored["words"] or "")))
        return cls(**{**stored, "words": words})

    def name(self, language: str) -> str:
        """Its name in a language; in another where it has none in that."""
        return self.names.get(language) or self.names.get("en") or next(iter(self.names.values()))


@dataclass(frozen=True, slots=True)
class PersonsAnswers:
    """How somebody whose reference is kept answered, in how many campaigns."""

    answers: int
    unhappy: int
    campaigns: int

    @property
    def seldom_satisfied(self) -> bool:
        """Whether most of these answers were 1 to 6."""
        return self.unhappy >= UNHAPPY_SHARE * self.answers


def words_in(marked: str) -> list[str]:
    """What stands between the control characters that the database puts around what it found."""
    return _MARK.findall(marked)


def mismatched(score: int, topics: tuple[CommentTopic, ...]) -> bool:
    """Whether the words contradict the score: a high one beside strong language, a low one beside praise."""
    tones = {topic.slug for topic in topics if topic.mentioned and topic.kind == "tone"}
    return (score >= FIRST_HIGH and "strong" in tones) or (score <= 2 and "praise" in tones)
