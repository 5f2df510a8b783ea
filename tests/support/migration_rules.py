"""What a migration may do to the tables that grow, while recipients answer."""

import re
from collections.abc import Iterator

from feedback_buttons.storage.migration_files import Migration

# Those up to here were applied before there were rules; they are never changed.
LAST_WITHOUT = "0115_comment_slices"
# They have a row for each click, mail or answer: what reads or rewrites all of one takes minutes.
GROWING = (
    *(
        "visit",
        "rating",
        "rating_change",
        "rollup",
        "comment",
        "comment_change",
        "delivery",
        "recipient",
    ),
    *(
        "occasion_attribute",
        "erasure",
        "overrule",
        "topic_tag",
        "topic_text",
        "case_event",
        "segment_day",
    ),
)
_TABLE = rf"(?:public\.)?({'|'.join(GROWING)})\b"
_ALTER = re.compile(rf"alter table (?:if exists )?(?:only )?{_TABLE}(.*)", re.S)
_INDEX = re.compile(rf"create (?:unique )?index (concurrently )?.*?\bon (?:only )?{_TABLE}", re.S)
_WRITE = re.compile(rf"(?:^|\(\s*)(?:update|delete from|truncate|insert into) (?:only )?{_TABLE}")
_LOCK = re.compile(rf"(?:lock table|cluster|vacuum full|create trigger .* on) .*?{_TABLE}", re.S)
# Of an alteration: what reads or rewrites every row under a lock that nobody writes beside.
_SLOW = {
    r"\btype\b": "changes a column's type, which rewrites the table: add a column, fill it in steps",
    r"\bset not null\b": "reads all rows: add a check that is not valid yet, and validate it in a later migration",
    r"\bgenerated always as\b.*\bstored\b": "writes all rows: add a plain column, fill it in steps",
    r"\bdefault\s+(?:now|clock_timestamp|random|gen_random_uuid|nextval|current_)": "has a default that "
    "differs from row to row, so that all are written",
    r"\breferences\b": "has a foreign key, which a distributed table cannot have",
    r"\bset (?:un)?logged\b|\bset tablespace\b": "writes all of it anew",
}
_CHECKED = re.compile(r"\badd (?:constraint \w+ )?(check|unique|primary key|exclude)\b")


def statements(text: str) -> Iterator[str]:
    """The statements of a file, in small letters and without comments; a function's body counts as none."""
    plain = re.sub(r"--[^\n]*|/\*.*?\*/", " ", text, flags=re.S)
    outside = re.sub(r"\$(\w*)\$.*?\$\1\$", "''", plain, flags=re.S)
    for statement in outside.lower().split(";"):
        yield re.sub(r"\s+", " ", statement).strip()


def broken_rules(migration: Migration) -> list[str]:
    """What is wrong with a migration: a sentence for each."""
    text = migration.text.decode()
    broken = []
    if text.startswith("-- Manner:") and not (migration.table or migration.beside_writers):
        broken.append("names a manner that there is not")
    parts = [statement for statement in statements(text) if statement]
    if (migration.table or migration.beside_writers) and len(parts) != 1:
        broken.append("is not one statement, as its manner asks")
    if migration.table and not ("%(first)s" in text and "%(end)s" in text):
        broken.append("goes through a table in steps, and does not say from where to where")
    if migration.whole and not re.search(
        r"index concurrently if not exists %\(part\)s\w+ on %\(part\)s", text
    ):
        broken.append("goes part by part, and does not build an index of each, if there is none")
    for statement in parts:
        broken += _of_statement(statement, migration)
    return broken


def _of_statement(statement: str, migration: Migration) -> Iterator[str]:
    index, alter = _INDEX.match(statement), _ALTER.match(statement)
    if index and not index[1]:
        yield f"builds an index of {index[2]} while nobody can write: concurrently, in the manner beside writers"
    if index and index[1] and not (migration.beside_writers and "if not exists" in statement):
        yield "builds an index concurrently, and is not in the manner beside writers, with `if not exists`"
    if alter:
        yield from _of_alteration(alter[1], alter[2])
    if not migration.table and (write := _WRITE.search(statement)):
        yield f"writes rows of {write[1]} in one transaction: in steps"
    if lock := _LOCK.match(statement):
        yield f"locks {lock[1]}"


def _of_alteration(table: str, change: str) -> Iterator[str]:
    for pattern, what_it_does in _SLOW.items():
        if re.search(pattern, change):
            yield f"alters {table} and {what_it_does}"
    checked = _CHECKED.search(change)
    valid = "not valid" in change or "using index" in change
    if checked and not valid:
        yield f"alters {table} and checks all rows: not valid at first, or using an index that is there"
