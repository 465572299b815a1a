"""Scanned pages: their words recognised, in reading order, kept, and told from what stands there.

The recogniser is the real one, and the pages are pictures with noise.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa import Assistant
from qa.corpus import FileReader, Unreadable, kept
from qa.corpus.extracted import Seen
from qa.corpus.pdf import read_pdf
from qa.corpus.recognition import recognizer
from qa.embedding import SentenceEmbedder
from qa.page.pictures import Pictures
from qa.page.sources import Wanted
from qa.recheck import recheck
from qa.records import Document
from qa.settings import Settings
from qa.updating import update
from tests.corpus import files, scans
from tests.corpus.files import saved

MUSEUM = [
    "The museum of clocks opens at nine in the morning and",
    "closes at five. Visitors pay 12.50 euros, and children",
    "under the age of six are admitted free of charge.",
    "",
    "The oldest clock was built in 1655 by a watchmaker from",
    "The Hague. It still strikes every hour.",
]
LEFT = [
    "The harbour office keeps a regis-",
    "ter of every ship that enters the",
    "bay. It was begun in 1790 and is",
    "still written by hand each day.",
    "Copies go to the state archive.",
]
RIGHT = [
    "Pilots board at the outer buoy.",
    "They speak four languages, and",
    "each of them has served at sea",
    "for no less than eleven years.",
    "None may work alone at night.",
]


@pytest.fixture(scope="module")
def museum() -> bytes:
    """One page, put on the glass a little askew."""
    return scans.pdf(scans.page((150, MUSEUM), turned=0.7))


@pytest.fixture(scope="module")
def keeps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def reader(keeps: Path) -> Iterator[FileReader]:
    with FileReader(keeps=keeps) as shared:
        yield shared


def without_recogniser(patch: pytest.MonkeyPatch) -> None:
    """As if none were installed."""
    for module in ("qa.corpus.reading", "qa.corpus"):
        patch.setattr(f"{module}.recognizer", lambda: "")


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """No recogniser is installed."""
    without_recogniser(monkeypatch)


def test_a_scanned_page_is_read_to_the_letter(
    museum: bytes, reader: FileReader, tmp_path: Path
) -> None:
    document, notes = reader.read(saved(tmp_path, "museum.pdf", museum))
    assert document.text == (
        "The museum of clocks opens at nine in the morning and closes at five. Visitors pay 12.50 "
        "euros, and children under the age of six are admitted free of charge.\n\nThe oldest "
        "clock was built in 1655 by a watchmaker from The Hague. It still strikes every hour."
    )
    assert document.recognized == (1,)
    assert document.where_at(0) == "page 1 (recognised)"
    assert notes == "pages whose text was recognised, which may be wrong in places: all"


def test_columns_are_read_one_after_the_other(reader: FileReader, tmp_path: Path) -> None:
    title = scans.page((150, LEFT), (680, RIGHT), top=300, turned=-0.4)
    document, _ = reader.read(saved(tmp_path, "columns.pdf", scans.pdf(title)))
    assert document.text == (
        "The harbour office keeps a register of every ship that enters the bay. It was begun in "
        "1790 and is still written by hand each day. Copies go to the state archive.\n\nPilots "
        "board at the outer buoy. They speak four languages, and each of them has served at sea "
        "for no less than eleven years. None may work alone at night."
    )


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_lies_on_its_side_or_head_is_set_upright(
    reader: FileReader, keeps: Path, tmp_path: Path, turned: int
) -> None:
    data = scans.pdf(scans.page((150, MUSEUM)).rotate(turned, expand=True))
    (tmp_path / "lying.pdf").write_bytes(data)
    document, _ = reader.read(saved(tmp_path, "lying.pdf", data))
    assert "Visitors pay 12.50 euros, and children under the age of six" in document.text
    start = document.text.index("The oldest clock")
    top = 150 + 4 * scans.LINE
    assert marked(tmp_path / "lying.pdf", document, keeps, start, start + len(MUSEUM[4])) == [
        pytest.approx((150, top, 150 + scans.length(MUSEUM[4]), top + scans.SIZE), abs=15)
    ]


def test_only_pages_without_text_are_recognised(
    museum: bytes, reader: FileReader, tmp_path: Path
) -> None:
    typed = files.pdf([["This page is typed, and says so in forty-two letters."]])
    blank = files.pdf([files.GREY_DOT])
    asked: list[tuple[int, int]] = []
    file = saved(tmp_path, "mixed.pdf", scans.joined(typed, museum, blank))
    document, notes = reader.read(file, lambda done, of: asked.append((done, of)))
    assert asked == [(0, 2), (1, 2)]
    assert document.recognized == (2,)
    assert [document.where_at(start) for start in document.page_starts[:2]] == [
        "page 1",
        "page 2 (recognised)",
    ]
    assert document.text.startswith("This page is typed")
    assert notes == "pages whose text was recognised, which may be wrong in places: 2"


def test_a_stamp_does_not_hide_that_a_page_is_scanned(
    museum: bytes, reader: FileReader, tmp_path: Path
) -> None:
    stamped = scans.stamped(museum, "Case 1:20-cv-01234, page 3 of 9")
    document, _ = reader.read(saved(tmp_path, "stamped.pdf", stamped))
    assert document.recognized == (1,)
    assert "admitted free of charge" in document.text
    assert "Case 1:20-cv-01234" in document.text
    assert read_pdf(stamped).notes == "it is scanned: its pages hold no text, or hardly any"


def test_text_on_a_picture_that_holds_no_more_is_kept_as_it_is(
    reader: FileReader, tmp_path: Path
) -> None:
    slide = scans.stamped(scans.pdf(scans.page()), "Thank you for listening to all of this")
    document, notes = reader.read(saved(tmp_path, "slide.pdf", slide))
    assert document.text == "Thank you for listening to all of this"
    assert (document.recognized, notes) == ((), "")


def test_fonts_that_do_not_say_their_letters_are_read_by_their_looks(
    reader: FileReader, tmp_path: Path
) -> None:
    signs = ["@<#$>=^~|{}?;:+" * 3] * 6
    document, _ = reader.read(saved(tmp_path, "coded.pdf", files.pdf([[*signs, *MUSEUM[:3]]])))
    assert document.recognized == (1,)
    assert "museum of clocks opens at nine" in document.text


def test_pages_are_recognised_once(museum: bytes, reader: FileReader, tmp_path: Path) -> None:
    file = saved(tmp_path, "museum.pdf", scans.joined(museum))
    first, _ = reader.read(file)
    again: list[tuple[int, int]] = []
    second, _ = reader.read(file, lambda done, of: again.append((done, of)))
    assert second == first
    assert not again


def test_an_interrupted_file_goes_on_where_it_was(
    museum: bytes, reader: FileReader, keeps: Path, tmp_path: Path
) -> None:
    file = saved(tmp_path, "twice.pdf", scans.joined(museum, museum))
    whole, _ = reader.read(file)
    path = keeps / f"{whole.sha256}.jsonl"
    path.write_bytes(path.read_bytes()[:-200])  # the second page was being written
    asked: list[tuple[int, int]] = []
    assert reader.read(file, lambda done, of: asked.append((done, of)))[0] == whole
    assert asked == [(1, 2)]
    assert set(kept.pages(keeps, whole.sha256, recognizer())) == {1, 2}


def test_what_is_kept_is_that_of_one_recogniser(tmp_path: Path) -> None:
    words = (Seen("a “b”\u2028c", (0.1, 0.2, 0.3, 0.2, 0.3, 0.4, 0.1, 0.4)),)
    key, other = "a" * 64, "b" * 64
    kept.keep(tmp_path, key, "one 1", 3, words)
    assert kept.pages(tmp_path, key, "one 1") == {3: words}
    assert kept.pages(tmp_path, key, "") == {3: words}
    assert kept.pages(tmp_path, key, "one 2") == {}
    kept.keep(tmp_path, key, "one 2", 4, ())
    assert kept.pages(tmp_path, key, "one 2") == {4: ()}
    kept.keep(tmp_path, other, "one 2", 1, words)
    (tmp_path / "README.jsonl").write_text("not ours")
    kept.forget(tmp_path, {other})
    assert kept.pages(tmp_path, key, "") == {}
    assert kept.pages(tmp_path, other, "") == {1: words}
    assert (tmp_path / "README.jsonl").exists()


@pytest.mark.parametrize(
    "line", ["[1", "[1, 2]", '["1", []]', '[1, [["a", [1, 2]]]]', "[1, [[5, [1,2,3,4,5,6,7,8]]]]"]
)
def test_damage_to_what_is_kept_counts_for_nothing(tmp_path: Path, line: str) -> None:
    kept.keep(tmp_path, "a" * 64, "one 1", 2, ())
    with (tmp_path / f"{'a' * 64}.jsonl").open("a") as stream:
        stream.write(line + "\n")
    assert kept.pages(tmp_path, "a" * 64, "one 1") == {2: ()}


def test_a_blank_scan_is_left_out_with_the_reason(reader: FileReader, tmp_path: Path) -> None:
    blank = scans.pdf(scans.page())
    with pytest.raises(Unreadable, match="no word was recognised") as caught:
        reader.read(saved(tmp_path, "blank.pdf", blank))
    assert caught.value.lasting


def test_a_page_that_the_recogniser_fails_at_is_left_out(museum: bytes, tmp_path: Path) -> None:
    """It has no room to load; after two pages that fail no more are tried."""
    asked: list[int] = []
    four = saved(tmp_path, "four.pdf", scans.joined(museum, museum, museum, museum))
    with FileReader(megabytes=600) as small, pytest.raises(Unreadable, match="it is scanned"):
        small.read(four, lambda done, of: asked.append(done))
    assert asked == [0, 1]


@pytest.mark.usefixtures("nobody")
def test_without_a_recogniser_the_mend_is_named(museum: bytes, tmp_path: Path) -> None:
    typed = files.pdf([["This page is typed."]])
    with FileReader() as reader:
        with pytest.raises(Unreadable, match=r"it is scanned: .*; .*\[ocr\]") as caught:
            reader.read(saved(tmp_path, "museum.pdf", museum))
        assert caught.value.lasting
        file = saved(tmp_path, "mixed.pdf", scans.joined(typed, museum))
        assert reader.read(file)[1] == (
            "pages without text, or nearly so, probably scanned: 2; "
            "to have the text recognised: pip install 'footnote-qa[ocr]'"
        )


@pytest.fixture(scope="module")
def indexed(museum: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scanned document and one that is half scanned, with their index."""
    folder = tmp_path_factory.mktemp("indexed")
    (folder / "museum.pdf").write_bytes(museum)
    typed = files.pdf([["The lighthouse was lit for the first time in 1821."]])
    harbour = scans.pdf(scans.page((150, LEFT)))
    (folder / "harbour.pdf").write_bytes(scans.joined(typed, harbour))
    Assistant.from_folder(folder)
    return folder


