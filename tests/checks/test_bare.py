"""What a chat model says of where it has it from is no claim, and what names a document is one."""

from __future__ import annotations

import time

import pytest

from qa.checks.bare import bare
from qa.records import Claim, Document
from tests.judging import verdict_on

FEE = "The fee is 48 euros."


@pytest.mark.parametrize(
    "sentence",
    [
        "According to the provided context, the fee is 48 euros.",
        "According to the documents you provided, the fee is 48 euros.",
        "According to the given passages: the fee is 48 euros.",
        "Based on the information provided, the fee is 48 euros.",
        "Based on the relevant excerpts, the fee is 48 euros.",
        "As mentioned in the article, the fee is 48 euros.",
        "In the text, the fee is 48 euros.",
        "The article states that the fee is 48 euros.",
        "The provided documents clearly indicate that the fee is 48 euros.",
        "It is stated in the document that the fee is 48 euros.",
        "The fee is 48 euros, according to the sources.",
        "The fee is 48 euros as stated in the provided text.",
        "In short, the fee is 48 euros.",
        "Sure! According to the text, the fee is 48 euros.",
        "Yes, the fee is 48 euros.",
    ],
)
def test_words_that_only_point_at_the_documents_say_nothing(sentence: str) -> None:
    assert bare(sentence) == FEE


@pytest.mark.parametrize(
    "sentence",
    [
        FEE,
        "According to the Acme agreement, the fee is 48 euros.",
        "According to the annual report, the fee is 48 euros.",
        "According to Article 5, the fee is 48 euros.",
        "According to the article 5, the fee is 48 euros.",
        "According to Source 1, the fee is 48 euros.",
        "According to Ada, the fee is 48 euros.",
        "In the texts of 2024, the fee is 48 euros.",
        "In all documents, the fee is 48 euros.",
        "The documents do not state that the fee is 48 euros.",
        "The source code states that the fee is 48 euros.",
        "The article's author states that the fee is 48 euros.",
        "The text states the fee.",
        "No, the fee is 48 euros.",
        "Based on the documents, ",
        "",
    ],
)
def test_what_says_something_stays(sentence: str) -> None:
    assert bare(sentence) == sentence


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("The Department of Energy (DOE) leads it.", "The Department of Energy leads it."),
        ("The Memorandum of Understanding (MoU) ends.", "The Memorandum of Understanding ends."),
        ("The Department of Energy (EPA) leads it.", "The Department of Energy (EPA) leads it."),
        ("The fee (FEE) is due.", "The fee (FEE) is due."),
        ("(DOE) leads it.", "(DOE) leads it."),
    ],
)
def test_a_short_form_is_told_by_the_words_before_it(sentence: str, said: str) -> None:
    assert bare(sentence) == said


def test_a_no_before_a_no_is_one() -> None:
    assert bare("No, pets are not allowed.") == "Pets are not allowed."
    assert bare("No, pets are allowed.") == "No, pets are allowed."


RULES = Document(
    "rules.txt",
    "House rules",
    "House rules\n\nPets are not allowed in the workshop. Visitors may smoke on the terrace. The "
    "Department of Energy checks the boiler every spring. The rent is 950 euros a month.\n",
    "0" * 64,
)


def claim_of(sentence: str) -> Claim:
    return verdict_on(sentence, RULES)


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        ("No, pets are not allowed in the workshop.", "Pets are not allowed in the workshop."),
        ("Yes, visitors may smoke on the terrace.", "Visitors may smoke on the terrace."),
        (
            "According to the provided documents, the Department of Energy (DOE) checks the boiler "
            "every spring.",
            "The Department of Energy checks the boiler every spring.",
        ),
        (
            "Based on the given context, the rent is 950 euros a month.",
            "The rent is 950 euros a month.",
        ),
    ],
)
def test_such_a_sentence_is_shown_as_it_was_written(sentence: str, quote: str) -> None:
    claim = claim_of(sentence)
    assert claim.verdict == "supported", claim.reason
    assert claim.sentence == sentence
    assert [citation.quote for citation in claim.citations] == [quote]


@pytest.mark.parametrize(
    "sentence",
    [
        "No, pets are allowed in the workshop.",
        "Yes, pets are allowed in the workshop.",
        "According to the provided documents, the rent is 905 euros a month.",
        "In the text, the Department of Energy (EPA) checks the boiler every spring.",
        "The documents state that visitors may not smoke on the terrace.",
        "The documents do not state that the rent is 950 euros a month.",
    ],
)
def test_what_is_wrong_stays_wrong_behind_such_words(sentence: str) -> None:
    assert claim_of(sentence).verdict == "unsupported"


@pytest.mark.parametrize(
    "text",
    [
        "according to the " * 20_000,
        "the provided " * 20_000,
        "(AB" * 20_000,
        "yes, " * 20_000,
        "A " * 20_000 + "(AAAAAAA)",
    ],
)
def test_text_made_to_be_slow_is_not(text: str) -> None:
    began = time.perf_counter()
    bare(text)
    assert time.perf_counter() - began < 2.0
