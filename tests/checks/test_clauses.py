"""A sentence of two clauses may rest on two sentences, and neither clause borrows of the other."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from qa import Assistant
from qa.checks.clauses import parted
from qa.embedding import SentenceEmbedder
from qa.recheck import recheck
from qa.records import Claim, Document
from tests.judging import verdict_on
from tests.scripted import Scripted
from tests.test_assistant import assert_pinned


@pytest.mark.parametrize(
    ("sentence", "clauses"),
    [
        (
            "Revenue was 47 million euros, and the result was 3 million.",
            ("Revenue was 47 million euros.", "The result was 3 million."),
        ),
        (
            "In 2024, revenue was 47 million euros and the result was 3 million.",
            ("In 2024, revenue was 47 million euros.", "In 2024, the result was 3 million."),
        ),
        (
            "The fee is 5 euros; the deposit is 10 euros.",
            ("The fee is 5 euros.", "The deposit is 10 euros."),
        ),
        (
            "The shop is open, but the café has closed.",
            ("The shop is open.", "The café has closed."),
        ),
        (
            "Japan committed $500 million and leads the mission.",
            ("Japan committed $500 million.", "Japan leads the mission."),
        ),
        (
            "Dana Weber is an actor, lives in Graz and is known for her films.",
            ("Dana Weber is an actor.", "Dana Weber lives in Graz and is known for her films."),
        ),
        (
            "In 2024, revenue was 47 million euros, while in 2023 revenue was 40 million.",
            ("In 2024, revenue was 47 million euros.", "In 2023 revenue was 40 million."),
        ),
        (
            "The new pump delivers forty litres, and the old pump delivers thirty litres.",
            ("The new pump delivers forty litres.", "The old pump delivers thirty litres."),
        ),
        (
            "The total is 5 euros, which is payable by May.",
            ("The total is 5 euros.", "It is payable by May."),
        ),
    ],
)
def test_two_clauses_are_told_apart(sentence: str, clauses: tuple[str, str]) -> None:
    assert clauses in [*parted(sentence)]


@pytest.mark.parametrize(
    "sentence",
    [
        "The firm that makes pumps and sells filters.",
        "He was appointed in 1917 and was the idea of the president.",
        "The revenue and the result were lower.",
        "The report covers revenue and the result that was lower.",
        "In 2024 revenue was 47 million and the result was 3 million.",
        "If it rains, the match is cancelled and the fee is refunded.",
        "It is not true that the fee is low and the deposit is high.",
        "Neither the fee is due, and the rent is not.",
        "The board wants the fee to rise and the rent to be lowered.",
        "The lamp is lit while the door is open.",
        "The fee is low, and therefore the rent is high.",
        "The fee is 5 euros.",
        "",
    ],
)
def test_what_borrows_is_left_whole(sentence: str) -> None:
    assert [*parted(sentence)] == []


REPORT = Document(
    "report.txt",
    "Annual report",
    "Annual report\n\nRevenue was 47 million euros. The result after tax was 3 million euros. In "
    "2023, the share of women was 40 percent. The board of Acme is elected every year. The lamp "
    "is charged by cable. It is an initiative of the state. The bill was sent by mail. Payable by: "
    "15 May. The lamp was made by hand. The crane is for sale.\n",
    "0" * 64,
)
STAFF = Document(
    "staff.txt",
    "Staff",
    "Dana Weber is an actor. She teaches at the old theatre. The new pump "
    "delivers forty litres (see page 9), which Acme Ltd has measured. The old pump delivers thirty "
    "litres. This law applies to the depot. The hall is open and the fee is 5 euros.\n",
    "2" * 64,
)
OTHER = Document(
    "other.txt", "Other", "The depot is closed on Sundays. The crane is for sale.\n", "1" * 64
)


def claim_of(sentence: str) -> Claim:
    return verdict_on(sentence, REPORT, OTHER, STAFF)


@pytest.mark.parametrize(
    ("sentence", "quotes"),
    [
        (
            "Revenue was 47 million euros, and the result after tax was 3 million euros.",
            ["Revenue was 47 million euros.", "The result after tax was 3 million euros."],
        ),
        (
            "According to the text, the result after tax was 3 million euros, while the lamp is "
            "charged by cable.",
            ["The result after tax was 3 million euros.", "The lamp is charged by cable."],
        ),
        (
            "The bill was sent by mail, which is payable by 15 May.",
            ["The bill was sent by mail.", "Payable by: 15 May."],
        ),
        (
            "Dana Weber is an actor, and she teaches at the old theatre.",
            ["Dana Weber is an actor.", "She teaches at the old theatre."],
        ),
        (
            "Dana Weber is an actor and teaches at the old theatre.",
            ["Dana Weber is an actor.", "She teaches at the old theatre."],
        ),
        (
            "The new pump delivers forty litres, and the old pump delivers thirty litres.",
            [
                "The new pump delivers forty litres (see page 9), which Acme Ltd has measured.",
                "The old pump delivers thirty litres.",
            ],
        ),
        (
            "The lamp is charged by cable, and it is an initiative of the state.",
            ["The lamp is charged by cable.", "It is an initiative of the state."],
        ),
    ],
)
def test_each_clause_is_cited(sentence: str, quotes: list[str]) -> None:
    claim = claim_of(sentence)
    assert claim.verdict == "supported", claim.reason
    assert claim.sentence == sentence
    assert [citation.quote for citation in claim.citations] == quotes


@pytest.mark.parametrize(
    "sentence",
    [
        # one of them is wrong
        "Revenue was 47 million euros, and the result after tax was 4 million euros.",
        "Revenue was 47 million euros, and the result after tax was not 3 million euros.",
        "Revenue was 74 million euros, and the result after tax was 3 million euros.",
        # of another document, which may speak of another company
        "Revenue was 47 million euros, and the depot is closed on Sundays.",
        # the source says of when, or of whom, and the sentence does not
        "Revenue was 47 million euros, and the share of women was 40 percent.",
        "Revenue was 47 million euros, and the board is elected every year.",
        # said of both, and the source says it of neither
        "In 2024, revenue was 47 million euros, and the result after tax was 3 million euros.",
        # what one does is said of the other
        "The old pump delivers thirty litres and applies to the depot.",
        "The new pump delivers forty litres and delivers thirty litres.",
        "The hall is open, and five euros for the old pump.",
        "Dana Weber is an actor and is an initiative of the state.",
        # "it" is something else there
        "The lamp was made by hand, and it is for sale.",
        "The lamp was made by hand, which is for sale.",
        "Revenue was 47 million euros, and it is an initiative of the state.",
    ],
)
def test_what_is_wrong_in_either_is_refused(sentence: str) -> None:
    assert claim_of(sentence).verdict == "unsupported"


def test_an_answer_of_two_clauses_is_pinned_to_both(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    (tmp_path / "report.txt").write_text(REPORT.text, encoding="utf-8")
    said = "Revenue was 47 million euros, and the result after tax was 3 million euros."
    model = Scripted(script=[f"{said} [1]"])
    assistant = Assistant.from_folder(tmp_path, embedder=embedder, model=model)
    answer = assistant.ask("What were the revenue and the result after tax?")
    assert answer.text == f"{said} [1] [2]"
    assert_pinned(answer, assistant)
    assert {check.state for check in recheck(answer, tmp_path)} == {"intact"}


@pytest.mark.parametrize("text", ["a was b, and " * 20_000, "In " * 20_000, "and the " * 20_000])
def test_text_made_to_be_slow_is_not(text: str) -> None:
    began = time.perf_counter()
    list(parted(text))
    assert time.perf_counter() - began < 2.0
