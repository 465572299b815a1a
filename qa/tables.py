"""Markdown tables: the names of their columns, and their rows as they are read.

The reader knows prose: of "| planner | 8090 |" it cannot tell what 8090 is, of "Service: planner;
Port: 8090" it can. Knows texts and places in them; nothing of documents or passages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.marks import Folded, unmarked
from qa.text import stems, tidy

RULE = re.compile(r"(?=.*\|)[\s|:-]*-{2,}[\s|:-]*")
"""The line below the names of the columns."""
_MOST_ROWS = 2_000  # looked back over, which bounds the time that a table of any length takes
_LONGEST_ROW = 4_000  # characters
NOWHERE = -1
"""The origin of a character that does not stand in the source."""

Piece = tuple[str, int]  # characters that stand together, and where; or that are put in


def head_of(text: str, start: int) -> tuple[int, int] | None:
    """The line that names the columns of the table that a row at `start` belongs to, if any."""
    first = max(0, start - _LONGEST_ROW)
    line = text.rfind("\n", first, start) + 1
    if first and not line:
        return None  # in the middle of a line that is too long for a row
    row = text[line : start + _LONGEST_ROW].split("\n", 1)[0]
    for _ in range(_MOST_ROWS):
        if "|" not in row or line == 0:
            break
        end = line - 1
        line, below = text.rfind("\n", 0, end) + 1, row
        row = text[line:end].rstrip("\r")
        if RULE.fullmatch(below) and "|" in row:
            return line, end
    return None


def columns_above(text: str, start: int) -> str:
    """The names of the columns of the table that a row at `start` belongs to: "Port | On call".

    "" where no table began above.
    """
    head = head_of(text, start)
    return tidy(text[slice(*head)]).strip(" |") if head else ""


def as_read(text: str, columns: str = "") -> Folded:
    """A passage's text without marks, its tables told row by row; `NOWHERE` is what is put in.

    `columns` are the names for rows that it begins with.
    """
    plain = unmarked(text)
    if not (columns or any(RULE.fullmatch(line) for line in plain.text.splitlines())):
        return plain
    pieces = [*_pieces(plain.text, [cell.strip() for cell, _ in _cells(columns, 0)])]
    origins = [
        NOWHERE if at == NOWHERE else plain.origins[at + step]
        for said, at in pieces
        for step in range(len(said))
    ]
    return Folded("".join(said for said, _ in pieces), (*origins, len(text)))


def cell_asked_for(question: str, columns: str, row: str) -> str | None:
    """The cell of a row under the one column that a question names; None if it names none."""
    asked = stems(question)
    cells = [tidy(cell) for cell, _ in _cells(row, 0)]
    names = [stems(name) for name, _ in _cells(columns, 0)]
    found = [
        cell
        for cell, name in zip(cells, names, strict=False)
        if cell and name and name <= asked and not stems(cell) & asked
    ]
    return found[0] if len(found) == 1 else None


def _pieces(text: str, columns: list[str]) -> Iterator[Piece]:
    """The text again, with each row of a table in place of its line."""
    lines = [*_lines(text)]
    for number, (line, at) in enumerate(lines):
        below = lines[number + 1][0] if number + 1 < len(lines) else ""
        if "|" in line and RULE.fullmatch(below.rstrip("\n")):
            columns = [cell.strip() for cell, _ in _cells(line, at)]
        elif columns and RULE.fullmatch(line.rstrip("\n")):
            continue
        elif columns and "|" in line:
            yield from _row(columns, line, at)
        else:
            columns = []
            yield line, at


def _row(columns: list[str], line: str, at: int) -> Iterator[Piece]:
    for number, (cell, start) in enumerate(_cells(line, at)):
        if not cell.strip():
            continue
        name = columns[number] if number < len(columns) else ""
        yield (f"{name}: " if name else ""), NOWHERE
        yield cell.strip(), start + len(cell) - len(cell.lstrip())
        yield "; ", NOWHERE
    yield "\n", NOWHERE


def _cells(line: str, at: int) -> list[Piece]:
    """The cells of a row with their places, without what stands outside the outer bars."""
    start = line.index("|") + 1 if line.lstrip().startswith("|") else 0
    inner = line.rstrip().removesuffix("|")
    return [(inner[a:b], at + a) for a, b in _between(inner, start)]


def _between(line: str, start: int) -> Iterator[tuple[int, int]]:
    while start <= len(line):
        end = line.find("|", start)
        end = len(line) if end < 0 else end
        yield start, end
        start = end + 1


def _lines(text: str) -> Iterator[Piece]:
    at = 0
    for line in text.splitlines(keepends=True):
        yield line, at
        at += len(line)
