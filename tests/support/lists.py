"""Lists of recipients as workbooks."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime

import xlsxwriter


def xlsx(
    sheets: dict[str, Iterable[Sequence[object]]], top: int = 0, hidden: tuple[str, ...] = ()
) -> bytes:
    """A workbook of Excel's; its rows begin so many below the top."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for number, row in enumerate(rows):
                sheet.write_row(top + number, 0, row)
    return file.getvalue()


def ods(rows: Iterable[Sequence[str]], before: str = "") -> bytes:
    """A workbook of LibreOffice's, with one sheet of texts; ``before`` stands above them as XML."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = (f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in rows)
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<office:document-content xmlns:office="{office}:office:1.0" xmlns:table="{office}:table:1.0" '
        f'xmlns:text="{office}:text:1.0" office:version="1.3"><office:body><office:spreadsheet>'
        f'<table:table table:name="Lijst">{before}{"".join(lines)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(
            "mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED
        )
        packed.writestr("content.xml", content)
        entry = '<m:file-entry m:full-path="{}" m:media-type="{}"/>'
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        manifest = entry.format("/", kind) + entry.format("content.xml", "text/xml")
        packed.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{office}:manifest:1.0">{manifest}</m:manifest>',
        )
    return file.getvalue()


XLSX = xlsx(
    {
        "Leeg": [],
        "Klanten": [
            ("Nr", "E-mail", "Sinds", "Bedrag", "Klant"),
            (17, "anna@example.com", datetime(2026, 11, 28), 7.25, True),  # noqa: DTZ001 (Excel knows no zones)
            ("007", "zoë@example.com", None, 1e15, 'Zoë "Z", ja'),
        ],
        "Meer": [("x",)],
    },
    top=2,
)
AS_CSV = (
    "\ufeffNr,E-mail,Sinds,Bedrag,Klant\r\n"
    "17,anna@example.com,2026-11-28,7.25,TRUE\r\n"
    '007,zoë@example.com,,1000000000000000,"Zoë ""Z"", ja"\r\n'
).encode()
