"""A follow-up and its conversation → a question that stands alone.

Takes what a follow-up leaves out from what was asked and answered before. Rules over English
words; knows nothing of documents.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Literal

from qa.alternatives import KINDS
from qa.text import content_words, names, stem, words

Turn = tuple[str, str]
"""A question and the text of its answer."""

_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|there|"
    r"then|such|same|former|latter|ones?|others?|another|else)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|yes|so|well|right)\W+)*(?:and|but|also|so|or|then|what about|"
    r"how about|what else)\b",
    re.IGNORECASE,
)
_ASKS_MORE = re.compile(
    r"^\W*(?:why|how come|since when|by whom|by when|for what|with whom|over how|in which|"
    r"on what)\b",
    re.IGNORECASE,
)
"""Opens many a follow-up, and many a question that says all by itself."""
_FEW_WORDS = 2
_MORE_WORDS = 2
_TOPIC_WORDS = 8
_MOST_NAMES = 6
_WHOSE = re.compile(r"(?:(?:its|their|his)\b|her(?= \w))", re.IGNORECASE)
_NEAR = r"(?: (?:the|a|an|this|that|year|early|late))* "
_BEHIND = re.compile(
    r"\b(about|after|at|before|between|by|during|for|from|in|of|on|over|since|to|under|until|with)"
    rf"{_NEAR}$",
    re.IGNORECASE,
)
_STANDING_IN = frozenset({"one", "ones"})  # "And in the Acme one?"
_YEAR_DIGITS = 4
_MONTHS = frozenset(KINDS["month"].split())
_WORD = re.compile(r"[\w'.-]*\w")
# Words of a question that say how it asks, not what about.
_GENERIC = frozenset(
    map(
        stem,
        """type kind sort difference different work get make use find happen good best better bad
        main important effect example common popular role purpose reason pros cons know learn like
        information interesting ok oh thing way people explain describe start become need want
        possible typical usually really average many long take go come look see think show provide
        consider compare comparison relationship more less new big biggest largest first last
        impact benefit history famous similar often much instead currently now today yes thanks
        well actually great hear interested wondering mean true""".split(),
    )
)


Kind = Literal["name", "month", "year", "figure"]


@dataclass(frozen=True, slots=True)
class _Named:
    """What a question names, in one word or more side by side, and where it stands."""

    kind: Kind
    start: int
    end: int


def is_follow_up(text: str) -> bool:
    """Whether a question seems to lean on the one before it."""
    said = len(content_words(text))
    if _GOES_ON.search(text) or (said < _FEW_WORDS and not names(text)):
        return True
    if said <= _MORE_WORDS and _ASKS_MORE.search(text):
        return True
    return bool(_POINTS_BACK.search(text)) and not names(text)


def standing_alone(text: str, history: Sequence[Turn]) -> str:
    """The question with the topic of the conversation behind it, if it leans on that.

    What only names something else ("And in May?") is the last question about that.
    """
    if not history or not is_follow_up(text):
        return text
    # The topic is named where a question last stood alone; those between only lean on it too.
    alone = [at for at, (question, _) in enumerate(history) if not is_follow_up(question)]
    first, *since = [question for question, _ in history[alone[-1] if alone else 0 :]]
    for question in since:
        first = _about_another(first, question) or first
    moved = _about_another(first, text)
    if moved and _only_names(text):
        return moved
    if spoken_of := _with_name(text, first, history[-1][1]):
        return spoken_of
    topic = _ordered_words(moved or first)
    leans = not content_words(text) or _POINTS_BACK.search(text) or _GOES_ON.search(text)
    if leans and not moved:
        topic += _ordered_names(_prose(history[-1][1]))  # of whom "she" may speak
    spoken = {stem(word) for word in words(text)} | _GENERIC
    missing = [word for word in dict.fromkeys(topic) if not {*map(stem, words(word))} <= spoken]
    return f"{text.rstrip(' ?.!')} ({' '.join(missing[:_TOPIC_WORDS])})?" if missing else text


def _about_another(question: str, said: str) -> str | None:
    """The question, about what "And in May?" names; None if it is not plain what that stands for.

    A name stands for a name, a month for a month: there must be one of the kind in either, behind
    the same preposition if there is one ("And with Ann?" is not about whom "Jo" was said of).
    """
    opening, new = _GOES_ON.match(said), _named(said)
    if opening is None or not new:
        return None
    for each in new:
        old = [found for found in _named(question) if found.kind == each.kind]
        if len(old) != 1 or sum(other.kind == each.kind for other in new) != 1:
            return None
        before = _BEHIND.search(said[opening.end() : each.start])
        if before and not re.search(rf"\b{before[1]}{_NEAR}$", question[: old[0].start], re.I):
            return None
        name = said[each.start : each.end]
        question = question[: old[0].start] + name + question[old[0].end :]
    return question


def _with_name(text: str, question: str, answer: str) -> str | None:
    """A follow-up with the name in place of its "its" or "her", where only one was spoken of."""
    named, pronouns = _named(question), [*_POINTS_BACK.finditer(text)]
    if [each.kind for each in named] != ["name"] or len(pronouns) != 1 or _GOES_ON.search(text):
        return None
    name, pronoun = question[named[0].start : named[0].end], pronouns[0]
    whose = _WHOSE.match(text, pronoun.start())
    if not whose or not names(answer) <= names(question) | set(words(name)):
        return None
    return f"{text[: pronoun.start()]}{name}'s{text[pronoun.end() :]}"


def _only_names(text: str) -> bool:
    left = text
    for each in reversed(_named(text)):
        left = left[: each.start] + left[each.end :]
    return not [word for word in content_words(left) if word not in _STANDING_IN]


def _named(text: str) -> list[_Named]:
    """What a question names, in order."""
    named, found = names(text), list[_Named]()
    for match in _WORD.finditer(text):
        word = match.group().removesuffix("'s").removesuffix("’s")
        kind = _kind(word, named)
        if kind is None:
            continue
        start, end = match.start(), match.start() + len(word)
        if found and found[-1].kind == kind and text[found[-1].end : start] == " ":
            start = found.pop().start
        found.append(_Named(kind, start, end))
    return found


def _kind(word: str, named: Set[str]) -> Kind | None:
    if word.isdigit():
        return "year" if len(word) == _YEAR_DIGITS else "figure"
    if word in _MONTHS:
        return "month"
    return None if word.islower() or named.isdisjoint(_spellings(word)) else "name"


def _spellings(word: str) -> set[str]:
    """A word as it is compared, by itself and as what is a name only where it stands: "Plan B"."""
    plain = set(words(word))
    return plain if word.islower() else plain | {f"{each}." for each in plain}


def _ordered_words(text: str) -> list[str]:
    kept = set(content_words(text))
    return [word for word in _WORD.findall(text) if kept & _spellings(word)]


def _prose(text: str) -> str:
    """An answer without the rows of tables in it: those name columns more than anything."""
    return "] ".join(part for part in text.split("]") if "|" not in part)


def _ordered_names(text: str) -> list[str]:
    kept = names(text)
    return [word for word in _WORD.findall(text) if kept & set(words(word))][:_MOST_NAMES]
