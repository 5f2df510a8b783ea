"""What Enter in a field presses: a form's first button, which must be the one that the form is for."""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "dashboard" / "templates"
FORM = re.compile(r"<form.*?</form>", re.DOTALL)
TYPED = re.compile(r"<input(?![^>]*type=\"(?:hidden|file|submit)\")")
BUTTON = re.compile(r"<button[^>]*>")
FORMS = [
    pytest.param(form, id=f"{file.stem}-{number}")
    for file in sorted(TEMPLATES.glob("*.html"))
    for number, form in enumerate(FORM.findall(file.read_text()))
    if TYPED.search(form) and len(BUTTON.findall(form)) > 1
]


def test_there_are_such_forms() -> None:
    assert len(FORMS) > 0


@pytest.mark.parametrize("form", FORMS)
def test_enter_presses_none_of_the_buttons_that_do_something_else(form: str) -> None:
    assert "name=" not in BUTTON.findall(form)[0]
