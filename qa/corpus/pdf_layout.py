"""Lines of pages → running text: which lines go on, which words were broken, what is furniture.

Every character of the text remembers the character of the page it came from. Knows lines and
their boxes; nothing of pdfium or files.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from unicodedata import category

BROKEN = "\ufffe"
"""Stands where a hyphen ends a line and the word goes on in the next."""

_LIGATURES = {
    "\ufb00": "ff", "\ufb01": "fi", "\ufb02": "fl", "\ufb03": "ffi", "\ufb04": "ffl",
    "\ufb05": "st", "\ufb06": "st",
    # where TeX's own fonts put them, in files that do not say so
    "\x0b": "ff", "\x0c": "fi", "\x0e": "ffi", "\x0f": "ffl",
}  # fmt: skip
_BULLET = re.compile(r"[-–•▪‣◦●○■□*]\s|\(?\d{1,3}[.)]\s|\[\d{1,3}\]\s|\(?[a-z][.)]\s")
_ENDED = re.compile(r"[.!?:…][\"'”’»)\]]*\d{0,3}$")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NUMBER = re.compile(r"\d+")
_EDGE_LINES = 2  # at the top and at the bottom of a page, headers and footers are looked for
_LEAST_PAGES = 3
_MARKS = frozenset(".,;:-–—‐'’‘\"“”()/•%&")
_MOST_SIGNS = 0.38
"""Share of characters that are no letter or mark on one, digit or usual sign. Of 3,264 readable
pages of papers, mathematics and code among them, one of .33 had most; of 239 whose letters are
coded at will, all but five had more."""
_MOST_ALONE = 0.8
"""Share of words that are one letter. Of the same readable pages one of .66 had most, mathematics;
the pages of a paper whose letters are coded one by one had .93 and more."""
_CHINESE = "\u2e80"
_LEAST_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: its text, its first character on the page, and its box in points."""

    text: str
    page: int
    first: int
    left: float
    right: float
    bottom: float
    top: float

    @property
    def height(self) -> float:
        """The height of its font."""
        return max(self.top - self.bottom, 1.0)


@dataclass(frozen=True, slots=True)
class Laid:
    """Running text; `origins[i]` is the character of the page that character i came from.

    `lines` are where each line starts, and the height of its font in points.
    """

    text: str
    page_starts: tuple[int, ...]
    origins: array[int]
    lines: tuple[tuple[int, float], ...]

    def page_of(self, offset: int) -> int:
        """The index of the page that holds a character."""
        return max(0, bisect_right(self.page_starts, offset) - 1)

    def characters(self, start: int, end: int) -> list[int]:
        """The characters of the page of `start` behind [start, end), in order."""
        page = self.page_of(start)
        stop = end if page + 1 >= len(self.page_starts) else self.page_starts[page + 1]
        found = self.origins[start : min(end, stop)]
        return [at for at in dict.fromkeys(found) if at >= 0]


def garbled(lines: Sequence[Line]) -> bool:
    """Whether a page is of fonts that do not say which letters they draw.

    Its text is signs, or letters that stand alone.
    """
    characters = [each for line in lines for each in line.text if not each.isspace()]
    if len(characters) < _LEAST_CHARACTERS:
        return False
    signs = sum(
        each != before and not each.isalnum() and each not in _MARKS and category(each)[0] != "M"
        for before, each in pairwise(["", *characters])
    )
    words = [each for line in lines for each in line.text.split() if any(map(str.isalnum, each))]
    alone = sum(len(each) == 1 and each.isalpha() and each < _CHINESE for each in words)
    return signs > _MOST_SIGNS * len(characters) or alone > _MOST_ALONE * len(words)


def lay_out(pages: Sequence[Sequence[Line]]) -> Laid:
    """The running text of a document's pages."""
    repeated = _furniture(pages)
    pages = [_without(lines, repeated) for lines in pages]
    words = Counter(
        word.casefold() for lines in pages for line in lines for word in _WORD.findall(line.text)
    )
    parts: list[str] = []
    origins: array[int] = array("i")
    starts: list[int] = []
    heights: list[tuple[int, float]] = []
    before: Line | None = None
    for lines in pages:
        starts.append(-1)
        spacing = _spacing(lines)
        for at, line in enumerate(lines):
            if before is not None:
                parts.append(_between(before, line, _right_edge(lines, at), spacing, words))
                origins.extend([-1] * len(parts[-1]))
            if at == 0:
                starts[-1] = len(origins)
            heights.append((len(origins), line.height))
            _add(line, parts, origins)
            before = line
    for at in reversed(range(len(starts))):  # a page without text begins where the next one does
        if starts[at] < 0:
            starts[at] = starts[at + 1] if at + 1 < len(starts) else len(origins)
    return Laid("".join(parts), tuple(starts), origins, tuple(heights))


