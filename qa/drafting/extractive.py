"""The drafter without a chat model: sentences of the sources, chosen and put in order.

Proposes at most a few sentences, or says which kind of no it is. Every sentence it proposes is
a source sentence, yet it goes through the same checks as anybody's. Knows nothing of indexes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qa.drafting.selection import Candidate, select
from qa.records import Draft, DraftSentence, Hit, Question, Term
from qa.text import names, numbers, stem, stems

Terms = Callable[[str], Sequence[Term]]
"""The content words of a question, each with its rarity in the corpus."""

MOST_SENTENCES = 3
_LEAST_COVERAGE = 0.35
_NEARLY_AS_GOOD = 0.9


class Extractive:
    """Drafts from the sources' own sentences."""

    name = "extractive"

    def __init__(self, terms: Terms) -> None:
        self._terms = terms

    def draft(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """The best sentences for each part of the question; or a no, with its kind."""
        chosen: list[Candidate] = []
        refusals: list[Draft] = []
        for part in question.parts:
            terms = self._terms(part)
            if missing := _not_mentioned(part, terms, hits):
                refusals.append(_refusal("not_found", f"Your documents do not mention {missing}."))
                continue
            found = _best(select(part, terms, hits))
            if not found:
                refusals.append(_refusal("unsupported", "Your documents do not answer that."))
            chosen += [candidate for candidate in found if candidate not in chosen]
        if not chosen:
            return refusals[0]
        return Draft(tuple(_sentence(candidate) for candidate in _in_order(chosen)))


def _best(candidates: Sequence[Candidate]) -> list[Candidate]:
    if not candidates or candidates[0].coverage < _LEAST_COVERAGE:
        return []
    best = candidates[0]
    if best.short:
        return [best]
    return [c for c in candidates[:MOST_SENTENCES] if c.score >= _NEARLY_AS_GOOD * best.score]


def _not_mentioned(part: str, terms: Sequence[Term], hits: Sequence[Hit]) -> str:
    """The first name or number of the question that no passage considered holds."""
    text = " ".join(hit.passage.text for hit in hits)
    here = stems(text)
    spelled = names(part)
    for term in terms:
        if term.word in spelled and stem(term.found or term.word) not in here:
            return f"“{term.word}”"
    foreign = numbers(part) - numbers(text)
    return f"“{min(foreign)}”" if foreign else ""


def _refusal(status: str, message: str) -> Draft:
    return Draft(status=status, message=message)  # type: ignore[arg-type]


def _in_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Best first, but sentences of one document in the order they stand there."""
    order = list(dict.fromkeys(candidate.passage.document_id for candidate in chosen))
    return sorted(chosen, key=lambda c: (order.index(c.passage.document_id), c.span))


def _sentence(candidate: Candidate) -> DraftSentence:
    text = candidate.text
    ended = text if text[-1] in ".!?:;…\"'”’)" else text + "."
    return DraftSentence(ended, (candidate.passage.id,), candidate.short)
