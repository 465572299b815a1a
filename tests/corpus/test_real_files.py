"""Real files of other people, which are not part of this repository.

Set FOOTNOTE_DATA to a folder that holds `mixed_formats` and `alexnet_pdf`; without it these
tests are skipped, and say so.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from qa import Assistant
from qa.embedding import SentenceEmbedder
from qa.settings import Settings
from qa.updating import update
from tests.fakes import WordEmbedder

DATA = Path(os.environ.get("FOOTNOTE_DATA", "nothing"))
pytestmark = pytest.mark.skipif(
    not (DATA / "mixed_formats").is_dir(),
    reason="FOOTNOTE_DATA names no folder with mixed_formats and alexnet_pdf",
)

PLACES = [
    ("mixed_formats", "pasa.pdf", "optimize PaSa using reinforcement learning", "page 1"),
    ("mixed_formats", "pasa.pdf", "our agents achieve", ""),
    ("mixed_formats", "paper.pdf", "interpretability of a model refers to the degree", "page 3"),
    ("mixed_formats", "dummy.docx", "LangGraph", "LangChain and LangGraph"),
    ("mixed_formats", "dummy.xlsx", "日付: 2024-01-14; 商品名: キーボード", "2024年売上, row 3"),
    ("mixed_formats", "gravity_hill.md", "See also", "Gravity hill › See also"),
    ("mixed_formats", "stub_manifest.csv", "title: Frederick Bates", "row 3"),
    (
        "mixed_formats",
        "flag_day.html",
        "was instituted in 1996 by an Order in Council",
        "National Flag of Canada Day",
    ),
    ("mixed_formats", "bates.txt", "was born in 1777 into", "Frederick Bates (politician)"),
    ("alexnet_pdf", "HistoryOfAlexnet.pdf", "Traditional ML approaches use handmade", "page 3"),
]

QUESTIONS = [
    ("mixed_formats", "pasa.pdf", "What is PaSa?", "page"),
    (
        "mixed_formats",
        "flag_day.html",
        "When was National Flag of Canada Day instituted?",
        "Canada",
    ),
    ("mixed_formats", "bates.txt", "When was Frederick Bates born?", "Frederick Bates"),
    ("mixed_formats", "gravity_hill.md", "What is a gravity hill?", "Gravity hill"),
    ("mixed_formats", "dummy.docx", "What does RAG stand for?", "Integration of AI Agents"),
    (
        "mixed_formats",
        "dummy.xlsx",
        "Which 商品名 did 高橋 sell on 2024-03-29?",
        "2024年売上, row 4",
    ),
    (
        "mixed_formats",
        "dummy_jap.docx",
        "What is Retrieval-Augmented Generation (RAG)?",
        "AIエージェントとRAGの統合",
    ),
    (
        "mixed_formats",
        "paper.pdf",
        "What does the interpretability of a model refer to?",
        "page 3",
    ),
    ("mixed_formats", "duplicate_media.pdf", "Which text is under table 3?", "page 3"),
    (
        "mixed_formats",
        "obama.txt",
        "When was the Affordable Care Act signed into law?",
        "Barack Obama › Presidency (2009–2017) › Domestic policy › Health care reform",
    ),
    ("mixed_formats", "stub_manifest.csv", "What is the title of bates.txt?", "row 3"),
    ("mixed_formats", "stub_manifest_nocitation.csv", "What is the title of bates.txt?", "row 2"),
    (
        "mixed_formats",
        "stub_retractions.csv",
        'Who is the author of "Technical Evaluation of Commercial Sperm DFI Quality Control '
        'Products in SCSA Testing"?',
        "row 3",
    ),
    ("alexnet_pdf", "HistoryOfAlexnet.pdf", "Who are the authors of AlexNet?", "page"),
]


@pytest.mark.parametrize("name", ["mixed_formats", "alexnet_pdf"])
def test_every_file_is_read_or_named(tmp_path: Path, name: str) -> None:
    index, report = update(DATA / name, tmp_path, WordEmbedder(), Settings())
    skipped = {skip.document_id for skip in report.skipped}
    there = {path.name for path in (DATA / name).iterdir()}
    assert set(index.ids()) | skipped == there
    assert skipped <= {"sf_districts.png", "rag_dataset.json", ".DS_Store"}
    index.close()


@pytest.mark.parametrize(("folder", "name", "quote", "place"), PLACES)
def test_words_are_found_where_a_person_would_look(
    tmp_path: Path, folder: str, name: str, quote: str, place: str
) -> None:
    source = tmp_path / "corpus"
    source.mkdir()
    (source / name).write_bytes((DATA / folder / name).read_bytes())
    index, _ = update(source, tmp_path / "index", WordEmbedder(), Settings())
    document = index.document(name)
    index.close()
    if not place:
        assert "\ufffe" not in document.text
        return
    assert quote in document.text
    found = {
        document.where_at(at)
        for at in range(len(document.text))
        if document.text.startswith(quote, at)
    }
    assert any(each.startswith(place) for each in found), found


@pytest.fixture(scope="module")
def assistants(
    tmp_path_factory: pytest.TempPathFactory, embedder: SentenceEmbedder
) -> dict[str, Assistant]:
    made = {}
    for folder, name, _, _ in QUESTIONS:
        source = tmp_path_factory.mktemp("real")
        (source / name).write_bytes((DATA / folder / name).read_bytes())
        # A page of 1.6 MB takes minutes to embed; its keywords are enough to find a place in it.
        chosen = WordEmbedder() if name == "obama.txt" else embedder
        made[name] = Assistant.from_folder(source, embedder=chosen)
    return made


@pytest.mark.parametrize(("folder", "name", "question", "place"), QUESTIONS)
def test_a_question_is_answered_with_its_place(
    assistants: dict[str, Assistant], folder: str, name: str, question: str, place: str
) -> None:
    answer = assistants[name].ask(question)
    assert answer.status == "answered", answer.text
    for citation in answer.citations:
        text = assistants[name].index.document(name).text
        assert text[citation.start : citation.end] == citation.quote
    assert any(place in citation.where for citation in answer.citations)
