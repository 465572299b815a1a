"""Recognised words in the order in which a person reads them, by their boxes alone."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pytest

from qa.corpus.extracted import Seen
from qa.corpus.pdf_layout import lay_out
from qa.corpus.reading_order import lines

SIZE = (600.0, 800.0)
Words = tuple[str, float, float]
"""Words, how far from the left they begin, how far from above; in points."""


def seen(words: Iterable[Words], turned: float = 0.0, height: float = 12.0) -> list[Seen]:
    """Words six points a letter, on a page turned by degrees."""
    angle = math.radians(turned)
    found = []
    for text, left, top in words:
        right, bottom = left + 6 * len(text), top + height
        corners: list[float] = []
        for x, y in ((left, top), (right, top), (right, bottom), (left, bottom)):
            dx, dy = x - SIZE[0] / 2, y - SIZE[1] / 2
            corners += [
                (dx * math.cos(angle) - dy * math.sin(angle) + SIZE[0] / 2) / SIZE[0],
                (dx * math.sin(angle) + dy * math.cos(angle) + SIZE[1] / 2) / SIZE[1],
            ]
        found.append(Seen(text, tuple(corners)))
    return found


def texts(words: list[Seen]) -> list[str]:
    return [line.text for line in lines(words, 0, SIZE)]


COLUMNS: list[Words] = [
    ("A title over both of the columns, all across the page", 100, 40),
    *((f"left line {at}, about as wide as it", 40, 80 + 14 * at) for at in range(6)),
    *((f"right line {at}, about as wide as t", 320, 80 + 14 * at) for at in range(6)),
    ("A figure in the middle, its words set across both columns", 80, 180),
    *((f"left line {at}, about as wide as it", 40, 210 + 14 * at) for at in range(6, 12)),
    *((f"right line {at}, about as wide as t", 320, 210 + 14 * at) for at in range(6, 12)),
]


@pytest.mark.parametrize("turned", [0.0, 1.5, -1.5])
def test_columns_are_read_between_what_is_across_them(turned: float) -> None:
    found = texts(seen(reversed(COLUMNS), turned))
    assert [each[:13] for each in found] == [
        "A title over ",
        *(f"left line {at},{' ' if at < 10 else ''}" for at in range(6)),
        *(f"right line {at}," for at in range(6)),
        "A figure in t",
        *(f"left line {at},{' ' if at < 10 else ''}" for at in range(6, 12)),
        *(f"right line {at}{',' if at < 10 else ''}" for at in range(6, 12)),
    ]


def test_the_rows_of_a_table_are_read_across() -> None:
    names = ["Amsterdam", "Rotterdam", "Utrecht", "Groningen", "Eindhoven", "Tilburg"]
    cells: list[Words] = []
    for at, name in enumerate(names):
        top = 100 + 16 * at
        cells += [(name, 60, top), (f"{at},250", 300, top + 1), ("yes", 500, top - 1)]
    found = texts(seen(cells))
    assert found == [f"{name} {at},250 yes" for at, name in enumerate(names)]


def test_a_row_in_pieces_is_one_line() -> None:
    row = [("and so on.", 210, 101.0), ("The harbour,", 60, 100.0), ("the bay,", 140, 99.0)]
    assert texts(seen(row)) == ["The harbour, the bay, and so on."]


def test_what_is_set_sideways_is_left_out() -> None:
    stamp = Seen("arXiv:1234.5678v2 1 Jan 2020", (0.01, 0.2, 0.03, 0.2, 0.03, 0.8, 0.01, 0.8))
    assert texts([stamp, *seen([("Some words of the text.", 60, 100)])]) == [
        "Some words of the text."
    ]


def test_heights_that_only_letters_make_different_break_no_paragraph() -> None:
    high = seen([("The first line of a paragraph that has letters such as", 60, 100)], height=13)
    low = seen([("a new one, a sea, or an era, whose letters are no more", 60, 115)], height=10.5)
    assert "\n" not in lay_out([lines([*high, *low], 0, SIZE)]).text


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        ("The office keeps a regis-", "ter of ships", "The office keeps a register of ships"),
        ("It was a well-", "Known in town", "It was a well- Known in town"),
        ("from 1990-", "to now on", "from 1990- to now on"),
    ],
)  # fmt: skip
def test_words_broken_over_two_lines_are_mended(above: str, below: str, expected: str) -> None:
    words = seen([(above, 60, 100), (below, 60, 113)])
    assert lay_out([lines(words, 0, SIZE)]).text.replace("\n\n", " ") == expected


def test_characters_are_counted_through_the_page() -> None:
    found = lines(seen([("One two", 60, 100), ("three.", 60, 113)]), 4, SIZE)
    assert [(line.page, line.first) for line in found] == [(4, 0), (4, 8)]
    first = found[0]
    assert (first.left, first.right) == pytest.approx((60, 102))
    assert first.top > first.bottom > found[1].top


def test_no_words_are_no_lines() -> None:
    assert lines([], 0, SIZE) == []
