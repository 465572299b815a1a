"""A model's sentence and the source sentences → those that support it together.

One is held against single source sentences, as a whole passage almost always holds some other
number or name that would let a wrong one pass. Several support it only where it is plain which
says what: the words that name a document where it goes by them, a name where the source says "it",
each of two clauses where it is told.

Knows nothing of who wrote the sentence, of indexes or files; makes no citations.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, product

from qa.checks.attribution import attributions, named, speaks_of_another
from qa.checks.check import (
    LEAST_COVERAGE,
    check,
    coverage,
    foreign_words,
    is_whole,
    names_more,
    part_of,
)
from qa.checks.clauses import has_verb, parted, points_back
from qa.checks.references import Found, Reference, is_meant, reference
from qa.language import another, name
from qa.records import Document, Passage
from qa.text import fold, stems, tidy

Documents = Callable[[str], Document]
"""Gives the document of an id, as it was indexed."""
Span = tuple[int, int]

_MOST_EVIDENCE = 12
_MOST_READINGS = 12  # of a sentence as one that names its document; two or three are usual
_BLANK_LINE = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Judge:
    """What the reader is asked where rules do not tell.

    `bears_out` (claim, evidence sentence) → whether the evidence bears out what the claim says;
    `finds` (question, text) → the words of the text that may answer, with their log-odds.
    """

    bears_out: Callable[[str, str], bool]
    finds: Callable[[str, str], Sequence[Found]] = lambda question, text: ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One source sentence that a claim can be held against.

    `besides` are the other places of its document that it is read with: those that name what its
    `text` has in place of "it", or that tell the rest of a claim.
    """

    passage: Passage
    span: Span
    text: str
    besides: tuple[Span, ...] = ()


@lru_cache(maxsize=256)
def evidence_of(passage: Passage) -> tuple[Evidence, ...]:
    """The sentences of a passage."""
    return tuple(
        Evidence(passage, span, tidy(passage.sentence(span))) for span in passage.sentences
    )


def by_one(
    sentence: str, sources: Sequence[Evidence], judge: Judge | None
) -> tuple[Evidence | None, str]:
    """The first source sentence that supports one by itself; if none, why the first does not."""
    reason = ""
    for evidence in _near(sentence, sources, LEAST_COVERAGE):
        problem = _refused(sentence, evidence, judge)
        if not problem:
            return evidence, ""
        reason = reason or problem
    return None, reason


def by_several(
    sentence: str, sources: Sequence[Evidence], documents: Documents, judge: Judge | None
) -> Evidence | None:
    """The source sentence that supports one together with other places of its document."""
    return (
        _attributed(sentence, sources, documents, judge)
        or _referred(sentence, sources, judge)
        or _in_two(sentence, sources, judge)
    )


def _referred(sentence: str, sources: Sequence[Evidence], judge: Judge | None) -> Evidence | None:
    """What supports a sentence that names what its source calls "it", and where that is named."""
    if judge is None:
        return None
    for evidence in _near(sentence, sources, LEAST_COVERAGE / 2):
        meant = _reference(evidence)
        if meant is None or not stems(meant.name) & stems(sentence):
            continue
        if coverage(sentence, meant.text) < LEAST_COVERAGE:
            continue
        named_at = evidence.passage.sentences[meant.named_in]
        read = replace(evidence, text=meant.text, besides=(named_at,))
        if _refused(sentence, read, judge):
            continue
        if is_meant(meant, judge.finds(meant.question, meant.before)):
            return read
    return None


def _reference(evidence: Evidence) -> Reference | None:
    """The sentence with what its "it" stands for, if that is named in the same paragraph."""
    passage = evidence.passage
    at = passage.sentences.index(evidence.span)
    meant = reference([each.text for each in evidence_of(passage)], at)
    if meant is None:
        return None
    start, end = (passage.sentences[each][0] - passage.start for each in (meant.named_in, at))
    return None if _BLANK_LINE.search(passage.text, start, end) else meant


def _in_two(sentence: str, sources: Sequence[Evidence], judge: Judge | None) -> Evidence | None:
    """The sentences of one passage that support a clause each of a sentence that has two.

    Neither may name or count more than is claimed: "in 2023" must not go under beside "in 2024".
    What "it" is must be said right before, and the source must say "it" too, or nothing else.
    """
    for first, second in parted(sentence):
        for one, other in product(
            _telling(first, sentence, sources, judge),
            _telling(second, sentence, sources, judge),
        ):
            if one.passage.id != other.passage.id or one.span == other.span:
                continue
            told = one.passage.sentences
            follows = told.index(other.span) == told.index(one.span) + 1
            same = points_back(other.text) or coverage(other.text, sentence) == 1.0
            if not points_back(second) or (follows and same):
                rest = dict.fromkeys([*one.besides, other.span, *other.besides])
                return replace(one, besides=tuple(span for span in rest if span != one.span))
    return None


def _telling(
    clause: str, sentence: str, sources: Sequence[Evidence], judge: Judge | None
) -> list[Evidence]:
    """The sentences that support a clause: whole ones, if it may have no verb of its own."""
    near = _near(clause, sources, LEAST_COVERAGE)
    good = [each for each in near if not _refused(clause, each, judge)]
    if not good and (read := _referred(clause, sources, judge)):
        good = [read]
    told = {each: part_of(each.text, clause) for each in good}
    return [
        each
        for each, part in told.items()
        if not names_more(part, sentence) and (has_verb(clause) or coverage(part, sentence) == 1.0)
    ]


def _attributed(
    sentence: str, sources: Sequence[Evidence], documents: Documents, judge: Judge | None
) -> Evidence | None:
    """What supports a sentence less the words that name its document, and the places of those."""
    for evidence in _near(sentence, sources, LEAST_COVERAGE / 2):  # half of it may be a name
        names = named(documents(evidence.passage.document_id), evidence.span[0])
        if speaks_of_another(evidence.text, names):
            continue
        for each in islice(attributions(sentence, names), _MOST_READINGS):
            unlike = each.literal not in fold(evidence.text).text.casefold()
            if unlike or (each.whole and coverage(evidence.text, each.rest) < 1.0):
                continue
            if not _refused(each.rest, evidence, judge):
                places = names.places(each.of)
                return replace(
                    evidence, besides=tuple(span for span in places if span != evidence.span)
                )
    return None


def _near(sentence: str, sources: Sequence[Evidence], least: float) -> Iterator[Evidence]:
    """The first sources that hold at least a share of a sentence's words."""
    near = (each for each in sources if coverage(sentence, each.text) >= least)
    return islice(near, _MOST_EVIDENCE)


def _refused(sentence: str, evidence: Evidence, judge: Judge | None) -> str:
    """Why one piece of evidence does not do.

    A judge is asked only where the words do not tell: where the sentence has words of its own.
    Neither it nor the checks know a "not" of another language: there only what is quoted passes.
    """
    if is_whole(sentence, evidence.text):
        return ""
    if code := another(evidence.passage):
        return f"it is not word for word a sentence of the source, which is in {name(code)}"
    problem = check(sentence, evidence.text)
    if problem or judge is None:
        return problem
    foreign = foreign_words(sentence, evidence.text)
    if not foreign or judge.bears_out(sentence, evidence.text):
        return ""
    return f"the source sentence does not bear out its word '{min(foreign)}'"
