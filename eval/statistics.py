"""How sure are the figures? Intervals and paired tests, by resampling whole documents.

Questions about the same document are not independent, so documents are drawn, each with all its
questions (the cluster bootstrap; Field & Welsh 2007). Where the questions are about fewer than
five documents that says nothing, and questions are drawn instead. Everything is seeded: the
same results give the same intervals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 2_000
LEAST_CLUSTERS = 5
_SEED = 20_260_101

Indices = NDArray[np.int64]
Values = NDArray[np.float64]
Weights = NDArray[np.float64]
"""Shape (samples, positions): how often each position counts in each sample."""
Figure = Callable[[Weights], Values]
"""Weights of shape (samples, positions) → the figure of each sample, NaN where it has none."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with its 95% percentile bootstrap interval (Efron 1979)."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def clusters_of(names: Sequence[str]) -> list[Indices]:
    """The positions to draw together, those of one document; single ones for few documents.

    An empty name is a question about no document, which is drawn alone and counts as none.
    """
    groups: dict[str, list[int]] = {}
    for at, name in enumerate(names):
        groups.setdefault(name or f"\0{at}", []).append(at)
    if sum(not name.startswith("\0") for name in groups) < LEAST_CLUSTERS:
        return [np.array([at]) for at in range(len(names))]
    return [np.array(positions) for positions in groups.values()]


def draws(clusters: Sequence[Indices], times: int = RESAMPLES) -> Weights:
    """How often each position is drawn, shape (times, positions), in draws of whole clusters."""
    generator = np.random.default_rng(_SEED)
    size = sum(len(cluster) for cluster in clusters)
    chosen = generator.integers(len(clusters), size=(times, len(clusters)))
    belongs = np.empty(size, dtype=np.int64)
    for number, cluster in enumerate(clusters):
        belongs[cluster] = number
    counts = np.zeros((times, len(clusters)))
    np.add.at(counts, (np.arange(times)[:, None], chosen), 1.0)
    return counts[:, belongs]


def weighted_mean(values: Values, weights: Weights) -> Values:
    """The mean of the values that are not NaN under each row of weights; NaN if there is none."""
    known = ~np.isnan(values)
    total = weights @ known.astype(float)
    with np.errstate(invalid="ignore"):
        means: Values = (weights @ np.where(known, values, 0.0)) / np.where(total, total, np.nan)
    return means


def interval(figure: Figure, samples: Weights) -> Interval | None:
    """A figure of all positions, drawn once each, with its interval over the samples.

    None if the figure does not apply. Samples to which it does not apply are left out.
    """
    value = float(figure(np.ones((1, samples.shape[1])))[0])
    if np.isnan(value):
        return None
    low, high = np.nanpercentile(figure(samples), [2.5, 97.5])
    return Interval(value, float(low), float(high))


def mcnemar(only_first: int, only_second: int) -> float:
    """Exact two-sided p of McNemar's test (1947) from the questions only one system got right."""
    discordant = only_first + only_second
    if not discordant:
        return 1.0
    tail = sum(comb(discordant, k) for k in range(min(only_first, only_second) + 1))
    return float(min(1.0, 2 * tail / 2**discordant))


def paired_bootstrap(difference: Figure, samples: Weights) -> tuple[Interval, float] | None:
    """A difference with its interval, and the two-sided p that it is 0.

    p is twice the smaller share of resamples on one side of 0, with one more resample counted
    on each side (Davison & Hinkley 1997, section 4.2), so that it is never 0.
    """
    found = interval(difference, samples)
    if found is None:
        return None
    values = difference(samples)
    values = values[~np.isnan(values)]
    below, above = int((values <= 0).sum()), int((values >= 0).sum())
    p = min(1.0, 2 * (min(below, above) + 1) / (len(values) + 1))
    return found, p


def holm(values: Mapping[str, float]) -> dict[str, float]:
    """p values corrected for testing them all (Holm 1979), never decreasing in their order."""
    ordered = sorted(values, key=lambda name: values[name])
    corrected: dict[str, float] = {}
    highest = 0.0
    for rank, name in enumerate(ordered):
        highest = max(highest, min(1.0, values[name] * (len(ordered) - rank)))
        corrected[name] = highest
    return {name: corrected[name] for name in values}
