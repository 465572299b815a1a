"""A claim that names what its source calls "it" is cited where that is named, if that is plain."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from qa import Assistant
from qa.checks.references import is_meant, reference
from qa.checks.subjects import subject
from qa.embedding import SentenceEmbedder
from qa.reader import Span
from qa.recheck import recheck
from qa.records import Claim, Document
from tests.judging import verdict_on
from tests.scripted import Scripted
from tests.test_assistant import assert_pinned


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("The notice period of the agreement is 14 days.", "The notice period of the agreement"),
        ("Acme was founded in 1983.", "Acme"),
        ("Dana Weber (born 1970) is an actor.", "Dana Weber"),
        ("Acme Ltd, a maker of pumps, was founded in 1983.", "Acme Ltd"),
        ("Kublai Khan promoted trade.", "Kublai Khan"),
        ("In March 2019, the board elected a chair.", "the board"),
        ("In March 2019, the board was elected.", "the board"),
        ("However, the lamp is cold.", "the lamp"),
        ("The tenant rents the garage that is on the left.", "The tenant"),
        ("The rules of the house are old.", "The rules of the house"),
        ("The pumps deliver forty litres.", None),
        ("The firm that makes pumps is in Graz.", None),
        ("When it rains, the match is cancelled.", None),
        ("Alice and Bob are engineers.", None),
        ("Alice's brother is an engineer.", "Alice's brother"),
        ("Alice's is the best.", None),
        ("Responsible for the plan is the board.", None),
        ("There is a lamp.", None),
        ("It is a lamp.", None),
        ("Damage to the roof was extensive.", None),
        ("", None),
    ],
)
def test_a_subject_is_told_where_it_is_plain(sentence: str, expected: str | None) -> None:
    found = subject(sentence, plural=False)
    assert (sentence[slice(*found)] if found else None) == expected


def test_two_are_a_subject_where_several_may_be_meant() -> None:
    found = subject("Alice and Bob are engineers.", plural=True)
    assert found == (0, len("Alice and Bob"))


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (["Acme is a firm.", "It makes pumps."], "Acme makes pumps."),
        (["Acme is a firm.", "Its seat is Graz."], "Acme's seat is Graz."),
        (["The lamp is cold.", "Later, it was sold."], "Later, the lamp was sold."),
        (["Acme is a firm.", "It makes pumps.", "It was sold in 2001."], "Acme was sold in 2001."),
        (["Dana Weber is an actor.", "She lives in Graz."], "Dana Weber lives in Graz."),
        (["The Hills are a band.", "They sing."], "The Hills sing."),
        # it stands for nothing, or for what is said next
        (["Acme is a firm.", "It is widely said that pumps last."], None),
        (["Acme is a firm.", "It is rare for pumps to last."], None),
        # of the other sex, or of nobody that is named
        (["Dana Weber saw her brother.", "He lives in Graz."], None),
        (["When it rains, we go.", "It is cold."], None),
        (["Acme is a firm.", "The seat is Graz."], None),
        (["It makes pumps."], None),
        (['"–" is a dash.', "It is a sign."], '"–" is a sign.'),
    ],
)
def test_what_a_pronoun_may_stand_for(told: list[str], expected: str | None) -> None:
    found = reference(told, len(told) - 1)
    assert (found.text if found else None) == expected


def test_only_what_the_reader_finds_by_far_the_likeliest_is_meant() -> None:
    found = reference(["Acme sued Borg in 2010.", "It won the case."], 1)
    assert found
    assert found.question == "What won the case?"

    def spans(*scores: float) -> list[Span]:
        return [Span(0, 4, scores[0]), Span(10, 14, scores[1])]

    assert is_meant(found, spans(-2.0, -9.0))
    assert not is_meant(found, spans(-2.0, -5.0))
    assert not is_meant(found, spans(-9.0, -2.0))
    assert not is_meant(found, [Span(10, 14, -2.0)])
    assert not is_meant(found, [])
    sign = reference(['"–" is a dash.', "It is a sign."], 1)
    assert sign
    assert not is_meant(sign, [Span(0, 3, -2.0)])


HOUSE = Document(
    "house.txt",
    "House",
    "The Norwind X4 is a pump for cellars. It delivers forty litres a minute. Its motor runs at "
    "230 volts.\n\nDana Weber founded the firm in 1983. She was born in Graz.\n\nMaria Lopez hired "
    "John Park in 2019. He left the firm two years later.\n\nThe city bought the bridge from a "
    "firm. It was built in 1930.\n\nAnne Cole was the daughter of Robert Cole. She died in "
    "1999.\n\nIt has been closed since May.\n",
    "0" * 64,
)


def claim_of(sentence: str) -> Claim:
    return verdict_on(sentence, HOUSE)


@pytest.mark.parametrize(
    ("sentence", "quotes"),
    [
        (
            "The Norwind X4 delivers forty litres a minute.",
            ["It delivers forty litres a minute.", "The Norwind X4 is a pump for cellars."],
        ),
        (
            "The Norwind X4's motor runs at 230 volts.",
            ["Its motor runs at 230 volts.", "The Norwind X4 is a pump for cellars."],
        ),
        (
            "Dana Weber was born in Graz.",
            ["She was born in Graz.", "Dana Weber founded the firm in 1983."],
        ),
        ("She was born in Graz.", ["She was born in Graz."]),
    ],
)
def test_it_is_cited_with_what_names_it(sentence: str, quotes: list[str]) -> None:
    claim = claim_of(sentence)
    assert claim.verdict == "supported", claim.reason
    assert [citation.quote for citation in claim.citations] == quotes


@pytest.mark.parametrize(
    "sentence",
    [
        # another one than is meant
        "John Park was born in Graz.",
        "Maria Lopez was born in Graz.",
        "Dana Weber delivers forty litres a minute.",
        "The city was built in 1930.",
        "Robert Cole died in 1999.",
        "Norwind was built in 1930.",
        # two who may be meant
        "Maria Lopez left the firm two years later.",
        "John Park left the firm two years later.",
        # said in another paragraph
        "Anne Cole has been closed since May.",
        # right, but for what is said
        "The Norwind X4 delivers fifty litres a minute.",
        "The Norwind X4 does not deliver forty litres a minute.",
        "The Norwind X5 delivers forty litres a minute.",
        "Dana Weber was not born in Graz.",
    ],
)
def test_what_is_not_plain_is_refused(sentence: str) -> None:
    assert claim_of(sentence).verdict == "unsupported"


def test_without_a_reader_nothing_is_taken_for_meant() -> None:
    claim = verdict_on("Dana Weber was born in Graz.", HOUSE, judged=False)
    assert claim.verdict == "unsupported"


def test_an_answer_that_names_what_is_meant_is_pinned(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    (tmp_path / "house.txt").write_text(HOUSE.text, encoding="utf-8")
    model = Scripted(script=["The Norwind X4 delivers forty litres a minute. [1]"])
    assistant = Assistant.from_folder(tmp_path, embedder=embedder, model=model)
    answer = assistant.ask("How much does the Norwind X4 deliver?")
    assert answer.text == "The Norwind X4 delivers forty litres a minute. [1] [2]"
    assert_pinned(answer, assistant)
    assert {check.state for check in recheck(answer, tmp_path)} == {"intact"}


@pytest.mark.parametrize("text", ["In 2019, " * 20_000, "It is " * 20_000, "The a of " * 20_000])
def test_text_made_to_be_slow_is_not(text: str) -> None:
    began = time.perf_counter()
    subject(text, plural=True)
    reference([text, text], 1)
    assert time.perf_counter() - began < 2.0
