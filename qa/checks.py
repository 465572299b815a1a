"""A sentence and a source sentence → why the second does not support the first, if it does not.

Deterministic: every number and name, the polarity, most of the words, what is only said to be
possible or conditional, and who did it to whom. Knows nothing of passages, offsets or models.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import combinations, pairwise

from rapidfuzz.distance import LCSseq

from qa.opposites import opposite
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

LEAST_COVERAGE = 0.7
"""Least share of a claim's content words that its evidence must hold."""

_CONNECTIVES = frozenset(
    """additionally also although besides consequently finally first firstly furthermore hence
    however instead lastly later meanwhile moreover nevertheless next nonetheless notably overall
    particularly second secondly similarly since specifically subsequently third thirdly thus
    therefore together while yes yet""".split()
)
"""Words that open a sentence and say nothing of their own."""
_JOINING_STEMS = frozenset(map(stem, _CONNECTIVES))
_LISTS = re.compile(r"\binclud\w+:? [^,:]+(?:,| and )")  # "Priorities include A, B and C."
_HEDGES = frozenset(
    """may might could would should allegedly supposedly possibly perhaps probably
    likely""".split()
)
_HEDGE_REACH = 3
_CONDITIONS = frozenset({"if", "unless"})
_PARTS = re.compile(r"[;:.!?()–—]|, (?:and|but|which|who|while|where|as|with)\b")
_CLAUSE = re.compile(r"([,;:.!?()–—](?=\s|$)|(?<=\s)[(–—])")
_ORDER = "names stand in another order than in the source sentence"
_PLACE = "a name or number stands where the source sentence has another"
_TURNED = "who did it and whom it was done to are exchanged"
Span = tuple[int, int]
_STOP = "|"  # stands between clauses in a sequence of words
_JOINING = frozenset("and or nor as well both either neither the a an |".split())
_BE = frozenset("is are was were be been being".split())
_BEFORE_NOUNS = frozenset("the a an this that these those his her its their".split())
_MOST_BEFORE_BY = 6  # words between a passive verb and its "by"


def check(sentence: str, evidence: str) -> str:
    """Why `evidence` does not support `sentence`; an empty string if it passes.

    The reason names the first number, name or polarity that differs.
    """
    claim, source = _facts(sentence), _facts(evidence)
    if is_whole(sentence, evidence):
        return ""
    if foreign := claim.numbers - source.numbers:
        return f"the number {min(foreign)} is not in the source sentence"
    if foreign := claim.names - source.words:
        return f"the name '{min(foreign)}' is not in the source sentence"
    if foreign := claim.openings - {w for w in claim.openings if stem(w) in source.stems}:
        return f"it opens with '{min(foreign)}', which is not in the source sentence"
    if turned := opposite(claim.words, source.words):
        said, there = turned
        return f"it says '{said}' where the source sentence says '{there}'"
    if _polarity_differs(claim, source):
        return "it says yes where the source sentence says no, or the reverse"
    if coverage(sentence, evidence) < LEAST_COVERAGE:
        return "too few of its words are in any one source sentence"
    if source.hedged & claim.stems - claim.hedged:
        return "it states what the source sentence calls only possible"
    if _condition_lost(claim, source):
        return "it leaves out the condition in the source sentence"
    return _order_differs(claim, source)


def is_whole(sentence: str, evidence: str) -> bool:
    """Whether the sentence is the evidence, but for white space, quotes and the mark at its end."""
    return _facts(sentence).text == _facts(evidence).text


def coverage(sentence: str, evidence: str) -> float:
    """Share of the sentence's content stems that the evidence holds, in [0, 1]."""
    wanted = _facts(sentence).stems
    return len(wanted & _facts(evidence).stems) / len(wanted) if wanted else 0.0


