"""Draft + passages → verified claims: finds what supports a sentence, or refuses it.

Two ways in. `locate` pins a quote to its characters in a source; nothing but white space and
typographic quotes may differ. `verify` holds a sentence against single source sentences, by
`checks`: single ones, because a whole passage almost always holds some other number or name
that would let a wrong one pass.

Knows nothing of who wrote the draft, and nothing of models, indexes or files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qa.checks.bare import bare
from qa.checks.check import check, coverage
from qa.checks.evidence import Documents, Judge, by_one, by_several, evidence_of
from qa.marks import Folded
from qa.records import Citation, Claim, Document, DraftSentence, Hit, Origin, ShortAnswer
from qa.text import fold, tidy

_NOTHING_LIKE_IT = "no source sentence says anything like it"
_NEGATING_PREFIXES = frozenset({"non", "anti", "un", "de", "ex", "counter", "pseudo", "quasi"})


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a quote was found. `elsewhere`: not in the passage that was named."""

    citation: Citation | None
    elsewhere: bool
    reason: str


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


def verify(
    sentence: DraftSentence,
    hits: Sequence[Hit],
    documents: Documents,
    origin: Origin,
    judge: Judge | None = None,
) -> tuple[Claim, ShortAnswer | None]:
    """The verdict on one drafted sentence, with its citation and its short answer, if any.

    The hinted passages are tried first; support found elsewhere makes a written sentence
    "reattached". Words of a written one that only point at the documents need none, those that
    name one are cited where that goes by them, a name in place of "it" where it is named, and
    its two clauses may rest on two sentences.
    The short answer must stand inside the first cited one.
    """
    said = bare(sentence.text) if origin == "generated" else sentence.text
    near = [(coverage(said, e.text), e) for hit in hits for e in evidence_of(hit.passage)]
    ranked = sorted(
        ((share, each) for share, each in near if share > 0),
        key=lambda pair: (pair[1].passage.id not in sentence.hints, -pair[0]),
    )
    sources = [each for _, each in ranked]
    found, reason = by_one(said, sources, judge)
    if found is None and origin == "generated":
        found = by_several(said, sources, documents, judge)
    if found is None:
        if sources and not reason:
            reason = check(said, sources[0].text)
        return Claim(sentence.text, (), "unsupported", reason or _NOTHING_LIKE_IT, origin), None
    document = documents(found.passage.document_id)
    citations = tuple(Citation.of(document, *span) for span in (found.span, *found.besides))
    if origin == "generated" and found.passage.id not in sentence.hints:
        origin = "reattached"
    claim = Claim(sentence.text, citations, "supported", "", origin)
    return claim, _short_answer(sentence.short, document, found.span)


def _short_answer(
    short: str | None, document: Document, within: tuple[int, int]
) -> ShortAnswer | None:
    citation = locate(short, document, *within) if short else None
    return ShortAnswer(tidy(citation.quote), citation) if citation else None


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
