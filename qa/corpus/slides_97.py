"""Presentations of PowerPoint 97 to 2003 (ppt): slide by slide, titles, text and speaker's notes.

Read by [MS-PPT], as no well-kept library does: records within records. What a slide's placeholders
hold stands in a list apart from it, what its other boxes hold in its drawing; text of its layout
and comments are no text of the slide.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import unpack_from

from qa.corpus.compound import PROTECTED, opened, stream, title_and_day, u32
from qa.corpus.extracted import Extracted, TextBuilder, Unreadable

_PROGRAM = "PowerPoint"
_DOCUMENT, _SLIDE, _NOTES = 1000, 1006, 1008
_LIST, _PERSIST, _NOTES_OF = 4080, 1011, 1009
_WIDE, _NARROW = 4000, 4008
_EDIT, _DIRECTORY, _ENCRYPTED = 4085, 6002, 12052
_CONTAINER = 0xF
_FILLED_IN = "*"  # the number of the slide, or the day
_DEEPEST, _MOST_EDITS = 30, 10_000


@dataclass(frozen=True, slots=True)
class _Record:
    """One record: its contents are bytes `[start, end)` of the stream."""

    kind: int
    instance: int
    container: bool
    start: int
    end: int


@dataclass(slots=True)
class _Slide:
    """Where a slide lies, its number among all, and what its placeholders hold."""

    persist: int
    id: int
    texts: list[str] = field(default_factory=list)


def read_ppt(data: bytes) -> Extracted:
    """One presentation."""
    with opened(data, _PROGRAM) as file:
        current = stream(file, "Current User", _PROGRAM)
        records = stream(file, "PowerPoint Document", _PROGRAM)
        title, day = title_and_day(file)
    places, document = _places(records, u32(current, 16))
    top = _record(records, places[document])
    if top.kind != _DOCUMENT:
        raise Unreadable("damaged: it does not say where its slides are")
    lists = [each for each in _inside(records, top) if each.kind == _LIST]
    slides, notes = (list(_slides(records, lists, which)) for which in (0, 2))
    said = {}
    for each in notes:
        record = _record(records, places[each.persist])
        said[_noted(records, record)] = [*each.texts, *_texts(records, record)]
    builder = TextBuilder()
    for number, slide in enumerate(slides, start=1):
        builder.gap()
        builder.place(f"slide {number}", "slide")
        record = _record(records, places[slide.persist])
        _write(builder, [*slide.texts, *_texts(records, record)])
        if said.get(slide.id):
            builder.place(f"slide {number}, notes", "slide")
            _write(builder, said[slide.id])
    return builder.build(title, day)


def _write(builder: TextBuilder, texts: list[str]) -> None:
    for text in texts:
        if text.strip() == _FILLED_IN:
            continue
        for paragraph in text.split("\r"):
            builder.block(paragraph.replace("\v", " "))


def _places(records: bytes, at: int) -> tuple[dict[int, int], int]:
    """Where each thing lies by its number, and the number of the document.

    The edits are chained from the last to the first; what a later one says counts.
    """
    found: dict[int, int] = {}
    document = None
    for _ in range(_MOST_EDITS):
        edit = _record(records, at)
        if edit.kind != _EDIT:
            raise Unreadable("damaged: it does not say where its slides are")
        if edit.end - edit.start >= 32:
            raise Unreadable(PROTECTED)
        before, directory, number = (u32(records, edit.start + step) for step in (8, 12, 16))
        document = number if document is None else document
        for persist, place in _directory(records, directory):
            found.setdefault(persist, place)
        if not before:
            return found, document
        at = before
    raise Unreadable("damaged: its edits go round in a circle")


def _directory(records: bytes, at: int) -> Iterator[tuple[int, int]]:
    record = _record(records, at)
    at = record.start if record.kind == _DIRECTORY else record.end
    while at + 4 <= record.end:
        head = u32(records, at)
        first, count = head & 0xFFFFF, head >> 20
        for step in range(count):
            yield first + step, u32(records, at + 4 + 4 * step)
        at += 4 + 4 * count


def _slides(records: bytes, lists: list[_Record], which: int) -> Iterator[_Slide]:
    """The slides (0) or the notes (2) in their order."""
    for each in lists:
        slide = None
        for record in _inside(records, each) if each.instance == which else ():
            if record.kind == _PERSIST:
                if slide:
                    yield slide
                slide = _Slide(u32(records, record.start), u32(records, record.start + 12))
            elif slide and record.kind in (_WIDE, _NARROW):
                slide.texts.append(_text(records, record))
        if slide:
            yield slide


def _noted(records: bytes, notes: _Record) -> int:
    """The slide that notes are of."""
    return next((u32(records, r.start) for r in _inside(records, notes) if r.kind == _NOTES_OF), 0)


def _texts(records: bytes, record: _Record, depth: int = 0) -> Iterator[str]:
    """The texts in the boxes of a slide."""
    for each in _inside(records, record):
        if each.kind in (_WIDE, _NARROW):
            yield _text(records, each)
        elif each.container and depth < _DEEPEST:
            yield from _texts(records, each, depth + 1)


def _text(records: bytes, record: _Record) -> str:
    raw = records[record.start : record.end]
    text = raw.decode("utf-16-le" if record.kind == _WIDE else "latin-1", errors="replace")
    return text.replace("\u00ad", "")  # where a word may be parted


def _inside(records: bytes, record: _Record) -> Iterator[_Record]:
    at = record.start
    while at + 8 <= record.end:
        inner = _record(records, at)
        yield inner
        at = inner.end


def _record(records: bytes, at: int) -> _Record:
    head, kind, length = unpack_from("<HHI", records, at)
    start = at + 8
    end = min(start + length, len(records))
    return _Record(kind, head >> 4, head & 0xF == _CONTAINER, start, end)
