"""CONTRIBUTING.md is true: its lists of what to touch are complete, its files and commands are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
HOW = re.findall(
    r"^### (.+?)\n+Example: (.+?)\.\n\n(.+?)(?=\n###|\Z)", PAGE, re.MULTILINE | re.DOTALL
)
SOURCES = [
    path
    for top in ("feedback_buttons", "dashboard", "sql", "docs")
    for path in (ROOT / top).rglob("*")
    if path.suffix in (".py", ".sql", ".md", ".po", ".html") and "__pycache__" not in path.parts
]


def listed(part: str) -> set[str]:
    return set(re.findall(r"`([\w.-]+(?:/[\w.-]+)+)`", part))


def test_it_says_how_to_add_each_kind_of_thing() -> None:
    headings = re.findall(r"^### (.+)", PAGE, re.MULTILINE)
    assert [heading for heading, *_ in HOW] == headings
    assert len(headings) == 13


@pytest.mark.parametrize(("example", "part"), [how[1:] for how in HOW], ids=[how[0] for how in HOW])
def test_a_list_names_every_file_in_which_its_example_occurs(example: str, part: str) -> None:
    words = re.findall(r"`([^`]+)`", example)
    mentioned = {
        str(path.relative_to(ROOT))
        for path in SOURCES
        if any(word in path.read_text("utf-8") for word in words)
    }
    assert mentioned
    assert mentioned <= listed(part)


@pytest.mark.parametrize("path", sorted(listed(PAGE)))
def test_what_it_names_is_there(path: str) -> None:
    if not path.startswith((".venv/", "tmp/", "pictures/")):
        assert (ROOT / path).exists()
