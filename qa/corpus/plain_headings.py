"""The headings of a plain text: lines of their own, numbered, underlined, in capitals, set out.

A number alone tells nothing, as lists have them too: a heading has text below it, and its number
follows that of a heading before (`numbering.py`). Knows lines; nothing of files or passages.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from qa.corpus.extracted import Extracted, Heading, places_of
from qa.corpus.numbering import (
    GOES_ON,
    LEAST,
    MOST_ALIKE,
    TOP,
    Numbered,
    alike,
    in_order,
    is_title,
    numbered,
)
from qa.records import Place
from qa.text import TITLE_WORDS, tidy

_KNOWN = frozenset(
    """abstract|summary|contents|table of contents|preface|foreword|introduction|glossary|index|\
conclusion|conclusions|acknowledgement|acknowledgements|acknowledgment|acknowledgments|\
references|bibliography|works cited|literature|appendix|appendices""".split("|")
)  # alone on a line, these need neither a number nor others beside them
_LEAST_UNDERLINED = 2
_MOST_SHORTER = 3  # characters that a rule may be shorter than the title above it
_LONGEST = 100  # characters
_LONG = 200  # characters of a line that holds a paragraph
_LEAST_CAPITALS = 4  # letters
_MOST_CAPITALS = 5  # headings with the same words; more are those who speak in a play
_LEAST_TEXT = 40  # characters of a line that is no heading but text

_LINE = re.compile(r"[^\n\f\r]+|\f")
_ENDS_OPEN = re.compile(rf"\.$|\b(?:{GOES_ON})$")
_LEADER = re.compile(r"\.{4}|(?:\. ){3}|\t|\S {3,}\S")  # of contents, or between columns
_RULE = re.compile(r"([=\-~*#^_])\1{2,}")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with text: where that starts, how far in, and whether an empty line is above it."""

    start: int
    text: str
    indent: int
    apart: bool


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The lines of a text that may be headings, by what sets them apart."""

    numbered: list[Numbered] = field(default_factory=list)
    capitals: list[Heading] = field(default_factory=list)
    set_out: list[Heading] = field(default_factory=list)
    known: list[Heading] = field(default_factory=list)
    underlined: list[tuple[_Line, str]] = field(default_factory=list)


def headings(text: str) -> list[Heading]:
    """The headings of a plain text, in their order."""
    candidates = _candidates(text)
    known = candidates.known
    capitals = _said_at_most(_MOST_CAPITALS, candidates.capitals)
    set_out = _said_at_most(MOST_ALIKE, candidates.set_out)
    found = [
        *known,
        *(capitals if len(capitals) + len(known) >= LEAST else ()),
        *(set_out if len(set_out) + len(known) >= LEAST else ()),
        *_leveled(candidates.underlined),
        *in_order(candidates.numbered),
    ]
    at = {heading[0]: heading for heading in found}  # what is told in two ways is so by its number
    return [(start, at[start][1], tidy(at[start][2])) for start in sorted(at)]


def _said_at_most(times: int, found: Sequence[Heading]) -> list[Heading]:
    said = Counter(words for _, _, words in found)
    return [each for each in found if said[each[2]] <= times]


def told_by_lines(found: Extracted) -> Extracted:
    """The same with the headings that its lines show, if none is told: many set them by hand."""
    if any(place.kind == "heading" for place in found.places):
        return found
    rows = [place.start for place in found.places]
    shown = [
        place
        for place in places_of(headings(found.text))
        if not (at := bisect_right(rows, place.start)) or not found.places[at - 1].label
    ]
    places: list[Place] = []
    above = ""
    for place in sorted((*found.places, *shown), key=lambda place: place.start):
        if place.kind == "heading":
            above = place.label
        elif above:
            label = f"{above}, {place.label}" if place.label else above
            place = replace(place, label=label, kind=place.kind if place.label else "heading")
        places.append(place)
    return replace(found, places=tuple(places))


def _candidates(text: str) -> _Candidates:
    found = _Candidates()
    goes_on = False  # a paragraph in capitals, each line of it by itself
    for line, below in pairwise(_lines(text, _is_wrapped(text))):
        goes_on, went_on = line.text.isupper() and len(line.text) >= _LEAST_TEXT, goes_on
        if not line.apart or len(line.text) > _LONGEST or _LEADER.search(line.text):
            continue
        if not below.apart and _underlines(below, line):
            found.underlined.append((line, below.text[0]))
        elif ways := [*numbered(line.start, line.text)]:
            if _above(line, below, bare=not ways[0].title) and not alike(ways, below.text):
                found.numbered.extend(ways)
        elif line.text.casefold() in _KNOWN and _above(line, below):
            found.known.append((line.start, TOP, line.text))
        elif _is_capitals(line):
            on_text = len(below.text) >= _LEAST_TEXT and not _is_capitals(below)
            further = on_text or below.indent > line.indent or any(numbered(0, below.text))
            if _above(line, below) and further and not went_on:
                found.capitals.append((line.start, TOP, line.text))
        elif _is_set_out(line, below):
            found.set_out.append((line.start, TOP, line.text))
    return found


def _is_wrapped(text: str) -> bool:
    """Whether its lines are broken to a width; else each is a paragraph."""
    long = sum(len(line) for line in _LINE.findall(text) if len(line) >= _LONG)
    return 2 * long < len(text)


def _lines(text: str, wrapped: bool) -> Iterator[_Line]:
    """The lines with text, and an empty one at the end."""
    done = apart = 0
    for match in _LINE.finditer(text):
        line = match.group().lstrip()
        between = text.count("\n", done, match.start()) or text.count("\r", done, match.start())
        apart, done = apart or between != 1, match.end()
        if line:
            start = match.end() - len(line)
            indent = len(text[match.start() : start].expandtabs())
            yield _Line(start, line.rstrip(), indent, not wrapped or bool(apart))
            apart = 0
        else:
            apart = 1
    yield _Line(len(text), "", 0, apart=True)


def _is_capitals(line: _Line) -> bool:
    letters = sum(map(str.isalpha, line.text))
    return (
        line.text.isupper()
        and letters >= _LEAST_CAPITALS
        and 2 * letters > len(line.text)
        and len(line.text.split()) <= TITLE_WORDS
        and line.text[-1] not in ",;:!?"
    )


def _is_set_out(line: _Line, below: _Line) -> bool:
    """Whether a line without an end stands further left than the text below it."""
    further = below.apart and below.indent > line.indent and len(below.text) >= _LEAST_TEXT
    title = not line.text[0].isdigit() and is_title(line.text)
    return further and title and not _ENDS_OPEN.search(line.text)


def _underlines(rule: _Line, line: _Line) -> bool:
    long = len(rule.text) >= len(line.text) - _MOST_SHORTER
    return long and _RULE.fullmatch(rule.text) is not None and is_title(line.text)


def _above(line: _Line, below: _Line, bare: bool = False) -> bool:
    """Whether a line stands by itself above text, or is set off from what is right below it."""
    opens_small = below.text[:1].islower()
    if not below.text or (opens_small and len(line.text) >= _LEAST_TEXT):  # a sentence goes on
        return False
    longer = len(below.text) >= max(_LEAST_TEXT, 3 * len(line.text) // 2) and not opens_small
    return below.apart or below.indent > line.indent or bare or longer


def _leveled(underlined: Sequence[tuple[_Line, str]]) -> list[Heading]:
    """The first way of underlining that is met is the highest level, and so on."""
    ways = [*dict.fromkeys(mark for _, mark in underlined)]
    if len(underlined) < _LEAST_UNDERLINED:
        return []
    return [(line.start, min(ways.index(mark), TOP - 1), line.text) for line, mark in underlined]
