"""Files of old Office programs: what of them is text, and files that only go by their names."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from qa import corpus
from qa.corpus import Unreadable
from qa.corpus.number_formats import as_seen
from qa.corpus.slides_97 import read_ppt
from qa.corpus.word_97 import read_doc
from qa.records import Document
from tests.corpus import files, open_files
from tests.corpus.outlook import compound

HARBOUR = files.office_97("harbour.doc")


def read(path: Path, data: bytes) -> Document:
    path.write_bytes(data)
    (file,), _ = corpus.scan(path.parent)
    return corpus.read(file)


def test_what_no_reader_sees_in_word_is_no_text() -> None:
    text = read_doc(HARBOUR).text
    assert "noon" not in text  # deleted while changes were tracked
    assert "HYPERLINK" not in text
    assert "secret" not in text
    assert "free of charge" not in text  # hidden


def test_numbers_of_slides_are_no_text() -> None:
    assert "*" not in read_ppt(files.office_97("lighthouse.ppt")).text


@pytest.mark.parametrize(
    ("name", "data", "media_type", "quote"),
    [
        ("a.doc", open_files.MADE["bridge.rtf"], "text/rtf", ""),
        ("a.doc", files.word(), "officedocument.wordprocessingml", "with a laser"),
        ("a.doc", files.HTML.encode(), "text/html", "a quarter of its own weight"),
        ("a.xls", files.HTML.encode(), "text/html", "Otters counted: 107,000"),
        ("a.xls", b"<table><tr><td>Boat<td>Fee</tr></table>", "text/html", "Boat: Fee"),
        ("a.xls", files.sheets(), "officedocument.spreadsheetml", "Article: Compass"),
        ("a.ppt", files.slides(), "officedocument.presentationml", "was doubled in June"),
        ("a.docx", HARBOUR, "application/msword", "Two fenders"),
    ],
)
def test_files_are_read_as_what_they_are(
    tmp_path: Path, name: str, data: bytes, media_type: str, quote: str
) -> None:
    document = read(tmp_path / name, data)
    assert media_type in document.media_type
    assert quote in document.text


def stream(**numbers: int) -> bytes:
    """The head of a WordDocument stream."""
    head = bytearray(512)
    struct.pack_into("<HHH", head, 0, 0xA5EC, numbers.get("version", 0xC1), 0)
    struct.pack_into("<H", head, 0x0A, numbers.get("flags", 0))
    return bytes(head)


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.doc", b"/etc/passwd", "no file of Word"),
        ("a.doc", b"", "no file of Word"),
        ("a.ppt", b"/etc/passwd", "no file of PowerPoint"),
        ("a.xls", b"/etc/passwd", "damaged"),
        ("a.doc", HARBOUR[:4_000], "damaged"),
        ("a.doc", compound({"Other": b"x" * 64}), "no file of Word"),
        ("a.doc", compound({"EncryptedPackage": b"x" * 64}), "protected by a password"),
        ("a.docx", compound({"EncryptedPackage": b"x" * 64}), "protected by a password"),
        ("a.xlsx", compound({"EncryptedPackage": b"x" * 64}), "protected by a password"),
        ("a.doc", compound({"WordDocument": stream(version=0x68)}), "older than Word 97"),
        ("a.doc", compound({"WordDocument": stream(flags=0x0100)}), "protected by a password"),
        ("a.doc", compound({"WordDocument": stream(), "0Table": b"\0" * 64}), "damaged"),
        ("a.ppt", compound({"Current User": b"\0" * 64}), "no file of PowerPoint"),
        (
            "a.ppt",
            compound({"Current User": b"\0" * 64, "PowerPoint Document": b"\0" * 64}),
            "damaged: it does not say where its slides are",
        ),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(tmp_path / name, data)


def test_edits_that_go_round_in_a_circle_end(tmp_path: Path) -> None:
    directory = struct.pack("<HHI", 0, 6002, 0)
    edit = struct.pack("<HHI", 0, 4085, 28) + struct.pack("<7I", 0, 0, 8, 0, 1, 0, 0)
    user = bytes(16) + struct.pack("<I", 8)  # the edit at 8 goes on from the edit at 8
    data = compound({"Current User": user, "PowerPoint Document": directory + edit})
    with pytest.raises(Unreadable, match="round in a circle"):
        read(tmp_path / "a.ppt", data)


@pytest.mark.parametrize(
    ("value", "number_format", "seen"),
    [
        (0.25, "0%", "25%"),
        (0.755, "0.0%", "75.5%"),
        (1 / 3, "0.00%", "33.3333333333%"),
        (12.5, "General", "12.5"),
        (1234.0, "#,##0", "1234"),
        (1234.5, '"$"#,##0.00', "$1,234.50"),
        (-1234.5, '"$"#,##0.00', "-$1,234.50"),
        (-5.0, '"$"#,##0.00;[Red]("$"#,##0.00)', "-$5.00"),
        (1234.5, "[$€-407] #,##0.00", "€1,234.50"),
        (1234.5, "#,##0.00 [$€-407]", "1,234.50 €"),
        (7, "[$CHF] 0.00", "7.00 CHF"),
        (7.25, "\\£0", "£7.25"),
        (5, '0 "100%"', "5"),
        (123456789012345.0, "0", "123456789012345"),
        (1.5e18, "General", "1.5e+18"),
        (0.1 + 0.2, "General", "0.3"),
        (3, "$", "3"),
    ],
)
def test_a_number_is_read_as_a_person_sees_it(value: float, number_format: str, seen: str) -> None:
    assert as_seen(value, number_format) == seen
