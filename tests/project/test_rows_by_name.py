"""Rows of the database are read by their columns' names: a column more in a query shifts no value.

What reads rows asks feedback_buttons/storage/db.py for them, which makes each a class; so nothing else takes rows
from a cursor by itself. The statements of every click are another matter: there each microsecond counts.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OWN_ROWS = {
    "feedback_buttons/storage/db.py": "makes the rows of all others",
    "feedback_buttons/storage/own_session.py": "looks at a connection before db.py takes it",
    "feedback_buttons/recipients/person_export.py": "takes whole rows as JSON, of whichever tables there are",
    "feedback_buttons/ratings/statements.py": "runs for every click",
    "feedback_buttons/backups/table_sums.py": "asks every table that there is, by a query of its own making",
    "feedback_buttons/ratings/overrules.py": "reads what the writer reads, as the writer does",
}
MODULES = [
    path
    for top in ("feedback_buttons", "dashboard")
    for path in sorted((ROOT / top).rglob("*.py"))
    if str(path.relative_to(ROOT)) not in OWN_ROWS
]


def _called(node: ast.AST) -> str:
    """The name of the method that an expression calls; "" for anything else."""
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return node.func.attr if called else ""  # type: ignore[attr-defined]


def positions(source: str) -> list[int]:
    """The lines of a module in which rows are taken as they come: without a class, read by position."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if _called(node) in ("fetchone", "fetchall", "fetchmany"):
            found.append(node.lineno)
        if isinstance(node, ast.For | ast.comprehension) and _called(node.iter) == "execute":
            found.append(node.iter.lineno)
        if _called(node) == "cursor" and "row_factory" not in {each.arg for each in node.keywords}:
            found.append(node.lineno)
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_reads_rows_by_name(path: Path) -> None:
    assert positions(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "source",
    [
        "name, role = connection.execute(query).fetchone()",
        "number = connection.execute(query).fetchall()[0][2]",
        "for name, role in connection.execute(query): print(name)",
        "names = [row[0] for row in connection.execute(query)]",
        "with connection.cursor() as cursor: pass",
    ],
)
def test_rows_by_position_are_found(source: str) -> None:
    assert positions(source) == [1]


@pytest.mark.parametrize("name", OWN_ROWS)
def test_what_makes_rows_of_its_own_does_so(name: str) -> None:
    assert positions((ROOT / name).read_text("utf-8"))
