"""Fits how sure it is that a sentence answers, as the product of two probabilities.

A corpus can fail a question in two ways: it holds nothing about it, or it holds all but the answer
(as in questions that people wrote to look answerable). How often a person asks either is unknown,
so both weigh the same, and as much as the questions that are answered. Within each the sets weigh
the same. Each probability is a logistic; their product is fitted at once, by likelihood.

Knows the best sentence of each situation; not how it was chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from qa.drafting.certainty import LEAST
from qa.drafting.signals import Signals
from training.situations import Situation

Floats = NDArray[np.float64]

_RIDGE = 0.0001  # times the number of questions
_STARTS = 4  # the product has more than one optimum
_NAMES = [field.name for field in fields(Signals)]
_ABOUT = [_NAMES.index("nearby"), _NAMES.index("dense")]
_SAYS = _NAMES.index("answerable")


@dataclass(frozen=True, slots=True)
class Certainty:
    """The constants of qa/drafting/certainty.py: starts first, then one weight a feature."""

    about: tuple[float, float, float]
    says: tuple[float, float]

    def of(self, signals: Floats) -> Floats:
        """The certainty, in (0, 1), of each row of signals (n, signals)."""
        about, says = _features(signals)
        about_weights, says_weights = np.array(self.about), np.array(self.says)
        return expit(about @ about_weights) * expit(says @ says_weights)


def fit_certainty(situations: Sequence[Situation], first: Floats) -> Certainty:
    """The most likely constants; `first` (n, signals) are those of each one's first sentence."""
    about, says = _features(first)
    answerable = np.array([each.answerable for each in situations], dtype=float)
    weight = weights_of(situations)
    ridge = _RIDGE * weight.sum()

    def cost(weights: Floats) -> tuple[float, Floats]:
        left, right = expit(about @ weights[:3]), expit(says @ weights[3:])
        chance = np.clip(left * right, 1e-9, 1 - 1e-9)
        likely = answerable * np.log(chance) + (1 - answerable) * np.log(1 - chance)
        slope = weight * ((1 - answerable) / (1 - chance) - answerable / chance) * left * right
        slopes = np.concatenate([about.T @ (slope * (1 - left)), says.T @ (slope * (1 - right))])
        return float(-(weight @ likely) + ridge * (weights @ weights) / 2), slopes + ridge * weights

    rng = np.random.default_rng(13)
    runs = [minimize(cost, rng.normal(size=5), jac=True, method="L-BFGS-B") for _ in range(_STARTS)]
    a, b, c, d, e = map(float, min(runs, key=lambda run: float(run.fun)).x)
    return Certainty((a, b, c), (d, e))


def weights_of(situations: Sequence[Situation]) -> Floats:
    """A weight for each situation: its kind's share, spread over the sets that have any."""
    kinds = [(kind_of(each), each.pool) for each in situations]
    shares = {"answered": 0.5, "near": 0.25, "absent": 0.25}
    pools = {kind: len({pool for k, pool in kinds if k == kind}) for kind in shares}
    counts = {pair: kinds.count(pair) for pair in set(kinds)}
    total = len(situations)
    return np.array([total * shares[k] / pools[k] / counts[k, pool] for k, pool in kinds])


def kind_of(situation: Situation) -> str:
    """What the corpus has: the answer, all but the answer ("near"), or nothing of it ("absent")."""
    if situation.answerable:
        return "answered"
    return "near" if situation.present else "absent"


def _features(signals: Floats) -> tuple[Floats, Floats]:
    """What each of the two probabilities is worked out from: (n, 3) and (n, 2), ones first."""
    ones = np.ones(len(signals))
    chance = np.clip(signals[:, _SAYS], LEAST, 1 - LEAST)
    about = np.column_stack([ones, signals[:, _ABOUT]])
    return about, np.column_stack([ones, np.log(chance / (1 - chance))])
