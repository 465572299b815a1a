"""Word documents of Word 97 to 2003 (doc): paragraphs, headings, tables and lists in their order.

Read by [MS-DOC], as no well-kept library does: the text lies in pieces, and what a paragraph is,
in tables beside it. Of a field only its result is text, of a table of contents nothing; what was
hidden, or deleted while changes were tracked, is left out, as are headers and comments. Notes and
text boxes stand behind the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from qa.corpus.compound import PROTECTED, opened, stream, title_and_day, u16, u32
from qa.corpus.extracted import Extracted, TextBuilder, Unreadable
from qa.corpus.plain_headings import told_by_lines

_PROGRAM = "Word"
_MAGIC, _WORD_97 = 0xA5EC, 0x00C1
_ENCRYPTED, _TABLE_1, _OBFUSCATED = 0x0100, 0x0200, 0x8000
_COUNTS = 76  # of characters in the text, and in each part behind it
_PARTS = ("text", "footnotes", "headers", "macros", "comments", "endnotes", "boxes")
_READ = ("text", "footnotes", "endnotes", "boxes")
_STYLES, _CHARACTERS, _PARAGRAPHS = 0x00A2, 0x00FA, 0x0102  # where the FIB says where they lie
_PIECES = 0x01A2
_TITLE, _ITEMS = 62, {48, 49, *range(54, 62)}  # built-in styles; headings are 1 to 9
_IN_TABLE, _ROW_ENDS, _LIST, _OUTLINE = 0x2416, 0x2417, 0x460B, 0x2640
_DELETED, _HIDDEN = 0x0800, 0x083C
_SET = (0x01, 0x81)  # and as its style does not
_BODY_LEVEL = 9
_PAGE = 512
_LONGEST = 512  # characters of a field's instruction that are looked at
_FIELD, _RESULT, _FIELD_ENDS, _CELL = "\x13", "\x14", "\x15", "\x07"
_PUT = {"\x0b": " ", "\x0e": " ", "\t": " ", "\x1e": "-", "\xa0": " "}
_NO_TEXT = {chr(code) for code in range(0x20)} | {"\x1f"}


@dataclass(frozen=True, slots=True)
class _Piece:
    """Characters `[start, end)` of the document; the first lies at byte `at`, each `width` wide."""

    start: int
    end: int
    at: int
    width: int


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """One paragraph or cell, and what is said of it."""

    text: str
    level: int
    item: bool
    in_table: bool
    row_ends: bool


def read_doc(data: bytes) -> Extracted:
    """One document."""
    with opened(data, _PROGRAM) as file:
        words = stream(file, "WordDocument", _PROGRAM)
        if u16(words, 0) != _MAGIC or u16(words, 2) < _WORD_97:
            raise Unreadable("older than Word 97; save it as docx")
        flags = u16(words, 0x0A)
        if flags & (_ENCRYPTED | _OBFUSCATED):
            raise Unreadable(PROTECTED)
        table = stream(file, "1Table" if flags & _TABLE_1 else "0Table", _PROGRAM)
        title, day = title_and_day(file)
    builder = TextBuilder()
    _write(builder, _paragraphs(words, table))
    return told_by_lines(builder.build(title, day))


def _write(builder: TextBuilder, paragraphs: Iterator[_Paragraph]) -> None:
    """Adds what was read, rows of a table together."""
    cells: list[str] = []
    rows: list[list[str]] = []
    tables = 0
    for each in paragraphs:
        if each.row_ends:
            rows.append(cells)
            cells = []
        elif each.in_table:
            cells.append(each.text)
        else:
            tables += bool(rows)
            _write_rows(builder, rows, tables)
            rows = []
            if 0 < each.level <= _BODY_LEVEL:
                builder.heading(each.level, each.text)
            else:
                (builder.item if each.item else builder.block)(each.text)
    _write_rows(builder, [*rows, *([cells] if cells else [])], tables + 1)


def _write_rows(builder: TextBuilder, rows: list[list[str]], number: int) -> None:
    if rows:
        builder.gap()
        builder.table(enumerate(rows, start=1), f"table {number}")


def _paragraphs(words: bytes, table: bytes) -> Iterator[_Paragraph]:
    """The paragraphs and cells of the parts that are read."""
    pieces = list(_pieces(table, u32(words, _PIECES), u32(words, _PIECES + 4)))
    looks = _Runs(words, table, _PARAGRAPHS, 13)
    styles = _built_in(table, u32(words, _STYLES))
    marks = _Runs(words, table, _CHARACTERS, 1)
    for start, end in _parts(words):
        line, cell = "", []
        reading = _Fields()
        for char, at in _characters(words, pieces, start, end):
            if char not in ("\r", "\x0c", _CELL):
                if reading.shows(char) and not marks.has(at, _DELETED, _HIDDEN):
                    line += char
                continue
            istd, said = looks.at(at)
            style = styles.get(istd, 0)
            in_table = char == _CELL or said.get(_IN_TABLE, 0) > 0
            if in_table and char != _CELL:  # a paragraph within a cell
                cell.append(line)
            else:
                text = " ".join([*cell, line])
                outline = said.get(_OUTLINE, _BODY_LEVEL) + 1
                level = 1 if style == _TITLE else style if 1 <= style <= _BODY_LEVEL else outline
                item = said.get(_LIST, 0) > 0 or style in _ITEMS
                yield _Paragraph(text, level, item, in_table, said.get(_ROW_ENDS, 0) > 0)
                cell = []
            line = ""
        if line.strip():
            yield _Paragraph(line, 0, item=False, in_table=False, row_ends=False)


def _built_in(table: bytes, at: int) -> dict[int, int]:
    """The number of a style in this document → which of Word's own it is (Stsh)."""
    count = u16(table, at + 2)
    at += 2 + u16(table, at)
    found = {}
    for number in range(count):
        length = u16(table, at)
        if length:
            found[number] = u16(table, at + 2) & 0x0FFF
        at += 2 + length + length % 2
    return found


