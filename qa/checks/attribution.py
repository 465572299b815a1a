"""A sentence that says which document it is of → what it says, and the places that name that one.

"The notice period in the Acme agreement is 14 days": the clause says how many days, the document's
title whose they are. So a sentence may rest on a source sentence and, for the words that name
the document or the section, on where it goes by them. A word that says who does something is
never taken for a name of the document: the words must say what sort of document it is ("the Acme
agreement"), or be the whole of a heading, with nothing of the source sentence left out.

Plain strings and offsets; knows nothing of passages, citations or verdicts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.naming import OPENING, called
from qa.records import Document
from qa.text import fold, has_word, stem, stems

_SORTS = """agreement appendix article bill book brief bulletin catalogue certificate chapter
    charter circular code contract covenant curriculum cv datasheet deed directive faq form
    guide guideline handbook instruction invoice journal law leaflet lease letter licence license
    list log manual memo memorandum minutes note notice offer order paper plan policy presentation
    procedure profile programme proposal protocol quotation readme recipe record regulation report
    resume review schedule section sheet slide specification standard statement study summary
    survey table tariff terms transcript treaty warranty will""".split()
_ANY_SORT = frozenset(map(stem, "document file source text".split()))
"""Fits any document, whatever it goes by."""
_SORT = _ANY_SORT | set(map(stem, _SORTS))
_BEFORE = frozenset("in of from under for within on per".split())  # "by" is who does it
_DETERMINERS = frozenset("the our your its this their".split())
_LINKS = _DETERMINERS | frozenset("a an of with for from on between and to by in".split())
_OPENING = _LINKS | _BEFORE
_SAYING = frozenset(
    """says states notes reports specifies mentions shows explains provides stipulates
    confirms""".split()
)
_AS_SAID = re.compile(
    r",?\s*\b(?:as (?:stated|noted|specified|described|shown|given|set out|laid down)|according to"
    r"|pursuant to|as per)\s*$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_GAP = re.compile(r"[\s\"“”‘’'/–-]{0,3}")
_PIECE = re.compile(r"[^\n]+?(?:[.!?](?=\s+[^\Wa-z]|\s*$|\n)|(?=\n)|$)")
_MOST_WORDS = 16  # of a name
_MOST_LINKS = 2
_REACH = 200  # characters in which a title or heading ends
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Attribution:
    """What a sentence says without the words `of` that name its document.

    It holds only for a source sentence in which `literal` stands ("this agreement"), and with
    `whole` only where it says all that the source sentence does.
    """

    rest: str
    of: str
    literal: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """What a document and a section of it go by: the places that say so, and their words.

    `headings` are the words of each heading and of the title, `known` those that each place says,
    `sorts` are words for what sort of document it is. All words by their stem.
    """

    headings: tuple[frozenset[str], ...]
    known: tuple[tuple[Span, frozenset[str]], ...]
    sorts: frozenset[str]

    @property
    def words(self) -> frozenset[str]:
        """Every word that is part of a name."""
        return self.sorts.union(*(keys for _, keys in self.known))

    def places(self, of: str) -> list[Span]:
        """The fewest places that hold the words of a name, in the order of the text."""
        left, found = _keys(of), []
        while near := [(len(keys & left), span, keys) for span, keys in self.known if keys & left]:
            _, span, keys = max(near, key=lambda each: each[0])
            found.append(span)
            left -= keys
        return sorted(found)


def named(document: Document, at: int) -> Named:
    """What the document goes by and the headings above character `at`, as far as they are text.

    A name that only stands in its path is none: no character of it could be cited.
    """
    titles = [*_headings(document, at)]
    if found := _found(document, document.title.removesuffix(" …"), 0):
        titles.append(found)
    known = [(span, frozenset(_keys(document.text[slice(*span)]))) for span in titles]
    headings = tuple(keys for _, keys in known)
    by_path = _keys(called(document))
    opening = (
        (s, frozenset(by_path & _keys(document.text[slice(*s)]))) for s in _opening(document)
    )
    known += [(span, keys) for span, keys in opening if keys]
    return Named(headings, tuple(known), _ANY_SORT | _SORT & by_path)


def attributions(sentence: str, names: Named) -> Iterator[Attribution]:
    """Each way to read words of a sentence as the name of the document they stand in."""
    said = _Said(sentence, names.words)
    for first in range(len(said.keys)):
        last = said.run(first)
        if last is None or (first and said.goes_on(first)):
            continue
        keys = said.keys[first : last + 1]
        sort = any(key in _SORT for key in keys) and said.definite(first)
        whole = set(keys) - _LINKS in names.headings
        if sort or whole:
            yield from _as_place(said, first, last, whole=not sort)
        if sort:
            yield from _as_speaker(said, first, last)
            if keys[-1] in _SORT:
                yield from _as_this(said, first, last, last)
        if whole and last + 1 < len(said.keys):
            yield from _as_this(said, first, last, last + 1)


def speaks_of_another(sentence: str, names: Named) -> bool:
    """Whether a source sentence names a document by words that its own does not go by."""
    said = _Said(sentence, names.words)
    for at, key in enumerate(said.keys):
        if key in _SORT and any(
            said.word(near)[:1].isupper() and said.keys[near] not in said.naming
            for near in said.beside(at)
        ):
            return True
    return False


class _Said:
    """A sentence and its words: `keys[n]`, a stem, stands at `spans[n]`. `naming` are of names."""

    def __init__(self, text: str, naming: frozenset[str]) -> None:
        found = [*_WORD.finditer(text)]
        self.text, self.naming = text, naming
        self.spans = [each.span() for each in found]
        self.keys = [_key(each.group()) for each in found]

    def word(self, at: int) -> str:
        """A word as it is spelled; "" where there is none."""
        return self.text[slice(*self.spans[at])] if 0 <= at < len(self.spans) else ""

    def run(self, first: int) -> int | None:
        """The last word of the longest run from `first` that only names; None if there is none."""
        if self.keys[first] in _LINKS - _DETERMINERS:
            return None
        last = None
        for at in range(first, min(first + _MOST_WORDS, len(self.keys))):
            if at > first and not self._joined(at):
                break
            if self.keys[at] in self.naming:
                last = at
            elif self.keys[at] not in _LINKS:
                break
        return last

    def goes_on(self, at: int) -> bool:
        """Whether a name that holds the word begins before it."""
        before = self.keys[at - 1]
        return self._joined(at) and (before in self.naming or before in _DETERMINERS)

    def definite(self, at: int) -> bool:
        """Whether a run that begins here names one thing."""
        return self.keys[at] in _DETERMINERS or self.word(at)[:1].isupper()

    def beside(self, at: int) -> Iterator[int]:
        """The words that may be of a name with one: right before it, or after it and "with"."""
        for step in (-1, 1):
            near = at
            while 0 <= near + step < len(self.keys) and self._joined(max(near, near + step)):
                near += step
                if self.word(near)[:1].isupper() and (near or self.keys[0] not in _OPENING):
                    yield near
                elif step < 0 or self.keys[near] not in _LINKS or near > at + _MOST_LINKS:
                    break

    def _joined(self, at: int) -> bool:
        return bool(_GAP.fullmatch(self.text, self.spans[at - 1][1], self.spans[at][0]))


def _as_place(said: _Said, first: int, last: int, whole: bool) -> Iterator[Attribution]:
    """Read as where it is so: "in the agreement", "according to the agreement"."""
    start, end = said.spans[first][0], said.spans[last][1]
    before = said.text[:start]
    if said.word(first - 1).casefold() in _BEFORE:
        before = before[: said.spans[first - 1][0]]
    elif not _AS_SAID.search(before):
        return
    before = _AS_SAID.sub("", before).rstrip()
    after = said.text[end:].lstrip("”\"’' ")
    if not before or before.endswith(","):
        before, after = before.removesuffix(","), after.lstrip(", ")
    joint = "" if not before or after[:1] in ".,;:!?" else " "
    yield Attribution(f"{before}{joint}{after}", said.text[start:end], whole=whole)


def _as_speaker(said: _Said, first: int, last: int) -> Iterator[Attribution]:
    """Read as what says it: "The report states that …"."""
    if first == 0 and said.word(last + 1).casefold() in _SAYING:
        verb = last + 1 + (said.word(last + 2).casefold() == "that")
        rest = said.text[said.spans[verb][1] :].lstrip(" ,:")
        yield Attribution(rest, said.text[: said.spans[last][1]])


def _as_this(said: _Said, first: int, last: int, noun: int) -> Iterator[Attribution]:
    """Read as what the source sentence calls "this agreement", or "this plan" below its name."""
    this = f"this {said.word(noun).casefold()}"
    before, after = said.text[: said.spans[first][0]], said.text[said.spans[noun][1] :]
    of = said.text[said.spans[first][0] : said.spans[last][1]]
    if stems(f"{before}{after}"):
        yield Attribution(f"{before}{this}{after}", of, literal=this)


def _headings(document: Document, at: int) -> Iterator[Span]:
    """Where the headings above a character stand, the nearest first."""
    path = document.under_at(at)
    for place in reversed(document.places):
        if not path:
            return
        if place.start <= at and place.label == path:
            *above, heading = path.split(" › ")
            if found := _found(document, heading, place.start):
                yield found
            path = " › ".join(above)


def _found(document: Document, words: str, start: int) -> Span | None:
    """Where the words stand whole from `start` on, if they do so soon."""
    folded = fold(document.text[start : start + _REACH + 2 * len(words)])
    wanted = fold(words).text
    at = folded.text.find(wanted) if has_word(words) else -1
    if at < 0:
        return None
    first, last = folded.span(at, at + len(wanted))
    return start + first, start + last


def _opening(document: Document) -> Iterator[Span]:
    """The lines and sentences that a document opens with."""
    for piece in _PIECE.finditer(document.text, 0, OPENING + _REACH):
        if piece.start() >= OPENING:
            return
        text = piece.group()
        if has_word(text):
            lead = len(text) - len(text.lstrip())
            yield piece.start() + lead, piece.start() + len(text.rstrip())


def _keys(text: str) -> set[str]:
    return {_key(word) for word in _WORD.findall(text)} - _LINKS


def _key(word: str) -> str:
    return stem(word.replace("’", "'").casefold().removesuffix("'s"))
