"""A source sentence that opens with "it" or "she" → the same with what that stands for.

"It makes pumps." after "Acme was founded in 1983." says what Acme makes, and a chat model writes
just that. Only a pronoun that the sentence opens with, and only the subject of the sentence before
it, or of the one before those that open with the same pronoun. Whether it is meant is for the
reader to say: asked who or what the sentence speaks of, it must find those words, and nothing else
that is nearly as likely.

English words and strings; knows nothing of passages, citations or the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.checks.subjects import DETERMINERS, after_lead, subject
from qa.text import words

MARGIN = 3.1
"""By how much, in log-odds, the reader must prefer the subject to any other words before. At 3.1 it
takes none of two people named in one sentence for the other; of 130 pronouns that it resolved
in encyclopedia articles one was another's (docs/LOG.md)."""

_QUESTION = {
    "he": "Who", "she": "Who", "it": "What", "they": "Who or what",
    "his": "Whose", "her": "Whose", "its": "Which thing's", "their": "Whose",
}  # fmt: skip
_FAMILIES = (frozenset(("he", "his")), frozenset(("she", "her")), frozenset(("it", "its")),
             frozenset(("they", "their")))  # fmt: skip
_PEOPLE = frozenset(("he", "she"))
_OTHERS = {
    "he": frozenset("she her hers herself".split()),
    "she": frozenset("he his him himself".split()),
}
_OPENING = re.compile(rf"(?P<word>{'|'.join(_QUESTION)}) (?=\S)", re.IGNORECASE)
_EMPTY_IT = re.compile(  # "It is widely said that …", "It was not uncommon for …"
    r"\w+(?: (?!(?:a|an|the|one)\b)\w+){0,4} (?:that|whether|if|for|there)\b"
)
_SAME = re.compile(r"(?: \([^()]*\))?,? (?:is|are|was|were) (?=(?:an?|one|the) )")
"""Stands between a subject and what it is said to be: two words for one thing."""
_BEHIND_HEAD = re.compile(r"(?<=\w) (?:of|in|for|on|at|from|between)\b")
_MOST_BACK = 6  # sentences
Span = tuple[int, int]


class Found(Protocol):
    """Words that the reader found, `[start, end)` of a text, and how likely they are."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def score(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Reference:
    """A sentence with what its pronoun may stand for in its place: `text`.

    `named_in` is the sentence that names it, by its number. It is meant only if what answers
    `question` in `before` is at `subject`, a span of `before`.
    """

    text: str
    named_in: int
    question: str
    before: str
    subject: Span

    @property
    def name(self) -> str:
        """What the pronoun may stand for."""
        return self.before[slice(*self.subject)]


def reference(told: Sequence[str], at: int) -> Reference | None:
    """What the pronoun that sentence `at` of a text opens with may stand for; None if none does."""
    found = opening(told[at])
    if found is None:
        return None
    start, word, rest = found
    family = next(each for each in _FAMILIES if word in each)
    if word == "it" and _EMPTY_IT.match(rest):
        return None
    named_in = at - 1
    while named_in > max(0, at - _MOST_BACK) and _pronoun(told[named_in]) in family:
        named_in -= 1
    named = subject(told[named_in], plural="they" in family) if named_in >= 0 else None
    before = " ".join(told[named_in:at]) if named else ""
    if named is None or _of_another(before, family):
        return None
    name = before[slice(*named)]
    if not name[0].isalnum() and family & _PEOPLE:  # a work between quotes
        return None
    put = f"{name}'" if name.endswith("s") else f"{name}'s"
    name = put if word in ("his", "her", "its", "their") else name
    lead = told[at][:start]
    if lead and name.split()[0].casefold() in DETERMINERS:
        name = name[0].lower() + name[1:]
    question = f"{_QUESTION[word]} {rest.rstrip(' .')}?"
    return Reference(f"{lead}{name} {rest}", named_in, question, before, named)


def is_meant(reference: Reference, found: Iterable[Found]) -> bool:
    """Whether of all words found for its question the subject is by far the likeliest."""
    name, head = set(words(reference.name)), _head(reference.name)
    same = _SAME.match(reference.before, reference.subject[1])
    inside, beside = [float("-inf")], [float("-inf")]
    for each in found:
        said = words(reference.before[each.start : each.end])
        named = set(said) <= name and head in said  # "the hymns of Luther" are not Luther
        is_it = named or (same and same.end() <= each.start <= same.end() + 4)
        if said:
            (inside if is_it else beside).append(each.score)
    return len(inside) > 1 and max(inside) - max(beside) >= MARGIN


def opening(sentence: str) -> tuple[int, str, str] | None:
    """Where the pronoun stands that a sentence opens with, which it is, and what follows it."""
    start = after_lead(sentence)
    found = _OPENING.match(sentence, start)
    return (start, found["word"].casefold(), sentence[found.end() :]) if found else None


def _pronoun(sentence: str) -> str:
    found = opening(sentence)
    return found[1] if found else ""


def _head(name: str) -> str:
    """The word that says what it is: "period" of "the notice period of the agreement"."""
    said = words(_BEHIND_HEAD.split(name, maxsplit=1)[0])
    return said[-1] if said else ""


def _of_another(before: str, family: frozenset[str]) -> bool:
    """Whether somebody else is spoken of: of the other sex, or as "him", whom the subject sees."""
    said = set(words(before))
    if "he" in family and "him" in said:
        return True
    return any(said & others for word, others in _OTHERS.items() if word in family)