def foreign_words(sentence: str, evidence: str) -> frozenset[str]:
    """A sentence's content words that the evidence holds in no form.

    Numbers, words that only join sentences and the "include" before a list are left out. Whether
    such a word says the same as the evidence is no matter of comparing words.
    """
    claim, source = _facts(sentence), _facts(evidence)
    foreign = claim.stems - source.stems - _JOINING_STEMS
    if _LISTS.search(claim.text):
        foreign -= {stem("include")}
    return frozenset(claim.forms[each] for each in foreign if not numbers(claim.forms[each]))


def names_more(evidence: str, sentence: str) -> bool:
    """Whether the evidence has a name or number that the sentence leaves out."""
    source, claim = _facts(evidence), _facts(sentence)
    left_out = {word for word in source.names | source.openings if stem(word) not in claim.forms}
    return bool(left_out or source.numbers - claim.numbers)


def kept_in_order(sentence: str, evidence: str) -> bool:
    """Whether the sentence is the evidence, or what is left after leaving words out."""
    there = iter(_plain(_facts(evidence).sequence))
    return all(word in there for word in _plain(_facts(sentence).sequence))


class _Facts:
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
        return frozenset(opening_words(self._folded) - _CONNECTIVES)

    @cached_property
    def negated(self) -> frozenset[str]:
        return frozenset(negated(self._folded))

    @cached_property
    def negations(self) -> int:
        """How many there are; "neither … nor" is one."""
        spoken = [word for word in words(self._folded) if word != "nor"]
        return sum(word in NEGATIONS or word.endswith("n't") for word in spoken)

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
            left = _HEDGE_REACH if word in _HEDGES else 0 if word == _STOP else left - 1
        return frozenset(inside - outside)

    @cached_property
    def sequence(self) -> tuple[str, ...]:
        """The words in order, with a stop where a clause ends."""
        pieces = _CLAUSE.split(self._folded)
        return tuple(
            word
            for at, piece in enumerate(pieces)
            for word in ([_STOP] if at % 2 else words(piece))
        )


@lru_cache(maxsize=4096)
def _facts(text: str) -> _Facts:
    """Kept for each text: an answer's sentences meet the same evidence."""
    return _Facts(text)


def _polarity_differs(claim: _Facts, source: _Facts) -> bool:
    if claim.negative and not (source.negative and claim.negated & source.negated):
        return True
    if claim.negations > source.negations or _negation_cut(claim.sequence, source.sequence):
        return True
    return bool(source.negated & claim.stems - claim.negated)


def _negation_cut(said: Sequence[str], there: Sequence[str]) -> bool:
    """Whether the claim has side by side what only a "not" parts in the source."""
    source = [*_plain(there), ""]  # the end parts, too: "he did not."
    beside = set(pairwise([*_plain(said), ""])) - set(pairwise(source))
    around = zip(source, source[1:], source[2:], strict=False)
    return any((before, after) in beside for before, word, after in around if word in NEGATIONS)


def _condition_lost(claim: _Facts, source: _Facts) -> bool:
    """Whether most of the claim is from a part of the source with an "if" that it leaves out."""
    if claim.words & _CONDITIONS or not source.words & _CONDITIONS:
        return False
    conditional = [part for part in _PARTS.split(source.text) if _CONDITIONS & set(words(part))]
    return any(2 * len(claim.stems & stems(part)) >= len(claim.stems) for part in conditional)


def _order_differs(claim: _Facts, source: _Facts) -> str:
    """Who did it to whom: names in each other's place, or one in the place of another."""
    said, there = claim.sequence, source.sequence
    if turned := _other_voice(said, there) + _other_voice(there, said):
        return _TURNED if any(turned) else ""
    if kept_in_order(claim.text, source.text):
        return ""
    spelled = claim.names | claim.openings
    spans = list(_names(said, spelled, source.words))
    stemmed, target = _stemmed(said), _stemmed(_plain(there))
    own = _in_order(stemmed, target)
    for first, second in combinations(spans, 2):
        if not _joined(said, spelled, first, second) and _reversed(
            stemmed[first[0]], stemmed[second[0]], target
        ):
            both, exchanged = _exchanged(stemmed, target, first, second)
            if own < both <= exchanged:
                return _ORDER
    theirs = source.names | source.openings | {w for w in there if w[:1].isdigit()}
    absent = [stem(word) for word in there if word in theirs and word not in claim.words]
    surplus = [span for span in spans if _surplus(said[slice(*span)], said, there)]
    for start, end in surplus:
        for word in absent:
            if _in_order((*stemmed[:start], word, *stemmed[end:]), target) > own:
                return _PLACE
    return ""


