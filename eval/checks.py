"""Gold questions held against the documents they are about: what is wrong with them?

Knows nothing of answers given by any system.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.gold import GoldQuestion
from eval.measures.text import contains, tokens
from qa.records import Document

LEAST_UNANSWERABLE = 0.30
"""Below this share a system that never refuses looks better than it is."""

_NO_NEAR_MISS = frozenset({"chit-chat", "injection"})  # types that are about no place at all


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a question (or, with an empty id, with the set)."""

    question_id: str
    what: str

    def __str__(self) -> str:
        return f"{self.question_id}: {self.what}" if self.question_id else self.what


def check(
    questions: Sequence[GoldQuestion], documents: Mapping[str, Document]
) -> tuple[Problem, ...]:
    """Every problem found, in the order of the questions; none if the set is sound."""
    return (
        *_duplicates(questions),
        *(Problem(each.id, what) for each in questions for what in _wrong(each, documents)),
        *_share(questions),
    )


def share_unanswerable(questions: Sequence[GoldQuestion]) -> float:
    """The share of questions that have no answer."""
    return sum(not question.answerable for question in questions) / len(questions)


def _wrong(question: GoldQuestion, documents: Mapping[str, Document]) -> Iterator[str]:
    outside = False
    for span in (*question.spans, *question.also, *question.near):
        document = documents.get(span.document_id)
        if document is None:
            outside = True
            yield f"there is no document '{span.document_id}' in the corpus"
        elif span.end > len(document.text):
            outside = True
            yield (
                f"[{span.start}, {span.end}) lies outside '{span.document_id}', "
                f"which has {len(document.text)} characters"
            )
    if not question.answerable and not question.near and question.type not in _NO_NEAR_MISS:
        yield "not answerable, but no near miss is named; add the place that looks like an answer"
    if not outside:
        yield from _answers_outside(question, documents)


def _answers_outside(question: GoldQuestion, documents: Mapping[str, Document]) -> Iterator[str]:
    texts = [documents[span.document_id].text[span.start : span.end] for span in question.spans]
    for group in question.answers:
        if not any(contains(text, accepted) for text in texts for accepted in group):
            yield f"no evidence holds any of {', '.join(map(repr, group))}"


def _duplicates(questions: Sequence[GoldQuestion]) -> Iterator[Problem]:
    ids: set[str] = set()
    asked: dict[tuple[object, ...], str] = {}
    for question in questions:
        if question.id in ids:
            yield Problem(question.id, "the id occurs more than once")
        ids.add(question.id)
        key = (*tokens(question.question), question.history)
        if key in asked:
            yield Problem(question.id, f"asks the same as {asked[key]}")
        asked.setdefault(key, question.id)


def _share(questions: Sequence[GoldQuestion]) -> Iterator[Problem]:
    share = share_unanswerable(questions)
    if share < LEAST_UNANSWERABLE:
        yield Problem(
            "", f"{share:.0%} of the questions have no answer; expected {LEAST_UNANSWERABLE:.0%}"
        )
