"""What a reader of one format hands back, and what all of them build it with.

Knows nothing of files, folders or any format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from qa.records import Place, PlaceKind

MAX_CHARS = 64 * 1024 * 1024
MAX_ROWS = 250_000
_LONGEST_HEADING = 200
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")  # what UTF-8 or SQLite cannot hold
_LINE_BREAKS = re.compile(r"[\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")
_NO_TITLES = frozenset(
    (
        "document", "document1", "no slide title", "powerpoint presentation",
        "powerpoint-präsentation", "presentation", "présentation powerpoint", "slide 1",
        "untitled", "word document",
    )
)  # fmt: skip
"""What programs call a file that nobody has given a title."""
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


Box = tuple[float, float, float, float]
Heading = tuple[int, int, str]
"""Where a heading starts, its level (that of a chapter is lower than its sections'), its words."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Words as they were recognised on the picture of a page.

    `corners` are x and y of their corners as shares of the width and height of the picture, its
    upper left one being 0: as one reads the words, left above, right above, right below, left
    below.
    """

    text: str
    corners: tuple[float, ...]

    def turned(self, quarters: int) -> Seen:
        """The words on the picture as it is after quarter turns against the clock."""
        corners = self.corners
        for _ in range(quarters % 4):
            across, down = corners[::2], corners[1::2]
            corners = tuple(each for x, y in zip(across, down, strict=True) for each in (y, 1 - x))
        return Seen(self.text, corners)


Words = Mapping[int, tuple[Seen, ...]]
"""The words on pages, by their numbers, which count from 1."""
NO_WORDS: Words = {}


class Unreadable(Exception):
    """One file cannot be read; the text says why, for a person.

    `lasting` is False if another try could end otherwise although the file is the same.
    """

    def __init__(self, reason: str, lasting: bool = True) -> None:
        super().__init__(reason)
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of one file, and what the file says of itself.

    `title` and `date` (YYYY-MM-DD) are "" where the file has none; `notes` say what of it
    could not be read. Of its pages, counted from 1, `pictures` are those whose text would have to
    be recognised, and `recognized` those whose text was.
    """

    text: str
    title: str = ""
    date: str = ""
    page_starts: tuple[int, ...] = ()
    places: tuple[Place, ...] = ()
    notes: str = ""
    pictures: tuple[int, ...] = ()
    recognized: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as it looks (PNG), some of its words marked; `page` counts from 1.

    `boxes` are where the marks are, one for each line: left, top, right and bottom as shares
    of the picture's width and height.
    """

    page: int
    png: bytes
    boxes: tuple[Box, ...] = ()


class TextBuilder:
    """Collects lines and the places they stand in."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._places: list[Place] = []
        self._headings: list[tuple[int, str]] = []
        self._section = ""
        self._rows = 0

    def line(self, text: str) -> None:
        """Adds one line; line breaks in it become spaces."""
        line = " ".join(_LINE_BREAKS.sub(" ", text).split())
        if line:
            self._add(line + "\n")

    def block(self, text: str) -> None:
        """Adds one paragraph, set apart from the next."""
        self.line(text)
        self.gap()

    def item(self, text: str) -> None:
        """Adds one item of a list, with a mark that tells it from a paragraph."""
        if text.strip():
            self.block(f"• {text.strip()}")

    def paragraph(self, text: str, item: bool) -> None:
        """Adds one paragraph, or one item of a list."""
        (self.item if item else self.block)(text)

    def code(self, lines: Iterable[str]) -> None:
        """Adds lines of code between fences, which tell them from prose."""
        self.gap()
        for each in ("```", *lines, "```"):
            self.line(each)
        self.gap()

    def gap(self) -> None:
        """Ends a paragraph."""
        if self._parts and self._parts[-1] != "\n":
            self._add("\n")

    def heading(self, level: int, text: str) -> None:
        """Adds a heading; what follows stands under it and under those above its level."""
        label = " ".join(text.split())
        if len(label) > _LONGEST_HEADING:  # a paragraph in the wrong style
            self.block(label)
        if not label or len(label) > _LONGEST_HEADING:
            return
        self.gap()
        self._headings = _with(self._headings, level, label)
        self.place(_path(self._headings), "heading")
        self.block(label)

    def place(self, label: str, kind: PlaceKind) -> None:
        """Names the place in which the next line stands."""
        if self._places and self._places[-1].start == self._length:
            self._places.pop()
        self._places.append(Place(self._length, label, kind))
        if kind != "row":
            self._section = label

    def table(self, rows: Iterable[tuple[int, Sequence[str]]], label: str = "") -> None:
        """Adds a table row by row, "Header: value; …", each in a place of its own.

        `rows` are row numbers with their cells. The first that is not empty is the header, if
        it names at least two columns.
        """
        under = ", ".join(filter(None, (self._section, label)))
        header: Sequence[str] = ()
        filled = ((number, cells) for number, cells in rows if any(cells))
        first = next(filled, None)
        second = next(filled, None)
        if first and second and sum(map(bool, first[1])) > 1:
            header, first = first[1], None
        for number, cells in chain(filter(None, (first, second)), filled):
            self._rows += 1
            if self._rows > MAX_ROWS:
                raise Unreadable(f"more than {MAX_ROWS:,} rows; split it")
            self.place(", ".join(filter(None, (under, f"row {number}"))), "row")
            self.line(row_line(header, cells))
        self.gap()
        self.place(self._section, "heading" if self._headings else "row")

    def build(self, title: str = "", date: str = "") -> Extracted:
        """What was collected."""
        places = [place for place in self._places if place.start < self._length]
        title = "" if title.strip().casefold() in _NO_TITLES else title
        return Extracted("".join(self._parts), title, date, (), tuple(places))

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        if self._length > MAX_CHARS:
            raise Unreadable(f"more than {MAX_CHARS // 2**20} million characters of text; split it")


def places_of(headings: Iterable[Heading]) -> tuple[Place, ...]:
    """The places that headings name, each said with those that it stands under."""
    places: list[Place] = []
    above: list[tuple[int, str]] = []
    for start, level, words in headings:
        above = _with(above, level, words)
        places.append(Place(start, _path(above), "heading"))
    return tuple(places)


def _with(above: Iterable[tuple[int, str]], level: int, words: str) -> list[tuple[int, str]]:
    """The headings that are open behind a new one, each with its level."""
    return [*(each for each in above if each[0] < level), (level, words)]


def _path(headings: Iterable[tuple[int, str]]) -> str:
    return " › ".join(words for _, words in headings)


def row_line(header: Sequence[str], cells: Sequence[str]) -> str:
    """One row of a table as a line: each filled cell behind the name of its column."""
    filled = [cell for cell in cells if cell]
    if not header:
        return (": " if len(filled) == 2 else "; ").join(filled)
    names = [*header, *[""] * (len(cells) - len(header))]
    pairs = zip(names, cells, strict=False)
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs if cell)


def between(sign: str) -> re.Pattern[str]:
    """Words of one line between two equal signs, as people slant them or make them bold."""
    s = re.escape(sign)
    return re.compile(rf"(?<![\w{s}]){s}(\S(?:[^{s}\n]{{0,500}}\S)?){s}(?![\w{s}])")


def storable(text: str) -> str:
    """The text with every character that cannot be stored replaced, none added or removed."""
    return _UNSTORABLE.sub("\ufffd", text)


def day_of(text: str) -> str:
    """The first day in a text as YYYY-MM-DD, "" if there is none."""
    match = _DAY.search(text)
    if not match or not ("01" <= match.group(2) <= "12" and "01" <= match.group(3) <= "31"):
        return ""
    return match.group()
