"""How sure it is that a sentence answers: its passage is about what is asked, and it says it.

Neither makes up for the other. A passage that shares every word of the question may still not say
what is asked, and where the reader finds fitting words the passage may be about something else.
So the two probabilities are multiplied, and fitted as a product (training/certainty.py).

Knows the signals of one candidate; not which sentence is best, nor where a no begins.
"""

from __future__ import annotations

import math

from qa.drafting.signals import Signals

# Fitted on questions about other documents; the method and its figures are in docs/LOG.md.
_ABOUT = (-2.88, 2.35, 5.5)  # start, share of the question's words in the passage, cosine
_SAYS = (0.36, 1.12)  # start, the reader's log-odds that the passage answers
LEAST = 0.001
"""A probability of the reader's is never taken to be nearer to 0 or 1."""


def about(signals: Signals) -> float:
    """The probability, in (0, 1), that the passage is about what is asked."""
    start, words, cosine = _ABOUT
    return logistic(start + words * signals.nearby + cosine * signals.dense)


def certainty(signals: Signals) -> float:
    """The probability, in (0, 1), that the passage is about what is asked and answers it."""
    start, slope = _SAYS
    return about(signals) * logistic(start + slope * log_odds(signals.answerable))


def log_odds(probability: float) -> float:
    """The log-odds of a probability of the reader's."""
    chance = min(1 - LEAST, max(LEAST, probability))
    return math.log(chance / (1 - chance))


def logistic(log_odds: float) -> float:
    """The probability, in (0, 1), of log-odds."""
    return 1 / (1 + math.exp(-max(-50.0, min(50.0, log_odds))))
