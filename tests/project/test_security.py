"""docs/security.md names tests that exist, for each threat at least one."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "security.md").read_text("utf-8")
THREATS = [line for line in DOCUMENT.splitlines() if re.match(r"\| (?!Threat|---)", line)]
TESTS = {
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^ *(?:async )?def (test_\w+)\(", path.read_text("utf-8"), re.M)
}


def test_there_are_threats() -> None:
    assert len(THREATS) > 30


@pytest.mark.parametrize("threat", THREATS, ids=[line.split("|")[1].strip() for line in THREATS])
def test_each_threat_has_tests_that_exist(threat: str) -> None:
    named = set(re.findall(r"`(test_\w+)`", threat))
    assert named, "no test is named"
    assert not named - TESTS
