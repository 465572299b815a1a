"""A text → what of it is compared: its words in order, numbers, names, negations, doubts.

Knows nothing of which text is a claim and which its source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

from qa.text import (
    NEGATIONS,
    fold,
    is_negative,
    names,
    negated,
    numbers,
    opening_words,
    stem,
    stems,
    words,
)

STOP = "|"
"""Stands between clauses in a sequence of words."""
CONNECTIVES = frozenset(
    """additionally also although besides consequently finally first firstly furthermore hence
    however instead lastly later meanwhile moreover nevertheless next nonetheless notably overall
    particularly second secondly similarly since specifically subsequently third thirdly thus
    therefore together while yes yet""".split()
)
"""Words that open a sentence and say nothing of their own."""
_HEDGES = frozenset(
    """may might could would should allegedly supposedly possibly perhaps probably
    likely""".split()
)
_HEDGE_REACH = 3
_CLAUSE = re.compile(r"([,;:.!?()–—](?=\s|$)|(?<=\s)[(–—])")


class Facts:
    """What is compared of a text, each worked out when first asked for: most never is."""

    def __init__(self, text: str) -> None:
        self._folded = fold(text).text
        self.text = self._folded.strip(" .:,")

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(stems(self._folded))

    @cached_property
    def forms(self) -> dict[str, str]:
        """The stem of each of its words, function words too, and the word as it stands there."""
        return {stem(word): word for word in self.words}

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(words(self._folded))

    @cached_property
    def numbers(self) -> frozenset[str]:
        return frozenset(numbers(self._folded))

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(names(self._folded))

    @cached_property
    def openings(self) -> frozenset[str]:
        """First words; their capital may be a name's."""
        return frozenset(opening_words(self._folded) - CONNECTIVES)

    @cached_property
    def negated(self) -> frozenset[str]:
        return frozenset(negated(self._folded))

    @cached_property
    def negations(self) -> int:
        """How many there are; "neither … nor" is one."""
        spoken = [word for word in words(self._folded) if word != "nor"]
        return sum(word in NEGATIONS or word.endswith("n't") for word in spoken)

    @cached_property
    def unopposed(self) -> frozenset[str]:
        """The stems of what stands before the clause with the first negation."""
        before = ""
        for piece in _CLAUSE.split(self._folded):
            if is_negative(piece):
                break
            before += piece
        return frozenset(stems(before))

    @cached_property
    def negative(self) -> bool:
        return is_negative(self._folded)

    @cached_property
    def hedged(self) -> frozenset[str]:
        """The stems that stand only right after a word that makes them possible, no more."""
        inside: set[str] = set()
        outside: set[str] = set()
        left = 0
        for word in self.sequence:
            (inside if left > 0 else outside).add(stem(word))
            left = _HEDGE_REACH if word in _HEDGES else 0 if word == STOP else left - 1
        return frozenset(inside - outside)

    @cached_property
    def sequence(self) -> tuple[str, ...]:
        """The words in order, with a stop where a clause ends."""
        pieces = _CLAUSE.split(self._folded)
        return tuple(
            word for at, piece in enumerate(pieces) for word in ([STOP] if at % 2 else words(piece))
        )


@lru_cache(maxsize=4096)
def facts(text: str) -> Facts:
    """Kept for each text: an answer's sentences meet the same evidence."""
    return Facts(text)


def plain(said: Sequence[str]) -> list[str]:
    """A sequence of words without its stops."""
    return [word for word in said if word != STOP]
