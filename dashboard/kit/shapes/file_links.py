"""The files that a page offers beside its tables and charts, and how whoever asks for one reads it."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import Any

from babel.numbers import get_decimal_symbol
from dash import html
from dash.development.base_component import Component
from flask import Response, request

from feedback_buttons.base import time_zones
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.i18n import team_language
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.reports.exports import export
from feedback_buttons.reports.exports.cells import Dialect


def links(csv: str, title: str) -> list[Component]:
    """The ways to a table's numbers as files: as CSV, whose address is given, as a workbook and as Parquet."""
    path, mark, query = csv.partition("?")
    xlsx, parquet = (
        f"{path.removesuffix('.csv')}.{form}{mark}{query}" for form in ("xlsx", "parquet")
    )
    return [
        _link(text.AS_CSV, csv, tr("{title}: download the numbers as CSV").format(title=title)),
        _link(
            "XLSX",
            xlsx,
            tr("{title}: download the numbers as an Excel workbook").format(title=title),
        ),
        _link(
            "Parquet", parquet, tr("{title}: download the numbers as Parquet").format(title=title)
        ),
    ]


def name(address: str) -> str:
    """What a file of a chart is called, but for its ending.

    >>> name("/campaign/delay/timeline.csv?c=1")
    'delay-timeline'
    """
    path = address.partition("?")[0].rpartition(".")[0]
    return "-".join(part for part in path.split("/") if part and part != "campaign")


def answered(
    form: export.Form,
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    zone: tzinfo | None = None,
) -> Response:
    """A small table as a file of this form, called as the request's path; its times are of a zone, else of the
    installation's."""
    data = export.sheet(heads, rows, form, dialect(zone))
    headers = {"Content-Disposition": f'attachment; filename="{name(request.path)}.{form}"'}
    return Response(data, mimetype=export.TYPES[form], headers=headers)


def refused(strange: Sequence[str]) -> Response:
    """No file is made of what an address asks in vain: these words are answered 400."""
    return Response("\n".join(strange), status=400, mimetype="text/plain")


def dialect(zone: tzinfo | None = None) -> Dialect:
    """How the reader's spreadsheet reads a CSV: with semicolons where their language, or the first that their browser
    asks for, writes numbers with a decimal comma. Its times are of a zone, else of the installation's."""
    language_tag = next(iter(request.accept_languages.values()), "").partition("-")
    codes = (team_language.spoken(), language_tag[0].lower())
    return Dialect(";" if "," in map(_decimal, codes) else ",", zone or time_zones.here())


def _link(label_text: str, address: str, label: str) -> Component:
    aria: dict[str, Any] = {"aria-label": label}
    return html.A(label_text, href=address, download="", **aria)


def _decimal(code: str) -> str:
    try:
        return get_decimal_symbol(code)
    except ValueError:  # no language that anybody knows
        return "."
