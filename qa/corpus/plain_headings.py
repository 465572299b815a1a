"""The headings of a plain text: lines of their own, numbered, underlined, in capitals, set out.

A number alone tells nothing, as lists have them too: a heading has text below it, and its number
follows that of a heading before. Knows lines; nothing of files or passages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from qa.corpus.extracted import Heading
from qa.text import TITLE_WORDS, tidy

Number = tuple[int, ...]

_LEVELS = {
    "part": 0, "book": 0, "volume": 0, "appendix": 0, "annex": 0, "schedule": 0,
    "chapter": 1, "article": 2, "section": 3, "clause": 3, "rule": 3, "§": 3,
}  # fmt: skip
_TOP = 4  # the level of what has no such word: "1. Scope", "SCOPE"
_KNOWN = frozenset(
    """abstract|summary|contents|table of contents|preface|foreword|introduction|glossary|index|\
conclusion|conclusions|acknowledgement|acknowledgements|acknowledgment|acknowledgments|\
references|bibliography|works cited|literature|appendix|appendices""".split("|")
)  # alone on a line, these need neither a number nor others beside them
_LEAST = 3  # headings of a kind in a text; fewer may be anything
_LEAST_UNDERLINED = 2
_LONGEST = 100  # characters
_MOST_WORDS = 15  # behind a number, which tells a heading from a sentence
_LEAST_CAPITALS = 4  # letters
_LEAST_TEXT = 40  # characters of a line that is no heading but text
_MOST_ALIKE = 2  # headings with the same words; more are the heads of pages
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}

_LINE = re.compile(r"[^\n\f\r]+|\f")
_NUMBERED = re.compile(
    rf"(?:(?P<word>{'|'.join(_LEVELS)})(?![^\W\d_])[ \t]*)?"
    r"(?P<number>(?:\d{1,3}|[A-Z](?=\.\d))(?:\.\d{1,3}){0,5}|[IVXLCDM]{1,8}|[A-Z])"
    r"(?![^\W_])(?P<mark>[.):]|[ \t]+[-\u2013\u2014](?=\s))?(?:[ \t]+(?P<title>\S.*))?",
    re.IGNORECASE,
)
_OPENS = re.compile(r"[^\w\s]{0,2}[^\W_a-z]")
_WORD = re.compile(r"[^\W\d_]\w|\w[^\W\d_]")
_IN_SENTENCE = re.compile(r"\b[a-z]\w{4,}|\.\s")  # "means"; not in "1. Source Code."
_ENDS_OPEN = re.compile(r"\.$|\b(?:is|are|was|were|be|to|of|and|or|the|an?|as|for|with|in|by)$")
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
class _Numbered:
    """A line that a number opens; `kind` is what it counts: "article", "digits"."""

    line: _Line
    kind: str
    number: Number
    title: str

    @property
    def heading(self) -> Heading:
        """What is numbered further stands below what is numbered less."""
        level = _LEVELS.get(self.kind, _TOP) + len(self.number) - 1
        return self.line.start, level, self.line.text


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The lines of a text that may be headings, by what sets them apart."""

    numbered: list[_Numbered] = field(default_factory=list)
    capitals: list[Heading] = field(default_factory=list)
    set_out: list[Heading] = field(default_factory=list)
    known: list[Heading] = field(default_factory=list)
    underlined: list[tuple[_Line, str]] = field(default_factory=list)


def headings(text: str) -> list[Heading]:
    """The headings of a plain text, in their order."""
    candidates = _candidates(text)
    said = Counter(name for _, _, name in candidates.set_out)
    set_out = [each for each in candidates.set_out if said[each[2]] <= _MOST_ALIKE]
    found = [
        *(each for kind in (candidates.capitals, set_out) if len(kind) >= _LEAST for each in kind),
        *_leveled(candidates.underlined),
        *candidates.known,
        *_in_order(candidates.numbered),
    ]
    at = {heading[0]: heading for heading in found}  # what is told in two ways is so by its number
    return [(start, at[start][1], tidy(at[start][2])) for start in sorted(at)]


def _candidates(text: str) -> _Candidates:
    found = _Candidates()
    goes_on = False  # a paragraph in capitals, each line of it by itself
    for line, below in pairwise(_lines(text)):
        goes_on, went_on = line.text.isupper() and len(line.text) >= _LEAST_TEXT, goes_on
        if not line.apart or len(line.text) > _LONGEST or _LEADER.search(line.text):
            continue
        if not below.apart and _underlines(below, line):
            found.underlined.append((line, below.text[0]))
        elif numbered := [*_numbered(line)]:
            if _above(line, below, bare=not numbered[0].title) and not _alike(numbered, below):
                found.numbered.extend(numbered)
        elif line.text.casefold() in _KNOWN and _above(line, below):
            found.known.append((line.start, _TOP, line.text))
        elif _is_capitals(line):
            on_text = len(below.text) >= _LEAST_TEXT and not _is_capitals(below)
            further = on_text or below.indent > line.indent or any(_numbered(below))
            if _above(line, below) and further and not went_on:
                found.capitals.append((line.start, _TOP, line.text))
        elif _is_set_out(line, below):
            found.set_out.append((line.start, _TOP, line.text))
    return found


