"""Words that say the opposite, and which forms of them count."""

from __future__ import annotations

import pytest

from qa.opposites import listed, opposite, sides


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("falling", "fall"),
        ("dropped", "drop"),
        ("allies", "ally"),
        ("approved", "approve"),
        ("risen", "risen"),
        ("important", "important"),
        ("position", "position"),
        ("information", "information"),
        ("department", "department"),
        ("publication", "publication"),
        ("quite", "quite"),
        ("employed", "employed"),
    ],
)
def test_only_ordinary_forms_of_a_word_are_the_word(word: str, base: str) -> None:
    assert listed(word) == base


@pytest.mark.parametrize(
    ("said", "there", "found"),
    [
        ("the rate rose", "the rate fell", ("rose", "fell")),
        ("it opened", "it closed", ("opened", "closed")),
        ("a sealed paper", "an unsealed paper", ("sealed", "unsealed")),
        ("it is nonverbal", "it is verbal", ("nonverbal", "verbal")),
        ("the rate rose", "the rate rose and fell", None),
        ("it rose and fell", "it fell", None),
        ("an important port", "an export port", None),
        ("it does so unless asked", "less is asked", None),
        ("", "", None),
    ],
)
def test_the_first_word_that_says_the_opposite(
    said: str, there: str, found: tuple[str, str] | None
) -> None:
    assert opposite(said.split(), there.split()) == found


def test_what_is_told_from_the_other_side_too_excludes_nothing() -> None:
    assert not [far for _, far in sides("before") if "after" in far]
    assert any("landlord" in far for _, far in sides("tenant"))
