"""The kind of thing asked for, and whether words are of it."""

from __future__ import annotations

import pytest

from qa.drafting.kinds import Kind, agreement, kind_of


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many people work there?", "count"),
        ("How many dollars were spent?", "quantity"),
        ("How much did it cost?", "quantity"),
        ("What percentage of the crew stayed?", "share"),
        ("In which year was the bridge opened?", "time"),
        ("When did the ferry sink?", "time"),
        ("Who built the pier?", "name"),
        ("By whom, and when, was it built?", "name"),
        ("Why did they leave?", None),
        ("What is a lighthouse?", None),
    ],
)
def test_the_kind_asked_for(question: str, kind: Kind | None) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    ("kind", "words", "agrees"),
    [
        ("count", "120 people", 1.0),
        ("count", "$110 million", -1.0),
        ("count", "several dozen", 1.0),
        ("quantity", "$110 million", 1.0),
        ("quantity", "the harbour", -1.0),
        ("share", "26", -1.0),
        ("share", "12%", 1.0),
        ("share", "a quarter of them", 1.0),
        ("time", "in the summer of 1871", 1.0),
        ("time", "the harbour master", -1.0),
        ("name", "Ann Tulley", 1.0),
        ("name", "the harbour master", -1.0),
        (None, "anything at all", 0.0),
    ],
)
def test_words_of_that_kind(kind: Kind | None, words: str, agrees: float) -> None:
    assert agreement(kind, words) == agrees
