"""Files made to break a reader end in one line with the reason, and the rest is read."""

from __future__ import annotations

import os
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa import corpus
from qa.corpus import FileReader, Unreadable
from qa.settings import Settings
from qa.updating import update
from tests.corpus import files
from tests.corpus.files import source, zipped
from tests.fakes import WordEmbedder

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX limits")


@pytest.fixture(scope="module")
def reader() -> Iterator[FileReader]:
    with FileReader() as shared:
        yield shared


def outcome(reader: FileReader, path: Path) -> str:
    """The text of a file, or why there is none."""
    try:
        return reader.read(source(path))[0].text
    except Unreadable as error:
        return str(error)


def encrypted_zip() -> bytes:
    """A docx whose parts say that they are encrypted."""
    data = bytearray(files.word())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            flags = struct.unpack_from("<H", data, at + offset)[0]
            struct.pack_into("<H", data, at + offset, flags | 1)
            at = data.find(signature, at + 4)
    return bytes(data)


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def docx_of(body: bytes) -> bytes:
    return zipped({"word/document.xml": body}, files.word())


_LAUGHS = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 12))
HOSTILE = {
    "cut.docx": (files.word()[:-400], "damaged, or not what its name says"),
    "cut.xlsx": (files.sheets()[:900], "damaged, or not what its name says"),
    "cut.pptx": (files.slides()[:5000], "damaged, or not what its name says"),
    "cut.epub": (files.book()[:100], "damaged, or not what its name says"),
    "cut.pdf": (files.pdf(files.PDF_PAGES)[:200], "damaged, or not what its name says"),
    "empty.pdf": (b"", "damaged, or not what its name says"),
    "empty.docx": (b"", "damaged, or not what its name says"),
    "empty.html": (b"", "empty: it holds no letter or digit"),
    "empty.csv": (b"", "empty: it holds no letter or digit"),
    "empty.eml": (b"", "it has no header of a mail"),
    "empty.mbox": (b"", "it holds no mail"),
    "letter.mbox": (b"From here on it is a letter of 2024.\n", "it holds no mail"),
    "page.msg": (b"<p>Hello</p>", "damaged, or not what its name says"),
    "cut.msg": (files.MADE["mail/lamp.msg"][:900], "damaged, or not what its name says"),
    "cut.ipynb": (files.NOTEBOOK.encode()[:200], "damaged, or not what its name says"),
    "list.ipynb": (b"[1, 2]", "it has no cells"),
    "deep.ipynb": (b"[" * 200_000, "too deeply nested"),
    "code.ipynb": (
        b'{"cells": [{"cell_type": "code", "source": "print(3)"}]}',
        "its code and what that printed are not read",
    ),
    "locked.pdf": (files.pdf(files.PDF_PAGES, encrypt=True), "encrypted; save it without a pass"),
    "locked.docx": (encrypted_zip(), "encrypted; save it without a password"),
    "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "damaged, or not what its"),
    "scan.pdf": (
        files.pdf([files.GREY_DOT] * 2),
        "it is scanned, and no word was recognised",
    ),
    "blank.pdf": (files.pdf([[]]), "empty: it holds no letter or digit"),
    "image.docx": (b"\x89PNG\r\n\x1a\n" + bytes(100), "damaged, or not what its name says"),
    "sheet.docx": (files.sheets(), "damaged, or not what its name says"),
    "word.epub": (files.word(), "its part 'META-INF/container.xml' is missing"),
    "bomb.docx": (
        zipped({f"{at}.bin": bytes(60_000_000) for at in range(10)}),
        "unpacks to 572 MB; at most 512 are unpacked",
    ),
    "parts.xlsx": (
        zipped({f"{at}": b"" for at in range(20_001)}),
        "holds 20,001 parts; at most 20,000 are unpacked",
    ),
    "binary.csv": (b"a,b\n\0\0,c\n", "binary: it holds NUL bytes"),
    "field.csv": (b"a,b\n" + b"x" * 2_000_000 + b",c\n", "field larger than field limit"),
    "laughs.docx": (
        docx_of(
            f'<!DOCTYPE w [<!ENTITY l0 "ha">{_LAUGHS}]><w:document {_W}><w:body><w:p><w:r>'
            "<w:t>&l11;</w:t></w:r></w:p></w:body></w:document>".encode()
        ),
        "",
    ),
    "deep.docx": (
        docx_of(f"<w:document {_W}>".encode() + b"<w:body>" * 5000 + b"</w:body>" * 5000),
        "damaged, or not what its name says",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_each_ends_in_one_line_that_says_why(tmp_path: Path, reader: FileReader, name: str) -> None:
    data, reason = HOSTILE[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(Unreadable) as caught:
        reader.read(source(tmp_path / name))
    said = str(caught.value)
    assert reason in said
    assert "\n" not in said
    assert len(said) < 300


def test_no_entity_reads_another_file(tmp_path: Path, reader: FileReader) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2", encoding="utf-8")
    doctype = f'<!DOCTYPE d [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
    body = (
        f"{doctype}<w:document {_W}><w:body><w:p><w:r><w:t>Seen: &x;</w:t></w:r></w:p>"
        "</w:body></w:document>"
    )
    parts = {"xl/sharedStrings.xml": f"{doctype}<sst><si><t>&x;</t></si></sst>".encode()}
    page = f"{doctype}<html><body><h1>Seen</h1><p>&x;</p></body></html>".encode()
    made = {
        "a.docx": docx_of(body.encode()),
        "a.xlsx": zipped(parts, files.sheets()),
        "a.epub": zipped({"OPS/a.xhtml": page}, files.book()),
        "a.html": page,
    }
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
        assert "hunter2" not in outcome(reader, tmp_path / name)


def test_deeply_nested_pages_and_mails_are_read_or_refused_quickly(
    tmp_path: Path, reader: FileReader
) -> None:
    made = {
        "div.html": b"<html><body>" + b"<div>" * 100_000 + b"Deep down.",
        "table.html": b"<html><body>" + b"<table><tr><td>" * 20_000 + b"Deep down.",
        "list.html": b"<html><body>" + b"<ul><li>" * 50_000 + b"Deep down.",
        "nested.eml": b"Subject: deep\nContent-Type: multipart/mixed; boundary=a\n\n"
        + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 5_000,
        "quotes.md": b"> " * 1_000_000 + b"Deep down.",
        "brackets.csv": b'"' * 3_000_001,
    }
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
        began = time.perf_counter()
        assert outcome(reader, tmp_path / name)
        assert time.perf_counter() - began < 30, name


def test_a_line_without_end_is_read(tmp_path: Path, reader: FileReader) -> None:
    for name, times in (("long.txt", 600_000), ("long.html", 150_000), ("long.md", 600_000)):
        (tmp_path / name).write_bytes(b"All in one line. " * times)
        document, _ = reader.read(source(tmp_path / name))
        assert len(document.text) >= 17 * times - 1


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, reader: FileReader) -> None:
    for name, megabytes in (("a.txt", 64), ("a.csv", 64), ("a.pdf", 256)):
        with (tmp_path / name).open("wb") as stream:
            stream.truncate(megabytes * 2**20 + 1)  # a hole: it takes no room on the disk
        with pytest.raises(Unreadable, match=f"larger than {megabytes} MB; split it"):
            reader.read(source(tmp_path / name))


@posix_only
def test_time_and_memory_are_limited_and_the_next_file_is_read(tmp_path: Path) -> None:
    rows = "".join(f"<row r='{at}'><c r='A{at}'><v>{at}</v></c></row>" for at in range(1, 240_000))
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f"<worksheet xmlns='{namespace}'><sheetData>{rows}</sheetData></worksheet>"
    slow = tmp_path / "slow.xlsx"
    slow.write_bytes(zipped({"xl/worksheets/sheet1.xml": sheet.encode()}, files.sheets()))
    good = tmp_path / "good.csv"
    good.write_text(files.CSV, encoding="utf-8")
    with FileReader(seconds=1.5) as hurried:
        hurried.read(source(good))
        with pytest.raises(Unreadable, match=r"reading it took longer than 1\.5 seconds"):
            hurried.read(source(slow))
        assert "Graz" in hurried.read(source(good))[0].text
    with FileReader(megabytes=220) as small:
        wide = tmp_path / "wide.csv"
        wide.write_bytes(b"some,words\n" + b"in,cells\n" * 6_000_000)
        with pytest.raises(Unreadable, match="took more than 220 MB of memory"):
            small.read(source(wide))
        assert "Graz" in small.read(source(good))[0].text


def test_a_reader_that_crashes_is_started_anew(tmp_path: Path) -> None:
    good = tmp_path / "good.csv"
    good.write_text(files.CSV, encoding="utf-8")
    with FileReader() as own:
        own.read(source(good))
        own._started().kill()
        own._started().wait()
        assert "Graz" in own.read(source(good))[0].text


def test_a_file_that_vanishes_is_named(tmp_path: Path, reader: FileReader) -> None:
    path = tmp_path / "gone.pdf"
    path.write_bytes(files.pdf([["Here."]]))
    file = source(path)
    path.unlink()
    with pytest.raises(Unreadable, match=r"cannot be opened \(No such file") as caught:
        reader.read(file)
    assert not caught.value.lasting


def test_a_module_beside_the_documents_is_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("docx.py", "lxml.py", "json.py", "openpyxl.py"):
        (tmp_path / name).write_text(f"open({str(tmp_path / 'caught')!r}, 'w')", encoding="utf-8")
    (tmp_path / "a.docx").write_bytes(files.word())
    monkeypatch.chdir(tmp_path)
    with FileReader() as own:
        assert "laser" in own.read(source(tmp_path / "a.docx"))[0].text
    assert not (tmp_path / "caught").exists()


def test_the_rest_is_indexed_and_every_problem_named_once(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, (data, _) in HOSTILE.items():
        (folder / name).write_bytes(data)
        os.utime(folder / name, (10**9, 10**9))
    for name, data in files.MADE.items():
        (folder / Path(name).name).write_bytes(data)
    index_folder = tmp_path / "index"
    index, report = update(folder, index_folder, WordEmbedder(), Settings())
    index.close()
    problems = [skip.document_id for skip in report.skipped]
    assert sorted(problems) == sorted(HOSTILE)
    assert [skip.document_id for skip in report.partly] == [
        "keys.eml",
        "lamp.msg",
        "tides.ipynb",
    ]
    assert report.documents == len(files.MADE)
    began = time.perf_counter()
    index, again = update(folder, index_folder, WordEmbedder(), Settings())
    index.close()
    assert (again.skipped, again.partly) == (report.skipped, report.partly)
    assert time.perf_counter() - began < 5  # no broken file is parsed a second time


def test_no_file_stays_open(tmp_path: Path, reader: FileReader) -> None:
    opened = Path("/proc/self/fd")
    if not opened.exists():
        pytest.skip("open files cannot be counted here")
    for name, (data, _) in HOSTILE.items():
        (tmp_path / name).write_bytes(data)
    before = len(list(opened.iterdir()))
    for name in HOSTILE:
        with pytest.raises(Unreadable):
            corpus.read(source(tmp_path / name), reader)
    worker = reader._started().pid
    names = [os.readlink(link) for link in Path(f"/proc/{worker}/fd").iterdir()]
    assert len(list(opened.iterdir())) <= before + 2  # its pipes, if it was started anew
    assert not [name for name in names if str(tmp_path) in name]
