"""Words of which one rules out the others."""

from __future__ import annotations

import pytest

from qa.alternatives import KINDS, figure, member


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("Monday", ("day", "Monday")),
        ("May", ("month", "May")),
        ("may", None),
        ("Polish", ("people", "Polish")),
        ("polish", None),
        ("Red", ("colour", "red")),
        ("house", None),
        ("", None),
    ],
)
def test_what_a_word_is_one_of(word: str, found: tuple[str, str] | None) -> None:
    assert member(word) == found


@pytest.mark.parametrize(
    ("text", "at", "found"),
    [
        ("the second race", 1, ("ordinal", "2")),
        ("the 2nd race", 1, ("ordinal", "2")),
        ("in 1902", 1, ("year", "1902")),
        ("the 1920s", 1, ("decade", "20")),
        ("the 20’s", 1, ("decade", "20")),
        ("the 1,500 ships", 1, ("number", "1500")),
        ("three ships", 0, ("number", "3")),
        ("War II", 1, ("roman", "II")),
        ("War ii", 1, None),
        ("the other two", 2, None),
        ("twenty one", 1, None),
        ("1,2,4 ships", 0, None),
        ("a ship", 1, None),
    ],
)
def test_the_kind_and_value_of_a_figure(text: str, at: int, found: tuple[str, str] | None) -> None:
    assert figure(text.split(), at) == found


def test_no_word_is_of_two_kinds() -> None:
    words = [word for of in KINDS.values() for word in of.split()]
    assert len(words) == len(set(words))