def _in_order(numbered: Sequence[_Numbered]) -> list[Heading]:
    """Those that a word tells ("Chapter 2"), or that their numbers put in a row."""
    found: list[_Numbered] = []
    for kind in dict.fromkeys(each.kind for each in numbered):
        of_kind = _not_repeated([each for each in numbered if each.kind == kind])
        found += of_kind if kind in _LEVELS else _longest_run(of_kind)
    return [each.heading for each in found]


def _lines(text: str) -> Iterator[_Line]:
    """The lines with text, and an empty one at the end."""
    done = apart = 0
    for match in _LINE.finditer(text):
        line = match.group().lstrip()
        between = text.count("\n", done, match.start()) or text.count("\r", done, match.start())
        apart, done = apart or between != 1, match.end()
        if line:
            start = match.end() - len(line)
            indent = len(text[match.start() : start].expandtabs())
            yield _Line(start, line.rstrip(), indent, bool(apart))
            apart = 0
        else:
            apart = 1
    yield _Line(len(text), "", 0, apart=True)


def _numbered(line: _Line) -> Iterator[_Numbered]:
    """How the line is numbered; one letter may be a Roman number too."""
    match = _NUMBERED.fullmatch(line.text)
    if not match:
        return
    word, number, title = (match[name] or "" for name in ("word", "number", "title"))
    if word:
        told = line.text[0].isupper() or word == "§"
    else:
        told = not number.islower() and (match["mark"] or "." in number or number.isdigit())
    opening = title[:1].upper() + title[1:] if "." in number else title  # "3.3 use of forms"
    if not told or not (_is_title(opening, _MOST_WORDS) if title else word):
        return
    first, *rest = number.lower().split(".")
    further = tuple(map(int, rest))
    if first.isdigit():
        yield _Numbered(line, word.lower() or "digits", (int(first), *further), title)
        return
    if not further and set(first) <= _ROMAN.keys():
        yield _Numbered(line, word.lower() or "roman", (_roman(first),), title)
    if len(first) == 1 and not word:
        yield _Numbered(line, "letters", (ord(first) - ord("a") + 1, *further), title)
    elif len(first) == 1 and first not in _ROMAN:
        yield _Numbered(line, word.lower(), (ord(first) - ord("a") + 1, *further), title)


def _roman(digits: str) -> int:
    values = [_ROMAN[digit] for digit in digits]
    return sum(
        -one if one < two else one for one, two in zip(values, [*values[1:], 0], strict=True)
    )


def _is_title(title: str, most_words: int = TITLE_WORDS) -> bool:
    if not (_OPENS.match(title) and _WORD.search(title)) or title[-1] in ",;:!?":
        return False
    if len(title.split()) > most_words:
        return False
    return not title.endswith(".") or not _IN_SENTENCE.search(title)


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
    title = not line.text[0].isdigit() and _is_title(line.text)
    return further and title and not _ENDS_OPEN.search(line.text)


def _underlines(rule: _Line, line: _Line) -> bool:
    near = abs(len(rule.text) - len(line.text)) <= _LEAST or len(rule.text) > len(line.text)
    return near and _RULE.fullmatch(rule.text) is not None and _is_title(line.text)


def _above(line: _Line, below: _Line, bare: bool = False) -> bool:
    """Whether a line stands by itself above text, or is set off from what is right below it."""
    opens_small = below.text[:1].islower()
    if not below.text or (opens_small and len(line.text) >= _LEAST_TEXT):  # a sentence goes on
        return False
    longer = len(below.text) >= max(_LEAST_TEXT, 3 * len(line.text) // 2) and not opens_small
    return below.apart or below.indent > line.indent or bare or longer


def _alike(found: Sequence[_Numbered], below: _Line) -> bool:
    """Whether the line below is numbered in the same way: both are of a list, or of contents."""
    ways = {(each.kind, len(each.number)) for each in _numbered(below)}
    return any((each.kind, len(each.number)) in ways for each in found)


def _not_repeated(found: Sequence[_Numbered]) -> list[_Numbered]:
    """Without the heads of pages, which say the same behind one number after the other."""
    said = Counter(each.title for each in found if each.title and len(each.number) == 1)
    return [each for each in found if said[each.title] <= _MOST_ALIKE]


def _longest_run(found: Sequence[_Numbered]) -> list[_Numbered]:
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
    return run if len(run) >= _LEAST else []


def _before(number: Number) -> Iterator[tuple[Number, bool]]:
    """What a number may follow, and whether that itself, or also what is numbered below it.

    2.1 follows 2, or what 2 follows; 2.3 follows all of 2.2, or of 2.1.
    """
    *outer, own = number
    if own <= 1 and outer:
        yield tuple(outer), True
        yield from _before(tuple(outer))
    yield from (((*outer, own - skipped), False) for skipped in (1, 2) if own >= skipped)


def _leveled(underlined: Sequence[tuple[_Line, str]]) -> list[Heading]:
    """The first way of underlining that is met is the highest level, and so on."""
    ways = [*dict.fromkeys(mark for _, mark in underlined)]
    if len(underlined) < _LEAST_UNDERLINED:
        return []
    return [(line.start, min(ways.index(mark), _TOP - 1), line.text) for line, mark in underlined]
