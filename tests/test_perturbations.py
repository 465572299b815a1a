"""Sentences of the two articles, changed in one thing, against every single source sentence.

A language model's typical errors: another number, another name, the opposite, swapped roles. The
bounds are what the deterministic checks promise without any judge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import pytest

from qa import citation
from qa.records import DraftSentence
from qa.text import NEGATIONS, STOPWORDS, names, numbers, tidy, words
from tests.test_citation import hits_of, real_documents

DOCUMENTS = {document.id: document for document in real_documents()}
HITS = hits_of(*DOCUMENTS.values())
FOREIGN_NAMES = ("Germany", "Samsung", "Heidelberg", "Portugal", "Nestlé", "Ericsson")
FOREIGN_NUMBERS = ("37", "613", "4,871", "91.7")
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,.]*\d|(?<![\w.,])\d(?![\w.,])")
_NAME = re.compile(r"[A-Z][a-z]+|[A-Z]{3,}")
_AUXILIARY = re.compile(r"\b(is|are|was|were|will|would|can|could|has|have|had|must|should)\b")


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence and the passage around it."""

    text: str
    passage: str


SOURCES = [
    Source(tidy(hit.passage.sentence(span)), hit.passage.text)
    for hit in HITS
    for span in hit.passage.sentences
    if len(words(hit.passage.sentence(span))) >= 6
]


def numbers_in(text: str) -> list[re.Match[str]]:
    return [match for match in _NUMBER.finditer(text) if numbers(match.group())]


def names_in(text: str) -> list[re.Match[str]]:
    """Names, also where they open the sentence."""
    spelled = names(text) | names("so " + text)
    return [
        match
        for match in _NAME.finditer(text)
        if match.group().lower() in spelled and match.group().lower() not in STOPWORDS
    ]


def replaced(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def foreign_number(source: Source) -> Iterator[str]:
    for match in numbers_in(source.text):
        for number in FOREIGN_NUMBERS:
            yield replaced(source.text, match, number)


def number_of_the_passage(source: Source) -> Iterator[str]:
    here = {match.group() for match in numbers_in(source.text)}
    for match in numbers_in(source.text):
        for other in numbers_in(source.passage):
            if other.group() not in here:
                yield replaced(source.text, match, other.group())


def foreign_entity(source: Source) -> Iterator[str]:
    for match in names_in(source.text):
        for name in FOREIGN_NAMES:
            yield replaced(source.text, match, name)


def entity_of_the_passage(source: Source) -> Iterator[str]:
    for match in names_in(source.text):
        for other in {other.group() for other in names_in(source.passage)}:
            if other.lower() not in words(source.text):
                yield replaced(source.text, match, other)


def negation(source: Source) -> Iterator[str]:
    if set(words(source.text)) & NEGATIONS:
        without = re.sub(r"\b(?:not|never|no)\s", "", source.text)
        if without != source.text:
            yield without
        return
    for match in _AUXILIARY.finditer(source.text):
        yield replaced(source.text, match, f"{match.group()} not")


def role_swap(source: Source) -> Iterator[str]:
    """Neighbouring names exchanged, unless they are items of one list."""
    found = names_in(source.text)
    for first, second in pairwise(found):
        between = words(source.text[first.end() : second.start()])
        if first.group() != second.group() and set(between) - {"and", "or"}:
            swapped = replaced(source.text, second, first.group())
            yield replaced(swapped, first, second.group())


def verbatim(source: Source) -> Iterator[str]:
    yield source.text


def truncated(source: Source) -> Iterator[str]:
    for match in re.finditer(r"[,;](?=\s)", source.text):
        start = source.text[: match.start()]
        if len(words(start)) >= 6:
            yield start + "."


def share_accepted(perturb: Callable[[Source], Iterator[str]]) -> float:
    claims = [claim for source in SOURCES for claim in perturb(source)]
    assert len(claims) >= 15
    accepted = [claim for claim in claims if supported(claim)]
    return len(accepted) / len(claims)


def supported(claim: str) -> bool:
    drafted = DraftSentence(claim)
    verdict, _ = citation.verify(drafted, HITS, DOCUMENTS.__getitem__, "generated")
    return verdict.verdict == "supported"


@pytest.mark.parametrize(
    ("perturb", "at_most"),
    [
        (foreign_number, 0.0),
        (number_of_the_passage, 0.0),
        (foreign_entity, 0.0),
        (entity_of_the_passage, 0.05),
        (negation, 0.05),
        (role_swap, 0.2),
    ],
)
def test_a_changed_sentence_is_refused(
    perturb: Callable[[Source], Iterator[str]], at_most: float
) -> None:
    assert share_accepted(perturb) <= at_most


@pytest.mark.parametrize("perturb", [verbatim, truncated])
def test_a_true_sentence_is_accepted(perturb: Callable[[Source], Iterator[str]]) -> None:
    assert share_accepted(perturb) >= 0.95
