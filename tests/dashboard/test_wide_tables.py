"""Tables wider than their card can be scrolled by keyboard: their frame, or something in it, takes the focus."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).parents[2] / "dashboard" / "templates"
FRAMED = re.compile(r'<div class="wide"([^>]*)>(.*?)</table>', re.DOTALL)


def test_every_wide_table_can_be_scrolled_by_keyboard() -> None:
    tables = [
        (path.name, attributes, body)
        for path in sorted(TEMPLATES.glob("*.html"))
        for attributes, body in FRAMED.findall(path.read_text("utf-8"))
    ]
    assert len(tables) > 10
    assert not [
        name
        for name, attributes, body in tables
        if 'tabindex="0"' not in attributes and "<a " not in body and "<button" not in body
    ]
