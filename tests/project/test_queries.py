"""The files below sql/queries: each has a name of its own, says what it is, and is run by somebody."""

import re
from pathlib import Path

import pytest

from feedback_buttons.storage import db

FILES = sorted((db.SQL / "queries").rglob("*.sql"))
ROOT = Path(__file__).parents[2]
SOURCES = "".join(
    path.read_text("utf-8")
    for folder in ("feedback_buttons", "dashboard")
    for path in (ROOT / folder).rglob("*.py")
)


def test_no_two_queries_have_one_name() -> None:
    assert len({path.stem for path in FILES}) == len(FILES) > 0


def test_each_migration_has_a_number_of_its_own() -> None:
    numbers = [path.name[:4] for path in (db.SQL / "migrations").glob("*.sql")]
    assert sorted(set(numbers)) == sorted(numbers)


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_query_is_found_by_its_name_begins_with_a_comment_and_is_run(path: Path) -> None:
    text = path.read_text("utf-8")
    assert db.query(path.stem).decode() == _whole(text)
    assert text.startswith("-- ")
    assert f'"{path.stem}"' in SOURCES


def _newest_bodies() -> dict[str, str]:
    """The migration that holds the newest body of each of the database's functions."""
    made = re.compile(r"create\s+(?:or\s+replace\s+)?function\s+(\w+)\s*\(", re.I)
    return {
        name: path.name
        for path in sorted((db.SQL / "migrations").glob("*.sql"))
        for name in made.findall(path.read_text("utf-8"))
    }


NEWEST = _newest_bodies()
# A query that only calls a function of its own name, or says that the function tells the rest.
CALLS = [
    path
    for path in FILES
    if path.stem in NEWEST or re.search(r"(?i)\bsee\s+(-- )?the function", path.read_text("utf-8"))
]


@pytest.mark.parametrize("path", CALLS, ids=[path.stem for path in CALLS])
def test_a_query_names_the_migration_with_the_newest_body_of_its_function(path: Path) -> None:
    text = path.read_text("utf-8")
    comment = " ".join(re.findall(r"(?m)^-- (.+)", text))
    query = re.sub(r"(?m)^--.*", "", text)
    called = [name for name in NEWEST if re.search(rf"\b{name}\(", query)]
    assert called
    assert {f"see the function in {NEWEST[name]}" for name in called} == set(
        re.findall(r"see the function in \w+\.sql", comment.replace("See", "see"))
    )


def _whole(text: str) -> str:
    """A query with the fragments that it names, and those that they name, in their places."""
    return re.sub(r"\{(\w+)\}", lambda mark: _whole(_fragment(mark[1])), text)


def _fragment(name: str) -> str:
    return (db.SQL / "fragments" / f"{name}.sql").read_text("utf-8").strip()


def test_a_query_that_there_is_not_is_an_error() -> None:
    with pytest.raises(KeyError):
        db.query("no_such_query")
