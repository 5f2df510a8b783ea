"""Writes docs/privacy.md from docs/stored_fields.toml: `python docs/write_privacy.py`."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FIELDS = HERE / "stored_fields.toml"
PAGE = HERE / "privacy.md"

# Columns that name somebody of the team, in whichever table.
TEAM = ("account", "by", "created_by", "made_by", "handler", "reacted_by", "owner")
WHOSE = {
    "recipient": "a recipient's, under a pseudonym",
    "team": "a member's of the team",
    "nobody": "no person's",
}


def text() -> str:
    """The whole page."""
    fields = tomllib.loads(FIELDS.read_text("utf-8"))
    tables = fields["table"]
    parts = [fields["intro"]]
    for whose, heading in (
        ("recipient", "About recipients"),
        ("team", "About the team"),
        ("nobody", "About nobody"),
    ):
        parts.append(f"## {heading}\n")
        named = {name: table for name, table in tables.items() if table["whose"] == whose}
        parts += [_table(name, table, fields["common"]) for name, table in named.items()]
    return "\n".join(parts)


def _table(name: str, table: dict[str, Any], common: dict[str, str]) -> str:
    return "\n".join(
        [
            f"### {name}\n",
            f"{_sentence(table['holds'])} Why: {table['why']}. Kept: {table['kept']}. "
            f"Erased by: {table['erased_by']}.\n",
            "| column | contents | about |",
            "| --- | --- | --- |",
            *_rows(table, common),
            "",
        ]
    )


def _rows(table: dict[str, Any], common: dict[str, str]) -> Iterator[str]:
    for column in table["every"]:
        holds = table.get("columns", {}).get(column) or common[column]
        whose = WHOSE["team" if column in TEAM else table["whose"]]
        yield f"| `{column}` | {holds} | {whose} |"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


if __name__ == "__main__":
    PAGE.write_text(text(), "utf-8")
