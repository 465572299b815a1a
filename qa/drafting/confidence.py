"""How sure it is that a sentence answers, as a probability; the drafter says no below a bound.

A logistic of the sentence's own signals and of what the other candidates say: whether the reader
found an answer anywhere, and how far the next best is behind. Fitted, like the weights of the
signals, on questions asked of corpora that answer them and of corpora that do not; the method is
in training/fit.py, its figures in docs/LOG.md. Knows signals only, no texts.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from qa.drafting.selection import Candidate, Signals

_FAR = 5.0  # a lead over the next best beyond this says no more
# For the features in the order of `features`, and the constant last.
_WEIGHTS = (1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -1.75)


def chance(candidates: Sequence[Candidate], at: int = 0) -> float:
    """The probability, in (0, 1), that candidate `at` of all those of a question answers it."""
    scores = [candidate.score for candidate in candidates]
    found = features(scores, [candidate.signals for candidate in candidates], at)
    logit = sum(w * f for w, f in zip(_WEIGHTS, (*found, 1.0), strict=True))
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, logit))))


def features(scores: Sequence[float], signals: Sequence[Signals], at: int = 0) -> tuple[float, ...]:
    """What speaks for candidate `at` answering, given the scores and signals of all."""
    own = signals[at]
    others = [score for place, score in enumerate(scores) if place != at]
    return (
        scores[at],
        own.margin,
        own.answerable,
        max(each.answerable for each in signals),
        own.coverage,
        own.nearby,
        own.dense,
        own.kind,
        min(scores[at] - max(others, default=scores[at] - _FAR), _FAR),
    )
