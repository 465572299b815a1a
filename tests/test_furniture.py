"""What a text has of the pages that it was printed on is none of its sentences."""

from __future__ import annotations

import time

import pytest

from qa.chunking import split
from qa.records import Document

PAGES = [
    "Contents\n\n   1.  Scope .......................... 2\n   2.  Terms of this paper ....... 2\n"
    "   2.1 Lamps\n       and lanterns ............ . 3\n",
    "   3.  Keepers . . . . . . . . . . . . 4\n   4.  Prices ......................... 12\n\n"
    "1.  Scope\n\n   This paper is about lamps, and\n   about who lights them.\n",
    "2.  Terms\n\n   A lamp is what burns. Tea ..... 3\n   Cake ..... 2\n",
    "3.  Keepers\n\n   Every keeper has a key.\n",
]
PRINTED = "\f\n".join(
    f"Paper 12            Lamps            June 1999\n\n{page}\nHolm, et al.      [Page {at}]\n"
    for at, page in enumerate(PAGES, start=1)
)


def told(text: str) -> list[str]:
    document = Document("a.txt", "a", text, "0" * 64)
    return [
        " ".join(passage.sentence(span).split())
        for passage in split(document, 800)
        for span in passage.sentences
    ]


def test_heads_feet_and_contents_are_no_sentences() -> None:
    found = told(PRINTED)
    assert not [each for each in found if "Holm" in each or "June" in each]
    assert [each for each in found if ".." in each] == ["Tea ..... 3", "Cake ..... 2"]
    assert "This paper is about lamps, and about who lights them." in found
    assert "Every keeper has a key." in found


@pytest.mark.parametrize(
    "text",
    [
        "Tea ..... 3\nCake ..... 2\nPie ..... 4\nRolls ..... 1\nBread ..... 5\n",
        "Tea ..... 2\nCake ..... 3\nPie ..... 4\n",
    ],
    ids=["prices", "three lines"],
)
def test_a_list_of_prices_is_text(text: str) -> None:
    assert len(told(text)) == text.count("\n")


def test_titles_that_count_are_text() -> None:
    text = "\f".join(f"Week {at}\n\nWe read page {at}.\n" for at in range(1, 7))
    assert "Week 3" in told(text)


@pytest.mark.parametrize(
    "text", ["a..." * 50_000, ". . . " * 50_000, "x ..... 5\n" * 50_000, "a b c\n\f" * 20_000]
)
def test_text_made_to_be_slow_is_not(text: str) -> None:
    from qa.furniture import Printed

    began = time.perf_counter()
    Printed(text)
    assert time.perf_counter() - began < 2.0
