"""What a file is that is called a list but is no CSV: told by how it begins, with what to do."""

import codecs

from feedback_buttons.base.errors import wording

_OLD = b"\xd0\xcf\x11\xe0"  # how .xls begins, and .xlsx with a password
_WORKBOOK = b"PK\x03\x04"  # how .xlsx and .ods begin
_PAGES = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta")
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


def refusal(head: bytes) -> str:
    """Why a file that begins so is no list, and what to do, for the catalogues; "" where it may be one.

    >>> refusal(b"email,name\\r\\n"), refusal(b" <HTML><table>")[:25]
    ('', 'the file is a web page or')
    """
    if head.startswith(_OLD):
        return wording(
            "the file is an old workbook (.xls), or one with a password; save it as .xlsx without one, or as "
            "CSV (UTF-8)."
        )
    if head.startswith(_WORKBOOK):
        return wording("the file is a workbook, such as .xlsx; save it as CSV (UTF-8) first.")
    if head.startswith(_UTF_32):
        return wording(
            "the file is in UTF-32, which hardly any program reads; save it as CSV (UTF-8)."
        )
    if head.removeprefix(codecs.BOM_UTF8).lstrip().lower().startswith(_PAGES):
        return wording(
            "the file is a web page or XML, which some programs call .xls; open it in a spreadsheet, and save it as "
            ".xlsx or as CSV (UTF-8)."
        )
    return ""