@pytest.fixture
def folder(indexed: Path, tmp_path: Path) -> Path:
    return shutil.copytree(indexed, tmp_path / "documents")


def test_an_answer_from_a_scan_is_pinned_shown_and_verified(folder: Path) -> None:
    assistant = Assistant.from_folder(folder)
    answer = assistant.ask("When was the oldest clock built?")
    assert answer.short is not None
    assert answer.short.text == "1655"
    (cited,) = answer.citations
    assert cited.where == "page 1 (recognised)"
    document = assistant.index.document("museum.pdf")
    assert document.text[cited.start : cited.end] == cited.quote

    keeps = assistant.index_folder / kept.FOLDER
    assert [each.state for each in recheck(answer, folder, keeps)] == ["intact"] * 2
    assert [each.state for each in recheck(answer, folder)] == ["intact"] * 2  # recognised anew
    top, end = 150 + 4 * scans.LINE, 150 + scans.length("The Hague.")
    assert marked(folder / "museum.pdf", document, keeps, cited.start, cited.end) == [
        pytest.approx((150, top, 150 + scans.length(MUSEUM[4]), top + scans.SIZE), abs=15),
        pytest.approx((150, top + scans.LINE, end, top + scans.LINE + scans.SIZE), abs=15),
    ]


def marked(
    path: Path, document: Document, keeps: Path, start: int, end: int
) -> list[tuple[float, ...]]:
    """What is marked on the picture of a page: boxes in dots of the scan."""
    wanted = Wanted("", (start, end), (), None)
    pictures = Pictures()
    try:
        shown = pictures.page(document, path, wanted, keeps)
    finally:
        pictures.close()
    sizes = (scans.WIDTH, scans.HEIGHT) * 2
    return [
        tuple(share * size for share, size in zip(box, sizes, strict=True))
        for box in shown["boxes"]
    ]


