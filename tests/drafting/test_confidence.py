"""The features behind a no, worked out by hand, and what the probability does with them."""

from __future__ import annotations

import pytest

from qa.drafting.confidence import chance, features
from qa.drafting.selection import Candidate, Signals
from qa.records import Hit, Passage

PASSAGE = Passage("p", "a.txt", 0, 9, "One. Two.", ((0, 4), (5, 9)))
STRONG = Signals(4.0, 0.9, 0.8, 1.0, 1.0, 0.7, 0.0, 1.0, 0.0, 0.0, 0.0)
WEAK = Signals(-6.0, 0.1, 0.1, 0.2, 0.3, 0.2, 0.0, -1.0, 1.0, 0.5, 1.0)


def candidate(signals: Signals, score: float) -> Candidate:
    return Candidate(Hit(PASSAGE, 1.0, 1), (0, 4), signals, score, None)


def test_the_features_of_the_first_and_of_another() -> None:
    assert features([7.0, 4.5], [STRONG, WEAK]) == (7.0, 4.0, 0.9, 0.9, 0.8, 1.0, 0.7, 1.0, 2.5)
    assert features([7.0, 4.5], [STRONG, WEAK], 1)[-1] == -2.5
    assert features([7.0], [STRONG])[-1] == 5.0  # the most that a lead counts


def test_a_sentence_that_all_speaks_for_is_surer_than_one_that_nothing_does() -> None:
    sure = chance([candidate(STRONG, 9.0), candidate(WEAK, 1.0)])
    unsure = chance([candidate(WEAK, 1.0), candidate(WEAK, 0.5)])
    assert 0 < unsure < 0.5 < sure < 1


def test_extreme_scores_stay_probabilities() -> None:
    assert chance([candidate(STRONG, 1e6)]) == pytest.approx(1.0)
    assert chance([candidate(WEAK, -1e6)]) == pytest.approx(0.0, abs=1e-12)
