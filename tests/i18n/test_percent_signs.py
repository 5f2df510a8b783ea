"""A share is written in one place, with the percent sign as each language has it."""

import ast
import re
from itertools import pairwise

import pytest
from babel.numbers import format_percent
from messages import ROOT, messages, pairs

from feedback_buttons.i18n.team_language import LANGUAGES, percent, speaking
from feedback_buttons.reports.statistics import score_text

PACKAGES = ("feedback_buttons", "dashboard")


@pytest.mark.parametrize("language", ["en", "nl", "de", "fr"])
def test_the_sign_stands_as_the_language_has_it(language: str) -> None:
    with speaking(language):
        assert percent("16") == format_percent(0.16, locale=language)


def test_a_small_share_has_a_decimal() -> None:
    assert [score_text.share(share) for share in (None, 0, 0.0962, 0.1, 1)] == [
        *("–", "0%", "9.6%", "10%", "100%")  # noqa: RUF001 (a dash)
    ]


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_no_sentence_has_a_sign_of_its_own(language: str) -> None:
    written = [*messages(), *map(str, pairs(language).values())]
    assert [each for each in written if re.search(r"\} ?%(?!\()|\d %", each)] == []


def test_no_module_puts_a_sign_behind_a_number_by_itself() -> None:
    modules = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py")]
    assert [
        f"{path.relative_to(ROOT)}: {ast.unparse(node)}"
        for path in modules
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.JoinedStr) and _signed(node)
    ] == []


def _signed(text: ast.JoinedStr) -> bool:
    """Does a percent sign follow a number that is put in? Those with "f" are lengths of style sheets and drawings."""
    return any(
        isinstance(number, ast.FormattedValue)
        and not (number.format_spec and ast.unparse(number.format_spec).endswith("f'"))
        and isinstance(words, ast.Constant)
        and re.match(r" ?%(?!\w|\{)", str(words.value)) is not None
        for number, words in pairwise(text.values)
    )
