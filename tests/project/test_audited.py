"""What people change is written to the audit trail by the function that changes it, and not by whoever calls it."""

import ast
import re
from pathlib import Path

import pytest

from feedback_buttons.storage import db

ROOT = Path(__file__).parents[2]
CODE = ROOT / "feedback_buttons"
DOMAIN = sorted(
    path
    for folder in ("accounts", "campaigns", "comments", "delivery_events", "mail", "recipients")
    for path in (CODE / folder).glob("*.py")
)
OVERRULES = CODE / "ratings" / "overrules.py"
WRITES = re.compile(r"^\s*(insert into|update \w+|delete from)\b", re.MULTILINE | re.IGNORECASE)
WRITING = {
    path.stem
    for path in (db.SQL / "queries").rglob("*.sql")
    if WRITES.search(path.read_text("utf-8"))
}
# What changes the database without an entry in the trail, and why.
SILENT = {
    "api_keys.find": "remembers that a key was used, many times a minute",
    "attempt_limiter.release": "counts tries, which nobody decides",
    "attempt_limiter.spend": "counts tries, which nobody decides",
    "attempt_limiter.take": "counts tries, which nobody decides",
    "audit.record": "is the entry",
    "audit.forget": "the trail's own end, by its retention",
    "campaigns.note_asked": "remembers what a mail asks, as its buttons are made",
    "folded_zones.follow": "tells the same sums in other steps; the zone's change has its entry",
    "comment_handling.change": "keeps who did so with each comment, where the team reads it",
    "later_outcomes.put": "a program tells of outcomes by the thousand; a list has its entry",
    "resting.forget": "what is too old goes by its retention",
    "comment_handling.take": "is a change by comment_handling.change",
    "deliveries.add": "a provider tells of mails all day long",
    "sessions.begin": "a part of a sign-in, which has the entry",
    "sessions.account": "remembers when a session was seen",
    "sessions.replaced": "a part of a sign-in, which has the entry",
    "sessions.forget": "drops sessions that are over already",
    "deletion.sweep": "what arrives late for a campaign whose deletion has the entry",
    "erasure.again": "does once more what has its entry",
    "erasure.repeat": "does once more on a restored server what has its entry",
    "erasure.erase": "a part of erase_all, which has the entry",
    "references.forget": "what is too old goes by its retention",
    "references.keep": "is a part of signing a list, which has the entry",
    "references.keep_messages": "is a part of signing a list, or of a program's call by the thousand",
    "users.set_language": "one's own language is nobody else's matter",
    "users.use_signin_link": "is followed by signed_in, which has the entry",
    "users.vouched": "is followed by signed_in, which has the entry",
    "webhooks.forget": "what is too old goes by its retention",
    "webhooks.count": "a provider tells of mails all day long",
}
# Where something is done that no single function below does.
ABOVE = {
    "cli/answers/answer_commands.py": "the file is written there, and only then it is known how many answers it holds",
    "dashboard/studio/list_signer.py": "signing is pure, and a list is signed where it was put",
    "dashboard/studio/studio_page.py": "a mail is sent, and nothing in the database changed",
}


def _functions(path: Path) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(path.read_text("utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _strings(node: ast.AST) -> set[str]:
    return {
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def _reached(name: str, known: dict[str, ast.FunctionDef]) -> list[ast.FunctionDef]:
    """A function, and those of its module that it calls, and so on."""
    todo, found = [name], {}
    while todo:
        if (one := todo.pop()) not in found:
            found[one] = known[one]
            names = {each.id for each in ast.walk(known[one]) if isinstance(each, ast.Name)}
            todo += names & known.keys()
    return list(found.values())


def _writes(node: ast.AST) -> bool:
    return not _strings(node).isdisjoint(WRITING)


def _records(node: ast.AST) -> bool:
    return any(
        isinstance(each, ast.Call) and ast.unparse(each.func) == "audit.record"
        for each in ast.walk(node)
    )


CHANGING = [
    f"{path.stem}.{name}"
    for path in (*DOMAIN, OVERRULES)
    for functions in [_functions(path)]
    for name in functions
    if not name.startswith("_") and any(map(_writes, _reached(name, functions)))
]


@pytest.mark.parametrize("name", CHANGING)
def test_what_changes_something_has_an_entry_in_the_trail_or_says_why_not(name: str) -> None:
    module, _, function = name.partition(".")
    (path,) = (each for each in (*DOMAIN, OVERRULES) if each.stem == module)
    recorded = any(map(_records, _reached(function, _functions(path))))
    assert recorded or name in SILENT


def test_what_has_no_entry_is_there() -> None:
    assert set(SILENT) <= set(CHANGING)


def test_whoever_calls_writes_no_entry() -> None:
    found = {
        str(path.relative_to(CODE if folder == CODE / "cli" else ROOT))
        for folder in (CODE / "cli", ROOT / "dashboard")
        for path in folder.rglob("*.py")
        if _records(ast.parse(path.read_text("utf-8")))
    }
    assert found == set(ABOVE)


BY = {
    f"{path.stem}.{name}"
    for path in (*DOMAIN, OVERRULES)
    for name, node in _functions(path).items()
    if "by" in {each.arg for each in node.args.kwonlyargs}
}


def test_pages_and_the_api_say_who_acts() -> None:
    silent = [
        f"{path.name}:{node.lineno}"
        for path in (ROOT / "dashboard").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in BY
        if "by" not in {each.arg for each in node.keywords}
    ]
    assert BY
    assert silent == []
