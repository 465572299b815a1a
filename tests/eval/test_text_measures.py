"""Exact match and F1 against the official SQuAD script; containment by hand."""

from __future__ import annotations

import collections
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.measures.text import (
    contains,
    exact_match,
    groups_present,
    squad_normal,
    token_f1,
    tokens,
)


def official_normalize(s: str) -> str:
    """`normalize_answer` of the official evaluation script of SQuAD 2.0, as published."""

    def remove_articles(text: str) -> str:
        regex = re.compile(r"\b(a|an|the)\b", re.UNICODE)
        return re.sub(regex, " ", text)

    def white_space_fix(text: str) -> str:
        return " ".join(text.split())

    def remove_punc(text: str) -> str:
        exclude = set(string.punctuation)
        return "".join(ch for ch in text if ch not in exclude)

    return white_space_fix(remove_articles(remove_punc(s.lower())))


def official_f1(a_gold: str, a_pred: str) -> float:
    """`compute_f1` of the same script."""
    gold_toks = official_normalize(a_gold).split() if a_gold else []
    pred_toks = official_normalize(a_pred).split() if a_pred else []
    common = collections.Counter(gold_toks) & collections.Counter(pred_toks)
    num_same = sum(common.values())
    if len(gold_toks) == 0 or len(pred_toks) == 0:
        return int(gold_toks == pred_toks)
    if num_same == 0:
        return 0
    precision = 1.0 * num_same / len(pred_toks)
    recall = 1.0 * num_same / len(gold_toks)
    return (2 * precision * recall) / (precision + recall)


WORDS = st.lists(
    st.sampled_from(["the", "a", "An", "Denver", "Broncos", "U.S.", "$500", "million", "no-one"]),
    max_size=6,
).map(" ".join)


@given(WORDS, WORDS)
def test_agrees_with_the_official_script(answer: str, accepted: str) -> None:
    assert squad_normal(answer) == official_normalize(answer)
    assert token_f1(answer, [accepted]) == pytest.approx(official_f1(accepted, answer))
    same = official_normalize(answer) == official_normalize(accepted)
    assert exact_match(answer, [accepted]) == float(same)


@pytest.mark.parametrize(
    ("answer", "accepted", "em", "f1"),
    [
        ("Denver Broncos", ["Denver Broncos", "The Broncos"], 1.0, 1.0),
        ("the Broncos!", ["Denver Broncos", "The Broncos"], 1.0, 1.0),
        # 2 of 4 tokens right, 2 of 2 found: F1 = 2 * .5 * 1 / 1.5
        ("Denver Broncos won it", ["Denver Broncos"], 0.0, 2 / 3),
        ("", ["Denver Broncos"], 0.0, 0.0),
    ],
)
def test_by_hand(answer: str, accepted: list[str], em: float, f1: float) -> None:
    assert exact_match(answer, accepted) == em
    assert token_f1(answer, accepted) == pytest.approx(f1)


@pytest.mark.parametrize(
    ("text", "accepted", "present"),
    [
        ("Japan is reportedly committing $500 million.", "500 million", True),
        ("Japan is reportedly committing $1,500 million.", "500 million", False),
        ("a “first-mover” advantage", "first mover", True),
        ("the RIKEN–Argonne–NVIDIA MoU", "Argonne", True),
        ("in the U.S. alone", "US", True),
        ("one million engineers", "million one", False),
        ("anything", "", False),
        ("1,000 people", "1000", True),
        ("$18.8 billion", "8 billion", False),
    ],
)
def test_containment(text: str, accepted: str, present: bool) -> None:
    assert contains(text, accepted) is present


def test_groups() -> None:
    assert groups_present("NVIDIA and Arm", [["nvidia"], ["Amazon", "ARM"], ["SoftBank"]]) == (
        pytest.approx(2 / 3)
    )


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_what_stands_between_spaces_is_contained(before: str, inner: str, after: str) -> None:
    if tokens(inner):
        assert contains(f"{before} | {inner} | {after}", inner)
