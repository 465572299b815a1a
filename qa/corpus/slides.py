"""Presentations (pptx): slide by slide, titles, text, tables and the speaker's notes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

import pptx

from qa.corpus.archive import as_plain
from qa.corpus.extracted import Extracted, TextBuilder

_DEEPEST_GROUP = 50
_PRESENTATION = (
    b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
)
_ALIKE = (
    b"application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml",
    b"application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml",
    b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
)
"""What shows and presentations with macros call themselves."""


def read_pptx(data: bytes) -> Extracted:
    """One presentation."""
    presentation = pptx.Presentation(io.BytesIO(as_plain(data, _ALIKE, _PRESENTATION)))
    builder = TextBuilder()
    for number, slide in enumerate(presentation.slides, start=1):
        builder.gap()
        builder.place(f"slide {number}", "slide")
        for shape in _shapes(slide.shapes):
            if shape.has_text_frame:
                for paragraph in shape.text_frame.paragraphs:
                    builder.block(paragraph.text)
            elif getattr(shape, "has_table", False):
                rows = ([cell.text for cell in row.cells] for row in shape.table.rows)
                builder.table(enumerate(rows, start=1))
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame is not None:
            builder.place(f"slide {number}, notes", "slide")
            for paragraph in slide.notes_slide.notes_text_frame.paragraphs:
                builder.block(paragraph.text)
    properties = presentation.core_properties
    changed = properties.modified or properties.created
    return builder.build(properties.title or "", changed.date().isoformat() if changed else "")


def _shapes(shapes: Iterable[Any], depth: int = 0) -> Iterator[Any]:
    """Every shape, those inside groups too, in the order of the slide."""
    for shape in shapes:
        if hasattr(shape, "shapes") and depth < _DEEPEST_GROUP:
            yield from _shapes(shape.shapes, depth + 1)
        else:
            yield shape
