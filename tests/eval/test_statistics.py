"""Intervals and tests against scipy-free references: formulas and closed forms."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures import mean
from eval.statistics import (
    Values,
    Weights,
    clusters_of,
    draws,
    holm,
    interval,
    mcnemar,
    paired_bootstrap,
    weighted_mean,
)


@pytest.mark.parametrize(
    ("first", "second", "p"),
    [
        (0, 0, 1.0),
        (5, 5, 1.0),
        (0, 5, 2 / 32),  # both tails of five coins: 2 * (1/2)^5
        (1, 9, 2 * (1 + 10) / 1024),
        (8, 2, 2 * (1 + 10 + 45) / 1024),
    ],
)
def test_mcnemar_by_hand(first: int, second: int, p: float) -> None:
    assert mcnemar(first, second) == pytest.approx(p)


@given(st.integers(0, 30), st.integers(0, 30))
def test_mcnemar_is_the_exact_binomial_test(first: int, second: int) -> None:
    n = first + second
    chances = [comb(n, k) / 2**n for k in range(n + 1)]
    expected = sum(chance for chance in chances if chance <= chances[first] * (1 + 1e-9))
    assert mcnemar(first, second) == pytest.approx(min(1.0, expected))


def test_holm_by_hand() -> None:
    # Ordered .01, .03, .04 with factors 3, 2, 1: .03, .06, then .04 raised to .06.
    corrected = holm({"a": 0.01, "b": 0.04, "c": 0.03})
    assert corrected == {
        "a": pytest.approx(0.03), "b": pytest.approx(0.06), "c": pytest.approx(0.06),
    }  # fmt: skip


def test_the_interval_of_a_mean_is_near_the_normal_one() -> None:
    values = np.repeat([0.0, 1.0], [120, 280])
    samples = draws(clusters_of([str(at) for at in range(400)]))
    found = interval(lambda weights: weighted_mean(values, weights), samples)
    assert found is not None
    half = 1.96 * np.sqrt(0.7 * 0.3 / 400)
    assert found.value == pytest.approx(0.7)
    assert found.low == pytest.approx(0.7 - half, abs=0.01)
    assert found.high == pytest.approx(0.7 + half, abs=0.01)


def test_documents_are_drawn_whole_and_few_of_them_are_not_used() -> None:
    many = clusters_of([f"d{at // 3}" for at in range(15)])
    assert [list(each) for each in many] == [[3 * at, 3 * at + 1, 3 * at + 2] for at in range(5)]
    assert [list(each) for each in clusters_of(["a", "a", "b"])] == [[0], [1], [2]]
    loose = clusters_of([*(f"d{at}" for at in range(5)), "", ""])
    assert [list(each) for each in loose[-2:]] == [[5], [6]]
    assert [list(each) for each in clusters_of(["a", "a", "", "", "", ""])] == [
        [at] for at in range(6)
    ]


def test_clustered_intervals_are_wider() -> None:
    names = [f"d{at // 20}" for at in range(200)]
    values = np.array([float(int(name[1:]) % 2) for name in names])

    def figure(weights: Weights) -> Values:
        return weighted_mean(values, weights)

    clustered = interval(figure, draws(clusters_of(names)))
    single = interval(figure, draws([np.array([at]) for at in range(200)]))
    assert clustered is not None
    assert single is not None
    assert clustered.high - clustered.low > 2 * (single.high - single.low)


def test_a_paired_difference() -> None:
    samples = draws(clusters_of([str(at) for at in range(100)]))
    same = paired_bootstrap(lambda weights: np.zeros(len(weights)), samples)
    assert same is not None
    assert same[1] == 1.0
    gains = np.repeat([1.0, 0.0], [40, 60])
    better = paired_bootstrap(lambda weights: weighted_mean(gains, weights), samples)
    assert better is not None
    assert better[0].value == 0.4
    assert better[0].low > 0.25
    assert better[1] == pytest.approx(2 / 2001)


def test_draws_are_whole_clusters_and_always_the_same() -> None:
    clusters = clusters_of([f"d{at // 2}" for at in range(12)])
    weights = draws(clusters)
    assert (weights == draws(clusters)).all()
    assert (weights[:, 0::2] == weights[:, 1::2]).all()
    assert (weights.sum(axis=1) == 12).all()


@given(
    st.lists(st.none() | st.floats(-5, 5), min_size=6, max_size=6),
    st.lists(st.integers(0, 5), min_size=1, max_size=12),
)
def test_a_weighted_mean_is_the_mean_of_what_was_drawn(
    values: list[float | None], drawn: list[int]
) -> None:
    weights = np.bincount(drawn, minlength=6).astype(float)[None, :]
    column = np.array([np.nan if value is None else value for value in values])
    expected = mean([values[at] for at in drawn])
    found = weighted_mean(column, weights)[0]
    assert np.isnan(found) if expected is None else found == pytest.approx(expected)
