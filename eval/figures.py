"""From the scores of questions to the figures of a set, with intervals.

Scores are kept as one array per measure, NaN where the measure does not apply, so that a figure
of any resample is one mean.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from eval.gold import GoldQuestion
from eval.measures import DERIVED, Scores
from eval.statistics import Indices, Interval, clusters_of, draws, interval

Columns = Mapping[str, NDArray[np.float64]]


def columns(rows: Sequence[Scores]) -> dict[str, NDArray[np.float64]]:
    """Measure name → its value for each question, NaN where it does not apply."""
    names = dict.fromkeys(name for row in rows for name in row)
    return {
        name: np.array(
            [np.nan if (value := row.get(name)) is None else value for row in rows], dtype=float
        )
        for name in names
    }


def figure(table: Columns, name: str) -> Callable[[Indices], float | None]:
    """The figure of a measure, plain or derived, as a function of the questions drawn."""
    derived = next((each for each in DERIVED if each.name == name), None)
    if derived is None:
        return lambda drawn: _mean(table.get(name), drawn)
    parts = (derived.precision, derived.recall)
    return lambda drawn: derived.of({part: _mean(table.get(part), drawn) for part in parts})


def samples_of(questions: Sequence[GoldQuestion]) -> list[Indices]:
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
    return {name: interval(figure(table, name), len(rows), samples) for name in names}


def _mean(column: NDArray[np.float64] | None, drawn: Indices) -> float | None:
    if column is None:
        return None
    values = column[drawn]
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else None
