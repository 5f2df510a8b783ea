"""What is kept of a comment: its words apart, and nothing where there are none."""

import pytest

from feedback_buttons.comments.comment_cleaning import clean


@pytest.mark.parametrize("end", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_a_line_end_of_whatever_kind_parts_words(end: str) -> None:
    """A word processor's soft line end arrives as a vertical tab."""
    assert clean(f"Too late.{end}Twice.") == "Too late.\nTwice."


@pytest.mark.parametrize(
    "nothing", [" \t\n", "\u200b\u200e\u2060", "\x00\x07", "\u202e\u2066", "\u00ad\ufeff \u3000"]
)
def test_of_what_nobody_sees_nothing_is_kept(nothing: str) -> None:
    assert clean(nothing) == ""


@pytest.mark.parametrize("text", ["🙂", "شكرا", "👩‍👩‍👧", "e\u0301", "?", "\u200bgood"])
def test_what_can_be_seen_is_kept_as_it_was_written(text: str) -> None:
    assert clean(text) == text
