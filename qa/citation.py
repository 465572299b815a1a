"""Draft + passages → verified claims: finds what supports a sentence, or refuses it.

Two ways in. `locate` pins a quote to its characters in a source; nothing but white space and
typographic quotes may differ. `check` holds a sentence against one single source sentence:
every number, every name, the polarity, and most of the words. Single sentences, because a
whole passage almost always holds some other number or name that would let a wrong one pass.

Knows nothing of who wrote the draft, and nothing of models, indexes or files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.records import Citation, Claim, Document, DraftSentence, Hit, Origin, Passage, ShortAnswer
from qa.text import (
    Folded,
    fold,
    is_negative,
    names,
    negated,
    numbers,
    opening_words,
    stem,
    stems,
    tidy,
    words,
)

Documents = Callable[[str], Document]
"""Gives the document of an id, as it was indexed."""
Judge = Callable[[Sequence[tuple[str, str]]], Sequence[float]]
"""(claim, evidence sentence) pairs → probability that the evidence supports the claim."""

LEAST_COVERAGE = 0.7
"""Least share of a claim's content words that its evidence must hold."""
_NEGATING_PREFIXES = frozenset({"non", "anti", "un", "de", "ex", "counter", "pseudo", "quasi"})

_CONNECTIVES = frozenset(
    """additionally also although besides consequently finally first firstly furthermore hence
    however instead lastly later meanwhile moreover nevertheless next nonetheless notably overall
    particularly second secondly similarly since specifically subsequently third thirdly thus
    therefore together while yes yet""".split()
)
"""Words that open a sentence and say nothing of their own."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a quote was found. `elsewhere`: not in the passage that was named."""

    citation: Citation | None
    elsewhere: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One source sentence that a claim can be held against."""

    passage: Passage
    span: tuple[int, int]
    text: str


def locate(
    quote: str, document: Document, start: int = 0, end: int | None = None
) -> Citation | None:
    """Pins `quote` to the first place in `document.text[start:end]` where it stands whole.

    White space and typographic quotes may differ. A place inside a longer word or number
    ("50" in "150", "5" in "5%" or "-5", "profit" in "non-profit") is none.
    """
    end = len(document.text) if end is None else end
    found = _find(fold(quote).text, fold(document.text[start:end]))
    if found is None:
        return None
    return Citation.of(document, start + found[0], start + found[1])


def place(
    quote: str,
    document_id: str,
    documents: Iterable[Document],
    start: int = 0,
    end: int | None = None,
) -> Placed:
    """Looks for a quote in the place it names, then in every document, and says where it is."""
    elsewhere = None
    for document in documents:
        here = locate(quote, document, start, end) if document.id == document_id else None
        if here:
            return Placed(here, elsewhere=False, reason=f"found in {document_id}")
        elsewhere = elsewhere or locate(quote, document)
    named = document_id if end is None else f"{document_id} at [{start}, {end})"
    if elsewhere is None:
        return Placed(None, elsewhere=False, reason=f"not in {named}, nor in any document")
    where = f"{elsewhere.document_id} at [{elsewhere.start}, {elsewhere.end})"
    return Placed(elsewhere, elsewhere=True, reason=f"not in {named}, but in {where}")


def check(sentence: str, evidence: str) -> str:
    """Why `evidence` does not support `sentence`; an empty string if it passes.

    The reason names the first number, name or polarity that differs.
    """
    claim, source = _facts(sentence), _facts(evidence)
    if claim.text == source.text:
        return ""  # the sentence itself
    if foreign := claim.numbers - source.numbers:
        return f"the number {min(foreign)} is not in the source sentence"
    if foreign := claim.names - source.words:
        return f"the name '{min(foreign)}' is not in the source sentence"
    if foreign := claim.openings - {w for w in claim.openings if stem(w) in source.stems}:
        return f"it opens with '{min(foreign)}', which is not in the source sentence"
    if _polarity_differs(claim, source):
        return "it says yes where the source sentence says no, or the reverse"
    if coverage(sentence, evidence) < LEAST_COVERAGE:
        return "too few of its words are in any one source sentence"
    return ""


def coverage(sentence: str, evidence: str) -> float:
    """Share of the sentence's content stems that the evidence holds, in [0, 1]."""
    wanted = _facts(sentence).stems
    return len(wanted & _facts(evidence).stems) / len(wanted) if wanted else 0.0


