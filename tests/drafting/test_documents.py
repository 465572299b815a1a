"""Which documents speak of something: every one that does, with the sentence that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa import Assistant
from qa.embedding import SentenceEmbedder
from qa.phrasing import listing
from qa.records import Listing
from tests.scripted import Scripted
from tests.test_assistant import assert_pinned

FILES = {
    "contracts/acme.txt": "Service contract\n\nThe work is done in May. A penalty of 2% is due for "
    "each week of delay. The penalties are paid at the end of the year.",
    "contracts/bolt.txt": "Service contract\n\nThe work is done in June. There is no penalty.",
    "contracts/corn.txt": "Service contract\n\nThe work is done in July. Nothing is due for delay.",
    "letters/penalty.txt": "Dear Ann, the referee was wrong. The penalty was none.",
    "notes.txt": "Penalties\n\nSee the contracts. The delay of the train was two hours.",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("speaking")
    for name, text in FILES.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def assistant(folder: Path, embedder: SentenceEmbedder) -> Assistant:
    return Assistant.from_folder(folder, embedder=embedder)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Which papers are about garbage collection?", Listing("garbage collection")),
        ("What documents mention the Genesis Mission?", Listing("the Genesis Mission")),
        ("In which files is Chubby mentioned?", Listing("Chubby")),
        ("Please find all papers on consensus.", Listing("consensus")),
        ("Show me documents that talk about cats", Listing("cats")),
        ("Which of my contracts have a penalty clause?", Listing("a penalty clause", "contracts")),
        ("Which policy covers water damage?", Listing("water damage", "policy")),
        ("Which documents mention it?", None),
        ("Which contracts have no penalty clause?", Listing("penalty clause", "contracts", True)),
        ("Which of the files don’t mention cats?", Listing("cats", absent=True)),
        ("Show me all documents without a date", Listing("a date", absent=True)),
        ("Which reports do not have no date?", None),
        ("Which reports have been published?", None),
        ("Which countries mention the treaty?", None),
        ("What document do I need?", None),
        ("What does the report say about churn?", None),
        ("Which treaty covers fishing?", None),
        ("Who mentions the documents?", None),
    ],
)
def test_what_asks_for_documents(question: str, expected: Listing | None) -> None:
    assert listing(question) == expected


def test_every_document_that_speaks_of_it_is_shown(assistant: Assistant) -> None:
    answer = assistant.ask("Which documents mention a penalty?")
    assert answer.status == "answered"
    assert answer.text.startswith("4 documents speak of “a penalty”: ")
    # first the one that is called so, then the one with most of it
    assert answer.citations[0].document_id == "letters/penalty.txt"
    assert {cited.quote for cited in answer.citations} == {
        "A penalty of 2% is due for each week of delay.",
        "There is no penalty.",
        "The penalty was none.",
        "Penalties",
    }
    assert_pinned(answer, assistant)
    assert (answer.confidence, answer.notices) == (None, ())
    assert [hit.fate for hit in answer.hits] == ["cited"] * 4


def test_a_kind_of_document_is_what_they_go_by(assistant: Assistant) -> None:
    answer = assistant.ask("Which contracts mention a penalty?")
    assert {cited.document_id for cited in answer.citations} == {
        "contracts/acme.txt",
        "contracts/bolt.txt",
    }
    letters = assistant.ask("Which letters mention a penalty?", where={"folder": "letters"})
    assert [cited.document_id for cited in letters.citations] == ["letters/penalty.txt"]


def test_a_filter_counts(assistant: Assistant) -> None:
    answer = assistant.ask("Which documents mention a penalty?", where={"folder": "contracts"})
    assert answer.text.startswith("2 documents speak of")


def test_what_no_document_says_is_not_found(assistant: Assistant) -> None:
    assert assistant.ask("Which documents mention unicorns?").status != "answered"


def test_all_are_counted_where_not_all_are_shown(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    for at in range(14):
        said = f"The otter of river {at} sleeps. " * (3 if at == 9 else 1)
        (tmp_path / f"{at:02}.txt").write_text(f"{said}It is number {at}.", encoding="utf-8")
    model = Scripted(script=["Seals sleep [1]."])
    answer = Assistant.from_folder(tmp_path, embedder=embedder, model=model).ask(
        "Which files are about otters?"
    )
    assert answer.text.startswith("14 documents speak of “otters”: ")
    assert len(answer.citations) == 8
    assert answer.notices[0].startswith("6 more: ")
    assert len(answer.hits) == 14
    assert model.prompts == []  # it is no matter for a model


def test_a_document_that_says_it_often_comes_before_one_that_says_it_twice_in_a_passage(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    sections = [f"# Part {at}\n\nThe otter of part {at} sleeps.\n" for at in range(5)]
    (tmp_path / "z.md").write_text("\n".join(sections), encoding="utf-8")
    (tmp_path / "a.md").write_text("The otter eats. An otter swims.\n", encoding="utf-8")
    answer = Assistant.from_folder(tmp_path, embedder=embedder).ask("Which files mention otters?")
    assert [cited.document_id for cited in answer.citations] == ["z.md", "a.md"]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "Which contracts do not mention a penalty?",
            "1 of 3 documents has no sentence with “a penalty”: contracts/corn.txt.",
        ),
        (
            "Which documents lack a delay?",
            "2 of 5 documents have no sentence with “a delay”: contracts/bolt.txt, "
            "letters/penalty.txt.",
        ),
        ("Which contracts have no work?", "0 of 3 documents have no sentence with “work”."),
    ],
)
def test_documents_that_do_not_speak_of_it_are_said(
    assistant: Assistant, question: str, said: str
) -> None:
    answer = assistant.ask(question)
    assert (answer.text, answer.citations) == (said, ())
    few = assistant.ask(question, where={"folder": "letters"})
    assert " of 1 document" in few.text
