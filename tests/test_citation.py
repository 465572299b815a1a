"""A quote is where it says it is, and a sentence is supported or refused for a reason."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qa import citation, corpus
from qa.checks.evidence import Judge
from qa.chunking import split
from qa.records import Citation, Document, DraftSentence, Hit
from tests.conftest import ROOT

SOURCE = Document(
    id="a.txt",
    title="A",
    text=(
        "Japan’s ministry did not commit $150.5 million to the non-profit plan .\n"
        "It was signed on 27 January 2026 by “RIKEN” and Fujitsu, with a 5% share.\n"
        "The result was -3 degrees."
    ),
    sha256="0" * 64,
)


def real_documents() -> list[Document]:
    """The two articles."""
    return [corpus.read(file) for file in corpus.scan(ROOT / "corpus")[0]]


def hits_of(*documents: Document) -> list[Hit]:
    """Every passage of some documents as a hit."""
    passages = [passage for document in documents for passage in split(document, 800)]
    return [Hit(passage, 1.0, rank) for rank, passage in enumerate(passages, start=1)]


@pytest.mark.parametrize(
    "quote",
    [
        "Japan's ministry did not commit",
        "Japan’s  ministry\ndid not commit",
        "the non-profit plan. It was signed",
        'by "RIKEN" and Fujitsu',
        "$150.5 million",
        "5% share",
        "-3 degrees",
    ],
)
def test_space_and_quotes_may_differ(quote: str) -> None:
    found = citation.locate(quote, SOURCE)
    assert found is not None
    assert found.quote == SOURCE.text[found.start : found.end]
    assert re.sub(r"\W", "", found.quote) == re.sub(r"\W", "", quote)


@pytest.mark.parametrize(
    "quote",
    [
        "Japan's ministry did commit",  # negation
        "$150 million",  # number
        "50.5 million",  # part of a number
        "$150",
        "150.5 million dollars",  # word
        "27 January 2025",
        "5 share",
        "with a 5",  # unit cut off
        "3 degrees",  # sign cut off
        "profit plan",  # prefix cut off
        "Fujits",  # part of a word
        "by RIKEN and Fujitsu",  # quotation marks are not white space
        "japan’s ministry",  # case
        "",
        " ",
    ],
)
def test_anything_else_may_not(quote: str) -> None:
    assert citation.locate(quote, SOURCE) is None


@given(st.data())
def test_a_changed_character_is_never_found_in_its_place(data: st.DataObject) -> None:
    document = data.draw(st.sampled_from(real_documents()))
    start = data.draw(st.integers(0, len(document.text) - 30))
    quote = document.text[start : start + 30]
    at = data.draw(st.integers(1, 28))
    other = data.draw(st.sampled_from("0123456789abcdefghijklmnopqrstuvwxyz%$-"))
    assume(quote[at] != other and not quote[at].isspace() and quote[at] not in "’“”‘'\"")
    found = citation.locate(quote[:at] + other + quote[at + 1 :], document)
    assert found is None or found.start != start


@given(st.data())
def test_what_is_found_is_a_slice(data: st.DataObject) -> None:
    document = data.draw(st.sampled_from(real_documents()))
    start = data.draw(st.integers(0, len(document.text) - 1))
    end = data.draw(st.integers(start + 1, min(len(document.text), start + 300)))
    found = citation.locate(document.text[start:end], document)
    if found is not None:
        assert found.quote == document.text[found.start : found.end]
        assert found.sha256 == document.sha256


def test_a_citation_cannot_be_made_up() -> None:
    with pytest.raises(TypeError, match=r"built only by Citation\.of"):
        Citation(1, "a.txt", "A", "0" * 64, None, 0, 4, "Mars")
    with pytest.raises(ValueError, match=r"is not a span of 'a.txt'"):
        Citation.of(SOURCE, 5, 5)
    with pytest.raises(ValueError, match=r"is not a span of 'a.txt'"):
        Citation.of(SOURCE, 0, len(SOURCE.text) + 1)


def test_a_quote_in_the_wrong_place_is_said_to_be_elsewhere() -> None:
    other = Document("b.txt", "B", "Nothing of the kind.", "1" * 64)
    placed = citation.place("signed on 27 January", "b.txt", [other, SOURCE])
    assert placed.elsewhere
    assert placed.citation is not None
    assert placed.citation.document_id == "a.txt"
    assert placed.reason == "not in b.txt, but in a.txt at [79, 99)"
    assert not citation.place("of the kind", "b.txt", [SOURCE, other]).elsewhere
    nowhere = citation.place("signed on 28 January", "b.txt", [other, SOURCE])
    assert nowhere.citation is None
    assert nowhere.reason == "not in b.txt, nor in any document"


def test_numbers_of_two_sentences_do_not_mix() -> None:
    document = Document("c.txt", "C", "Fujitsu paid 5 million. RIKEN paid 7 million.", "2" * 64)
    claim = DraftSentence("Fujitsu paid 7 million.")
    verdict, _ = citation.verify(claim, hits_of(document), lambda _: document, "generated")
    assert verdict.verdict == "unsupported"
    assert verdict.citations == ()


def test_every_sentence_of_the_articles_supports_itself() -> None:
    documents = {document.id: document for document in real_documents()}
    hits = hits_of(*documents.values())
    for hit in hits:
        for span in hit.passage.sentences:
            drafted = DraftSentence(hit.passage.sentence(span), (hit.passage.id,))
            claim, _ = citation.verify(drafted, hits, documents.__getitem__, "extracted")
            assert claim.verdict == "supported"
            assert claim.citations[0].place == (hit.passage.document_id, *span)


def test_support_elsewhere_reattaches_the_sentence() -> None:
    hits = hits_of(SOURCE, Document("b.txt", "B", "Nothing of the kind.", "1" * 64))
    wrong = next(hit.passage.id for hit in hits if hit.passage.document_id == "b.txt")
    drafted = DraftSentence("The result was -3 degrees.", (wrong,))
    claim, _ = citation.verify(drafted, hits, lambda _: SOURCE, "generated")
    assert (claim.verdict, claim.origin) == ("supported", "reattached")
    right = DraftSentence("The result was -3 degrees.", (hits[0].passage.id,))
    claim, _ = citation.verify(right, hits, lambda _: SOURCE, "generated")
    assert claim.origin == "generated"


def test_a_judge_is_asked_only_where_the_words_do_not_tell() -> None:
    asked: list[tuple[str, str]] = []

    def judge(claim: str, evidence: str) -> bool:
        asked.append((claim, evidence))
        return "sealed" in claim

    def verdict(text: str) -> tuple[str, str]:
        drafted = DraftSentence(text)
        claim, _ = citation.verify(
            drafted, hits_of(SOURCE), lambda _: SOURCE, "generated", Judge(judge)
        )
        return claim.verdict, claim.reason

    whole = "It was signed on 27 January 2026 by “RIKEN” and Fujitsu, with a 5% share."
    assert verdict(whole) == ("supported", "")
    assert verdict("It was signed on 27 January 2026.") == ("supported", "")
    assert verdict("It was signed on 28 January 2026.")[0] == "unsupported"
    assert asked == []
    assert verdict("RIKEN and Fujitsu signed it on 27 January 2026.") == ("supported", "")
    assert asked == []
    sealed = "RIKEN and Fujitsu sealed and signed it on 27 January 2026."
    cursed = "RIKEN and Fujitsu cursed and signed it on 27 January 2026."
    assert verdict(sealed) == ("supported", "")
    assert verdict(cursed) == (
        "unsupported",
        "the source sentence does not bear out its word 'cursed'",
    )
    assert [claim for claim, _ in asked] == [sealed, cursed]


def test_the_short_answer_is_pinned_inside_its_sentence() -> None:
    drafted = DraftSentence("The result was -3 degrees.", (), "-3 degrees")
    _, short = citation.verify(drafted, hits_of(SOURCE), lambda _: SOURCE, "extracted")
    assert short is not None
    assert SOURCE.text[short.citation.start : short.citation.end] == "-3 degrees" == short.text
    outside = DraftSentence("The result was -3 degrees.", (), "Fujitsu")
    assert citation.verify(outside, hits_of(SOURCE), lambda _: SOURCE, "extracted")[1] is None
