"""Word documents (docx): paragraphs, headings and tables in the order of the document.

A footnote or endnote stands after the paragraph or table that refers to it.

Read as if every tracked change had been accepted, and without what is hidden. Macros are never run
and linked files never loaded: only the document's own text is read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import docx
from docx.document import Document
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from qa.corpus.archive import as_plain, parse_xml
from qa.corpus.extracted import Extracted, TextBuilder
from qa.corpus.plain_headings import told_by_lines

_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop)\s*(\d)", re.IGNORECASE)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_NOTES = ("footnote", "endnote")
_BLOCKS = "./w:p | ./w:tbl | ./w:sdt/w:sdtContent/w:p | ./w:sdt/w:sdtContent/w:tbl"


_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ALIKE = (
    b"application/vnd.ms-word.document.macroEnabled.main+xml",
    b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)
"""What documents with macros and templates call themselves; python-docx takes neither."""


def read_docx(data: bytes) -> Extracted:
    """One document."""
    document = docx.Document(io.BytesIO(as_plain(data, _ALIKE, _DOCUMENT)))
    builder = TextBuilder()
    notes, tables = _notes(document), 0
    # The body's own iterator knows no content controls, in which forms keep their text.
    for element in document.element.body.xpath(_BLOCKS):
        if element.tag == f"{_W}tbl":
            tables += 1
            builder.gap()
            rows = _rows(Table(element, document))
            builder.table(enumerate(rows, start=1), f"table {tables}")
        else:
            styled = Paragraph(element, document)
            if level := _level(styled):
                builder.heading(level, _text(element))
            elif _is_item(styled):
                builder.item(_text(element))
            else:
                builder.block(_text(element))
        for paragraph in (*_boxed(element), *_noted(element, notes)):
            builder.block(_text(paragraph))
    properties = document.core_properties
    changed = properties.modified or properties.created
    return told_by_lines(
        builder.build(properties.title or "", changed.date().isoformat() if changed else "")
    )


def _boxed(element: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs in the text boxes of a paragraph."""
    for box in element.iter(f"{_W}txbxContent"):
        if not any(above.tag == _FALLBACK for above in box.iterancestors()):
            yield from box.iter(f"{_W}p")


def _notes(document: Document) -> dict[tuple[str, str], etree._Element]:
    """("footnote" or "endnote", its id) → the note, for all notes of the document."""
    found = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2].removesuffix("s")
        if kind in _NOTES and not relation.is_external:
            for note in parse_xml(relation.target_part.blob).iter(f"{_W}{kind}"):
                found[kind, note.get(f"{_W}id", "")] = note
    return found


def _noted(
    element: etree._Element, notes: dict[tuple[str, str], etree._Element]
) -> Iterator[etree._Element]:
    """The paragraphs of the notes that a paragraph or table refers to, each note once."""
    for kind in _NOTES:
        for reference in element.iter(f"{_W}{kind}Reference"):
            note = notes.pop((kind, reference.get(f"{_W}id", "")), None)
            if note is not None:
                yield from note.iter(f"{_W}p")


def _text(element: etree._Element) -> str:
    """The text of a paragraph or cell: its runs wherever they stand, but in no text box.

    `Paragraph.text` leaves out what was inserted while changes were tracked.
    """
    parts: list[str] = []
    waiting: list[etree._Element] = list(reversed(element))
    while waiting:
        child = waiting.pop()
        if child.tag == f"{_W}r" and _is_hidden(child):
            continue
        if child.tag == f"{_W}t":
            parts.append(child.text or "")
        elif child.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
            parts.append(" ")
        elif child.tag == f"{_W}noBreakHyphen":
            parts.append("-")
        elif child.tag not in (f"{_W}txbxContent", f"{_W}pPr", f"{_W}moveFrom", _FALLBACK):
            waiting += reversed(child)
        if child.tag == f"{_W}p":
            parts.append("\n")
    return "".join(parts)


def _is_hidden(run: etree._Element) -> bool:
    """Whether no reader sees a run of characters: a person could not check what it says."""
    mark = run.find(f"./{_W}rPr/{_W}vanish")
    return mark is not None and mark.get(f"{_W}val", "1") not in ("0", "false", "off")


def _level(paragraph: Paragraph) -> int:
    """1 to 9 for a heading, by its style or its place in the outline; 0 for any other."""
    style = paragraph.style
    if style is None:
        return 0
    names = f"{style.name or ''} {style.style_id or ''}"
    if match := _HEADING.search(names):
        return int(match.group(1)) or 1
    if (style.name or "").casefold() == "title":
        return 1
    found = style.element.find(f".//{_W}outlineLvl")
    value = found.get(f"{_W}val", "9") if found is not None else "9"
    return int(value) + 1 if value in "012345678" else 0


def _is_item(paragraph: Paragraph) -> bool:
    """Whether it is an item of a list, by its own numbering or that of its style."""
    style = paragraph.style
    own = paragraph._p.find(f"./{_W}pPr/{_W}numPr")
    return own is not None or (
        style is not None and style.element.find(f"./{_W}pPr/{_W}numPr") is not None
    )


def _rows(table: Table) -> Iterator[list[str]]:
    """The cells of each row; one that is merged over several columns is there once."""
    for row in table.rows:
        cells: list[str] = []
        before = None
        for cell in row.cells:
            text = "" if cell._tc is before else " ".join(_text(cell._tc).split())
            cells.append(text)
            before = cell._tc
        yield cells
