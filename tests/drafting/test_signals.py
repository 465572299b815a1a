"""What is told from a sentence: headings, lines of code, links."""

from __future__ import annotations

import pytest

from qa.drafting.layout import runs_in
from qa.drafting.signals import Asked, _defines, _is_fragment, found_in, signals
from qa.reader import Reading, Span
from qa.records import Hit, Passage, Term


def _passage(text: str) -> Passage:
    return Passage("p", "a.txt", 0, len(text), text, ((0, len(text)),))


@pytest.mark.parametrize(
    "text",
    [
        "const semver = require('semver');",
        "$ git bisect replay that-file.",
        "$total = 3",
        "fs.readFile = newAPI;",
        "`highWaterMark` {number}",
        "<https://example.org/TSC/blob/main/Charter.md#section-3>.",
        "import { readFile } from 'node:fs';",
        "fs.readFile('./foo.txt', (error, source) => {",
        "const script = new Script('import(\"node:fs\")',",
        "Default port",
        "class Movie(TypedDict):",
        "def hill(height: int) -> None:",
        "from fastapi import FastAPI",
        "import numpy as np",
        "import Tabs from '@theme/Tabs';",
        '@app.get("/items")',
        ">>> 1 + 1",
        "│ Running in production mode: │",
        "{!../../docs_src/tutorial001.py!}.",
    ],
)
def test_code_links_and_headings_are_fragments(text: str) -> None:
    assert _is_fragment(text, "Manual › Default port")


@pytest.mark.parametrize(
    "text",
    [
        "Python >= v3.12 requires `node-gyp` >= v10.",
        "Call `check()` with both (or with none).",
        "`port` {number} The port that the server listens on, 4711 by default",
        "The fee is $12/month & rises by 5% a year.",
        "Default port of the server: 4711",
        "Ann Tulley",
        "(a) the seller;",
        "rye, spelt (dark),",
        "the amount that the buyer(s) owe;",
        "The otter eats a quarter of its weight.[1][2][3]",
        "Year: 2007; Otters: 107; Pups: 12; Price: $5/kg",
        "| Rye | $5 | 750 g |",
        "Call the office (+49 30 1234) or write to a_b@example.org",
        "Rye bread (dark)",
        "class 3 of the school went to the hill",
        "import duties are 5%",
        "$ 5 million was paid",
        "$5 is the fee",
        "class B: 30 euros",
        "public transport is free",
        "from Monday to Friday",
        "@ann asked for the key",
    ],
)
def test_prose_about_code_is_none(text: str) -> None:
    assert not _is_fragment(text, "Manual › Default port")


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("2. Rent. The Tenant pays.", "2. Rent."),
        ("4.1 Repairs: The Landlord repairs.", "4.1 Repairs:"),
        ("Section 3: Notice. The Tenant gives notice.", "Section 3: Notice."),
        ("(b) Late payment. It is charged.", "(b) Late payment."),
    ],
)
def test_a_numbered_heading_before_its_text_is_a_fragment(text: str, heading: str) -> None:
    assert runs_in(_passage(text), (0, len(heading)))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1. Rye flour.\n2. Salt.", "1. Rye flour."),  # an item of a list
        ("2. Rent.", "2. Rent."),  # nothing follows
        ("1871 was wet. It rained.", "1871 was wet."),
        ("2. The Tenant pays the rent and the heating. It is due.", "2. The Tenant pays the rent "),
    ],
)
def test_items_and_sentences_are_none(text: str, sentence: str) -> None:
    assert not runs_in(_passage(text), (0, len(sentence.rstrip())))


def test_a_sentence_is_also_about_the_heading_before_it() -> None:
    text = "2. Rent. The Tenant pays 950 pounds."
    passage = Passage("p", "a.txt", 0, len(text), text, ((0, 8), (9, len(text))))
    asked = Asked.of("How much is the rent?", [Term("rent", "rent", 1.0)])
    hit, reading = Hit(passage, score=1.0, rank=1), Reading((), answerable=0.5, margin=0.0)
    of_it = signals(asked, hit, reading, asked.within(text), (9, len(text)), [])
    assert of_it.coverage == 1.0
    assert not of_it.fragment


def test_the_number_of_an_item_is_no_answer() -> None:
    passage = _passage("2. Rent: 950 pounds")
    reading = Reading((Span(0, 1, 3.0), Span(9, 19, 1.0)), answerable=0.9, margin=3.0)
    assert found_in(passage, (0, 19), reading) == [Span(9, 19, 1.0)]


def test_a_word_that_only_looks_like_a_function_word_is_held() -> None:
    asked = Asked.of(
        "What did the US pay in May?", [Term("us.", "us.", 1.0), Term("may.", "may.", 1.0)]
    )
    assert asked.within("In May 2025 the U.S. paid.").coverage == 1.0
    assert asked.within("It may be that all of us paid.").coverage == 0.0


@pytest.mark.parametrize(
    ("question", "sentence", "defines"),
    [
        ("What does git bisect do?", "git-bisect - Finds the commit that broke it", True),
        ("What is a wick?", "wick – a cord of cotton", True),
        ("What is a wick?", "A wick, or cord, is a piece of cotton.", True),
        ("What is a wick?", "wick-cutter: cuts", False),
        ("What does the keeper do?", "The keeper does nothing.", False),
    ],
)
def test_what_says_what_a_thing_is(question: str, sentence: str, defines: bool) -> None:
    assert _defines(question, sentence) is defines
