"""What each format gives: its text, its places, and what it says of itself."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa import Assistant, corpus
from qa.corpus import FileReader
from qa.embedding import SentenceEmbedder
from qa.records import Answer, Document
from tests.corpus import files
from tests.corpus.files import zipped


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("formats")
    for name, data in files.MADE.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


@pytest.fixture(scope="module")
def read(folder: Path) -> Iterator[dict[str, tuple[Document, str]]]:
    with FileReader() as reader:
        yield {file.id: reader.read(file) for file in corpus.scan(folder)[0]}


def where(document: Document, quote: str) -> str:
    """Where the one place is that holds the quote."""
    assert document.text.count(quote) == 1, document.text
    return document.where_at(document.text.index(quote))


@pytest.mark.parametrize(
    ("name", "quote", "expected"),
    [
        ("web/otters.html", "a quarter of its own weight", "Sea otters › Diet"),
        ("web/otters.html", "Year: 2007; Otters counted: 107,000", "Sea otters › Numbers, row 3"),
        ("web/otters.html", "led to a treaty", "Sea otters › Numbers"),
        ("notes/handbook.md", "at eleven in the morning", "Handbook › Opening hours"),
        ("notes/handbook.md", "# not a heading", "Handbook › Opening hours"),
        ("notes/handbook.md", "costs four euros", "Handbook › Fees"),
        ("notes/boats.rst", "has two piers", "Boats"),
        ("notes/boats.rst", "``sixty``\npassengers", "Boats › Ferry"),
        ("notes/boats.rst", "in the dry dock", "Boats › Ferry › Winter"),
        ("notes/boats.rst", "painted orange", "Boats › Pilot boat"),
        ("notes/tides.ipynb", "Heights are in metres.", "Tides"),
        ("notes/tides.ipynb", "off by *four* minutes.", "Tides › Model"),
        ("notes/tides.ipynb", "the gauge of Norwick", "Tides › Model"),
        ("tables/cities.csv", "City: Graz; Inhabitants: 291,134; Mayor: Elke Kahr", "row 2"),
        ("tables/cities.csv", "City: Linz; Inhabitants: 210,165; Mayor: Dietmar Prammer", "row 3"),
        ("office/bridge.docx", "with a laser", "Results › Methods"),
        (
            "office/bridge.docx",
            "Pillar: South; Height: 39 m; State: cracked",
            "Results › Methods, table 1, row 3",
        ),
        ("office/bridge.docx", "in the autumn", "Outlook"),
        ("office/figures.pptx", "was doubled in June", "slide 2"),
        ("office/figures.pptx", "Office: Lisbon; Head: Ana Duarte", "slide 3, row 2"),
        ("office/figures.pptx", "moves in December", "slide 3, notes"),
        ("tables/stock.xlsx", "Article: Compass; Pieces: 7; Price: 19.25", "Stock, row 4"),
        ("tables/stock.xlsx", "Company: Nordlicht; Town: Bergen", "Suppliers, row 2"),
        ("books/voyage.epub", "Aalborg at dawn", "The departure"),
        ("books/voyage.epub", "Eleven sailors", "The return"),
        ("mail/keys.eml", "in the blue locker", ""),
        ("mail/lamp.msg", "burns until ten", ""),
        ("mail/gate.mbox", "opened at six", "Gate of the depot, 2024-07-02"),
        ("mail/gate.mbox", "From August on", "Gate of the depot, 2024-07-02"),
        ("mail/gate.mbox", "Lena does", "Grüße and a question, 2024-07-04"),
        ("old/harbour.doc", "opens at five. It closes at ten.", "Harbour handbook"),
        ("old/harbour.doc", "on the notice board.", "Harbour handbook › Moorings"),
        ("old/harbour.doc", "• Two fenders – of cork", "Harbour handbook › Moorings"),
        (
            "old/harbour.doc",
            "Boat: Ketch; Fee: 40 euros",
            "Harbour handbook › Moorings, table 1, row 3",
        ),
        ("old/harbour.doc", "Ледокол «Север» зимует здесь.", "Harbour handbook › Moorings"),
        ("old/lighthouse.ppt", "lit in 1871", "slide 1"),
        ("old/lighthouse.ppt", "who lit it: Ida Holm", "slide 1, notes"),
        ("old/lighthouse.ppt", "share the watch", "slide 2"),
        (
            "old/fees.xls",
            "Boat: Ketch; Fee: €1,234.00; Share: 75.5%; Since: 2021-05-02; Paid: no",
            "Fees, row 3",
        ),
        ("old/fees.xls", "rebuilt in 1998", "Notes, row 1"),
        ("clocks.pdf", "shows four thousand clocks", "page 1"),
        ("clocks.pdf", "it is representative of its time.", "page 2"),
    ],
)
def test_the_text_is_found_and_says_where_it_is(
    read: dict[str, tuple[Document, str]], name: str, quote: str, expected: str
) -> None:
    assert where(read[name][0], quote) == expected


@pytest.mark.parametrize(
    ("name", "title", "date"),
    [
        ("web/otters.html", "Sea otters", None),
        ("notes/handbook.md", "Handbook of the library", "2023-04-05"),
        ("notes/boats.rst", "Boats of the harbour", "2022-08-09"),
        ("notes/tides.ipynb", "Tides", None),
        ("office/bridge.docx", "Bridge report", None),
        ("books/voyage.epub", "The voyage", "1911-05-06"),
        ("mail/keys.eml", "Grüße from the depot", "2024-07-02"),
        ("mail/lamp.msg", "Lamp of the yard", "2024-07-03"),
        ("mail/gate.mbox", "2 mails, 2024-07-02 to 2024-07-04", "2024-07-04"),
        ("tables/cities.csv", "cities", None),
        ("tables/stock.xlsx", "stock", None),
        ("old/fees.xls", "fees", None),
        ("old/harbour.doc", "Harbour handbook", "2013-12-23"),
        ("old/lighthouse.ppt", "Lighthouse", "2013-01-27"),
        ("clocks.pdf", "Museum guide", "2024-02-29"),
    ],
)
def test_files_are_believed_about_themselves(
    read: dict[str, tuple[Document, str]], name: str, title: str, date: str | None
) -> None:
    document, _ = read[name]
    assert document.title == title
    assert date in (document.date, None)
    assert len(document.date) == len("2024-02-29")


def test_what_is_no_text_is_left_out(read: dict[str, tuple[Document, str]]) -> None:
    html = read["web/otters.html"][0].text
    for word in ("do not read", "color", "All the animals", "Imprint"):
        assert word not in html
    assert "frontmatterword" not in read["notes/handbook.md"][0].text
    assert "print" not in read["notes/tides.ipynb"][0].text


def test_what_could_not_be_read_is_noted(read: dict[str, tuple[Document, str]]) -> None:
    notes = {name: note for name, (_, note) in read.items() if note}
    assert notes == {
        "mail/keys.eml": "its attachment is named, not read",
        "mail/lamp.msg": "its attachment is named, not read",
        "notes/tides.ipynb": "its code and what that printed are not read",
    }


def test_chapters_come_in_the_order_of_the_book(read: dict[str, tuple[Document, str]]) -> None:
    text = read["books/voyage.epub"][0].text
    assert text.index("departure") < text.index("return")


def test_reading_again_gives_the_same(folder: Path, read: dict[str, tuple[Document, str]]) -> None:
    with FileReader() as reader:
        for name, (document, _) in read.items():
            assert corpus.read_by_id(folder, name, reader) == document


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("Ware;Preis\nKäse;5,50 €\nBrot;3,10 €\n", "Ware: Käse; Preis: 5,50 €"),
        ("a,b\n1,2\n3,4\n", "a: 1; b: 2"),
        ("1,2\n3,4\n", "1: 3; 2: 4"),
        ("name|born\nAda|1815\n", "name: Ada; born: 1815"),
        ('a,b\n"x; y",2\n"z; w",3\n', "a: x; y; b: 2"),
    ],
)
def test_the_mark_between_columns_is_found(tmp_path: Path, data: str, line: str) -> None:
    (tmp_path / "a.csv").write_text(data, encoding="utf-8")
    (file,), _ = corpus.scan(tmp_path)
    assert corpus.read(file).text.splitlines()[0] == line


def test_word_text_is_read_wherever_it_stands(tmp_path: Path) -> None:
    """Tracked changes count as accepted; content controls and text boxes are read, too.

    What is hidden is not.
    """
    namespaces = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    )
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    box = f"<w:txbxContent><w:p>{run.format('In a box.')}</w:p></w:txbxContent>"
    body = (
        f"<w:p>{run.format('The fee is ')}"
        "<w:del><w:r><w:delText>ten</w:delText></w:r></w:del>"
        f"<w:ins>{run.format('twelve')}</w:ins><w:r><w:tab/></w:r>{run.format('euros.')}"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Say that it is free.</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> Net.</w:t></w:r></w:p>'
        f"<w:sdt><w:sdtContent><w:p>{run.format('Name: Ada.')}</w:p></w:sdtContent></w:sdt>"
        f"<w:p>{run.format('Beside it.')}<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p/></w:tc><w:tc>"
        f"<w:p><w:ins>{run.format('One')}</w:ins></w:p><w:p>{run.format('two')}</w:p></w:tc></w:tr>"
        "</w:tbl>"
    )
    document = f"<w:document {namespaces}><w:body>{body}</w:body></w:document>"
    path = tmp_path / "a.docx"
    path.write_bytes(zipped({"word/document.xml": document.encode()}, files.word()))
    (file,), _ = corpus.scan(tmp_path)
    assert corpus.read(file).text.split("\n\n") == [
        "The fee is twelve euros. Net.", "Name: Ada.", "Beside it.", "In a box.", "One two", "",
    ]  # fmt: skip


def test_notes_in_a_word_document_stand_after_what_refers_to_them(tmp_path: Path) -> None:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def paragraph(text: str, *notes: str) -> str:
        marks = "".join(f"<w:r>{note}</w:r>" for note in notes)
        return f"<w:p><w:r><w:t>{text}</w:t></w:r>{marks}</w:p>"

    late = paragraph("Late", '<w:endnoteReference w:id="2"/>')
    cells = f"<w:tc>{late}</w:tc><w:tc>{paragraph('twelve')}</w:tc>"
    body = (
        paragraph("The fee is ten euros.", '<w:footnoteReference w:id="2"/>')
        + paragraph("It is due in May.")
        + f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
        + paragraph("That is all.")
    )
    separator = f'<w:footnote w:type="separator" w:id="0">{paragraph("---")}</w:footnote>'
    foot = f'<w:footnote w:id="2">{paragraph("Children pay half.")}</w:footnote>'
    end = f'<w:endnote w:id="2">{paragraph("Since 2024.")}{paragraph("See there.")}</w:endnote>'
    parts = {
        "word/document.xml": f"<w:document {space}><w:body>{body}</w:body></w:document>",
        "word/footnotes.xml": f"<w:footnotes {space}>{separator}{foot}</w:footnotes>",
        "word/endnotes.xml": f"<w:endnotes {space}>{end}</w:endnotes>",
        "word/_rels/document.xml.rels": (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="f" Type="{office}/footnotes" Target="footnotes.xml"/>'
            f'<Relationship Id="e" Type="{office}/endnotes" Target="endnotes.xml"/>'
            "</Relationships>"
        ),
    }
    path = tmp_path / "a.docx"
    path.write_bytes(zipped({name: text.encode() for name, text in parts.items()}, files.word()))
    (file,), _ = corpus.scan(tmp_path)
    assert corpus.read(file).text.split("\n\n") == [
        "The fee is ten euros.", "Children pay half.", "It is due in May.", "Late: twelve",
        "Since 2024.", "See there.", "That is all.", "",
    ]  # fmt: skip


def test_a_notebook_of_an_older_format_is_read(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "heading", "level": 2, "source": ["Old\n", "tides"]},
        {"cell_type": "markdown", "source": ["They were lower."]},
        {"cell_type": "code", "input": ["x = 1"]},
    ]
    text = json.dumps({"nbformat": 3, "worksheets": [{"cells": cells}]})
    (tmp_path / "a.ipynb").write_text(text, encoding="utf-8")
    document = corpus.read_by_id(tmp_path, "a.ipynb")
    assert document is not None
    assert document.text == "## Old tides\n\nThey were lower.\n"
    assert document.title == "Old tides"


def test_a_mail_in_html_is_read_without_its_scripts(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(files.mail(html=True))
    document = corpus.read_by_id(tmp_path, "a.eml")
    assert document is not None
    assert "The spare keys are in the blue locker." in document.text
    assert "no()" not in document.text


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "iso-8859-1"])
def test_a_page_is_read_in_the_encoding_it_names(tmp_path: Path, encoding: str) -> None:
    text = f'<html><head><meta charset="{encoding}"></head><body><p>Größe für alle</p></body>'
    (tmp_path / "a.html").write_bytes(text.encode(encoding))
    document = corpus.read_by_id(tmp_path, "a.html")
    assert document is not None
    assert document.text.strip() == "Größe für alle"


def test_a_text_file_that_holds_a_page_is_read_as_one(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(files.HTML, encoding="utf-8")
    document = corpus.read_by_id(tmp_path, "page.txt")
    assert document is not None
    assert document.media_type == "text/html"
    assert "<p>" not in document.text


def marked(png: bytes) -> list[tuple[float, float]]:
    """The marked places of a picture, as shares of its width and height."""
    from PIL import Image

    picture = Image.open(io.BytesIO(png)).convert("RGB")
    return [
        (x / picture.width, y / picture.height)
        for x in range(0, picture.width, 2)
        for y in range(0, picture.height, 2)
        if picture.getpixel((x, y)) == (255, 213, 79)
    ]


def test_the_picture_of_a_page_has_the_cited_words_marked(folder: Path) -> None:
    document = corpus.read_by_id(folder, "clocks.pdf")
    assert document is not None
    start = document.text.index("representative")
    with FileReader() as reader:
        made = reader.page_image(folder / "clocks.pdf", start, start + 14)
    assert made.page == 2
    found = marked(made.png)
    assert found, "nothing is marked"
    top = min(y for _, y in found)
    assert 0.07 < top < 0.1  # the first line, at 720 of 792 points from below
    assert max(y for _, y in found) < 0.13  # and the second, where the word goes on
    assert {x > 0.5 for x, _ in found} == {True, False}
    assert len(made.boxes) == 2
    for x, y in found:
        assert any(b[0] <= x <= b[2] + 0.01 and b[1] <= y <= b[3] + 0.01 for b in made.boxes)


@pytest.mark.parametrize(
    ("page", "left", "top"),
    [
        (b"/MediaBox [0 0 612 792]", 72 / 612, (792 - 720) / 792),
        (b"/MediaBox [0 0 612 792] /Rotate 90", 720 / 792, 72 / 612),
        (b"/MediaBox [0 0 612 792] /CropBox [36 396 612 792]", 36 / 576, 72 / 396),
        (b"/MediaBox [-100 -50 512 742]", 172 / 612, 22 / 792),
        (b"/MediaBox [0 0 90000 90000]", 72 / 90000, 89280 / 90000),
    ],
    ids=["upright", "turned", "cropped", "shifted", "as large as a house"],
)
def test_marks_lie_on_the_words_however_the_page_lies(
    tmp_path: Path, page: bytes, left: float, top: float
) -> None:
    path = tmp_path / "page.pdf"
    data = files.pdf([["Needles lie in haystacks, as every tailor knows."]])
    path.write_bytes(data.replace(b"/MediaBox [0 0 612 792]", page))
    with FileReader() as reader:
        made = reader.page_image(path, 0, 7)
    from PIL import Image

    assert max(Image.open(io.BytesIO(made.png)).size) <= 2_000
    (box,) = made.boxes
    assert abs(box[0] - left) < 0.02
    assert abs(box[3] - top) < 0.02 or abs(box[1] - top) < 0.02


QUESTIONS = [
    ("How much food does a sea otter eat each day?", "web/otters.html", "Sea otters › Diet"),
    ("When does the library open on Sundays?", "notes/handbook.md", "Handbook › Opening hours"),
    ("How many passengers does the ferry carry?", "notes/boats.rst", "Boats › Ferry"),
    ("By how much is the model of the tides off?", "notes/tides.ipynb", "Tides › Model"),
    ("Who is the mayor of Graz?", "tables/cities.csv", "row 2"),
    (
        "With what was the bridge measured?",
        "office/bridge.docx",
        "Results › Methods",
    ),
    ("When was the rent of the warehouse doubled?", "office/figures.pptx", "slide 2"),
    ("How many pieces of the compass are in stock?", "tables/stock.xlsx", "Stock, row 4"),
    ("When did the ship leave the harbour of Aalborg?", "books/voyage.epub", "The departure"),
    ("Where are the spare keys?", "mail/keys.eml", ""),
    ("When is the gate opened?", "mail/gate.mbox", "Gate of the depot, 2024-07-02"),
    ("Until when does the lamp burn?", "mail/lamp.msg", ""),
    ("When was the tower clock built?", "clocks.pdf", "page 2"),
    ("When does the harbour of Norwick open?", "old/harbour.doc", "Harbour handbook"),
    ("When was the lamp of the lighthouse lit?", "old/lighthouse.ppt", "slide 1"),
    ("What is the fee of the ketch?", "old/fees.xls", "Fees, row 3"),
]


@pytest.fixture(scope="module")
def assistant(folder: Path, embedder: SentenceEmbedder) -> Assistant:
    return Assistant.from_folder(folder, embedder=embedder)


@pytest.mark.parametrize(("question", "document_id", "place"), QUESTIONS)
def test_a_citation_says_page_heading_row_or_slide(
    assistant: Assistant, question: str, document_id: str, place: str
) -> None:
    answer = assistant.ask(question, where={"suffix": Path(document_id).suffix})
    assert answer.status == "answered", answer
    places = [(each.document_id, each.where) for each in answer.citations]
    assert (document_id, place) in places
    assert Answer.from_dict(answer.to_dict()) == answer
    for citation in answer.citations:
        text = assistant.index.document(citation.document_id).text
        assert text[citation.start : citation.end] == citation.quote


def test_a_question_can_be_limited_to_some_documents(assistant: Assistant) -> None:
    question = "Where are the spare keys?"
    for where in (
        {"folder": "mail"},
        {"suffix": "eml"},
        {"title": "KEYS"},
        {"title": "GRÜSSE from"},
        {"after": "2024-07-02", "folder": "mail"},
    ):
        assert assistant.ask(question, where=where).citations[0].document_id == "mail/keys.eml"
    for where in ({"folder": "office"}, {"suffix": ".pdf"}, {"before": "2024-07-02"}):
        assert {hit.passage.document_id for hit in assistant.search(question, where=where)} <= {
            "office/bridge.docx", "office/figures.pptx", "clocks.pdf", "books/voyage.epub",
            "notes/handbook.md", "notes/boats.rst", "old/harbour.doc", "old/lighthouse.ppt",
            "notes/tides.ipynb", "old/fees.xls",
        }  # fmt: skip
    nothing = assistant.ask(question, where={"folder": "nowhere"})
    assert (nothing.status, nothing.hits) == ("not_found", ())


_MACROS, _TEMPLATE = (
    "application/vnd.ms-{}.macroEnabled.main+xml",
    ("application/vnd.openxmlformats-officedocument.{}.main+xml"),
)


@pytest.mark.parametrize(
    ("name", "plain", "kind"),
    [
        ("a.docm", "office/bridge.docx", _MACROS.format("word.document")),
        ("a.dotx", "office/bridge.docx", _TEMPLATE.format("wordprocessingml.template")),
        ("a.pptm", "office/figures.pptx", _MACROS.format("powerpoint.presentation")),
        ("a.ppsx", "office/figures.pptx", _TEMPLATE.format("presentationml.slideshow")),
        ("a.xlsm", "tables/stock.xlsx", _MACROS.format("excel.sheet")),
    ],
)
def test_files_with_macros_and_templates_give_what_plain_ones_do(
    read: dict[str, tuple[Document, str]], tmp_path: Path, name: str, plain: str, kind: str
) -> None:
    parts = {}
    with zipfile.ZipFile(io.BytesIO(files.MADE[plain])) as container:
        for part in container.namelist():
            parts[part] = container.read(part)
    types = parts["[Content_Types].xml"]
    main = re.search(rb"application/vnd\.openxmlformats-officedocument\.\w+\.\w+\.main\+xml", types)
    assert main
    parts["[Content_Types].xml"] = types.replace(main.group(), kind.encode())
    (tmp_path / name).write_bytes(zipped(parts))
    with FileReader() as reader:
        (file,) = corpus.scan(tmp_path)[0]
        document, _ = reader.read(file)
    assert (document.text, document.places) == (read[plain][0].text, read[plain][0].places)


def test_markdown_by_its_other_names(tmp_path: Path) -> None:
    for suffix in ("mdx", "qmd", "rmd"):
        (tmp_path / f"a.{suffix}").write_text("# Lamps\n\nThe *lamp* was lit.\n", encoding="utf-8")
    for file in corpus.scan(tmp_path)[0]:
        document = corpus.read(file)
        assert (document.title, document.media_type) == ("Lamps", "text/markdown")