def test_a_recogniser_that_comes_later_reads_what_was_left_out(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(folder / ".footnote")
    with monkeypatch.context() as patch:
        without_recogniser(patch)
        assistant = Assistant.from_folder(folder)
        report = assistant.update()
        assert [each.document_id for each in report.skipped] == ["museum.pdf"]
        assert [each.document_id for each in report.partly] == ["harbour.pdf"]
    assistant = Assistant.from_folder(folder)
    assert assistant.index.ids() == ["harbour.pdf", "museum.pdf"]
    assert assistant.index.document("harbour.pdf").recognized == (2,)
    assert all("pip install" not in each.reason for each, _ in assistant.index.unread().values())
    number = assistant.index.number
    assert assistant.update().unchanged == 2
    assert assistant.index.number == number
    with monkeypatch.context() as patch:  # and where none is, what was read stays
        without_recogniser(patch)
        report = assistant.update()
        assert (report.unchanged, report.skipped) == (2, ())


def test_what_is_kept_goes_with_its_file(folder: Path) -> None:
    assistant = Assistant.from_folder(folder)
    keeps = assistant.index_folder / kept.FOLDER
    assert len([*keeps.iterdir()]) == 2
    (folder / "museum.pdf").unlink()
    assistant.update()
    assert [path.stem for path in keeps.iterdir()] == [
        assistant.index.document("harbour.pdf").sha256
    ]


def test_a_page_as_large_as_a_house_is_made_smaller(reader: FileReader, tmp_path: Path) -> None:
    house = scans.page((150, MUSEUM))
    path = tmp_path / "house.pdf"
    house.save(path, "PDF", resolution=6)  # fourteen by twenty metres
    document, _ = reader.read(saved(tmp_path, "house.pdf", path.read_bytes()))
    assert "admitted free of charge" in document.text


def test_the_picture_needs_the_words_it_was_read_with(folder: Path, tmp_path: Path) -> None:
    document = Assistant.from_folder(folder).index.document("museum.pdf")
    with pytest.raises(ValueError, match="not kept any more"):
        marked(folder / "museum.pdf", document, tmp_path / "none", 0, 10)


def test_recognising_asks_nobody(museum: bytes, tmp_path: Path) -> None:
    """The models are those of the package; a process that may open no connection reads the page."""
    (tmp_path / "museum.pdf").write_bytes(museum)
    program = (
        "import socket, sys\n"
        "def refuse(*_, **__): raise AssertionError('a connection was tried')\n"
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse\n"
        "from qa.corpus.pdf import recognize_page\n"
        "print(*(w.text for w in recognize_page(open(sys.argv[1], 'rb').read(), 1)), sep='|')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "museum.pdf")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert MUSEUM[4] in done.stdout.split("|")


def test_an_update_whose_time_is_over_ends_between_two_pages(
    museum: bytes, tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    """What is recognised by then is kept, and the file waits."""
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "twice.pdf").write_bytes(scans.joined(museum, museum))
    pages: list[str] = []

    def told(done: int, files: int, doing: str) -> None:
        if doing:
            pages.append(doing)
            time.sleep(3)

    waited = []
    while not waited or waited[-1]:
        index, report = update(
            folder, tmp_path / "index", embedder, Settings(), progress=told, seconds=3
        )
        index.close()
        waited.append(report.waiting)
        assert report.documents + report.waiting == 1
    assert 1 < len(waited) < 20
    assert pages == [f"recognising twice.pdf, page {page} of 2" for page in (1, 2)]
