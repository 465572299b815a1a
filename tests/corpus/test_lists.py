"""Lists keep their items, each marked as one, in pages and in Word documents."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from qa import corpus

LIST = "<p>The voting members are:</p><ul><li>Ann Tulley</li><li><p>Marek Soltis</p></li></ul>"
LONG = "<h2>History</h2><p>" + "The club was founded by four sailors who wanted to race. " * 9
READ = ["Club", "The voting members are:", "• Ann Tulley", "• Marek Soltis"]


def text_of(folder: Path, name: str, data: bytes) -> list[str]:
    """The paragraphs of a file."""
    (folder / name).write_bytes(data)
    document = corpus.read_by_id(folder, name)
    assert document is not None
    return document.text.strip().split("\n\n")


@pytest.mark.parametrize("rest", ["", LONG], ids=["short page", "beside long paragraphs"])
def test_a_page_keeps_its_short_lists_and_headings(tmp_path: Path, rest: str) -> None:
    page = f"<html><body><h1>Club</h1>{LIST}<p>They meet in June.</p>{rest}</body></html>"
    found = text_of(tmp_path, "a.html", page.encode())
    assert found[:5] == [*READ, "They meet in June."]
    assert found[5:6] == (["History"] if rest else [])


def test_marks_for_editors_are_left_out_of_a_whole_page(tmp_path: Path) -> None:
    heading = '<h2>History<span class="mw-editsection">[edit]</span></h2>'
    page = f'{heading}<p>It opened in 1871.<sup class="reference">[1]</sup> It closed.</p>'
    found = text_of(tmp_path, "a.html", f"<html><body>{page}</body></html>".encode())
    assert found == ["History", "It opened in 1871. It closed."]


def test_an_item_without_text_marks_nothing(tmp_path: Path) -> None:
    page = "<ul><li></li><li>Rye<ul><li>dark</li></ul></li><li> </li></ul><p>Open at six.</p>"
    found = text_of(tmp_path, "a.html", f"<html><body>{page}</body></html>".encode())
    assert found == ["• Rye", "• dark", "Open at six."]


def test_a_word_document_marks_the_items_of_its_lists(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Bakery")
    document.add_paragraph("It sells:")
    document.add_paragraph("Rye bread", style="List Bullet")
    document.add_paragraph("Rolls", style="List Number")
    document.add_paragraph("It opens at six.")
    saved = io.BytesIO()
    document.save(saved)
    assert text_of(tmp_path, "a.docx", saved.getvalue()) == [
        "Bakery", "It sells:", "• Rye bread", "• Rolls", "It opens at six.",
    ]  # fmt: skip
