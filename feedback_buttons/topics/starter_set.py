"""The topics and tones that a new installation begins with: for shops, to be edited by the team."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class StarterTopic:
    """A topic's slug, its kind (``topic`` or ``tone``), its names and its rules, by language."""

    slug: str
    kind: str
    names: Mapping[str, str]
    rules: Mapping[str, str]


@cache
def read() -> tuple[StarterTopic, ...]:
    """All of the set, in the order in which pages list them.

    A file of ``data`` is a language. There a topic begins with ``[slug] its name``; a line behind it is a rule, or
    several between commas.
    """
    languages = {path.stem: _sections(path) for path in sorted(_FOLDER.glob("*.txt"))}
    english = languages["en"]
    return tuple(
        StarterTopic(
            slug,
            "tone" if slug in ("strong", "praise") else "topic",
            {language: sections[slug][0] for language, sections in languages.items()},
            {language: sections[slug][1] for language, sections in languages.items()},
        )
        for slug in english
    )


def _sections(path: Path) -> dict[str, tuple[str, str]]:
    sections: dict[str, tuple[str, str]] = {}
    for part in path.read_text("utf-8").split("\n[")[1:]:
        heading, _, words = part.partition("\n")
        slug, _, name = heading.partition("] ")
        sections[slug] = name.strip(), words.strip()
    return sections
