"""The accuracy benchmark's table and chart, for people and for docs/."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.benchmarks.accuracy import Result

DOCS = Path(__file__).parents[2] / "docs"
BEGIN, END = "<!-- figures of tests/benchmarks/accuracy.py -->", "<!-- end of figures -->"
CAUSES = {
    "closed": "closed within a second",
    "ignored": "asked, didn't press",
    "twice": "asked twice",
    "withdrawn": "withdrawn",
    "other": "other",
}
_MIXES = {"company": "Company mail", "consumer": "Consumer mail"}
_WAYS = ("last click counts", "page load counts", "instant", "balanced", "strict")
_NAMES = {"strict": "`strict` = always a press"}
_OPTIONS = "--company N --consumer N --write"


def share(part: int, whole: int) -> str:
    """A share in percent, with what it is made of."""
    return f"{100 * part / whole:.2f} % ({part:,})" if whole else "-"


def grouped(results: Sequence[Result]) -> Iterator[tuple[str, str, list[Result]]]:
    """The results of each mix and send time, in the order of _WAYS."""

    def order(result: Result) -> tuple[str, str]:
        return result.mix, result.send_time

    for (mix, send_time), found in groupby(sorted(results, key=order), key=order):
        yield mix, send_time, sorted(found, key=lambda result: _WAYS.index(result.way))


def markdown(results: Sequence[Result], note: str) -> str:
    """All tables."""
    parts = [f"{note} `python -m tests.benchmarks.accuracy {_OPTIONS}` repeats it."]
    for mix, send_time, found in grouped(results):
        people = f"{found[0].people:,} people meant to answer."
        parts += ["", f"**{_MIXES[mix]}, send time {send_time}**: {people}", ""]
        parts += _table(found)
    parts += ["", "What `balanced` counted though nobody meant it, by the scanners of the mailbox:"]
    parts += ["", *_profiles(results)]
    return "\n".join(parts)


def _table(found: Sequence[Result]) -> Iterator[str]:
    heads = ("counted", "nobody meant it", "another score was meant", "precision", "recall", "lost")
    yield "| | " + " | ".join((*heads, *CAUSES.values())) + " |"
    yield "| --- |" + " ---: |" * (len(heads) + len(CAUSES))
    for result in found:
        correct, lost = result.counted - result.false - result.wrong, sum(result.lost.values())
        cells = [
            f"{result.counted:,}",
            share(result.false, result.counted),
            share(result.wrong, result.counted),
            f"{100 * correct / max(result.counted, 1):.1f} %",
            f"{100 * correct / max(result.people, 1):.1f} %",
            share(lost, result.people),
            *(f"{result.lost.get(cause, 0):,}" for cause in CAUSES),
        ]
        name = _NAMES.get(result.way, f"`{result.way}`" if " " not in result.way else result.way)
        yield f"| {name} | " + " | ".join(cells) + " |"


def _profiles(results: Sequence[Result]) -> Iterator[str]:
    for mix, send_time, found in grouped(results):
        sums: Counter[str] = Counter()
        for result in found:
            if result.way == "balanced":
                sums.update(result.profiles)
        named = ", ".join(f"{name} {many}" for name, many in sums.most_common(8))
        yield f"- {_MIXES[mix]}, send time {send_time}: {named or 'none'}."


def write(results: Sequence[Result], note: str) -> None:
    """Put the tables between the marks in docs/scanners.md, and the chart beside it."""
    page = DOCS / "scanners.md"
    marked = re.compile(f"{re.escape(BEGIN)}.*{re.escape(END)}", re.DOTALL)
    tables = f"{BEGIN}\n\n{markdown(results, note)}\n\n{END}"
    page.write_text(marked.sub(lambda _: tables, page.read_text("utf-8")), "utf-8")
    (DOCS / "accuracy.svg").write_text(svg(results), "utf-8")


_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.head { font-weight: 600; font-size: 15px } .small { fill: #59636e; font-size: 12px }
.false { fill: #b3261e } .lost { fill: #3f6fb5 } .track { fill: #eceff2 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .small { fill: #9aa4af } .false { fill: #f2776b } .lost { fill: #7aa5e8 }
.track { fill: #2a3038 } }
"""
_LEFT, _BAR, _ROW, _TOP, _GAP = 160, 430, 46, 66, 44
_MOST = 20.0  # percent at the end of a bar; what is longer is cut and says its figure


def svg(results: Sequence[Result]) -> str:
    """Two bars for each way to count: what nobody meant, and who is lost. Send time known."""
    shown = [(mix, found) for mix, send_time, found in grouped(results) if send_time == "known"]
    height = _TOP + sum(_GAP + _ROW * len(found) for _, found in shown)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 {height}" role="img" '
        f'aria-label="Answers counted that nobody meant, and answers lost, by way of counting">',
        f"<style>{_STYLE}</style>",
        '<rect class="false" x="20" y="16" width="12" height="12" rx="2"/>'
        '<text x="40" y="27">of what counts, not meant by a person</text>',
        '<rect class="lost" x="330" y="16" width="12" height="12" rx="2"/>'
        '<text x="350" y="27">of the people who answered, lost</text>',
        '<text class="small" x="20" y="50">Bars end at 20 %; figures beside them.</text>',
    ]
    y = _TOP
    for mix, found in shown:
        parts.append(f'<text class="head" x="20" y="{y + 26}">{_MIXES[mix]}</text>')
        y += _GAP
        for result in found:
            parts += _bars(result, y)
            y += _ROW
    return "\n".join([*parts, "</svg>", ""])


def _bars(result: Result, y: int) -> Iterator[str]:
    lost = 100 * sum(result.lost.values()) / max(result.people, 1)
    false = 100 * result.false / max(result.counted, 1)
    yield f'<text x="20" y="{y + 21}">{result.way}</text>'
    for name, value, top in (("false", false, y + 3), ("lost", lost, y + 20)):
        width = _BAR * min(value, _MOST) / _MOST
        yield f'<rect class="track" x="{_LEFT}" y="{top}" width="{_BAR}" height="13" rx="2"/>'
        yield f'<rect class="{name}" x="{_LEFT}" y="{top}" width="{width:.1f}" height="13" rx="2"/>'
        yield f'<text x="{_LEFT + _BAR + 10}" y="{top + 11}">{value:.1f} %</text>'
