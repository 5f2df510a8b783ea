"""Where tables stand in the documentation: between two comments."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "performance.md"


def keep_in(page: Path, name: str, text: str) -> None:
    """Put Markdown in the place of this name; what stood there goes.

    Raises:
        ValueError: the page has no such place.
    """
    place = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    written, places = place.subn(
        lambda found: f"{found[1]}{text}\n{found[2]}", page.read_text("utf-8")
    )
    if not places:
        raise ValueError(f"{page.name} has no place <!-- {name} --> … <!-- end -->")
    page.write_text(written, "utf-8")
