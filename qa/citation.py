"""Draft + passages → verified claims: finds what supports a sentence, or refuses it.

Two ways in. `locate` pins a quote to its characters in a source; nothing but white space and
typographic quotes may differ. `verify` holds a sentence against single source sentences, by
`checks`: single ones, because a whole passage almost always holds some other number or name
that would let a wrong one pass.

Knows nothing of who wrote the draft, and nothing of models, indexes or files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, product

from qa.attribution import attributions, named, speaks_of_another
from qa.bare import bare
from qa.checks import LEAST_COVERAGE, check, coverage, foreign_words, is_whole, names_more, part_of
from qa.clauses import has_verb, parted, points_back
from qa.language import another, name
from qa.marks import Folded
from qa.records import Citation, Claim, Document, DraftSentence, Hit, Origin, Passage, ShortAnswer
from qa.references import Found, Reference, is_meant, reference
from qa.text import fold, stems, tidy

Documents = Callable[[str], Document]
"""Gives the document of an id, as it was indexed."""
_MOST_EVIDENCE = 12
_MOST_READINGS = 12  # of a sentence as one that names its document; two or three are usual
_BLANK_LINE = re.compile(r"\n\s*\n")
_NOTHING_LIKE_IT = "no source sentence says anything like it"
_NEGATING_PREFIXES = frozenset({"non", "anti", "un", "de", "ex", "counter", "pseudo", "quasi"})


@dataclass(frozen=True, slots=True)
class Judge:
    """What the reader is asked where rules do not tell.

    `bears_out` (claim, evidence sentence) → whether the evidence bears out what the claim says;
    `finds` (question, text) → the words of the text that may answer, with their log-odds.
    """

    bears_out: Callable[[str, str], bool]
    finds: Callable[[str, str], Sequence[Found]] = lambda question, text: ()


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a quote was found. `elsewhere`: not in the passage that was named."""

    citation: Citation | None
    elsewhere: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One source sentence that a claim can be held against.

    Where its `text` has a name in place of "it", `besides` is the place that has the name.
    """

    passage: Passage
    span: tuple[int, int]
    text: str
    besides: tuple[tuple[int, int], ...] = ()


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
    near = [(coverage(said, each.text), each) for each in _evidence(hits)]
    ranked = sorted(
        ((share, each) for share, each in near if share > 0),
        key=lambda pair: (pair[1].passage.id not in sentence.hints, -pair[0]),
    )
    enough = [each for share, each in ranked if share >= LEAST_COVERAGE][:_MOST_EVIDENCE]
    found, reason = _supporting(said, enough, judge)
    besides: Sequence[tuple[int, int]] = ()
    if found is None and origin == "generated":
        sources = [each for _, each in ranked]
        found, besides = _attributed(said, sources, documents, judge)
        if found is None:
            found = _referred(said, sources, judge)
            besides = found.besides if found else ()
        if found is None:
            found, besides = _in_two(said, sources, judge)
    if found is None:
        if ranked and not reason:
            reason = check(said, ranked[0][1].text)
        return Claim(sentence.text, (), "unsupported", reason or _NOTHING_LIKE_IT, origin), None
    document = documents(found.passage.document_id)
    citations = tuple(Citation.of(document, *span) for span in (found.span, *besides))
    if origin == "generated" and found.passage.id not in sentence.hints:
        origin = "reattached"
    claim = Claim(sentence.text, citations, "supported", "", origin)
    return claim, _short_answer(sentence.short, document, found.span)


def _supporting(
    sentence: str, enough: Sequence[Evidence], judge: Judge | None
) -> tuple[Evidence | None, str]:
    """The first evidence that supports a sentence; if none does, why the first does not."""
    reason = ""
    for evidence in enough:
        problem = _refused(sentence, evidence, judge)
        if not problem:
            return evidence, ""
        reason = reason or problem
    return None, reason


def _referred(sentence: str, sources: Sequence[Evidence], judge: Judge | None) -> Evidence | None:
    """What supports a sentence that names what its source calls "it", and where that is named."""
    for evidence in sources[:_MOST_EVIDENCE] if judge else ():
        meant = _reference(evidence)
        if meant is None or not stems(meant.name) & stems(sentence):
            continue
        if coverage(sentence, meant.text) < LEAST_COVERAGE:
            continue
        named = (evidence.passage.sentences[meant.named_in],)
        read = replace(evidence, text=meant.text, besides=named)
        if _refused(sentence, read, judge):
            continue
        if judge and is_meant(meant, judge.finds(meant.question, meant.before)):
            return read
    return None


def _reference(evidence: Evidence) -> Reference | None:
    """The sentence with what its "it" stands for, if that is named in the same paragraph."""
    passage = evidence.passage
    told = _sentences(passage)
    at = passage.sentences.index(evidence.span)
    meant = reference([each.text for each in told], at)
    if meant is None:
        return None
    start, end = (passage.sentences[each][0] - passage.start for each in (meant.named_in, at))
    return None if _BLANK_LINE.search(passage.text, start, end) else meant


def _in_two(
    sentence: str, sources: Sequence[Evidence], judge: Judge | None
) -> tuple[Evidence | None, Sequence[tuple[int, int]]]:
    """The sentences of one passage that support a clause each of a sentence that has two.

    Neither may name or count more than is claimed: "in 2023" must not go under beside "in 2024".
    What "it" is must be said right before, and the source must say "it" too, or nothing else.
    """
    for first, second in parted(sentence):
        for one, other in product(
            _all_supporting(first, sentence, sources, judge),
            _all_supporting(second, sentence, sources, judge),
        ):
            if one.passage.id != other.passage.id or one.span == other.span:
                continue
            told = one.passage.sentences
            follows = told.index(other.span) == told.index(one.span) + 1
            same = points_back(other.text) or coverage(other.text, sentence) == 1.0
            if not points_back(second) or (follows and same):
                rest = dict.fromkeys([*one.besides, other.span, *other.besides])
                return one, [span for span in rest if span != one.span]
    return None, ()


def _all_supporting(
    clause: str, sentence: str, sources: Sequence[Evidence], judge: Judge | None
) -> list[Evidence]:
    """The sentences that support a clause: whole ones, if it may have no verb of its own."""
    near = [each for each in sources if coverage(clause, each.text) >= LEAST_COVERAGE]
    good = [each for each in near[:_MOST_EVIDENCE] if not _refused(clause, each, judge)]
    good += [] if good else [each for each in [_referred(clause, sources, judge)] if each]
    told = {each: part_of(each.text, clause) for each in good}
    return [
        each
        for each, part in told.items()
        if not names_more(part, sentence) and (has_verb(clause) or coverage(part, sentence) == 1.0)
    ]


def _attributed(
    sentence: str, ranked: Sequence[Evidence], documents: Documents, judge: Judge | None
) -> tuple[Evidence | None, Sequence[tuple[int, int]]]:
    """What supports a sentence less the words that name its document, and the places of those."""
    for evidence in ranked[:_MOST_EVIDENCE]:
        names = named(documents(evidence.passage.document_id), evidence.span[0])
        if speaks_of_another(evidence.text, names):
            continue
        for each in islice(attributions(sentence, names), _MOST_READINGS):
            unlike = each.literal not in fold(evidence.text).text.casefold()
            if unlike or (each.whole and coverage(evidence.text, each.rest) < 1.0):
                continue
            if not _refused(each.rest, evidence, judge):
                return evidence, [span for span in names.places(each.of) if span != evidence.span]
    return None, ()


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


def _evidence(hits: Sequence[Hit]) -> Iterable[Evidence]:
    return (each for hit in hits for each in _sentences(hit.passage))


@lru_cache(maxsize=256)
def _sentences(passage: Passage) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(passage, span, tidy(passage.sentence(span))) for span in passage.sentences
    )


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