def _parts(words: bytes) -> Iterator[tuple[int, int]]:
    """Where the text lies, and each part behind it that is read, in characters."""
    start = 0
    for number, name in enumerate(_PARTS):
        end = start + u32(words, _COUNTS + 4 * number)
        if name in _READ:
            yield start, end
        start = end


def _pieces(table: bytes, at: int, length: int) -> Iterator[_Piece]:
    """The pieces in their order: the piece table stands behind changes made to it (Clx)."""
    end = at + length
    while at < end and table[at] == 1:
        at += 3 + u16(table, at + 1)
    if at >= end or table[at] != 2:
        raise Unreadable("damaged: it does not say where its text lies")
    count = (u32(table, at + 1) - 4) // 12
    at += 5
    for number in range(count):
        start, stop = u32(table, at + 4 * number), u32(table, at + 4 * number + 4)
        place = u32(table, at + 4 * (count + 1) + 8 * number + 2)
        narrow = bool(place & 0x40000000)
        place &= 0x3FFFFFFF
        yield _Piece(start, stop, place // 2 if narrow else place, 1 if narrow else 2)


def _characters(
    words: bytes, pieces: list[_Piece], start: int, end: int
) -> Iterator[tuple[str, int]]:
    """The characters from `start` to `end`, each with the byte it lies at."""
    for piece in pieces:
        first, last = max(start, piece.start), min(end, piece.end)
        if first >= last:
            continue
        at = piece.at + (first - piece.start) * piece.width
        raw = words[at : at + (last - first) * piece.width]
        text = raw.decode("cp1252" if piece.width == 1 else "utf-16-le", errors="replace")
        step = piece.width
        for char in text:
            yield char, at
            at += step * (2 if step == 2 and ord(char) > 0xFFFF else 1)


class _Fields:
    """Follows the fields of a text: their instructions are none of it, nor are contents."""

    def __init__(self) -> None:
        self._open: list[tuple[str, bool]] = []  # the instruction so far, and whether it ended

    def shows(self, char: str) -> bool:
        """Whether a character is of the text; each is given once, in order."""
        if char == _FIELD:
            self._open.append(("", False))
        elif char == _FIELD_ENDS:
            self._open = self._open[:-1]
        elif char == _RESULT and self._open:
            self._open[-1] = (self._open[-1][0], True)
        elif self._open and not self._open[-1][1]:
            said = self._open[-1][0]
            self._open[-1] = (said + char if len(said) < _LONGEST else said, False)
        else:
            return char not in _NO_TEXT and not any(
                not ended or said.split()[:1] == ["TOC"] for said, ended in self._open
            )
        return False


class _Runs:
    """What is said of runs of bytes: of paragraphs or of characters, on pages of 512 bytes each."""

    def __init__(self, words: bytes, table: bytes, place: int, width: int) -> None:
        at, length = u32(words, place), u32(words, place + 4)
        count = max(0, (length - 4) // 8)
        self._words, self._width = words, width
        self._starts = [u32(table, at + 4 * number) for number in range(count)]
        self._pages = [u32(table, at + 4 * (count + 1 + n)) & 0x3FFFFF for n in range(count)]
        self._known: tuple[int, int, tuple[int, dict[int, int]]] = (0, 0, (0, {}))

    def at(self, byte: int) -> tuple[int, dict[int, int]]:
        """The style of the run that holds a byte (0 for characters), and what is set of it."""
        start, end, _ = self._known
        if not start <= byte < end:
            self._known = self._find(byte)
        return self._known[2]

    def has(self, byte: int, *what: int) -> bool:
        """Whether any of these is set of the run that holds a byte."""
        said = self.at(byte)[1]
        return any(said.get(each, 0) in _SET for each in what)

    def _find(self, byte: int) -> tuple[int, int, tuple[int, dict[int, int]]]:
        nothing: tuple[int, int, tuple[int, dict[int, int]]] = (byte, byte + 1, (0, {}))
        number = bisect_right(self._starts, byte) - 1
        if number < 0:
            return nothing
        page = self._words[self._pages[number] * _PAGE :][:_PAGE]
        if len(page) < _PAGE:
            return nothing
        runs = page[-1]
        starts = [u32(page, 4 * each) for each in range(runs + 1)]
        run = bisect_right(starts, byte) - 1
        if not 0 <= run < runs:
            return nothing
        offset = 2 * page[4 * (runs + 1) + self._width * run]
        said = self._said(page, offset) if offset else (0, {})
        return starts[run], starts[run + 1], said

    def _said(self, page: bytes, at: int) -> tuple[int, dict[int, int]]:
        if self._width == 1:
            return 0, _settings(page[at + 1 : at + 1 + page[at]])
        size = 2 * page[at] - 1 if page[at] else 2 * page[at + 1]
        at += 1 if page[at] else 2
        return u16(page, at), _settings(page[at + 2 : at + size])


def _settings(said: bytes) -> dict[int, int]:
    """What is set (Sprm) and its first byte or two."""
    found: dict[int, int] = {}
    at = 0
    while at + 2 < len(said):
        what = u16(said, at)
        at += 2
        size = (1, 1, 2, 4, 2, 2, 0, 3)[what >> 13]
        if size == 0:
            size = 1 + (u16(said, at) if what == 0xD608 and at + 2 <= len(said) else said[at])
        found[what] = int.from_bytes(said[at : at + min(size, 2)], "little")
        at += size
    return found