def _between(
    above: Line, below: Line, right_edge: float, spacing: float, words: Counter[str]
) -> str:
    """What stands in the text between two lines."""
    if above.text.endswith(BROKEN):
        return _mended(above.text[:-1], below.text, words)
    return " " if _goes_on(above, below, right_edge, spacing) else "\n\n"


def _add(line: Line, parts: list[str], origins: array[int]) -> None:
    """Adds a line with its ligatures spelled out."""
    text = line.text.removesuffix(BROKEN)
    for at, character in enumerate(text):
        if character == BROKEN:
            mended = "-"
        elif character in _LIGATURES:
            beside = text[at - 1 : at] + text[at + 1 : at + 2]
            of_word = character > "\x7f" or any(map(str.isalpha, beside))
            mended = _LIGATURES[character] if of_word else " "
        elif ord(character) < 32 or character.isspace():
            mended = " "
        else:
            mended = character
        parts.append(mended)
        origins.extend([line.first + at] * len(mended))


def _mended(above: str, below: str, words: Counter[str]) -> str:
    """What a hyphen at the end of a line stands for: nothing, or itself.

    "summa-rized" was broken there, "Google-based" is spelled so: the document's other words
    tell which.
    """
    head = re.search(r"[^\W\d_]*$", above)
    tail = re.match(r"[^\W\d_]*", below)
    first, last = (head.group() if head else ""), (tail.group() if tail else "")
    if len(first) < 2 or not last:  # nobody breaks a word after one letter: "k-exclusion"
        return "-"
    if words[(first + last).casefold()]:
        return ""
    if words[f"{first}-{last}".casefold()]:
        return "-"
    both_words = words[first.casefold()] > 1 and words[last.casefold()] > 1
    return "-" if both_words and min(len(first), len(last)) > 2 else ""


def _goes_on(above: Line, below: Line, right_edge: float, spacing: float) -> bool:
    """Whether a paragraph goes on over the break between two lines."""
    if _BULLET.match(below.text):
        return False
    ended = _ENDED.search(above.text) is not None
    in_sentence = not ended and below.text[0].islower()
    height = max(above.height, below.height)
    gap = above.bottom - below.top
    if above.page != below.page or gap < -1.5 * height:  # another page or column
        return in_sentence
    if gap > max(0.7 * height, 1.25 * spacing) or abs(above.height - below.height) > 0.12 * height:
        return False
    if below.left > above.left + 0.8 * height and ended:  # an indented first line
        return False
    # A line that had room for the next one's first word was ended on purpose.
    letters = max(1, len(below.text))
    word = (below.right - below.left) / letters * (len(below.text.split(maxsplit=1)[0]) + 1)
    had_room = above.right + word < right_edge - 0.5 * height
    return in_sentence if had_room else True


def _spacing(lines: Sequence[Line]) -> float:
    """The usual gap between two lines of a page; large where it is set double-spaced."""
    gaps = [above.bottom - below.top for above, below in pairwise(lines)]
    return median([gap for gap in gaps if gap > 0] or [0.0])


def _right_edge(lines: Sequence[Line], at: int) -> float:
    """How far right the lines around this one reach in its column."""
    here = lines[at]
    around = lines[max(0, at - 6) : at + 6]
    return max(line.right for line in around if abs(line.left - here.left) < 3 * here.height)


def _furniture(pages: Sequence[Sequence[Line]]) -> frozenset[str]:
    """Headers and footers: edge lines that, but for their numbers, most pages have."""
    seen: Counter[str] = Counter()
    for lines in pages:
        seen.update({_key(line) for line in (*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:])})
    least = max(_LEAST_PAGES, len(pages) // 3)
    return frozenset(key for key, count in seen.items() if count >= least)


def _without(lines: Sequence[Line], furniture: frozenset[str]) -> list[Line]:
    edges = {*range(_EDGE_LINES), *range(len(lines) - _EDGE_LINES, len(lines))}
    return [line for at, line in enumerate(lines) if at not in edges or _key(line) not in furniture]


def _key(line: Line) -> str:
    return _NUMBER.sub("#", line.text)
