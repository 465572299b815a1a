"""Verified claims → Answer: what is shown, which kind of no it is, what became of each passage.

Knows nothing of how passages were found or sentences drafted.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace

from qa.checks.evidence import Documents
from qa.records import Answer, Claim, Draft, Hit, Question, ShortAnswer, Verified
from qa.writing import Checker

_NAMED = 5


def verified(
    draft: Draft, hits: Sequence[Hit], documents: Documents
) -> Generator[Verified, None, tuple[tuple[Claim, ...], ShortAnswer | None]]:
    """Checks each drafted sentence; gives all claims and the first short answer."""
    checker = Checker(hits, documents)
    claims: list[Claim] = []
    short: ShortAnswer | None = None
    for sentence in draft.sentences:
        claim, its_short = checker.check(sentence, draft.origin)
        claims.append(claim)
        short = short or its_short
        if claim.verdict == "supported":
            yield Verified(claim)
    return tuple(claims), short


def composed(
    asked: Question,
    draft: Draft,
    claims: tuple[Claim, ...],
    short: ShortAnswer | None,
    hits: Sequence[Hit],
    timings: tuple[tuple[str, float], ...],
) -> Answer:
    """The answer: what is shown of the claims, or which kind of no it is, and the ledger."""
    shown = [claim for claim in claims if claim.verdict == "supported"]
    status, message = draft.status, draft.message
    if status == "answered" and not shown:
        status, message = "unsupported", "Nothing in your documents supports an answer to that."
    return Answer(
        question=asked.asked,
        status=status,
        claims=claims,
        short=short,
        hits=_ledger(hits, shown, dict(draft.readings)),
        message=message,
        notices=tuple(filter(None, (draft.caution, *draft.notices))),
        drafter=draft.drafter,
        timings=timings,
        confidence=draft.confidence,
    )


def contents(ids: Sequence[str], documents: Documents) -> str:
    """What documents there are, the first of them by name."""
    named = []
    for document_id in ids[:_NAMED]:
        title = documents(document_id).title
        named.append(f"{document_id} (“{title}”)" if title != document_id else document_id)
    if len(ids) > _NAMED:
        named.append(f"and {len(ids) - _NAMED:,} more")
    there = "There is 1 document" if len(ids) == 1 else f"There are {len(ids):,} documents"
    return f"{there}: {', '.join(named)}."


def _ledger(
    hits: Sequence[Hit], shown: Sequence[Claim], readings: Mapping[str, float]
) -> tuple[Hit, ...]:
    """Every passage with what became of it, the one most likely to answer first."""
    cited = [c.place for claim in shown for c in claim.citations]

    def fate(hit: Hit) -> Hit:
        passage = hit.passage
        hit = replace(hit, reader=readings.get(passage.id))
        for document_id, start, end in cited:
            if passage.document_id == document_id and passage.start <= start and end <= passage.end:
                return replace(hit, fate="cited", reason="it holds a sentence of the answer")
        return replace(hit, fate="seen", reason="none of its sentences is in the answer")

    read = sorted(map(fate, hits), key=lambda hit: (-(hit.reader or 0.0), hit.rank))
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(read, start=1))
