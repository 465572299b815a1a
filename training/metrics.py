"""Measures: SQuAD's exact match and F1, AUC, balanced accuracy, ROUGE-L, bootstrap intervals.

Plain functions of texts and numbers; no model and no files. Formulas' sources stand beside them.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from scipy.stats import rankdata

from eval.measures.text import exact_match, token_f1
from training.text import words

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and its 95% interval; prints as `71.2 [68.0, 74.1]` (percent)."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{100 * self.value:.1f} [{100 * self.low:.1f}, {100 * self.high:.1f}]"


def exact(answer: str, accepted: Sequence[str]) -> float:
    """1 if the answer equals an accepted one; an unanswerable question accepts only ""."""
    return exact_match(answer, accepted or [""])


def overlap(answer: str, accepted: Sequence[str]) -> float:
    """Best word F1 with an accepted answer; with no words on one side, 1 if both have none."""
    return token_f1(answer, accepted or [""])


def area(scores: Sequence[float], truths: Sequence[bool]) -> float:
    """Area under the ROC curve: how often a true item outscores a false one, ties half."""
    ranks = rankdata(scores)
    true = np.asarray(truths, dtype=bool)
    positives, negatives = int(true.sum()), int((~true).sum())
    if not positives or not negatives:
        return float("nan")
    return float((ranks[true].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def balanced_accuracy(guesses: Sequence[bool], truths: Sequence[bool]) -> float:
    """Mean of the share of true items guessed true and of false items guessed false."""
    guess, true = np.asarray(guesses, dtype=bool), np.asarray(truths, dtype=bool)
    if true.all() or not true.any():
        return float("nan")
    return float((guess[true].mean() + (~guess[~true]).mean()) / 2)


def precision_recall(guesses: Sequence[bool], truths: Sequence[bool]) -> tuple[float, float, float]:
    """Precision, recall and their F1."""
    guess, true = np.asarray(guesses, dtype=bool), np.asarray(truths, dtype=bool)
    right = float((guess & true).sum())
    precision = right / max(1.0, float(guess.sum()))
    recall = right / max(1.0, float(true.sum()))
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def rouge_l(claim: str, evidence: str) -> float:
    """Share of the claim's words in the longest common subsequence with the evidence (Lin 2004)."""
    mine, theirs = words(claim), words(evidence)
    if not mine:
        return 0.0
    row = [0] * (len(theirs) + 1)
    for word in mine:
        before = row
        row = [0]
        for at, other in enumerate(theirs):
            row.append(before[at] + 1 if word == other else max(before[at + 1], row[at]))
    return row[-1] / len(mine)


def best_threshold(scores: Sequence[float], truths: Sequence[bool]) -> float:
    """The score from which accepting gives the highest balanced accuracy."""
    candidates = np.quantile(scores, np.linspace(0.01, 0.99, 99))
    values = [balanced_accuracy([s >= c for s in scores], truths) for c in candidates]
    return float(candidates[int(np.argmax(values))])


def bootstrap(
    items: Sequence[Item],
    group: Callable[[Item], str],
    measure: Callable[[Sequence[Item]], float],
    rounds: int = 500,
    seed: int = 13,
) -> Figure:
    """A measure over items with its percentile interval, whole groups resampled together."""
    by_group: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        by_group[group(item)].append(item)
    groups = list(by_group.values())
    rng = np.random.default_rng(seed)
    values = []
    for _ in range(rounds):
        drawn = rng.integers(0, len(groups), len(groups))
        value = measure([item for at in drawn for item in groups[at]])
        if np.isfinite(value):
            values.append(value)
    low, high = np.quantile(values or [float("nan")], [0.025, 0.975])
    return Figure(measure(items), float(low), float(high))
