"""The measures: small values that print as they are written and name their formula's source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eval.measures import answers, citations, retrieval, support
from eval.measures.base import Graded, HarmonicMean, Judge, Measure, Scores, mean

MEASURES: tuple[Measure, ...] = (
    *(retrieval.recall(k) for k in retrieval.DEPTHS),
    retrieval.ranked("RR"),
    retrieval.ranked("nDCG@10"),
    answers.RIGHT,
    answers.CORRECT,
    answers.GROUPS,
    answers.EXACT_MATCH,
    answers.TOKEN_F1,
    citations.PRECISION,
    citations.RECALL,
    support.PRECISION,
    support.RECALL,
    citations.OFFSETS,
    answers.JOINT,
    answers.REFUSAL_PRECISION,
    answers.REFUSAL_RECALL,
    answers.OVER_REFUSAL,
    answers.CRAG,
    answers.WORDS,
)
DERIVED: tuple[HarmonicMean, ...] = (answers.REFUSAL_F1,)
SHOWN = (
    "recall@1", "recall@5", "MRR", "nDCG@10", "right", "correct", "groups", "exact match",
    "token F1", "citation precision", "citation recall", "ALCE precision", "ALCE recall",
    "offsets", "joint", "refusal precision", "refusal recall", "refusal F1", "over-refusal",
    "CRAG score", "words",
)  # fmt: skip
"""The figures of a table, in order."""


def score(graded: Graded) -> dict[str, float | None]:
    """Every measure of one answer."""
    return {measure.name: measure.score(graded) for measure in MEASURES}


def figures(rows: Sequence[Scores], names: Iterable[str] | None = None) -> dict[str, float | None]:
    """The figures of a set from its questions' scores: means, and what is derived from them.

    `names` restricts the means taken (a derived figure needs the two it is made of).
    """
    wanted = tuple(names) if names is not None else tuple(each.name for each in MEASURES)
    means = {name: mean(row.get(name) for row in rows) for name in wanted}
    return {**means, **{each.name: each.of(means) for each in DERIVED}}


__all__ = ["DERIVED", "MEASURES", "SHOWN", "Graded", "HarmonicMean", "Judge", "Measure", "Scores",
           "figures", "mean", "score"]  # fmt: skip