def verify(
    sentence: DraftSentence,
    hits: Sequence[Hit],
    documents: Documents,
    origin: Origin,
    judge: Judge | None = None,
) -> tuple[Claim, ShortAnswer | None]:
    """The verdict on one drafted sentence, with its citation and its short answer, if any.

    The hinted passages are tried first; support found elsewhere makes a written sentence
    "reattached". The short answer must stand inside the cited sentence.
    """
    ranked = sorted(
        _evidence(hits),
        key=lambda e: (e.passage.id not in sentence.hints, -coverage(sentence.text, e.text)),
    )
    reason = "no source sentence says anything like it"
    for evidence in _worth_checking(sentence.text, ranked):
        problem = check(sentence.text, evidence.text)
        if not problem and judge is not None and not _same(sentence.text, evidence.text):
            problem = _judged(judge, sentence.text, evidence.text)
        if problem:
            reason = problem if reason.startswith("no source") else reason
            continue
        document = documents(evidence.passage.document_id)
        citation = Citation.of(document, *evidence.span)
        if origin == "generated" and evidence.passage.id not in sentence.hints:
            origin = "reattached"
        claim = Claim(sentence.text, (citation,), "supported", "", origin)
        return claim, _short_answer(sentence.short, document, evidence.span)
    return Claim(sentence.text, (), "unsupported", reason, origin), None


def _judged(judge: Judge, sentence: str, evidence: str) -> str:
    (support,) = judge([(sentence, evidence)])
    return "" if support >= 0.5 else "the support check does not accept it"


def _same(sentence: str, evidence: str) -> bool:
    return _facts(sentence).text == _facts(evidence).text


def _worth_checking(sentence: str, ranked: Sequence[Evidence]) -> list[Evidence]:
    return [e for e in ranked if coverage(sentence, e.text) > 0][:12]


def _evidence(hits: Sequence[Hit]) -> Iterable[Evidence]:
    return (each for hit in hits for each in _sentences(hit.passage))


@lru_cache(maxsize=256)
def _sentences(passage: Passage) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(passage, span, tidy(passage.sentence(span))) for span in passage.sentences
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is compared of a text. `openings` may be names: they are capitalised first words."""

    text: str
    stems: frozenset[str]
    words: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]
    openings: frozenset[str]
    negated: frozenset[str]
    negative: bool


@lru_cache(maxsize=4096)
def _facts(text: str) -> _Facts:
    """Worked out once for each text: an answer's sentences meet the same evidence."""
    plain = fold(text).text
    return _Facts(
        text=plain.strip(" ."),
        stems=frozenset(stems(plain)),
        words=frozenset(words(plain)),
        numbers=frozenset(numbers(plain)),
        names=frozenset(names(plain)),
        openings=frozenset(opening_words(plain) - _CONNECTIVES),
        negated=frozenset(negated(plain)),
        negative=is_negative(plain),
    )


def _short_answer(
    short: str | None, document: Document, within: tuple[int, int]
) -> ShortAnswer | None:
    citation = locate(short, document, *within) if short else None
    return ShortAnswer(tidy(citation.quote), citation) if citation else None


def _polarity_differs(claim: _Facts, source: _Facts) -> bool:
    if claim.negative and not (source.negative and claim.negated & source.negated):
        return True
    return bool(source.negated & claim.stems - claim.negated)


def _find(quote: str, folded: Folded) -> tuple[int, int] | None:
    """Original offsets of the first whole occurrence of an already folded quote."""
    at = folded.text.find(quote) if quote else -1
    while at >= 0:
        if _stands_whole(folded.text, at, at + len(quote)):
            return folded.span(at, at + len(quote))
        at = folded.text.find(quote, at + 1)
    return None


def _stands_whole(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` cuts no word, number, sign, unit or negation in two."""
    before, after = text[:start][-12:], text[end : end + 3]
    first, last = text[start], text[end - 1]
    if (first.isalnum() and before[-1:].isalnum()) or (last.isalnum() and after[:1].isalnum()):
        return False
    if first.isdigit() and re.search(r"\d[.,]$|(?<!\w)[-−]$", before):
        return False
    if last.isdigit() and re.match(r"[.,]\d|\s?%", after):
        return False
    if last.isalpha() and re.match(r"'(?!s\b)\w", after):
        return False
    prefix = re.search(r"(\w+)-$", before)
    return not (prefix and prefix.group(1).casefold() in _NEGATING_PREFIXES)
