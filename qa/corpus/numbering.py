"""Lines that a number opens ("2.1 Scope", "Chapter IV"), and which of them follow one another.

Knows how a line reads, not what stands around it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.corpus.extracted import Heading
from qa.text import TITLE_WORDS

Number = tuple[int, ...]

_LEVELS = {
    "part": 0, "book": 0, "volume": 0, "appendix": 0, "annex": 0, "schedule": 0,
    "chapter": 1, "article": 2, "section": 3, "clause": 3, "rule": 3, "§": 3,
}  # fmt: skip
TOP = 4
"""The level of what no such word numbers: "1. Scope", "SCOPE"."""
LEAST = 3
"""Headings of a kind in a text; fewer may be anything."""
MOST_ALIKE = 2
"""Headings with the same words; more are the heads of pages."""
GOES_ON = "is|are|was|were|be|by|to|of|and|or|the|an?|as|for|with|in"
"""Words with which no title ends, as a pattern: a sentence goes on behind them."""
_MOST_WORDS = 15  # behind a number, which tells a heading from a sentence
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_NUMBERED = re.compile(
    rf"(?:(?P<word>{'|'.join(_LEVELS)})(?![^\W\d_])[ \t]*)?"
    r"(?P<number>(?:\d{1,3}|[A-Z](?=\.\d))(?:\.\d{1,3}){0,5}|[IVXLCDM]{1,8}|[A-Z])"
    r"(?![^\W_])(?P<mark>[.):]|[ \t]+[-\u2013\u2014](?=\s))?(?:[ \t]+(?P<title>\S.*))?",
    re.IGNORECASE,
)
_OPENS = re.compile(r"[^\w\s]{0,2}[^\W_a-z]")
_WORD = re.compile(r"[^\W\d_]\w|\w[^\W\d_]")
_IN_SENTENCE = re.compile(r"\b[a-z]\w{4,}|\.\s")  # "means"; not in "1. Source Code."


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line that a number opens; `kind` is what it counts: "article", "digits"."""

    start: int
    text: str
    kind: str
    number: Number
    title: str

    @property
    def heading(self) -> Heading:
        """What is numbered further stands below what is numbered less."""
        level = _LEVELS.get(self.kind, TOP) + len(self.number) - 1
        return self.start, level, self.text


def in_order(lines: Sequence[Numbered]) -> list[Heading]:
    """Those that a word tells ("Chapter 2"), or that their numbers put in a row."""
    found: list[Numbered] = []
    for kind in dict.fromkeys(each.kind for each in lines):
        of_kind = _not_repeated([each for each in lines if each.kind == kind])
        found += of_kind if kind in _LEVELS else _longest_run(of_kind)
    return [each.heading for each in found]


def numbered(start: int, text: str) -> Iterator[Numbered]:
    """How a line that starts there is numbered, if it is; a letter may be a Roman number too."""
    match = _NUMBERED.fullmatch(text)
    if not match:
        return
    word, number, title = (match[name] or "" for name in ("word", "number", "title"))
    if word:
        told = text[0].isupper() or word == "§"
    else:
        told = not number.islower() and (match["mark"] or "." in number or number.isdigit())
    opening = title[:1].upper() + title[1:] if "." in number else title  # "3.3 use of forms"
    if not told or not (is_title(opening, _MOST_WORDS) if title else word):
        return
    first, *rest = number.lower().split(".")
    further = tuple(map(int, rest))
    if first.isdigit():
        yield Numbered(start, text, word.lower() or "digits", (int(first), *further), title)
        return
    if not further and set(first) <= _ROMAN.keys():
        yield Numbered(start, text, word.lower() or "roman", (_roman(first),), title)
    if len(first) == 1 and not (word and first in _ROMAN):
        letter = ord(first) - ord("a") + 1
        yield Numbered(start, text, word.lower() or "letters", (letter, *further), title)


def _roman(digits: str) -> int:
    values = [_ROMAN[digit] for digit in digits]
    return sum(
        -one if one < two else one for one, two in zip(values, [*values[1:], 0], strict=True)
    )


def is_title(title: str, most_words: int = TITLE_WORDS) -> bool:
    """Whether words read as a title does: few, from a capital on, and no sentence."""
    if not (_OPENS.match(title) and _WORD.search(title)) or title[-1] in ",;:!?":
        return False
    if len(title.split()) > most_words:
        return False
    return not title.endswith(".") or not _IN_SENTENCE.search(title)


def alike(found: Sequence[Numbered], below: str) -> bool:
    """Whether the line below is numbered in the same way: both are of a list, or of contents."""
    ways = {(each.kind, len(each.number)) for each in numbered(0, below)}
    return any((each.kind, len(each.number)) in ways for each in found)


def _not_repeated(found: Sequence[Numbered]) -> list[Numbered]:
    """Without the heads of pages, which say the same behind one number after the other."""
    said = Counter(each.title for each in found if each.title and len(each.number) == 1)
    return [each for each in found if said[each.title] <= MOST_ALIKE]


def _longest_run(found: Sequence[Numbered]) -> list[Numbered]:
    """Those of most headings each of whose numbers follows the one before; or none."""
    lengths: list[int] = []
    back: list[int | None] = []
    ends: dict[tuple[Number, bool], int] = {}  # where the longest run to a number ends
    for at, each in enumerate(found):
        known = (ends[end] for end in _before(each.number) if end in ends)
        before = max(known, key=lengths.__getitem__, default=None)
        begins = len(each.number) > 1 or each.number[0] <= 1
        lengths.append(int(begins) if before is None else lengths[before] + 1)
        back.append(before)
        outer = ((each.number[:depth], False) for depth in range(1, len(each.number) + 1))
        for end in ((each.number, True), *outer) if lengths[at] else ():
            if end not in ends or lengths[ends[end]] <= lengths[at]:
                ends[end] = at
    run = []
    last = max(range(len(found)), key=lengths.__getitem__, default=None)
    while last is not None:
        run.append(found[last])
        last = back[last]
    return run if len(run) >= LEAST else []


def _before(number: Number) -> Iterator[tuple[Number, bool]]:
    """What a number may follow, and whether that itself, or also what is numbered below it.

    2.1 follows 2, or what 2 follows; 2.3 follows all of 2.2, or of 2.1.
    """
    *outer, own = number
    if own <= 1 and outer:
        yield tuple(outer), True
        yield from _before(tuple(outer))
    yield from (((*outer, own - skipped), False) for skipped in (1, 2) if own >= skipped)
