"""The installations that one page shows together: this one, and others by their API."""

from dataclasses import dataclass, field

from feedback_buttons.config import web_address


@dataclass(frozen=True, slots=True)
class Installation:
    """An installation; ``url`` is its dashboard's address and ``key`` one of its API keys, both "" for this one."""

    name: str
    url: str = ""
    key: str = field(default="", repr=False)


def parse(text: str) -> tuple[Installation, ...]:
    """The installations in a list with semicolons, this one first; none where no other is named.

    Raises:
        ValueError: a part cannot be read; the text says which, and never a key.

    >>> for part in parse("Netherlands; Germany https://dashboard.de.example.com fbk_one"):
    ...     print(part)
    Installation(name='Netherlands', url='')
    Installation(name='Germany', url='https://dashboard.de.example.com')
    """
    listed = [_read(part.split()) for part in text.split(";") if part.strip()]
    others = [installation for installation in listed if installation.url]
    here = [installation for installation in listed if not installation.url]
    names = [installation.name.casefold() for installation in listed]
    if len(here) > 1:
        raise ValueError(f"{here[1].name} has no address and no key")
    if len(set(names)) < len(names):
        raise ValueError("two have one name")
    return (*(here or [Installation("")]), *others) if others else ()


def _read(words: list[str]) -> Installation:
    places = [place for place, word in enumerate(words) if "://" in word]
    if not places:
        return Installation(" ".join(words))
    name, behind = " ".join(words[: places[0]]), words[places[0] + 1 :]
    if not name:
        raise ValueError("an address has no name before it")
    if len(behind) != 1:
        raise ValueError(f"behind the address of {name} there must be one API key")
    return Installation(name, web_address.normal(words[places[0]]), behind[0])
