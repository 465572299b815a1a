"""Did the search find the evidence? Measured over spans, so that re-chunking changes no label.

A group of evidence is found by the first passage that holds at least half the characters of one
of its spans. Recall@k counts groups. For rank measures each passage's gain is the number of
groups it is the first to find, and groups that no passage finds stay in the ideal ranking; the
values themselves come from ir_measures (MacAvaney, Macdonald & Ounis, ECIR 2022).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from eval.gold import GoldQuestion
from eval.measures.base import Graded, Measure
from qa.errors import MissingExtra
from qa.records import Passage

try:
    import ir_measures
except ImportError as error:
    raise MissingExtra("ir-measures", "the evaluation", "eval") from error

DEPTHS = tuple(range(1, 21))


def first_ranks(gold: GoldQuestion, passages: Sequence[Passage]) -> tuple[int | None, ...]:
    """For each group of evidence the 1-based rank of the passage that first finds it."""
    return tuple(
        next((rank for rank, passage in enumerate(passages, 1) if _holds(passage, gold, at)), None)
        for at in range(len(gold.evidence))
    )


def recall_at(ranks: Sequence[int | None], k: int) -> float:
    """The share of groups found among the first k passages."""
    return sum(rank is not None and rank <= k for rank in ranks) / len(ranks)


def ranked_value(name: str, ranks: Sequence[int | None]) -> float:
    """An ir_measures measure ("RR", "nDCG@10") of the ranking behind `first_ranks`."""
    gains = {f"p{rank}": ranks.count(rank) for rank in ranks if rank is not None}
    missing = {f"missing{at}": 1 for at, rank in enumerate(ranks) if rank is None}
    depth = max((rank for rank in ranks if rank is not None), default=0)
    # ir_measures sorts by score, so the score of rank r is -r.
    run = {"q": {f"p{rank}": -float(rank) for rank in range(1, depth + 1)} or {"none": 0.0}}
    values = ir_measures.calc_aggregate([_parsed(name)], {"q": {**gains, **missing}}, run)
    return float(values[_parsed(name)])


def recall(k: int) -> Measure:
    """Recall@k of evidence groups."""
    return Measure(
        f"recall@{k}",
        "share of evidence groups found by the first k passages (half a span's characters)",
        lambda graded: _answerable(graded, lambda ranks: recall_at(ranks, k)),
    )


def ranked(name: str) -> Measure:
    """A rank measure of ir_measures over evidence groups."""
    source = f"{name} of ir_measures; gain = evidence groups found first by the passage"
    return Measure(
        "MRR" if name == "RR" else name,
        source,
        lambda graded: _answerable(graded, lambda ranks: ranked_value(name, ranks)),
    )


def _answerable(graded: Graded, value: Callable[[tuple[int | None, ...]], float]) -> float | None:
    if not graded.gold.answerable:
        return None
    return value(first_ranks(graded.gold, [hit.passage for hit in graded.answer.hits]))


def _holds(passage: Passage, gold: GoldQuestion, group: int) -> bool:
    return any(
        2 * span.overlap(passage.document_id, passage.start, passage.end) >= span.end - span.start
        for span in gold.evidence[group]
    )


@cache
def _parsed(name: str) -> ir_measures.Measure:
    return ir_measures.parse_measure(name)
