"""The README holds what it must: every command, every setting."""

import re
from pathlib import Path

import pytest

from feedback_buttons.cli import COMMANDS
from feedback_buttons.config import key_file, settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
SETTINGS = re.findall(r'"([A-Z_]{4,})"', Path(settings.__file__).read_text("utf-8"))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_stands_in_the_readme(name: str) -> None:
    assert f"| `{name}` |" in README


@pytest.mark.parametrize("name", sorted({*SETTINGS, *key_file.NAMES} - {"XDG_DATA_HOME"}))
def test_every_setting_stands_in_the_readme(name: str) -> None:
    assert f"| `{name}` |" in README


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#]+)\)", README))
def test_every_link_of_the_readme_leads_somewhere(link: str) -> None:
    assert link.startswith("https://") or (ROOT / link).exists()
