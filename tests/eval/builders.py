"""Small answers and gold questions for tests, built the way the library builds them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from eval.gold import GoldQuestion, Span
from eval.measures import Graded
from qa.records import Answer, Citation, Claim, Document, Hit, Passage, ShortAnswer, Status

TEXT = "Ada wrote 12 letters in 1843. Bob wrote 3 letters in 1850. Nobody answered them."
FIRST, SECOND, THIRD = (0, 29), (30, 58), (59, 80)


def document(text: str = TEXT, name: str = "letters.txt") -> Document:
    """A document as it would be read from a file."""
    return Document(name, name, text, hashlib.sha256(text.encode()).hexdigest())


def gold(
    answers: Sequence[Sequence[str]] = (), evidence: Sequence[Sequence[tuple[int, int]]] = (),
    **fields: object,
) -> GoldQuestion:  # fmt: skip
    """A question about the letters; answerable if answers are given."""
    values = {"id": "q1", "type": "simple", "question": "How many letters did Ada write?"}
    return GoldQuestion(
        **{**values, **fields},  # type: ignore[arg-type]
        answerable=bool(answers),
        answers=tuple(map(tuple, answers)),
        evidence=tuple(tuple(Span("letters.txt", *span) for span in group) for group in evidence),
    )


def answer(
    *spans: tuple[int, int], short: tuple[int, int] | None = None, status: Status = "answered",
    ranked: Sequence[tuple[int, int]] = (), source: Document | None = None,
) -> Answer:  # fmt: skip
    """An answer that quotes spans of the letters, with a ranking of passages behind it."""
    source = source or document()
    citations = [Citation.of(source, *span, marker) for marker, span in enumerate(spans, 1)]
    return Answer(
        "How many letters did Ada write?",
        status,
        claims=tuple(Claim(cited.quote, (cited,), "supported") for cited in citations),
        short=ShortAnswer(source.text[slice(*short)], Citation.of(source, *short))
        if short
        else None,
        hits=tuple(
            Hit(passage(source, *span), 1 / rank, rank) for rank, span in enumerate(ranked, 1)
        ),
        message="" if status == "answered" else "The documents do not say.",
    )


def passage(source: Document, start: int, end: int) -> Passage:
    """A passage of one sentence."""
    name = f"{source.id}#{start}-{end}"
    return Passage(name, source.id, start, end, source.text[start:end], ((start, end),))


def graded(question: GoldQuestion, given: Answer, source: Document | None = None) -> Graded:
    """The two put together, over the letters as they are in the file."""
    source = source or document()
    return Graded(question, given, {source.id: source})
