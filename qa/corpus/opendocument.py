"""OpenDocument (odt, ods, odp): texts, sheets and slides as LibreOffice saves them.

Read as if every tracked change had been accepted, without comments and tables of contents. No
macro is run and nothing that is linked is loaded: only the document's own text is read.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from lxml import etree

from qa.corpus.archive import member, open_zip, parse_xml
from qa.corpus.extracted import Extracted, TextBuilder, Unreadable, day_of
from qa.corpus.plain_headings import told_by_lines

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_NOTES = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}notes"
_ENCRYPTED = b"encryption-data"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_NOTE = f"{_TEXT}note"
_BESIDE = (f"{_TEXT}note-body", f"{_DRAW}text-box")
"""What stands in a paragraph and is read after it."""
_INDEXES = tuple(
    f"{_TEXT}{kind}"
    for kind in (
        "table-of-content", "illustration-index", "table-index", "object-index", "user-index",
        "alphabetical-index",
    )
)  # fmt: skip
_LEFT_OUT = (f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_TEXT}note-citation")
_SPACES = (f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break")
_MOST_REPEATED = 1_000  # cells alike in a row; a row of a sheet is filled up to its width


def read_odt(data: bytes) -> Extracted:
    """One text."""
    return _read(data, "text")


def read_ods(data: bytes) -> Extracted:
    """One workbook, sheet by sheet, each value as it is shown."""
    return _read(data, "spreadsheet")


def read_odp(data: bytes) -> Extracted:
    """One presentation, slide by slide, with the speaker's notes."""
    return _read(data, "presentation")


def _read(data: bytes, kind: str) -> Extracted:
    with open_zip(data) as container:
        if _ENCRYPTED in _part(container, "META-INF/manifest.xml"):
            raise Unreadable("encrypted; save it without a password")
        content = parse_xml(member(container, "content.xml"))
        about = _part(container, "meta.xml")
    body = content.find(f"{_OFFICE}body/{_OFFICE}{kind}")
    if body is None:
        raise Unreadable(f"damaged, or not what its name says (it holds no {kind})")
    builder = TextBuilder()
    if kind == "text":
        _Text(builder, _titles(content)).walk(body)
    elif kind == "spreadsheet":
        for sheet in body.iterfind(f"{_TABLE}table"):
            builder.place(sheet.get(f"{_TABLE}name", ""), "sheet")
            builder.table(_rows(sheet))
    else:
        _slides(body, builder)
    meta = parse_xml(about) if about else None
    title = (meta.findtext(".//{*}title") or "") if meta is not None else ""
    day = day_of((meta.findtext(".//{*}date") or "") if meta is not None else "")
    built = builder.build(title, day)
    return told_by_lines(built) if kind == "text" else built


def _part(container: zipfile.ZipFile, name: str) -> bytes:
    """A part that need not be there; b"" if it is not."""
    return member(container, name) if name in container.namelist() else b""


def _titles(content: etree._Element) -> frozenset[str]:
    """The names of the styles that make a paragraph the title."""
    styles = content.iterfind(f"{_OFFICE}automatic-styles/{_STYLE}style")
    derived = {
        style.get(f"{_STYLE}name", "")
        for style in styles
        if style.get(f"{_STYLE}parent-style-name") == "Title"
    }
    return frozenset({"Title", *derived})


class _Text:
    """Walks through the body of a text."""

    def __init__(self, builder: TextBuilder, titles: frozenset[str]) -> None:
        self._builder = builder
        self._titles = titles
        self._tables = 0

    def walk(self, element: etree._Element, listed: bool = False) -> None:
        """Adds what stands in an element; `listed`: it is an item of a list."""
        for child in element:
            if child.tag == f"{_TEXT}list":
                self.walk(child, listed=True)
            elif child.tag == f"{_TABLE}table":
                self._tables += 1
                self._builder.gap()
                self._builder.table(_rows(child), f"table {self._tables}")
                self._beside(child)
            elif child.tag in _PARAGRAPHS:
                self._paragraph(child, listed)
                self._beside(child)
            elif isinstance(child.tag, str) and child.tag not in (*_LEFT_OUT, *_INDEXES):
                self.walk(child, listed)

    def _paragraph(self, element: etree._Element, listed: bool) -> None:
        text = _text(element)
        if element.tag == f"{_TEXT}h":
            self._builder.heading(_number(element, f"{_TEXT}outline-level", 10), text)
        elif element.get(f"{_TEXT}style-name") in self._titles:
            self._builder.heading(1, text)
        elif listed:
            self._builder.item(text)
        else:
            self._builder.block(text)

    def _beside(self, element: etree._Element) -> None:
        """The notes and text boxes of a paragraph or table, not those inside one another."""
        for beside in element.iter(*_BESIDE):
            above = beside.iterancestors(*_BESIDE)
            if not any(element in each.iterancestors() for each in above):
                self.walk(beside)


def _slides(body: etree._Element, builder: TextBuilder) -> None:
    for number, slide in enumerate(body.iterfind(f"{_DRAW}page"), start=1):
        builder.gap()
        builder.place(f"slide {number}", "slide")
        notes = slide.find(_NOTES)
        if notes is not None:
            slide.remove(notes)
        _shapes(slide, builder)
        if notes is not None:
            builder.place(f"slide {number}, notes", "slide")
            _shapes(notes, builder)


def _shapes(slide: etree._Element, builder: TextBuilder) -> None:
    """The paragraphs and tables of a slide, in the order of the file."""
    for element in slide.iter(*_PARAGRAPHS, f"{_TABLE}table"):
        if next(element.iterancestors(f"{_TABLE}table", *_LEFT_OUT), None) is not None:
            continue
        if element.tag == f"{_TABLE}table":
            builder.table(_rows(element))
        else:
            builder.block(_text(element))


def _rows(table: etree._Element) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table and their numbers; what is repeated to fill a sheet is there once."""
    number = 1
    for row in table.iter(f"{_TABLE}table-row"):
        if next(row.iterancestors(f"{_TABLE}table"), None) is not table:
            continue
        cells: list[str] = []
        for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            text = " ".join(_text(cell).split()) if cell.tag == f"{_TABLE}table-cell" else ""
            times = _number(cell, f"{_TABLE}number-columns-repeated", _MOST_REPEATED)
            cells += [text] * times
        while cells and not cells[-1]:
            cells.pop()
        yield number, cells
        number += _number(row, f"{_TABLE}number-rows-repeated", 2**20)


def _number(element: etree._Element, name: str, most: int) -> int:
    """A count that is an attribute, from 1 to `most`; 1 where there is none."""
    value = element.get(name, "1")
    return min(max(int(value), 1), most) if value.isascii() and value.isdigit() else 1


def _text(element: etree._Element) -> str:
    """The text of a paragraph or cell, without its notes, comments and text boxes."""
    parts: list[str] = []
    waiting: list[etree._Element | str] = [element]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        if node is not element:
            waiting.append(node.tail or "")
        if node.tag in _SPACES:
            parts.append(" ")
        elif isinstance(node.tag, str) and node.tag not in (_NOTE, *_BESIDE, *_LEFT_OUT):
            if node.tag in _PARAGRAPHS and node is not element:
                parts.append("\n")
            waiting += reversed(node)
            waiting.append(node.text or "")
    return "".join(parts)
