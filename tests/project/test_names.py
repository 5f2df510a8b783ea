"""What a variable is called says what it holds."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from feedback_buttons.comments import comment_list
from feedback_buttons.comments.comment_export import CommentRow
from feedback_buttons.endpoint.spool import SpoolEntry
from feedback_buttons.ratings.statements import Attached
from feedback_buttons.recipient_page import page_html
from feedback_buttons.reports.answers import answer_export, answer_history, change_feed

HOME = Path(__file__).parents[2]
NOT_NAMES = frozenset(
    ("each", "found", "said", "told", "asked", "kept", "made", "given", "known", "who", "what")
)
FIELDS_OF_FORMATS = frozenset(("asked",))  # of a follow-up question, in the database and the API


def bound(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """The name and line of each variable, loop variable, parameter and field that a module binds."""
    fields = {
        line.target
        for body in ast.walk(tree)
        if isinstance(body, ast.ClassDef)
        for line in body.body
        if isinstance(line, ast.AnnAssign)
        and isinstance(line.target, ast.Name)
        and line.target.id in FIELDS_OF_FORMATS
    }
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) if node not in fields:
                yield name, node.lineno
            case ast.arg(arg=name):
                yield name, node.lineno
            case (
                ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.MatchStar(name=str(name))
            ):
                yield name, node.lineno


@pytest.mark.parametrize("package", ["feedback_buttons", "dashboard"])
def test_variables_are_named_for_what_they_hold(package: str) -> None:
    """ "found" and "each" are true of anything; a row, a campaign or a token is not."""
    assert [
        f"{path.relative_to(HOME)}:{line} {name}"
        for path in sorted((HOME / package).rglob("*.py"))
        for name, line in bound(ast.parse(path.read_text("utf-8")))
        if name in NOT_NAMES
    ] == []


@pytest.mark.parametrize(
    "step",
    [
        page_html.Page,
        SpoolEntry,
        Attached,
        comment_list.Comment,
        CommentRow,
        answer_history.History,
        answer_export.RatingRow,
        change_feed.Answer,
    ],
)
def test_a_comment_keeps_its_name_from_the_form_to_the_wall(step: type) -> None:
    """Its path stands in docs/architecture.md; the form's field, the column and the wall have the name too."""
    assert "comment" in step.__annotations__


TEMPLATES = sorted(
    path
    for package in ("feedback_buttons", "dashboard")
    for path in (HOME / package).rglob("*.html")
)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_variables_of_templates_are_named_for_what_they_hold(template: Path) -> None:
    tree = Environment(autoescape=True, extensions=["jinja2.ext.i18n"]).parse(
        template.read_text("utf-8")
    )
    stored = [name for name in tree.find_all(nodes.Name) if name.ctx != "load"]
    assert [(name.lineno, name.name) for name in stored if name.name in NOT_NAMES] == []


@pytest.mark.parametrize(
    "code",
    [
        "found = 1",
        "for each in (): pass",
        "[1 for each in ()]",
        "def f(said): pass",
        "lambda told: 1",
        "if (kept := 1): pass",
        "try: pass\nexcept OSError as what: pass",
        "class A:\n    known: int",
        "with open('a') as (given, b): pass",
        "def f(*, asked): pass",
    ],
)
def test_every_way_to_bind_a_name_is_seen(code: str) -> None:
    assert [name for name, _ in bound(ast.parse(code)) if name in NOT_NAMES]
