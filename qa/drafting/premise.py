"""A question and the sentence that is to answer it → where the sentence says otherwise.

"When did the rate rise to 5.6%?" takes for granted that it rose: a sentence of how it fell is no
answer, however alike the two are. Compared are opposites, days, months, seasons, ordinals and
figures, and only where both stand among the same words. Deterministic; knows no passages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qa.drafting.signals import asks_yes_no
from qa.opposites import sides
from qa.text import NEGATIONS, ORDINALS, numbers, stem, words

_REACH = 4  # words to either side, among which are those that say of what a word is said
_LOOSE = frozenset(map(stem, "up down many least".split()))  # "add up", "how many", "at least"
_FUNCTION_WORDS = frozenset(
    """a an the and or of in on at by for with to from as than is are was were be been being do does
    did has have had it its it's his her their this that these those what which who whom whose when
    where why how much many""".split()
)
"""Fewer than a search leaves out: "must" and "give" do say of what a word is said."""
_ALTERNATIVES = {
    "day": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "month": "January February March April May June July August September October November "
    "December",
    "season": "spring summer autumn winter",
}
_ONE_OF = {word: (kind, word) for kind, of in _ALTERNATIVES.items() for word in of.split()} | {
    word: ("ordinal", str(at))
    for at, ordinal in enumerate(ORDINALS, start=1)
    for word in (ordinal, *(f"{at}{ending}" for ending in ("st", "nd", "rd", "th")))
}
"""Word → what it is one of, and which; days and months only with their capital ("may")."""
_FIGURE = re.compile(r"(\d+(?:[.,]\d+)*)(st|nd|rd|th|s)?")
_SPELLED = re.compile(rf"{_FIGURE.pattern}(?![^\W_])|[^\W_]+(?:['’][^\W_]+)*")
_RANGE = re.compile(r"\d\s*(?:[-–—]|to|and)\s*\d")


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A word of the question, and what the sentence has in its place, both as they are spelled."""

    asked: str
    said: str


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as it is spelled, its stem, and whether it says of what another is said."""

    spelled: str
    stem: str
    content: bool


def otherwise(question: str, sentence: str) -> Otherwise | None:
    """The first word of the question that the sentence contradicts; None if there is none.

    None for what is answered by yes or no: there a contradiction is an answer.
    """
    if asks_yes_no(question):
        return None
    asked, said = _words(question), _words(sentence)
    places = (*_opposed(asked, said), *_replaced(asked, said))
    if not _RANGE.search(sentence):
        places = (*places, *_refigured(asked, said))
    return next((Otherwise(asked[at].spelled, said[to].spelled) for at, to in places), None)


def holds(sentence: str, word: str) -> bool:
    """Whether a sentence holds a word in any form."""
    return not {each.stem for each in _words(word)}.isdisjoint(
        each.stem for each in _words(sentence)
    )


def _words(text: str) -> list[_Word]:
    found = []
    for match in _SPELLED.finditer(text):
        word = match.group() if match[1] else "".join(words(match.group()))
        found.append(_Word(match.group(), stem(word), word not in _FUNCTION_WORDS))
    return found


def _opposed(asked: Sequence[_Word], said: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    """Where a word of the question meets its opposite, and nowhere itself, of the same matter."""
    spoken = {word.stem for word in asked}
    around = [_near(said, place, 1) for place in range(len(said))]
    for at, word in enumerate(asked):
        for own, far in sides(word.stem) if word.stem not in _LOOSE else ():
            mine = _near(asked, at, 1)
            near = [place for place, theirs in enumerate(around) if mine & theirs]
            if far & spoken or any(said[place].stem in own for place in near):
                continue
            for place in near:
                opposite = said[place].stem in far - _LOOSE and not _compared(said, place)
                if opposite and _negated(asked, at) == _negated(said, place):
                    yield at, place


def _replaced(asked: Sequence[_Word], said: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    """Where the sentence names one other day, month, season or ordinal than the question."""
    for kind in (*_ALTERNATIVES, "ordinal"):
        mine, theirs = _members(kind, asked), _members(kind, said)
        if len(set(mine.values())) != 1 or len(set(theirs.values())) != 1:
            continue  # of several, a range may be meant
        for at, own in mine.items():
            for place, other in theirs.items():
                if own != other and _near(asked, at, 2) & _near(said, place, 2):
                    yield at, place


def _refigured(asked: Sequence[_Word], said: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    """Where another figure stands right beside the same word: "Stage 4", "Stage 3"."""
    known = numbers(" ".join(word.spelled for word in said))
    known |= {value for word in said for value in numbers(word.spelled)}  # "2" of "2 billion"
    for at, word in enumerate(asked):
        figure = _FIGURE.fullmatch(word.spelled)
        if not figure or numbers(figure[1]) <= known:
            continue
        for place, other in enumerate(said):
            there = _FIGURE.fullmatch(other.spelled)
            if there and not figure[1].endswith(there[1]) and _beside(asked, at, said, place):
                yield at, place


def _members(kind: str, text: Sequence[_Word]) -> dict[int, str]:
    """Where a day, month, season or ordinal stands, and which it is."""
    found = {}
    for at, word in enumerate(text):
        of, which = _ONE_OF.get(word.spelled) or _ONE_OF.get(word.spelled.casefold(), ("", ""))
        if of == kind:
            found[at] = which
    return found


def _near(text: Sequence[_Word], at: int, most: int) -> set[str]:
    """The stems of the words with meaning that stand nearest, at most so many to either side."""
    before = [word.stem for word in text[max(0, at - _REACH) : at] if word.content]
    after = [word.stem for word in text[at + 1 : at + 1 + _REACH] if word.content]
    return {*before[-most:], *after[:most]}


def _beside(asked: Sequence[_Word], at: int, said: Sequence[_Word], place: int) -> bool:
    """Whether the same word with meaning stands right before both, or right after both."""
    for step in (-1, 1):
        if 0 <= at + step < len(asked) and 0 <= place + step < len(said):
            mine, theirs = asked[at + step], said[place + step]
            if mine.content and mine.stem == theirs.stem:
                return True
    return False


def _negated(text: Sequence[_Word], at: int) -> bool:
    before = (word.spelled.casefold() for word in text[max(0, at - _REACH) : at])
    return any(word in NEGATIONS or word.endswith(("n't", "n’t")) for word in before)


def _compared(said: Sequence[_Word], place: int) -> bool:
    """Whether "than" follows: "A is smaller than B" tells which is larger."""
    return any(word.stem == "than" for word in said[place + 1 : place + 1 + _REACH])
