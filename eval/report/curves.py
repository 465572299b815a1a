"""The numbers behind the plots: what confidence is worth, and how long answers take."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from eval.measures import mean
from eval.rows import Row
from eval.statistics import Figure, Values, Weights
from qa.records import Answer

Points = tuple[tuple[float, float], ...]

BINS = 10
PRECISION = 0.9
"""The share of right answers at which coverage is given."""


def confidence(answer: Answer) -> float:
    """The reader's highest probability among cited passages; without a reader, the best cosine."""
    cited = [hit for hit in answer.hits if hit.fate == "cited"] or list(answer.hits)
    readers = [hit.reader for hit in cited if hit.reader is not None]
    dense = [hit.dense for hit in cited if hit.dense is not None]
    return max(readers or dense or [0.0])


def risk_coverage(rows: Sequence[Row]) -> Points:
    """(coverage, risk) as ever less confident answers are given (El-Yaniv & Wiener 2010).

    Coverage is the share of all questions answered, risk the share of those answers that are
    wrong. The curve ends where the assistant refuses by itself.
    """
    _, coverage, risk = _curve(rows)(np.ones((1, len(rows))))
    return tuple(zip(coverage[0].tolist(), risk[0].tolist(), strict=True))


def _curve(rows: Sequence[Row]) -> Callable[[Weights], tuple[Weights, Values, Values]]:
    """Weights → those of the answers, surest first, with the coverage and the risk down to each."""
    given = [at for at, row in enumerate(rows) if row.answer.status in ("answered", "conflicting")]
    order = sorted(given, key=lambda at: -confidence(rows[at].answer))
    wrong = np.array([1.0 - (rows[at].scores["right"] or 0.0) for at in order])

    def curve(weights: Weights) -> tuple[Weights, Values, Values]:
        drawn = weights[:, order]
        answered = drawn.cumsum(axis=1)
        risk = (drawn * wrong).cumsum(axis=1) / np.maximum(answered, 1e-9)
        return drawn, answered / weights.sum(axis=1, keepdims=True), risk

    return curve


def area_under_risk(points: Points) -> float | None:
    """AURC: the mean risk over the coverages reached; None if empty.

    Geifman & El-Yaniv 2017, "Selective Classification for Deep Neural Networks"; as one number
    in Geifman, Uziel & El-Yaniv 2019. Read it with the coverage: refusing more shortens the curve.
    """
    return mean(risk for _, risk in points)


def risk_figures(rows: Sequence[Row]) -> dict[str, Figure]:
    """The curve in three numbers, to be resampled: AURC, its end, and the coverage at `PRECISION`.

    The last is the greatest share of the questions that can be answered so that no more than
    1 - `PRECISION` of the answers are wrong.
    """
    curve = _curve(rows)

    def area(weights: Weights) -> Values:
        drawn, _, risk = curve(weights)
        total = drawn.sum(axis=1)
        found: Values = (drawn * risk).sum(axis=1) / np.where(total, total, np.nan)
        return found

    def end(weights: Weights) -> Values:
        drawn, _, _ = curve(weights)
        found: Values = drawn.sum(axis=1) / weights.sum(axis=1)
        return found

    def at_precision(weights: Weights) -> Values:
        _, coverage, risk = curve(weights)
        kept = np.where(risk <= 1 - PRECISION + 1e-9, coverage, 0.0)
        found: Values = kept.max(axis=1, initial=0.0)
        return found

    return {"AURC": area, "coverage": end, f"coverage at precision {PRECISION}": at_precision}


def calibration(rows: Sequence[Row]) -> tuple[tuple[float, float, int], ...]:
    """(mean confidence, share right, answers) in bins of equal width (Guo et al. 2017)."""
    bins: dict[int, list[tuple[float, float]]] = {}
    for row in rows:
        if row.answer.status in ("answered", "conflicting"):
            sure = min(1.0, max(0.0, confidence(row.answer)))
            place = min(BINS - 1, int(sure * BINS))
            bins.setdefault(place, []).append((sure, row.scores["right"] or 0.0))
    return tuple(
        (sum(s for s, _ in held) / len(held), sum(r for _, r in held) / len(held), len(held))
        for _, held in sorted(bins.items())
    )


def calibration_error(bins: Sequence[tuple[float, float, int]]) -> float | None:
    """Expected calibration error (Guo et al. 2017); None without answers."""
    total = sum(count for _, _, count in bins)
    if not total:
        return None
    return sum(count * abs(sure - right) for sure, right, count in bins) / total


def latency(rows: Sequence[Row]) -> Points:
    """(milliseconds, share of questions answered within them)."""
    ordered = sorted(row.seconds * 1000 for row in rows)
    return tuple((value, at / len(ordered)) for at, value in enumerate(ordered, start=1))
