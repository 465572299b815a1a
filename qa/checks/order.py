"""Who did it to whom: whether names, figures, doer and done-to stand where the source has them.

Works on two texts' words in order; knows nothing of what else they say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from rapidfuzz.distance import LCSseq

from qa.checks.facts import STOP, Facts, facts, plain
from qa.text import numbers, stem

_ORDER = "names stand in another order than in the source sentence"
_PLACE = "a name or number stands where the source sentence has another"
_TURNED = "who did it and whom it was done to are exchanged"
Span = tuple[int, int]
JOINING = frozenset("and or nor as well both either neither the a an |".split())
"""Words between the items of a list."""
_BE = frozenset("is are was were be been being".split())
_BEFORE_NOUNS = frozenset("the a an this that these those his her its their".split())
_MOST_BEFORE_BY = 6  # words between a passive verb and its "by"


def order_differs(claim: Facts, source: Facts) -> str:
    """Who did it to whom: names in each other's place, or one in the place of another."""
    said, there = claim.sequence, source.sequence
    if turned := _other_voice(said, there) + _other_voice(there, said):
        return _TURNED if any(turned) else ""
    if kept_in_order(claim.text, source.text):
        return ""
    spelled = claim.names | claim.openings
    spans = list(_names(said, spelled, source.words))
    stemmed, target = _stemmed(said), _stemmed(plain(there))
    own = _in_order(stemmed, target)
    for first, second in combinations(spans, 2):
        if not _joined(said, spelled, first, second) and _reversed(
            stemmed[first[0]], stemmed[second[0]], target
        ):
            both, exchanged = _exchanged(stemmed, target, first, second)
            if own < both <= exchanged:
                return _ORDER
    theirs = source.names | source.openings | {word for word in there if numbers(word)}
    absent = [stem(word) for word in there if word in theirs and word not in claim.words]
    for start, end in spans:
        if not any(_surplus(word, said, there) for word in said[start:end]):
            continue
        for word in absent:
            if _in_order((*stemmed[:start], word, *stemmed[end:]), target) > own:
                return _PLACE
    return ""


def kept_in_order(sentence: str, evidence: str) -> bool:
    """Whether the sentence is the evidence, or what is left after leaving words out."""
    there = iter(plain(facts(evidence).sequence))
    return all(word in there for word in plain(facts(sentence).sequence))


def _joined(said: Sequence[str], spelled: frozenset[str], first: Span, second: Span) -> bool:
    """Whether two names overlap, or are items of one list: those may change places."""
    between = set(said[first[1] : second[0]])
    listed = bool(between & JOINING) and between <= JOINING | spelled
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


def _surplus(word: str, said: Sequence[str], there: Sequence[str]) -> bool:
    """Whether the claim has a word more often than the source; a figure may be another's there."""
    return bool(numbers(word)) or said.count(word) > there.count(word)


def _in_order(said: Sequence[str], there: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    return int(LCSseq.similarity(plain(said), there))


def _stemmed(said: Sequence[str]) -> list[str]:
    return [stem(word) for word in said]


def _names(said: Sequence[str], spelled: frozenset[str], known: frozenset[str]) -> Iterator[Span]:
    """Spans of names and figures that the source holds: each word, and runs of name words."""
    start = None
    for at, word in enumerate((*said, STOP)):
        figure = bool(numbers(word)) and word in known
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
            if said[verb] == STOP:
                break
            auxiliary = next((at for at in (verb - 1, verb - 2) if said[max(at, 0)] in _BE), None)
            if said[verb] not in _BE and (auxiliary is not None or said[verb].endswith("ed")):
                yield (verb if auxiliary is None else auxiliary), verb, by
                break


def _word_before(said: Sequence[str], at: int) -> str:
    return stem(said[at - 1]) if at else ""


def _word_after(said: Sequence[str], at: int) -> str:
    return next((stem(word) for word in said[at + 1 :] if word not in _BEFORE_NOUNS), "")
