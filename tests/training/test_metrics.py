"""The measures against values worked out by hand or by an independent implementation."""

import math

import pytest
from sklearn.metrics import balanced_accuracy_score, roc_auc_score

from training.metrics import (
    area,
    balanced_accuracy,
    bootstrap,
    exact,
    overlap,
    precision_recall,
    rouge_l,
)

SCORES = [0.1, 0.4, 0.35, 0.8, 0.4]
TRUTHS = [False, False, True, True, True]


def test_squad_measures() -> None:
    assert exact("The  Tower!", ["tower"]) == 1.0
    assert exact("", []) == overlap("", []) == 1.0
    assert overlap("something", []) == 0.0
    assert overlap("in March 1889", ["1889", "March 1889"]) == pytest.approx(0.8)


def test_areas_and_accuracies_agree_with_scikit_learn() -> None:
    guesses = [score >= 0.4 for score in SCORES]
    assert area(SCORES, TRUTHS) == pytest.approx(roc_auc_score(TRUTHS, SCORES))
    assert balanced_accuracy(guesses, TRUTHS) == pytest.approx(
        balanced_accuracy_score(TRUTHS, guesses)
    )
    assert math.isnan(area([1.0], [True]))


def test_precision_recall_and_rouge() -> None:
    assert precision_recall([True, True, False], [True, False, True]) == (0.5, 0.5, 0.5)
    assert rouge_l("the cat sat", "the big cat never sat down") == 1.0
    assert rouge_l("sat the cat", "the big cat") == pytest.approx(2 / 3)


def test_a_bootstrap_resamples_whole_groups() -> None:
    items = [("a", 1.0)] * 50 + [("b", 0.0)] * 50
    figure = bootstrap(items, lambda i: i[0], lambda part: sum(v for _, v in part) / len(part))
    assert (figure.value, figure.low, figure.high) == (0.5, 0.0, 1.0)
    assert str(figure) == "50.0 [0.0, 100.0]"
