"""Fits what the extractive drafter weighs and when it answers, on held-out situations.

Which sentence answers: a conditional logit over the candidates of a question (McFadden 1974), one
weight a signal, and a logistic of the best score, which ranks what was read. Whether to answer at
all: the certainty of the first sentence, and the certainty below which a no would be said if
`OVER_REFUSAL` of the answerable questions may be refused. All are checked on articles they were
not fitted on.
"""

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from qa.drafting.signals import Signals
from training.calibrate import logistic
from training.certainty import Certainty, fit_certainty, kind_of
from training.metrics import area
from training.situations import Situation, read_situations

Floats = NDArray[np.float64]

OVER_REFUSAL = 0.08
_RIDGE = 0.001  # times the number of questions; keeps weights of rare signals small
_FOLDS = 5


def sentence_weights(situations: Sequence[Situation]) -> Floats:
    """One weight a signal: the most likely ones given which sentences hold the answer."""
    items = [
        (np.array([s.signals for s in each.sentences]), np.array([s.right for s in each.sentences]))
        for each in situations
        if any(s.right for s in each.sentences)
    ]

    def cost(weights: Floats) -> tuple[float, Floats]:
        total, slope = 0.0, np.zeros_like(weights)
        for signals, right in items:
            scores = signals @ weights
            chance = _softmax(scores)
            among = _softmax(np.where(right, scores, -np.inf))
            total -= float(np.log(chance[right].sum() + 1e-12))
            slope -= (among - chance) @ signals
        ridge = _RIDGE * len(items)
        return total + ridge * float(weights @ weights) / 2, slope + ridge * weights

    start = np.zeros(len(fields(Signals)))
    found: Floats = minimize(cost, start, jac=True, method="L-BFGS-B").x
    return found


def fit(path: Path) -> None:
    """Print the constants for the situations in `path`, and what they give across articles."""
    situations = [each for each in read_situations(path) if each.sentences]
    fold = _folds(situations)
    tops = np.zeros((len(situations), 3))
    sure = np.zeros(len(situations))
    for held in range(_FOLDS):
        inside = [s for s, f in zip(situations, fold, strict=True) if f != held]
        weights, certainty = _constants(inside)
        outside = np.flatnonzero(fold == held)
        tops[outside] = [_found(situations[at], weights) for at in outside]
        sure[outside] = certainty.of(_firsts([situations[at] for at in outside], weights))
    _show(situations, tops, sure)
    weights, certainty = _constants(situations)
    names = [field.name for field in fields(Signals)]
    print("weights:", {n: round(float(w), 2) for n, w in zip(names, weights, strict=True)})
    print("chance:", [round(float(w), 2) for w in _chance(situations, weights)])
    print("about:", [round(w, 2) for w in certainty.about])
    print("says:", [round(w, 2) for w in certainty.says])
    print("answer from:", round(_least(situations, sure), 3))


def _constants(situations: Sequence[Situation]) -> tuple[Floats, Certainty]:
    weights = sentence_weights(situations)
    return weights, fit_certainty(situations, _firsts(situations, weights))


def _firsts(situations: Sequence[Situation], weights: Floats) -> Floats:
    """The signals (n, signals) of each situation's sentence with the best score."""
    candidates = [np.array([s.signals for s in each.sentences]) for each in situations]
    return np.stack([signals[int(np.argmax(signals @ weights))] for signals in candidates])


def _chance(situations: Sequence[Situation], weights: Floats) -> Floats:
    """Slope and start of the probability that the corpus answers, given the best score."""
    best = _firsts(situations, weights) @ weights
    scores = np.column_stack([best, np.ones(len(best))])
    answerable = np.array([each.answerable for each in situations])
    found = logistic(scores, answerable)
    # How many of a person's questions have an answer is unknown: both cases weigh the same.
    found[-1] -= np.log(answerable.mean() / (1 - answerable.mean()))
    return found


def _found(situation: Situation, weights: Floats) -> tuple[float, float, float]:
    """Whether the first one, two and three sentences hold the answer."""
    order = np.argsort([-float(np.dot(s.signals, weights)) for s in situation.sentences])
    right = np.array([situation.sentences[at].right for at in order[:3]])
    return float(right[:1].any()), float(right[:2].any()), float(right[:3].any())


def _folds(situations: Sequence[Situation]) -> NDArray[np.int64]:
    """A fold for each situation, whole articles together."""
    groups = sorted({(each.pool, each.group) for each in situations})
    rng = np.random.default_rng(13)
    drawn = dict(zip(groups, rng.permutation(len(groups)) % _FOLDS, strict=True))
    return np.array([drawn[each.pool, each.group] for each in situations])


def _least(situations: Sequence[Situation], sure: Floats) -> float:
    """The certainty under which `OVER_REFUSAL` of the answerable questions fall."""
    answerable = np.array([each.answerable for each in situations])
    return float(np.quantile(sure[answerable], OVER_REFUSAL))


def _show(situations: Sequence[Situation], tops: Floats, sure: Floats) -> None:
    answerable = np.array([each.answerable for each in situations])
    kinds = np.array([kind_of(each) for each in situations])
    least = _least(situations, sure)
    for pool in sorted({each.pool for each in situations}):
        here = np.array([each.pool == pool for each in situations])
        first, second, third = tops[here & answerable].mean(axis=0)
        print(
            f"{pool}: {int(here.sum())} questions; first sentence {first:.3f}, two {second:.3f}, "
            f"three {third:.3f}; over-refusal {(sure < least)[here & answerable].mean():.3f}"
        )
        for kind in sorted(set(kinds[here & ~answerable])):
            these = here & (answerable | (kinds == kind))
            auc = area(sure[these].tolist(), answerable[these].tolist())
            recall = (sure < least)[here & (kinds == kind)].mean()
            print(f"  {kind}: AUC {auc:.3f}, refusal recall {recall:.3f}")


def _softmax(scores: Floats) -> Floats:
    odds: Floats = np.exp(scores - scores.max())
    odds /= odds.sum()
    return odds
