"""From the scores of questions to the figures of a set, with intervals.

Scores are kept as one array per measure, NaN where the measure does not apply, so that the
figures of all resamples are one matrix product.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from eval.gold import GoldQuestion
from eval.measures import DERIVED, Scores
from eval.statistics import (
    Figure,
    Interval,
    Values,
    Weights,
    clusters_of,
    draws,
    interval,
    weighted_mean,
)

Columns = Mapping[str, Values]


def columns(rows: Sequence[Scores]) -> dict[str, Values]:
    """Measure name → its value for each question, NaN where it does not apply."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {
        name: np.array(
            [np.nan if (value := row.get(name)) is None else value for row in rows], dtype=float
        )
        for name in names
    }


def figure(table: Columns, name: str) -> Figure:
    """The figure of a measure, plain or derived, as a function of the questions drawn."""
    derived = next((each for each in DERIVED if each.name == name), None)
    if derived is None:
        column = table[name]
        return lambda weights: weighted_mean(column, weights)
    precision, recall = table[derived.precision], table[derived.recall]
    return lambda weights: _harmonic(
        weighted_mean(precision, weights), weighted_mean(recall, weights)
    )


def samples_of(questions: Sequence[GoldQuestion]) -> Weights:
    """Resamples of a set: by the document a question is about (its first, if several).

    A set about fewer than `LEAST_CLUSTERS` documents is resampled by question.
    """
    return draws(clusters_of([next(iter(each.documents), "") for each in questions]))


def with_intervals(
    rows: Sequence[Scores], questions: Sequence[GoldQuestion], names: Sequence[str]
) -> dict[str, Interval | None]:
    """Each named figure of a set with its interval; None where it does not apply."""
    table = columns(rows)
    samples = samples_of(questions)
    return {name: interval(figure(table, name), samples) for name in names}


def _harmonic(precision: Values, recall: Values) -> Values:
    total = precision + recall
    return 2 * precision * recall / np.where(total == 0, 1.0, total)
