"""Notebooks (ipynb): their text, as the Markdown it is written in.

Code and what it printed are left out, and that is said: with them, cells of code were answers to
questions that the text beside them answers (docs/LOG.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from qa.corpus.extracted import Extracted, Unreadable
from qa.corpus.plain import decode, markdown_places

_CODE = "its code and what that printed are not read"


def read_ipynb(data: bytes) -> Extracted:
    """One notebook, of format 3 or 4."""
    text, notes = decode(data)
    try:
        notebook = json.loads(text)
    except ValueError as error:
        raise Unreadable(f"damaged, or not what its name says ({error})") from error
    cells = list(_cells(notebook))
    if not cells:
        raise Unreadable("damaged, or not what its name says (it has no cells)")
    told = "\n\n".join(filter(None, map(_text, cells))) + "\n"
    places = markdown_places(told)
    code = _CODE if any(cell.get("cell_type") == "code" for cell in cells) else ""
    return Extracted(
        told,
        title=_title(notebook) or (places[0].label if places else ""),
        places=places,
        notes="; ".join(filter(None, (notes, code))),
    )


def _cells(notebook: Any) -> Iterator[Mapping[str, Any]]:
    """The cells in their order; format 3 has them in worksheets."""
    if isinstance(notebook, dict):
        yield from _mappings(notebook.get("cells"))
        for sheet in _mappings(notebook.get("worksheets")):
            yield from _mappings(sheet.get("cells"))


def _text(cell: Mapping[str, Any]) -> str:
    """The Markdown of a cell; "" of one with code."""
    source = cell.get("source")
    if isinstance(source, list):  # it may be stored line by line
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str) or cell.get("cell_type") == "code":
        return ""
    if cell.get("cell_type") == "heading":  # of format 3
        level = cell.get("level")
        marks = "#" * level if isinstance(level, int) and 0 < level < 7 else "#"
        return f"{marks} {' '.join(source.split())}"
    return source.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def _title(notebook: Mapping[str, Any]) -> str:
    metadata = notebook.get("metadata")
    title = metadata.get("title") if isinstance(metadata, dict) else ""
    return title if isinstance(title, str) else ""


def _mappings(items: Any) -> Iterator[Mapping[str, Any]]:
    return (each for each in (items if isinstance(items, list) else ()) if isinstance(each, dict))
