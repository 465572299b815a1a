"""A question and the sentence that is to answer it → where the sentence says otherwise.

"When did the rate rise to 5.6%?" takes for granted that it rose: a sentence of how it fell is no
answer, however alike the two are. Compared are opposites, what is one of a kind (days, colours,
peoples …) and figures, and only where both stand among the same words. Deterministic; knows no
passages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qa.alternatives import FIGURE, KINDS, Member, figure, member
from qa.drafting.signals import asks_yes_no
from qa.opposites import listed, sides
from qa.text import NEGATIONS, numbers, stem, words

_REACH = 4  # words to either side, among which are those that say of what a word is said
_LOOSE = frozenset("up down many least".split())  # "add up", "how many", "at least"
_FUNCTION_WORDS = frozenset(
    """a an the and or of in on at by for with to from as than is are was were be been being do does
    did has have had it its it's his her their this that these those what which who whom whose when
    where why how much many""".split()
)
"""Fewer than a search leaves out: "must" and "give" do say of what a word is said."""
_SPELLED = re.compile(rf"{FIGURE.pattern}(?![^\W_])|[^\W_]+(?:['’][^\W_]+)*")
TOPIC = re.compile(r"\([^()]*\)\W*$")
"""What a follow-up takes over from the conversation, as it stands behind it."""
_TIMES = frozenset({"day", "month", "season"})  # may stand first or last in a sentence
_CENTURY = stem("century")
_ROUNDING = 0.02
"""By how much of it a number may be off where the question says it more roundly."""
_RANGE = re.compile(r"\d(?:st|nd|rd|th)?\s*(?:[-–—/]|to|and)\s*\d")


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A word of the question, and what the sentence has in its place, both as they are spelled."""

    asked: str
    said: str


@dataclass(frozen=True, slots=True)
class _Word:
    """A word as it is spelled, its stem, as it is `listed`, and whether others are said of it."""

    spelled: str
    stem: str
    listed: str
    content: bool


def otherwise(question: str, sentence: str, passage: str = "") -> Otherwise | None:
    """The first word of the question that the sentence contradicts; None if there is none.

    None for what is answered by yes or no: there a contradiction is an answer. What the passage
    around says in the question's words is not contradicted. What stands in brackets at the end is
    the topic of a conversation, of which nothing is taken for granted.
    """
    if asks_yes_no(question):
        return None
    asked, said = _words(TOPIC.sub("", question)), _words(sentence)
    places = (*_opposed(asked, said), *_replaced(asked, said))
    if not _RANGE.search(sentence):
        places = (*places, *_refigured(asked, said))
    around = _words(passage) if places else []
    told = (each for each in places if not _says(around, asked, each[0]))
    return next((Otherwise(asked[at].spelled, said[to].spelled) for at, to in told), None)


def holds(sentence: str, word: str) -> bool:
    """Whether a sentence holds a word in any form."""
    return not {each.stem for each in _words(word)}.isdisjoint(
        each.stem for each in _words(sentence)
    )


def _words(text: str) -> list[_Word]:
    found = []
    for match in _SPELLED.finditer(text):
        word = match.group() if match[1] else "".join(words(match.group()))
        found.append(_Word(match.group(), stem(word), listed(word), word not in _FUNCTION_WORDS))
    return found


def _says(text: Sequence[_Word], asked: Sequence[_Word], at: int) -> bool:
    """Whether a text holds a word of the question, beside one that stands beside it there."""
    word, near = asked[at].spelled.casefold(), _near(asked, at, 1)
    places = [place for place, each in enumerate(text) if each.spelled.casefold() == word]
    return any(near & _near(text, place, 1) for place in places)


