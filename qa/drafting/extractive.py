"""The drafter without a chat model: sentences of the sources, chosen and put in order.

Proposes at most a few sentences, or says which kind of no it is. Every sentence it proposes is
a source sentence, yet it goes through the same checks as anybody's. Knows nothing of indexes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from qa.drafting.selection import Candidate, Read, missing_names, select, spelled
from qa.records import Draft, DraftSentence, Hit, Question, Status, Term
from qa.text import numbers, stems

Terms = Callable[[str], Sequence[Term]]
"""The content words of a question, each with its rarity in the corpus."""

Span = tuple[int, int]

MOST_SENTENCES = 3
LEAST_SCORE = 1.75
"""Below this the best sentence is no answer."""
_FOUND_MARGIN = 0.0  # of the reader: it rather says these words than that there is no answer
_NEAR_ENOUGH = 2.0  # a sentence scoring this much less than the best may be the right one
_NEAR_ENOUGH_OF_MANY = 3.0  # the same where several are asked for
_UNSURE = 4.0  # below this the best is the right one half of the time
_SURE_MARGIN = -1.0  # of the reader, for a sentence that is to contradict another document
_SAME_MATTER = 0.6
_RIVALS = 6
_ASKS_FOR_MORE = re.compile(
    r"\b(?:why|how (?!much|many|long|old|far|large|big|often|tall)|explain|describe|list|name|"
    r"compare|differ|difference|or|both|and|larger|bigger|more|less|first|earlier|all|"
    r"which (?:\w+ )?[a-z]+(?<!s)s)\b",
    re.IGNORECASE,
)


class Extractive:
    """Drafts from the sources' own sentences."""

    name = "extractive"

    def __init__(self, terms: Terms, read: Read) -> None:
        self._terms = terms
        self._read = read

    def draft(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """The best sentences for each part of the question; or a no, with its kind."""
        chosen: dict[tuple[str, Span], Candidate] = {}
        refusals: list[Draft] = []
        readings: dict[str, float] = {}
        for part in question.parts:
            terms = self._terms(part)
            asked = spelled(part, terms, hits)
            candidates = select(asked, terms, hits, self._read)
            for each in candidates:
                known = readings.get(each.passage.id, 0.0)
                readings[each.passage.id] = max(known, each.signals.answerable)
            missing = missing_names(asked, hits)
            if missing or not candidates or candidates[0].score < LEAST_SCORE:
                refusals.append(_refusal(missing))
            elif rival := disagreeing(candidates):
                return replace(_conflict(candidates[0], rival), readings=tuple(readings.items()))
            else:
                chosen |= {(c.passage.id, c.span): c for c in _best(asked, candidates)}
        sentences = tuple(_sentence(candidate) for candidate in _in_order([*chosen.values()]))
        draft = Draft(sentences) if chosen else refusals[0]
        return replace(draft, readings=tuple(readings.items()))


def disagreeing(candidates: Sequence[Candidate]) -> Candidate | None:
    """A sentence of another document that answers as surely, with another number or date.

    Both must be about the same: they share most of their words, and nothing but the answer
    (and the rest of its own phrase) may be a number that the other lacks.
    """
    best = candidates[0]
    if not best.short or best.signals.margin < _SURE_MARGIN or not numbers(best.short):
        return None
    for other in candidates[1:_RIVALS]:
        if other.passage.document_id == best.passage.document_id or not other.short:
            continue
        same_matter = _shared(best, other) >= _SAME_MATTER
        sure = other.signals.margin >= _SURE_MARGIN
        if sure and same_matter and numbers(other.short).isdisjoint(numbers(best.short)):
            return other if numbers(other.short) else None
    return None


def _shared(one: Candidate, other: Candidate) -> float:
    """Share of the content words, answers aside, that two sentences have in common."""
    first = stems(one.text) - stems(one.short or "")
    second = stems(other.text) - stems(other.short or "")
    return len(first & second) / max(1, min(len(first), len(second)))


def _conflict(one: Candidate, other: Candidate) -> Draft:
    return Draft(
        (_sentence(one), _sentence(other)),
        status="conflicting",
        message=f"Your documents disagree: “{one.short}” or “{other.short}”.",
    )


def _best(question: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence, and those that come so near it that leaving them out is a gamble."""
    best = candidates[0]
    more = _ASKS_FOR_MORE.search(question) is not None
    found = best.short is not None and best.signals.margin > _FOUND_MARGIN
    if found and not more:
        return [best]
    many = more or best.score < _UNSURE
    near = best.score - (_NEAR_ENOUGH_OF_MANY if more else _NEAR_ENOUGH)
    return [c for c in candidates[: MOST_SENTENCES if many else 2] if c.score >= near]


def _refusal(missing: Sequence[str]) -> Draft:
    status: Status = "not_found" if missing else "unsupported"
    if missing:
        return Draft(status=status, message=f"Your documents do not mention “{missing[0]}”.")
    return Draft(status=status, message="Your documents touch on that, but do not answer it.")


def _in_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Best first, but sentences of one document in the order they stand there."""
    order = list(dict.fromkeys(candidate.passage.document_id for candidate in chosen))
    return sorted(chosen, key=lambda c: (order.index(c.passage.document_id), c.span))


def _sentence(candidate: Candidate) -> DraftSentence:
    text = candidate.text
    ended = text if text[-1] in ".!?:;…\"'”’)" else text + "."
    return DraftSentence(ended, (candidate.passage.id,), candidate.short)
