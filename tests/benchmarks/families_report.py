"""The families benchmark's tables, for people and for docs/scanners.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from feedback_buttons.simulation.sim_families import FAMILIES
from tests.benchmarks.accuracy_report import DOCS, share

if TYPE_CHECKING:
    from tests.benchmarks.families import Result

BEGIN, END = "<!-- figures of tests/benchmarks/families.py -->", "<!-- end of families -->"
_OPTIONS = "--recipients N --seeds N --write"
Row = dict[str, "Result"]  # what each policy makes of one family


def markdown(results: Sequence[Result], note: str, unwritten: Sequence[str]) -> str:
    """Two tables, the worst first: scanners, then people."""
    rows: dict[str, Row] = {}
    for result in results:
        rows.setdefault(result.family, {})[result.policy] = result
    policies = list(dict.fromkeys(result.policy for result in results))
    main = "balanced" if "balanced" in policies else policies[0]
    policies.sort(key=lambda policy: policy != main)
    parts = [
        f"{note} `python -m tests.benchmarks.families {_OPTIONS}` repeats it. A scanner's family looks at "
        "every mail; nobody answers one half of them, an ordinary person each of the others. In a "
        "family of people everybody answers. † marks families that the rules were not written for.",
    ]
    for title, scanners in (("Scanners", True), ("People", False)):
        found = [row for name, row in rows.items() if bool(FAMILIES[name].profile) == scanners]
        if found:
            found.sort(key=lambda row: _badness(row[main], scanners), reverse=True)
            parts += ["", f"**{title}**, worst under `{main}` first", ""]
            parts += _table(found, policies, scanners, unwritten)
    return "\n".join(parts)


def _badness(result: Result, scanners: bool) -> tuple[float, ...]:
    """How bad it is: what is counted falsely, then who is lost or counted with another score."""
    false = result.false / max(result.silent, 1)
    people = max(result.people, 1)
    harm = (result.lost + result.wrong) / people
    return (false, result.beyond / people, harm) if scanners else (harm, result.beyond / people)


def _table(
    rows: Sequence[Row], policies: Sequence[str], scanners: bool, unwritten: Sequence[str]
) -> Iterator[str]:
    main, *others = policies
    heads = ["recipients", *(["counted, nobody meant it"] if scanners else [])]
    heads += ["another score was meant", "lost", "beyond hurry and ignored questions"]
    for policy in others:
        heads += [f"`{policy}`: nobody meant it"] if scanners else []
        heads.append(f"`{policy}`: lost")
    yield "| family | what it is | " + " | ".join(heads) + " |"
    yield "| --- | --- |" + " ---: |" * len(heads)
    for row in rows:
        name = row[main].family
        cells = [f"`{name}`{' †' if name in unwritten else ''}", FAMILIES[name].words]
        cells += _cells(row[main], scanners)
        for policy in others:
            result = row[policy]
            cells += [share(result.false, result.silent)] if scanners else []
            cells.append(share(result.lost, result.people))
        yield "| " + " | ".join(cells) + " |"


def _cells(result: Result, scanners: bool) -> Iterator[str]:
    yield f"{result.recipients:,}"
    if scanners:
        yield share(result.false, result.silent)
    for part in (result.wrong, result.lost, result.beyond):
        yield share(part, result.people)


def write(text: str) -> None:
    """Put the tables between their marks in docs/scanners.md."""
    page = DOCS / "scanners.md"
    marked = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    tables = f"{BEGIN}\n\n{text}\n\n{END}"
    page.write_text(marked.sub(lambda _: tables, page.read_text("utf-8")), "utf-8")
