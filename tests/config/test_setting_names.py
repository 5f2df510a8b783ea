"""A setting whose name is wrong is not passed over in silence."""

import re
from pathlib import Path

import feedback_buttons
from feedback_buttons.config.setting_names import NAMES, misspelled

HOME = Path(feedback_buttons.__file__).parent


def test_all_settings_that_are_read_have_their_name_in_the_list() -> None:
    literals = {
        name
        for folder in (HOME, HOME.parent / "dashboard")
        for path in folder.rglob("*.py")
        if path.name != "setting_names.py"
        for name in re.findall(r'"(FEEDBACK_[A-Z_]+)"', path.read_text("utf-8"))
    }
    assert literals == set(NAMES)
    assert misspelled(dict.fromkeys(NAMES, "x")) == {}