def _opposed(asked: Sequence[_Word], said: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    """Where a word of the question meets its opposite among the same words, and nowhere itself."""
    spoken = {word.listed for word in asked}
    there = {word.listed for word in said}
    for at, word in enumerate(asked):
        for own, far in sides(word.listed) if word.listed not in _LOOSE else ():
            if far & spoken or own & there:
                continue
            for place, other in enumerate(said):
                opposite = other.listed in far - _LOOSE and not _compared(said, place)
                alike = opposite and _near(asked, at, 1) & _near(said, place, 1)
                if alike and _negated(asked, at) == _negated(said, place):
                    yield at, place


def _replaced(asked: Sequence[_Word], said: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    """Where the sentence names one other day, month, colour, people … than the question."""
    ours, others = _members(asked), _members(said)
    for kind in KINDS:
        mine, theirs = _of_kind(kind, ours), _of_kind(kind, others)
        if len(set(mine.values())) != 1 or len(set(theirs.values())) != 1:
            continue  # of several, a range may be meant
        most = 2 if kind in _TIMES else 1
        for at, own in mine.items():
            for place, other in theirs.items():
                if own != other and _near(asked, at, most) & _near(said, place, most):
                    yield at, place


def _members(text: Sequence[_Word]) -> dict[int, Member]:
    """Where a word stands that is one of a kind, and which it is."""
    return {at: found for at, word in enumerate(text) if (found := member(word.spelled))}


def _of_kind(kind: str, members: Mapping[int, Member]) -> dict[int, str]:
    return {at: which for at, (of, which) in members.items() if of == kind}


def _refigured(asked: Sequence[_Word], said: Sequence[_Word]) -> Iterator[tuple[int, int]]:
    """Where another figure stands by the same word: "Stage 4", "Stage 3"."""
    mine, theirs = _figures(asked), _figures(said)
    known = numbers(" ".join(word.spelled for word in said))
    for at, own in mine.items():
        if own in theirs.values() or own[1] in known:
            continue
        for place, other in theirs.items():
            alike = own[0] == other[0] and not _rounded(own, other)
            in_words = own[0] == "ordinal" or asked[at].spelled.islower()
            of_the_same = _counts_the_same if in_words else _beside_the_same
            if alike and of_the_same(asked, at, said, place):
                yield at, place


def _figures(text: Sequence[_Word]) -> dict[int, Member]:
    spelled = [word.spelled for word in text]
    return {at: found for at in range(len(text)) if (found := figure(spelled, at))}


def _rounded(asked: Member, said: Member) -> bool:
    """Whether a number may be the other said more roundly: "over 150,000" of 150,211."""
    if asked[0] != "number":
        return False
    return abs(float(asked[1]) - float(said[1])) <= _ROUNDING * float(said[1])


def _beside_the_same(asked: Sequence[_Word], at: int, said: Sequence[_Word], place: int) -> bool:
    """Whether the same word with meaning stands right before both, or right after both."""
    for step in (-1, 1):
        if 0 <= at + step < len(asked) and 0 <= place + step < len(said):
            mine, theirs = asked[at + step], said[place + step]
            if mine.content and mine.stem == theirs.stem:
                return True
    return False


def _counts_the_same(asked: Sequence[_Word], at: int, said: Sequence[_Word], place: int) -> bool:
    """Whether the next word with meaning is the same.

    Much happens in a century: there what stands before must be the same too.
    """
    counted = _counted(asked, at)
    if not counted or counted != _counted(said, place):
        return False
    return counted != _CENTURY or len(_near(asked, at, 1) & _near(said, place, 1)) > 1


def _counted(text: Sequence[_Word], at: int) -> str:
    """The stem of the first word with meaning among the next two."""
    return next((word.stem for word in text[at + 1 : at + 3] if word.content), "")


def _near(text: Sequence[_Word], at: int, most: int) -> set[str]:
    """The stems of the words with meaning that stand nearest, at most so many to either side."""
    before = [word.stem for word in text[max(0, at - _REACH) : at] if word.content]
    after = [word.stem for word in text[at + 1 : at + 1 + _REACH] if word.content]
    return {*before[-most:], *after[:most]}


def _negated(text: Sequence[_Word], at: int) -> bool:
    before = (word.spelled.casefold() for word in text[max(0, at - _REACH) : at])
    return any(word in NEGATIONS or word.endswith(("n't", "n’t")) for word in before)


def _compared(said: Sequence[_Word], place: int) -> bool:
    """Whether "than" follows: "A is smaller than B" tells which is larger."""
    return any(word.stem == "than" for word in said[place + 1 : place + 1 + _REACH])
