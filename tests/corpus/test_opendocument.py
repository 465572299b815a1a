"""OpenDocument and rich text: what is read of them, and what is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qa import Assistant, corpus
from qa.corpus import Unreadable
from qa.corpus.folder import SourceFile
from qa.embedding import SentenceEmbedder
from qa.records import Document
from tests.corpus.files import zipped

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in {
        "office": "office", "text": "text", "table": "table", "draw": "drawing",
        "style": "style", "presentation": "presentation", "manifest": "manifest",
    }.items()
)  # fmt: skip
_META = (
    f'<office:document-meta {_SPACES} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
    "<dc:title>Harbour dues</dc:title><dc:date>2023-11-05T10:00:00</dc:date></office:meta>"
    "</office:document-meta>"
)
_STYLES = (
    "<office:automatic-styles><style:style style:name='P1' style:parent-style-name='Title'/>"
    "</office:automatic-styles>"
)
TEXT = """
<text:tracked-changes><text:changed-region><text:deletion><text:p>An old rule.</text:p>
</text:deletion></text:changed-region></text:tracked-changes>
<text:p text:style-name="P1">Dues of the harbour</text:p>
<text:table-of-content><text:index-body><text:p>Berths 7</text:p></text:index-body>
</text:table-of-content>
<text:section><text:h text:outline-level="1">Berths</text:h>
<text:p>A berth costs<text:s text:c="3"/><text:span>forty <text:span>euros</text:span></text:span>
 a night<office:annotation><text:p>Ask Ida</text:p></office:annotation><text:note>
<text:note-citation>1</text:note-citation><text:note-body><text:p>Half of it in winter.</text:p>
</text:note-body></text:note>.</text:p></text:section>
<text:h text:outline-level="2">Sizes</text:h>
<text:list><text:list-item><text:p>ten metres</text:p><text:list><text:list-item>
<text:p>with a crane</text:p></text:list-item></text:list></text:list-item></text:list>
<text:p>See the plan.<draw:frame><draw:text-box><text:p>The plan hangs at the gate.</text:p>
</draw:text-box></draw:frame></text:p>
<table:table><table:table-row><table:table-cell><text:p>Pier</text:p></table:table-cell>
<table:table-cell><text:p>Depth</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>North</text:p></table:table-cell>
<table:table-cell><text:p>4 m</text:p></table:table-cell></table:table-row></table:table>
"""
SHEETS = """
<table:table table:name="Stock"><table:table-row><table:table-cell><text:p>Article</text:p>
</table:table-cell><table:table-cell><text:p>Pieces</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="16000"/></table:table-row>
<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>
<table:table-row><table:table-cell><text:p>Buoy</text:p></table:table-cell>
<table:table-cell table:number-columns-repeated="2"><text:p>12</text:p></table:table-cell>
</table:table-row></table:table>
<table:table table:name="Crew"><table:table-row><table:table-cell><text:p>Ida Holm</text:p>
</table:table-cell></table:table-row></table:table>
"""
SLIDES = """
<draw:page><draw:frame><draw:text-box><text:p>Season</text:p></draw:text-box></draw:frame>
<draw:frame><draw:text-box><text:list><text:list-item><text:p>The harbour opens in April.</text:p>
</text:list-item></text:list></draw:text-box></draw:frame><presentation:notes><draw:frame>
<draw:text-box><text:p>Thank the divers.</text:p></draw:text-box></draw:frame>
</presentation:notes></draw:page>
<draw:page><draw:frame><table:table><table:table-row><table:table-cell><text:p>Month</text:p>
</table:table-cell><table:table-cell><text:p>Guests</text:p></table:table-cell></table:table-row>
<table:table-row><table:table-cell><text:p>July</text:p></table:table-cell><table:table-cell>
<text:p>310</text:p></table:table-cell></table:table-row></table:table></draw:frame></draw:page>
"""
RTF = rb"""{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Calibri;}}{\info{\title Br\'fccke}}
{\header page 7}\pard\b Length\b0\par
The bridge is 300\~metres long; it cost \'80 5 million.\par
\trowd\cellx100\cellx200 Pillar\cell Height\cell\row
\trowd\cellx100\cellx200 North\cell 41 m\cell\row
\trowd\cellx100\cellx200 South\cell 39 m\cell\row
\pard {\*\generator Foo;}{\pict\wmetafile8 0123456789abcdef}It was built in \u8364?1931.\par
{\field{\*\fldinst{HYPERLINK "http://bridge.example/a"}}{\fldrslt{Our page}}} says more.\par
}"""


def open_file(kind: str, body: str, manifest: str = "") -> bytes:
    """An OpenDocument file with the given body."""
    content = (
        f"<office:document-content {_SPACES}>{_STYLES}<office:body><office:{kind}>{body}"
        f"</office:{kind}></office:body></office:document-content>"
    )
    parts = {"content.xml": content, "meta.xml": _META, "META-INF/manifest.xml": manifest}
    return zipped({name: part.encode() for name, part in parts.items()})


def read(folder: Path, name: str, data: bytes) -> Document:
    path = folder / name
    path.write_bytes(data)
    return corpus.read(SourceFile(name, path, len(data), 0))


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
        f"{entity}<office:document-content {_SPACES}><office:body><office:text><text:p>It says &s;."
        "</text:p></office:text></office:body></office:document-content>"
    )
    document = read(tmp_path, "a.odt", zipped({"content.xml": content.encode()}))
    assert "secret" not in document.text


def test_questions_are_answered_from_them(tmp_path: Path, embedder: SentenceEmbedder) -> None:
    for name, data in {
        "dues.odt": open_file("text", TEXT),
        "stock.ods": open_file("spreadsheet", SHEETS),
        "season.odp": open_file("presentation", SLIDES),
        "bridge.rtf": RTF,
    }.items():
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
