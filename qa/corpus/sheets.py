"""Tables (xlsx, xls, csv, tsv): row by row, each cell behind the header of its column.

A formula gives the value that was saved with it; nothing is computed, no macro is run.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import openpyxl

from qa.corpus.archive import open_zip
from qa.corpus.compound import PROTECTED, opened, title_and_day
from qa.corpus.extracted import Extracted, TextBuilder, Unreadable
from qa.corpus.formats import COMPOUND
from qa.corpus.number_formats import as_seen
from qa.corpus.plain import decode

_FIELD_CHARS = 1_000_000
_SNIFFED_CHARS = 10_000
_DELIMITERS = ",;\t|"
_DECIMAL = re.compile(r"(?<=\d),(?=\d)")


def read_xlsx(data: bytes) -> Extracted:
    """One workbook, sheet by sheet."""
    open_zip(data).close()
    workbook = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=True, keep_links=False
    )
    builder = TextBuilder()
    try:
        for sheet in workbook.worksheets:
            sheet.reset_dimensions()  # what the file says of its size need not be true
            rows = ([_of_xlsx(cell) for cell in row] for row in sheet.iter_rows())
            builder.place(sheet.title, "sheet")
            builder.table(enumerate(rows, start=1))
        properties = workbook.properties
        changed = properties.modified or properties.created
        return builder.build(properties.title or "", changed.date().isoformat() if changed else "")
    finally:
        workbook.close()


def _of_xlsx(cell: Any) -> str:
    number = isinstance(cell.value, int | float)  # what stands where no cell is has no format
    return _shown(cell.value, cell.number_format if number else "")


def read_xls(data: bytes) -> Extracted:
    """One workbook of Excel 5 to 2003, sheet by sheet."""
    import xlrd

    title = day = ""
    if data.startswith(COMPOUND):  # what is older than Excel 5 is no compound file
        with opened(data, "Excel") as file:
            title, day = title_and_day(file)
    try:
        workbook = xlrd.open_workbook(
            file_contents=data, logfile=io.StringIO(), formatting_info=True
        )
    except xlrd.XLRDError as error:
        protected = "encrypted" in str(error)
        raise Unreadable(PROTECTED if protected else f"damaged ({error})") from error
    builder = TextBuilder()
    for sheet in workbook.sheets():
        rows = (
            [_of_xls(cell, workbook) for cell in sheet.row(number)] for number in range(sheet.nrows)
        )
        builder.place(sheet.name, "sheet")
        builder.table(enumerate(rows, start=1))
    return builder.build(title, day)


def _of_xls(cell: Any, workbook: Any) -> str:
    """A cell of an old workbook as a person sees it; what is marked as a day need not be one."""
    import xlrd

    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR):
        return ""
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return _shown(bool(cell.value))
    if cell.ctype != xlrd.XL_CELL_DATE:
        style = workbook.format_map.get(workbook.xf_list[cell.xf_index].format_key)
        return _shown(cell.value, style.format_str if style else "")
    try:
        when = xlrd.xldate_as_datetime(cell.value, workbook.datemode)
    except (ValueError, OverflowError, xlrd.xldate.XLDateError):
        return _shown(cell.value)
    return _shown(when.time() if cell.value < 1 else when)


def read_csv(data: bytes) -> Extracted:
    """One file of comma-separated values, or of values separated otherwise."""
    text, notes = decode(data)
    csv.field_size_limit(_FIELD_CHARS)
    builder = TextBuilder()
    builder.table(enumerate(_records(text), start=1))
    return replace(builder.build(), notes=notes)


def _records(text: str) -> Iterator[list[str]]:
    lines = io.StringIO(text, newline="")
    for record in csv.reader(lines, delimiter=_delimiter(text)):
        yield [" ".join(cell.split()) for cell in record]


def _delimiter(text: str) -> str:
    """The mark that stands most evenly in the first lines, outside quotes."""
    lines = [line for line in text[:_SNIFFED_CHARS].splitlines()[:20] if line.strip()]
    if not lines:
        return ","

    def evenness(mark: str) -> tuple[int, int]:
        # "5,50" is a number where the columns are separated otherwise.
        shown = [_DECIMAL.sub(".", line) for line in lines] if mark == "," else lines
        counts = [len(next(csv.reader([line], delimiter=mark), [])) - 1 for line in shown]
        return min(counts), sum(counts)

    return max(_DELIMITERS, key=evenness)


def _shown(value: Any, number_format: str = "") -> str:
    """A cell as a person sees it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return as_seen(value, number_format)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return " ".join(str(value).split())
