"""The headings of plain text: found where they are, and not where a list or a sentence is."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from qa import Assistant
from qa.corpus import FileReader
from qa.corpus.plain import read_text
from qa.corpus.plain_headings import headings
from qa.embedding import SentenceEmbedder
from tests.corpus.files import source

TEXT = "The quick deliveries of the depot are made before noon on every weekday."


def labels(text: str) -> list[str]:
    """The places of a plain text, as a citation says them."""
    return [place.label for place in read_text(text.encode()).places]


def test_numbered_headings_stand_below_one_another() -> None:
    text = f"""\
1. Scope

{TEXT}

2 Errors

2.1 Client errors

{TEXT}

2.1.1 404 Not Found

{TEXT}

2.2 Server errors

{TEXT}

10.9 Not the next one

{TEXT}

3. References

{TEXT}
"""
    assert labels(text) == [
        "1. Scope",
        "2 Errors",
        "2 Errors › 2.1 Client errors",
        "2 Errors › 2.1 Client errors › 2.1.1 404 Not Found",
        "2 Errors › 2.2 Server errors",
        "3. References",
    ]
    assert [text[start : start + 5] for start, _, _ in headings(text)][2:4] == ["2.1 C", "2.1.1"]


@pytest.mark.parametrize(
    "listed",
    [
        "1. Apples\n2. Pears\n3. Plums\n",
        "1. Apples\n\n2. Pears\n\n3. Plums\n",
        f"1. {TEXT}\n\n2. {TEXT}\n\n3. {TEXT}\n",
        "1. Introduction ........ 3\n\nThe text\n\n2. Errors ........ 5\n\nThe text\n",
        f"1 Berlin   12\n\n{TEXT}\n\n2 Paris   14\n\n{TEXT}\n\n3 Rome   16\n\n{TEXT}\n",
        f"1. Does it open on Mondays?\n\n{TEXT}\n\n2. Is it cold?\n\n{TEXT}\n\n3. Why?\n\n{TEXT}\n",
        f"12 Annual Report\n\n{TEXT}\n\n" * 5,
        "".join(f"{page} Annual Report\n\n{TEXT}\n\n" for page in range(1, 9)),
    ],
    ids="list apart sentences contents columns questions again heads".split(),
)
def test_what_is_only_numbered_is_no_heading(listed: str) -> None:
    assert labels(f"{TEXT}\n\n{listed}\n{TEXT}\n") == []


def test_a_wrapped_sentence_is_no_heading() -> None:
    text = "".join(
        f"{number}. You may copy and distribute verbatim copies of the\n\nsource code you like.\n\n"
        for number in range(1, 5)
    )
    assert labels(text) == []


@pytest.mark.parametrize("numbers", [("I", "II", "III", "IV"), ("A", "B", "C", "D")])
def test_roman_numbers_and_letters(numbers: tuple[str, ...]) -> None:
    text = "".join(f"{number}. RESULTS OF {number}\n\n{TEXT}\n\n" for number in numbers)
    assert labels(text) == [f"{number}. RESULTS OF {number}" for number in numbers]


def test_chapters_hold_what_is_numbered_in_them() -> None:
    text = "".join(
        f"ARTICLE {roman}\n\n{at}.1 Definitions.\n\n{TEXT}\n\n{at}.2 Term\n\n{TEXT}\n\n"
        for at, roman in enumerate(("I", "II"), 1)
    )
    assert labels(text) == [
        "ARTICLE I",
        "ARTICLE I › 1.1 Definitions.",
        "ARTICLE I › 1.2 Term",
        "ARTICLE II",
        "ARTICLE II › 2.1 Definitions.",
        "ARTICLE II › 2.2 Term",
    ]


def test_a_word_tells_a_chapter_and_not_a_sentence() -> None:
    assert labels(f"Chapter 4: Down the River\n\n{TEXT}\n") == ["Chapter 4: Down the River"]
    assert labels(f"Rules for all who come here\n\n{TEXT}\n") == []
    assert labels(f"Section 4 applies to them.\n\n{TEXT}\n") == []


def test_titles_that_are_underlined() -> None:
    text = f"Depot\n=====\n\nHours\n-----\n{TEXT}\n\nName   Port\n-----------\nweb    80\n"
    assert labels(text) == ["Depot", "Depot › Hours"]


def test_lines_in_capitals_and_set_out() -> None:
    text = "".join(f"{name}\n       {TEXT}\n\n" for name in ("NAME", "SYNOPSIS", "SEE ALSO"))
    assert labels(text) == ["NAME", "SYNOPSIS", "SEE ALSO"]
    text = "".join(f"{name}\n\n   {TEXT}\n\n" for name in ("Status", "Abstract", "Terms of use"))
    assert labels(text) == ["Status", "Abstract", "Terms of use"]
    assert labels(f"NAME\n       {TEXT}\n\nNOTES\n       {TEXT}\n") == []
    assert labels("".join(f"An example is\n\n   {TEXT} {at}\n\n" for at in range(4))) == []


def test_who_speaks_in_a_play_is_no_heading() -> None:
    speech = "".join(f"{name}\n    {TEXT}\n\n" for name in ("ROMEO", "JULIET", "NURSE"))
    assert labels(speech) == ["ROMEO", "JULIET", "NURSE"]
    assert labels(speech * 6) == []


def test_a_paragraph_in_capitals_is_no_heading() -> None:
    text = "".join(
        "THE PROGRAM IS PROVIDED AS IS WITHOUT WARRANTY OF ANY\n\nKIND EXPRESSED OR IMPLIED\n\n"
        for _ in range(4)
    )
    assert labels(f"{text}{TEXT}\n") == []


def test_what_a_heading_says_is_cited_with_it(tmp_path: Path, embedder: SentenceEmbedder) -> None:
    sections = {"4.1 Deliveries": "made before noon", "4.2 Returns": "taken on Fridays"}
    parts = [f"{name}\n\n   They are {when} at the gate.\n\n" for name, when in sections.items()]
    parts.append("4.3 Parking\n\n   There are ten places at the gate.\n\n")
    (tmp_path / "depot.txt").write_text("".join(parts), encoding="utf-8")
    answer = Assistant.from_folder(tmp_path, embedder=embedder).ask("When are returns taken?")
    assert answer.text == "They are taken on Fridays at the gate. [1]"
    assert answer.citations[0].where == "4.2 Returns"


def test_lines_that_hold_a_paragraph_each() -> None:
    names = ("1. Scope", "2. Deliveries", "3. Returns")
    text = "".join(f"{name}\n{' '.join([TEXT] * 4)}\n" for name in names)
    assert labels(text) == [*names]
    assert labels(text.replace(" ", "\n")) == []


@pytest.mark.parametrize("suffix", [".docx", ".rtf"])
def test_headings_that_somebody_numbered_by_hand(tmp_path: Path, suffix: str) -> None:
    names = ("1. SCOPE", "2. FEES", "3. TERM")
    path = tmp_path / f"agreement{suffix}"
    if suffix == ".docx":
        made = docx.Document()
        for name in names:
            made.add_paragraph(name)
            made.add_paragraph(TEXT)
            if name == "2. FEES":
                table = made.add_table(2, 2)
                for at, words in enumerate(("Plan", "Fee", "Small", "4 euros")):
                    table.cell(*divmod(at, 2)).text = words
                made.add_paragraph(TEXT)
        made.save(str(path))
    else:
        body = "".join(rf"{name}\par {TEXT}\par " for name in names)
        path.write_text(rf"{{\rtf1\ansi {body}}}", encoding="ascii")
    with FileReader() as reader:
        document, _ = reader.read(source(path))
    under = [document.under_at(document.text.index(name)) for name in names]
    assert under == [*names]
    if suffix == ".docx":
        at = document.text.index("4 euros")
        assert document.where_at(at) == "2. FEES, table 1, row 2"
        assert document.where_at(document.text.index("The quick", at)) == "2. FEES"
