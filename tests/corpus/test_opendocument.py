"""OpenDocument and rich text: what is read of them, and what is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qa import Assistant, corpus
from qa.corpus import Unreadable
from qa.embedding import SentenceEmbedder
from qa.records import Document
from tests.corpus.files import saved, zipped
from tests.corpus.open_files import MADE, RTF, SHEETS, SLIDES, SPACES, TEXT, open_file


def read(folder: Path, name: str, data: bytes) -> Document:
    return corpus.read(saved(folder, name, data))


def test_a_text_is_read_in_order_with_its_headings(tmp_path: Path) -> None:
    document = read(tmp_path, "dues.odt", open_file("text", TEXT))
    assert document.text.split("\n\n") == [
        "Dues of the harbour",
        "Berths",
        "A berth costs forty euros a night.",
        "Half of it in winter.",
        "Sizes",
        "• ten metres",
        "• with a crane",
        "See the plan.",
        "The plan hangs at the gate.",
        "Pier: North; Depth: 4 m",
        "",
    ]
    assert (document.title, document.date) == ("Harbour dues", "2023-11-05")
    assert document.where_at(document.text.index("forty")) == "Berths"
    assert document.where_at(document.text.index("crane")) == "Berths › Sizes"
    assert document.where_at(document.text.index("4 m")) == "Berths › Sizes, table 1, row 2"


def test_sheets_are_read_row_by_row(tmp_path: Path) -> None:
    document = read(tmp_path, "stock.ods", open_file("spreadsheet", SHEETS))
    assert document.text == "Article: Buoy; Pieces: 12; 12\n\nIda Holm\n\n"
    assert document.where_at(0) == "Stock, row 1000002"
    assert document.where_at(document.text.index("Ida")) == "Crew, row 1"


def test_slides_are_read_with_their_notes(tmp_path: Path) -> None:
    document = read(tmp_path, "season.odp", open_file("presentation", SLIDES))
    places = {
        document.where_at(document.text.index(words)): words
        for words in ("opens in April", "Thank the divers", "Month: July; Guests: 310")
    }
    assert [*places] == ["slide 1", "slide 1, notes", "slide 2, row 2"]


def test_rich_text_is_read_as_paragraphs_and_rows(tmp_path: Path) -> None:
    document = read(tmp_path, "bridge.rtf", RTF)
    assert document.text.split("\n\n") == [
        "Length",
        "The bridge is 300 metres long; it cost € 5 million.",
        "Pillar: North; Height: 41 m\nPillar: South; Height: 39 m",
        "It was built in €1931.",
        "Our page says more.",
        "",
    ]
    assert document.title == "Brücke"
    assert document.where_at(document.text.index("39 m")) == "table 1, row 3"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.odt", open_file("text", TEXT)[:-300], "damaged, or not what its name says"),
        ("a.odt", open_file("spreadsheet", SHEETS), "it holds no text"),
        ("a.odt", zipped({"x": b""}), "its part 'content.xml' is missing"),
        ("a.odt", open_file("text", TEXT, "<manifest:encryption-data/>"), "without a password"),
        ("a.odt", open_file("text", "<text:p>" * 3000 + "</text:p>" * 3000), "Excessive depth"),
        ("a.ods", open_file("spreadsheet", "<table:table/>"), "empty"),
        ("a.rtf", b"PK\x03\x04 zip", "does not begin with '{\\rtf'"),
        ("a.rtf", b"{\\rtf1 " + b"{" * 90_000, "empty"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_reason(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    with pytest.raises(Unreadable, match=re.escape(reason)):
        read(tmp_path, name, data)


def test_nothing_outside_the_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("the secret word", encoding="utf-8")
    entity = f'<!DOCTYPE x [<!ENTITY s SYSTEM "file://{tmp_path}/secret.txt">]>'
    content = (
        f"{entity}<office:document-content {SPACES}><office:body><office:text><text:p>It says &s;."
        "</text:p></office:text></office:body></office:document-content>"
    )
    document = read(tmp_path, "a.odt", zipped({"content.xml": content.encode()}))
    assert "secret" not in document.text


def test_questions_are_answered_from_them(tmp_path: Path, embedder: SentenceEmbedder) -> None:
    for name, data in MADE.items():
        (tmp_path / name).write_bytes(data)
    assistant = Assistant.from_folder(tmp_path, embedder=embedder)
    for question, document_id, said in (
        ("How much does a berth cost?", "dues.odt", "forty euros"),
        ("When does the harbour open?", "season.odp", "April"),
        ("How long is the bridge?", "bridge.rtf", "300 metres"),
    ):
        answer = assistant.ask(question)
        assert answer.citations[0].document_id == document_id
        assert said in answer.text
