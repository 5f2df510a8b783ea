"""Reads a workbook (.xlsx) as Excel does: what stands in each cell, and as what."""

import io
import re
import zipfile

from lxml import etree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets(data: bytes) -> list[list[list[tuple[str, str]]]]:
    """Each sheet's rows of cells, each as its type ("text", "number" or "boolean"; "" for none) and its value."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        names = [name for name in file.namelist() if name.startswith("xl/worksheets/sheet")]
        names.sort(key=lambda name: int(re.findall(r"\d+", name)[0]))
        return [_rows(file.read(name), _strings(file)) for name in names]


def _strings(file: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in file.namelist():
        return []
    tree = etree.fromstring(file.read("xl/sharedStrings.xml"))
    return ["".join(item.itertext()) for item in tree.iter(f"{_MAIN}si")]


def _rows(xml: bytes, strings: list[str]) -> list[list[tuple[str, str]]]:
    found = []
    for row in etree.fromstring(xml).iter(f"{_MAIN}row"):
        cells: dict[int, tuple[str, str]] = {}
        for cell in row.iter(f"{_MAIN}c"):
            cells[_column(cell.get("r", ""))] = _cell(cell, strings)
        found.append([cells.get(column, ("", "")) for column in range(max(cells, default=-1) + 1)])
    return found


def _column(place: str) -> int:
    number = 0
    for letter in re.sub(r"\d", "", place):
        number = number * 26 + ord(letter) - 64
    return number - 1


def _cell(cell: etree._Element, strings: list[str]) -> tuple[str, str]:
    value = cell.findtext(f"{_MAIN}v") or ""
    match cell.get("t"):
        case "s":
            return "text", strings[int(value)]
        case "inlineStr":
            return "text", "".join(cell.itertext())
        case "b":
            return "boolean", value
        case _:
            assert cell.find(f"{_MAIN}f") is None, "a formula"
            return ("number", value) if value else ("", "")
