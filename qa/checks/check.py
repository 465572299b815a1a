"""A sentence and a source sentence → why the second does not support the first, if it does not.

Deterministic: every number and name, the polarity, most of the words, what is only said to be
possible or conditional, and who did it to whom. Knows nothing of passages, offsets or models.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from qa.checks.facts import CONNECTIVES, Facts, facts, plain
from qa.checks.order import JOINING, order_differs
from qa.checks.references import opening
from qa.checks.subjects import subject
from qa.opposites import opposite
from qa.text import NEGATIONS, numbers, stem, stems, words

LEAST_COVERAGE = 0.7
"""Least share of a claim's content words that its evidence must hold."""

_JOINING_STEMS = frozenset(map(stem, CONNECTIVES))
_LISTS = re.compile(r"\binclud\w+:? [^,:]+(?:,| and )")  # "Priorities include A, B and C."
_ASIDE = re.compile(r" ?\([^()]*\)|, (?:\w+ )?(?:called|known|named)\b[^,;:]*(?=,)")
_ADDED = re.compile(r"(?:,? (?:and|but)|, (?:although|where|while|which|who|whose))\b|[;–—]| [–—]")
_CONDITIONS = frozenset({"if", "unless"})
_PARTS = re.compile(r"[;:.!?()–—]|, (?:and|but|which|who|while|where|as|with)\b")
_PASSED_OVER = frozenset("also already only often still then now".split())


def check(sentence: str, evidence: str) -> str:
    """Why `evidence` does not support `sentence`; an empty string if it passes.

    The reason names the first number, name or polarity that differs.
    """
    claim, source = facts(sentence), facts(evidence)
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
    return _qualified(claim, source) or order_differs(claim, source) or _of_another(claim, source)


def is_whole(sentence: str, evidence: str) -> bool:
    """Whether the sentence is the evidence, but for white space, quotes and the mark at its end."""
    return facts(sentence).text == facts(evidence).text


def coverage(sentence: str, evidence: str) -> float:
    """Share of the sentence's content stems that the evidence holds, in [0, 1]."""
    wanted = facts(sentence).stems
    return len(wanted & facts(evidence).stems) / len(wanted) if wanted else 0.0


def foreign_words(sentence: str, evidence: str) -> frozenset[str]:
    """A sentence's content words that the evidence holds in no form.

    Numbers, words that only join sentences and the "include" before a list are left out. Whether
    such a word says the same as the evidence is no matter of comparing words.
    """
    claim, source = facts(sentence), facts(evidence)
    foreign = claim.stems - source.stems - _JOINING_STEMS
    if _LISTS.search(claim.text):
        foreign -= {stem("include")}
    return frozenset(claim.forms[each] for each in foreign if not numbers(claim.forms[each]))


def names_more(evidence: str, sentence: str) -> bool:
    """Whether the evidence has a name or number that the sentence leaves out."""
    source, claim = facts(evidence), facts(sentence)
    left_out = {word for word in source.names | source.openings if stem(word) not in claim.forms}
    return bool(left_out or source.numbers - claim.numbers)


def part_of(evidence: str, clause: str) -> str:
    """The evidence less what it adds to a clause: in brackets, or in a clause behind its own."""
    text = _ASIDE.sub("", evidence)
    left = set(facts(clause).stems & facts(text).stems)
    for word in re.finditer(r"[^\W_]+(?:['’][^\W_]+)*", text):
        left -= stems(word.group())
        if not left:
            added = _ADDED.match(text, word.end())
            return text[: word.end()] if added else text
    return text


def _polarity_differs(claim: Facts, source: Facts) -> bool:
    if claim.negative and not (source.negative and claim.negated & source.negated):
        return True
    if claim.negations > source.negations or _negation_cut(claim.sequence, source.sequence):
        return True
    if not claim.negative and claim.stems <= source.unopposed:  # the "not" comes behind it
        return False
    return bool(source.negated & claim.stems - claim.negated)


def _negation_cut(said: Sequence[str], there: Sequence[str]) -> bool:
    """Whether the claim has side by side what only a "not" parts in the source."""
    source = [*plain(there), ""]  # the end parts, too: "he did not."
    beside = set(pairwise([*plain(said), ""])) - set(pairwise(source))
    around = zip(source, source[1:], source[2:], strict=False)
    return any((before, after) in beside for before, word, after in around if word in NEGATIONS)


def _qualified(claim: Facts, source: Facts) -> str:
    """What the source says only with a doubt or a condition, and the claim without."""
    if source.hedged & claim.stems - claim.hedged:
        return "it states what the source sentence calls only possible"
    if _condition_lost(claim, source):
        return "it leaves out the condition in the source sentence"
    return ""


def _condition_lost(claim: Facts, source: Facts) -> bool:
    """Whether most of the claim is from a part of the source with an "if" that it leaves out."""
    if claim.words & _CONDITIONS or not source.words & _CONDITIONS:
        return False
    conditional = [part for part in _PARTS.split(source.text) if _CONDITIONS & set(words(part))]
    return any(2 * len(claim.stems & stems(part)) >= len(claim.stems) for part in conditional)


def _of_another(claim: Facts, source: Facts) -> str:
    """What the source says of "it" or of one thing, and the claim of another that stands there too.

    Words of the claim's own are left to the reader.
    """
    if opened := opening(source.text):
        of, rest = opened[1], opened[2]
    elif about := subject(source.text, plural=True):
        of, rest = source.text[slice(*about)], source.text[about[1] :]
    else:
        return ""
    after = tuple([word for word in words(rest) if word not in _PASSED_OVER][:2])
    said = [word for word in plain(claim.sequence) if word not in _PASSED_OVER]
    at = next((at for at, both in enumerate(pairwise(said)) if both == after), 0)
    before = {stem(word) for word in said[:at]} & claim.stems
    if not before or before - source.stems or said[at - 1] in JOINING:
        return ""
    same = opened[1] in said[:at] if opened else before & stems(of)
    return "" if same else f"it says of another what the source sentence says of '{of}'"