def _joined(said: Sequence[str], spelled: frozenset[str], first: Span, second: Span) -> bool:
    """Whether two names overlap, or are items of one list: those may change places."""
    between = set(said[first[1] : second[0]])
    listed = bool(between & _JOINING) and between <= _JOINING | spelled
    return second[0] < first[1] or listed


def _reversed(first: str, second: str, there: Sequence[str]) -> bool:
    """Whether the second word stands before the first one anywhere in the source."""
    if first not in there or second not in there:
        return False
    return there.index(second) < len(there) - 1 - there[::-1].index(first)


def _exchanged(
    said: Sequence[str], there: Sequence[str], first: Span, second: Span
) -> tuple[int, int]:
    """How many words would be in order if both names were, and how many are with them exchanged."""
    (a, b), (c, d) = first, second
    rest = _in_order((*said[:a], *said[b:c], *said[d:]), there)
    changed = (*said[:a], *said[c:d], *said[b:c], *said[a:b], *said[d:])
    return rest + (b - a) + (d - c), _in_order(changed, there)


def _surplus(name: Sequence[str], said: Sequence[str], there: Sequence[str]) -> bool:
    return any(said.count(word) > there.count(word) for word in name)


def _in_order(said: Sequence[str], there: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    return int(LCSseq.similarity(_plain(said), there))


def _stemmed(said: Sequence[str]) -> list[str]:
    return [stem(word) for word in said]


def _names(said: Sequence[str], spelled: frozenset[str], known: frozenset[str]) -> Iterator[Span]:
    """Spans of names and figures that the source holds: each word, and runs of name words."""
    start = None
    for at, word in enumerate((*said, _STOP)):
        figure = word[:1].isdigit() and word in known
        inside = word in spelled and word in known and not figure
        if figure or inside:
            yield at, at + 1
        if start is not None and not inside:
            if at - start > 1:
                yield start, at
            start = None
        elif inside and start is None:
            start = at


def _other_voice(passive: Sequence[str], active: Sequence[str]) -> list[bool]:
    """For each verb that is passive in the first text and active in the second: is it turned?

    It is where the same words stand before and after it: doer and done-to are exchanged.
    """
    alike = {stem(active[verb]) for _, verb, _ in _passives(active)}
    found = []
    for auxiliary, verb, by in _passives(passive):
        done_to, doer = _word_before(passive, auxiliary), _word_after(passive, by)
        for at, word in enumerate(active):
            if stem(word) == stem(passive[verb]) and stem(word) not in alike:
                around = _word_before(active, at), _word_after(active, at)
                found.append(around == (done_to, doer))
    return found


def _passives(said: Sequence[str]) -> Iterator[tuple[int, int, int]]:
    """Where a passive clause has its "was" (or its verb, if it has none), its verb, its "by"."""
    for by in (at for at, word in enumerate(said) if word == "by"):
        for verb in range(by - 1, max(by - _MOST_BEFORE_BY, 0), -1):
            if said[verb] == _STOP:
                break
            auxiliary = next((at for at in (verb - 1, verb - 2) if said[max(at, 0)] in _BE), None)
            if said[verb] not in _BE and (auxiliary is not None or said[verb].endswith("ed")):
                yield (verb if auxiliary is None else auxiliary), verb, by
                break


def _word_before(said: Sequence[str], at: int) -> str:
    return stem(said[at - 1]) if at else ""


def _word_after(said: Sequence[str], at: int) -> str:
    return next((stem(word) for word in said[at + 1 :] if word not in _BEFORE_NOUNS), "")


def _plain(said: Sequence[str]) -> list[str]:
    return [word for word in said if word != _STOP]
