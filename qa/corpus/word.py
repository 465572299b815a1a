"""Word documents (docx): paragraphs, headings and tables in the order of the document.

Macros are never run and linked files never loaded: only the document's own text is read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import docx
from docx.table import Table
from docx.text.paragraph import Paragraph

from qa.corpus.archive import open_zip
from qa.corpus.extracted import Extracted, TextBuilder

_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop)\s*(\d)", re.IGNORECASE)
_OUTLINE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_docx(data: bytes) -> Extracted:
    """One document."""
    open_zip(data).close()
    document = docx.Document(io.BytesIO(data))
    builder = TextBuilder()
    tables = 0
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            tables += 1
            builder.gap()
            builder.table(enumerate(_rows(block), start=1), f"table {tables}")
        elif level := _level(block):
            builder.heading(level, block.text)
        else:
            builder.block(block.text)
    properties = document.core_properties
    changed = properties.modified or properties.created
    return builder.build(properties.title or "", changed.date().isoformat() if changed else "")


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
    found = style.element.find(f".//{_OUTLINE}outlineLvl")
    value = found.get(f"{_OUTLINE}val", "9") if found is not None else "9"
    return int(value) + 1 if value in "012345678" else 0


def _rows(table: Table) -> Iterator[list[str]]:
    """The cells of each row; one that is merged over several columns is there once."""
    for row in table.rows:
        cells: list[str] = []
        before = None
        for cell in row.cells:
            text = "" if cell._tc is before else " ".join(cell.text.split())
            cells.append(text)
            before = cell._tc
        yield cells
