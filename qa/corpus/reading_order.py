"""Recognised words → the lines of a page, in the order in which a person reads them.

A page that was put on the glass askew is set upright, words of one row are joined, columns are
read one after the other. Knows words and where they stand; nothing of pictures or PDF.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from statistics import median

from qa.corpus.extracted import Seen
from qa.corpus.pdf_layout import BROKEN, Line

_FONT = 0.85  # of the height of a box is its font's, which pdfium has for the lines of a text
_ALIKE = (0.75, 1.3)  # heights by the page's usual one that are taken for it
_TALL = 1.5  # times as high as wide: set sideways, an axis or a stamp in the margin
_COLUMN = 12.0  # heights of a line is a column wide at least
_FULL = 0.55  # of the width of a column are the lines of text in it; cells of a table have less
_LEAST_ROWS = 4  # of a column
_ACROSS = 0.4  # of the letters of two columns, at most, stand in lines across both
_STEPS = 40  # places that are tried for the gap between columns
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐¬]$")


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words with their upright box: x from the left and y from above, in points."""

    text: str
    left: float
    right: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        return max(self.bottom - self.top, 1.0)

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def lines(seen: Sequence[Seen], page: int, size: tuple[float, float]) -> list[Line]:
    """The lines of a page of `size` (width, height in points), their characters counted through.

    The boxes are in points from the lower left corner of the page, set upright.
    """
    turns = quarters(seen)
    seen = [each.turned(turns) for each in seen]
    size = size[::-1] if turns % 2 else size
    pieces = _even(_upright(seen, size))
    rows = [*map(_joined, _rows_in_order(pieces))]
    found: list[Line] = []
    first = 0
    for row, below in zip_longest(rows, rows[1:]):
        text = row.text
        if below and below.text[0].islower():
            text = _HYPHEN.sub(BROKEN, text)
        up = size[1]
        found.append(Line(text, page, first, row.left, row.right, up - row.bottom, up - row.top))
        first += len(text) + 1
    return found


def quarters(seen: Sequence[Seen]) -> int:
    """The quarter turns against the clock that set a page upright."""
    across = sum(each.corners[2] - each.corners[0] for each in seen)
    down = sum(each.corners[3] - each.corners[1] for each in seen)
    return round(math.atan2(down, across) / (math.pi / 2)) % 4


def _upright(seen: Sequence[Seen], size: tuple[float, float]) -> list[_Piece]:
    """The words as they would stand on a page that is not askew, without what is set sideways."""
    width, height = size
    boxes = []
    for each in seen:
        at = each.corners
        points = [(x * width, y * height) for x, y in zip(at[::2], at[1::2], strict=True)]
        across = math.dist(points[0], points[1])
        down = math.dist(points[1], points[2])
        if down <= _TALL * across or len(each.text) == 1:
            boxes.append((each.text, points, across, down))
    slopes = [
        math.atan2(points[1][1] - points[0][1], points[1][0] - points[0][0])
        for _, points, across, down in boxes
        if across > 5 * down
    ]
    slope = median(slopes) if slopes else 0.0
    cosine, sine = math.cos(-slope), math.sin(-slope)
    pieces = []
    for text, points, across, down in boxes:
        x = sum(each[0] for each in points) / 4 - width / 2
        y = sum(each[1] for each in points) / 4 - height / 2
        x, y = x * cosine - y * sine + width / 2, x * sine + y * cosine + height / 2
        pieces.append(_Piece(text, x - across / 2, x + across / 2, y - down / 2, y + down / 2))
    return pieces


def _even(pieces: Sequence[_Piece]) -> list[_Piece]:
    """The pieces with heights as a font's: those near the usual one are of one font.

    A box is higher or lower by the letters in it; paragraphs and headings are told by heights.
    """
    by_letter = [piece.height for piece in pieces for _ in piece.text]
    usual = median(by_letter or [1.0])
    even = []
    for piece in pieces:
        alike = _ALIKE[0] * usual <= piece.height <= _ALIKE[1] * usual
        half = (usual if alike else piece.height) * _FONT / 2
        even.append(
            _Piece(piece.text, piece.left, piece.right, piece.middle - half, piece.middle + half)
        )
    return even


def _rows_in_order(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """The rows of a part of a page: of its left column, of its right one, of what is across."""
    gap = _gap(pieces)
    if gap is None:
        yield from _rows(pieces)
        return
    across = sorted((each for each in pieces if _crosses(each, gap)), key=lambda each: each.middle)
    beside = [each for each in pieces if not _crosses(each, gap)]
    above = -math.inf
    for bound in (*across, None):
        below = bound.middle if bound else math.inf
        band = [each for each in beside if above <= each.middle < below]
        for side in (
            [each for each in band if each.right <= gap],
            [each for each in band if each.right > gap],
        ):
            yield from _rows_in_order(side)
        if bound:
            yield [bound]
        above = below


def _crosses(piece: _Piece, at: float) -> bool:
    return piece.left < at < piece.right


def _gap(pieces: Sequence[_Piece]) -> float | None:
    """Where a gap parts two columns of text; None if there is none.

    The cells of a table have gaps too, but do not fill their columns.
    """
    if len(pieces) < 2 * _LEAST_ROWS:
        return None
    left = min(each.left for each in pieces)
    right = max(each.right for each in pieces)
    best: tuple[int, float] | None = None
    for step in range(1, _STEPS):
        at = left + (right - left) * step / _STEPS
        crossing = sum(len(each.text) for each in pieces if _crosses(each, at))
        if best is None or crossing < best[0]:
            best = (crossing, at)
    if best is None or best[0] > _ACROSS * sum(len(each.text) for each in pieces):
        return None
    sides = (
        [each for each in pieces if each.right <= best[1]],
        [each for each in pieces if each.left >= best[1]],
    )
    return best[1] if all(map(_is_column, sides)) else None


def _is_column(side: Sequence[_Piece]) -> bool:
    """Whether the rows of one side are lines of text."""
    rows = [*_rows(side)]
    if len(rows) < _LEAST_ROWS:
        return False
    left = min(each.left for each in side)
    width = max(each.right for each in side) - left
    full = median([row[-1].right - row[0].left for row in rows]) >= _FULL * width
    return full and width >= _COLUMN * median([each.height for each in side])


def _rows(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """The pieces that stand in one row, from above, each row from the left."""
    row: list[_Piece] = []
    for piece in sorted(pieces, key=lambda each: each.middle):
        if row and not _in_row(piece, row):
            yield sorted(row, key=lambda each: each.left)
            row = []
        row.append(piece)
    if row:
        yield sorted(row, key=lambda each: each.left)


def _in_row(piece: _Piece, row: Sequence[_Piece]) -> bool:
    """Whether a piece stands beside those of a row, not over or under one."""
    height = min(piece.height, row[0].height)
    return abs(piece.middle - row[0].middle) < height / 2 and not any(
        min(piece.right, each.right) - max(piece.left, each.left) > height for each in row
    )


def _joined(row: Sequence[_Piece]) -> _Piece:
    return _Piece(
        " ".join(each.text for each in row),
        row[0].left,
        max(each.right for each in row),
        min(each.top for each in row),
        max(each.bottom for each in row),
    )
