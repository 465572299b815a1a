"""A sentence that names its document rests on two places, and never on another document."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from qa import Assistant
from qa.checks.attribution import named
from qa.chunking import split
from qa.citation import verify
from qa.embedding import SentenceEmbedder
from qa.recheck import recheck
from qa.records import Claim, Document, DraftSentence, Hit, Place
from tests.judging import verdict_on
from tests.scripted import Scripted
from tests.test_assistant import assert_pinned

NORWIND = Document(
    "contracts/norwind-supply-agreement.txt",
    "SUPPLY AGREEMENT",
    "SUPPLY AGREEMENT\n\nThis agreement is made between Norwind Ltd (the Supplier) and Orchard "
    "Retail plc (the Buyer). It replaces the Everline agreement.\n\n5. Notice. Either party may "
    "end this agreement with 14 days' notice. The Supplier must give 30 days' notice of a new "
    "price. Deliveries arrive on Mondays. In the Everline agreement, parcels come on Fridays, and "
    "under the agreement with Bolt on Sundays.\n",
    "0" * 64,
)
_TARIFF = (
    "# Lumo tariffs\n\n## Lumo L\n\nThe fee is 48 euros. This plan holds 20 gigabytes.\n\n"
    "## Customer\n\nThe fee of the seller is 9 euros. Notice is 7 days.\n"
)
TARIFFS = Document(
    "tariffs.md",
    "Lumo tariffs",
    _TARIFF,
    "1" * 64,
    places=(
        Place(0, "Lumo tariffs", "heading"),
        Place(_TARIFF.index("## Lumo L"), "Lumo tariffs › Lumo L", "heading"),
        Place(_TARIFF.index("## Customer"), "Lumo tariffs › Customer", "heading"),
    ),
)
DOCUMENTS = {document.id: document for document in (NORWIND, TARIFFS)}


def claim_of(sentence: str) -> Claim:
    return verdict_on(sentence, NORWIND, TARIFFS, judged=False)


SUPPLY = "SUPPLY AGREEMENT"
MADE = (
    "This agreement is made between Norwind Ltd (the Supplier) and Orchard Retail plc (the Buyer)."
)


@pytest.mark.parametrize(
    ("sentence", "quotes"),
    [
        ("Deliveries arrive on Mondays in the Norwind supply agreement.", [SUPPLY, MADE]),
        ("In the agreement with Norwind, deliveries arrive on Mondays.", [MADE]),
        ("According to Norwind’s contract, deliveries arrive on Mondays.", [MADE]),
        ("Deliveries, as stated in the Norwind contract, arrive on Mondays.", [MADE]),
        ("The Norwind agreement states that deliveries arrive on Mondays.", [MADE]),
        ("Either party may end the Norwind agreement with 14 days' notice.", [MADE]),
        ("In the supply agreement, deliveries arrive on Mondays.", [SUPPLY]),
        ("The fee for Lumo L is 48 euros.", ["Lumo L"]),
        ("The Lumo L plan holds 20 gigabytes.", ["Lumo L"]),
        ("Notice for Customer is 7 days.", ["Customer"]),
    ],
)
def test_words_that_name_the_document_are_cited_where_it_goes_by_them(
    sentence: str, quotes: list[str]
) -> None:
    claim = claim_of(sentence)
    assert (claim.verdict, [cited.quote for cited in claim.citations[1:]]) == ("supported", quotes)
    assert {cited.document_id for cited in claim.citations} == {claim.citations[0].document_id}
    for cited in claim.citations:
        text = DOCUMENTS[cited.document_id].text
        assert text[cited.start : cited.end] == cited.quote


@pytest.mark.parametrize(
    "sentence",
    [
        "Deliveries arrive on Mondays in the Everline agreement.",  # it is only spoken of
        "Deliveries arrive on Mondays in the Orchard agreement.",  # the file does not go by it
        "Deliveries arrive on Mondays in the Norwind invoice.",
        "Parcels come on Fridays in the Norwind agreement.",  # the source says: in another
        "Parcels come on Sundays in the Norwind agreement.",
        "The parcels are brought by the Norwind agreement.",
        "In the Norwind agreement, deliveries arrive on Fridays.",
        "In the Norwind agreement, deliveries do not arrive on Mondays.",
        "Norwind must give 30 days' notice of a new price.",  # who does so is no name of it
        "The notice of a new price for Norwind is 30 days.",
        "Norwind's deliveries arrive on Mondays.",
        "The Norwind agreement must give 30 days' notice of a new price.",
        "The fee for Customer is 9 euros.",  # it is the seller's
        "The fee for Lumo is 48 euros.",  # one of several
        "The fee for Lumo M is 48 euros.",
        "The Lumo M plan holds 20 gigabytes.",
        "The Customer plan holds 20 gigabytes.",
        "Deliveries arrive on Mondays “SUPPLY AGREEMENT”, Norwind document.",
    ],
)
def test_another_document_or_another_s_part_is_refused(sentence: str) -> None:
    claim = claim_of(sentence)
    assert (claim.verdict, claim.citations) == ("unsupported", ())
    assert claim.reason


def test_an_extracted_sentence_needs_none_of_it() -> None:
    hits = [Hit(passage, 1.0, 1) for passage in split(TARIFFS, 800)]
    drafted = DraftSentence("The fee for Lumo L is 48 euros.")
    claim, _ = verify(drafted, hits, DOCUMENTS.__getitem__, "extracted")
    assert claim.verdict == "unsupported"


def test_a_name_in_the_path_alone_is_none() -> None:
    document = Document("beta-guide.txt", "It listens on port 90.", "It listens on port 90.", "")
    assert "beta" not in named(document, 0).words


def test_long_sentences_are_read_quickly() -> None:
    parts = ("Deliveries on Sundays in the Norwind agreement, ", "in the supply of Bolt ", "in (")
    for part in parts:
        began = time.perf_counter()
        assert claim_of(part * 300).verdict == "unsupported"
        assert time.perf_counter() - began < 10


def test_a_model_may_name_the_agreement_that_it_is_asked_about(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    for firm, days in (("Norwind", "Mondays"), ("Everline", "Fridays")):
        (tmp_path / f"{firm}-agreement.txt").write_text(
            f"SUPPLY AGREEMENT\n\nThis agreement is made between {firm} Ltd and Orchard plc.\n\n"
            f"Deliveries arrive on {days}, at the warehouse in Bristol.\n",
            encoding="utf-8",
        )
    said = (
        "In the Norwind agreement, deliveries arrive on Mondays. "
        "In the Everline agreement, deliveries arrive on Mondays. "
        "In the Norwind agreement, deliveries arrive on Fridays."
    )
    model = Scripted(script=[said])
    assistant = Assistant.from_folder(tmp_path, embedder=embedder, model=model)
    answer = assistant.ask("When do deliveries arrive in the Norwind agreement?")
    assert answer.text == "In the Norwind agreement, deliveries arrive on Mondays. [1] [2]"
    assert [cited.quote for cited in answer.citations] == [
        "Deliveries arrive on Mondays, at the warehouse in Bristol.",
        "This agreement is made between Norwind Ltd and Orchard plc.",
    ]
    assert_pinned(answer, assistant)
    assert {each.state for each in recheck(answer, tmp_path)} == {"intact"}
