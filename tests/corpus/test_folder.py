"""What is found below a folder, and what is said of everything else."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa import corpus
from qa.corpus import Unreadable
from qa.errors import CorpusError

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX files")


def write(folder: Path, name: str, data: str | bytes = "A sentence to read.\n") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def names(folder: Path) -> list[str]:
    return [file.id for file in corpus.scan(folder)[0]]


def reasons(folder: Path) -> dict[str, str]:
    """Every file that cannot be used, by scanning and then reading."""
    files, skipped = corpus.scan(folder)
    found = {skip.document_id: skip.reason for skip in skipped}
    for file in files:
        try:
            corpus.read(file)
        except Unreadable as error:
            found[file.id] = str(error)
    return found


@pytest.fixture
def as_somebody() -> Iterator[Path]:
    """A folder whose files are read without a superuser's rights, which ignore permissions."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if os.geteuid() == 0:
            os.chown(folder, 65534, 65534)
            os.seteuid(65534)
            try:
                yield folder
            finally:
                os.seteuid(0)
        else:
            yield folder


def test_folders_are_searched_at_any_depth_in_a_stable_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/b/c/d/e.txt", "A.TXT", "a.txt", "ü/ß.markdown"):
        write(tmp_path, name)
    expected = ["A.TXT", "a.txt", "a/b/c/d/e.txt", "a/z.md", "b.txt", "ü/ß.markdown"]
    assert names(tmp_path) == expected
    assert names(tmp_path) == expected
    assert reasons(tmp_path) == {}


def test_hidden_files_and_the_index_are_passed_over(tmp_path: Path) -> None:
    for name in (".hidden.txt", ".git/a.txt", ".footnote/b.txt", "index/c.txt", "d.txt"):
        write(tmp_path, name)
    files, skipped = corpus.scan(tmp_path, leave_out=tmp_path / "index")
    assert [file.id for file in files] == ["d.txt"]
    assert skipped == []


def test_what_systems_and_programs_leave_is_passed_over(tmp_path: Path) -> None:
    for name in ("~$open.docx", "notes.txt~", "Thumbs.db", "desktop.ini", "__pycache__/a.txt"):
        write(tmp_path, name)
    for name in ("app/node_modules/left/README.md", "env/pyvenv.cfg", "env/lib/notes.txt"):
        write(tmp_path, name)
    write(tmp_path, "app/README.md")
    files, skipped = corpus.scan(tmp_path)
    assert [file.id for file in files] == ["app/README.md"]
    assert [(skip.document_id, skip.reason) for skip in skipped] == [
        ("app/node_modules", "holds the packages of a program, not documents"),
        ("env", "holds the packages of a program, not documents"),
    ]
    # Whoever names such a folder as the corpus means it.
    assert names(tmp_path / "app/node_modules") == ["left/README.md"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        (
            "greek.txt",
            "Γειά σου Κόσμε".encode("iso8859-7"),
            r"not UTF-8 text \(byte 0xc3 at 0\); save it as UTF-8",
        ),
        ("shift.txt", "日本語の文書です。".encode("shift-jis"), "not UTF-8 text"),
        ("cut.txt", "Alles in Größe".encode() + b"\xc3", r"not UTF-8 text \(byte 0xc3 at 16\)"),
        ("noise.txt", b"MZ\x90\x03 text with a control", "not UTF-8 text"),
        ("half.txt", b"\xff\xfea\0b", "marked as UTF-16 but is not"),
        ("none.txt", b"", "empty: it holds no letter or digit"),
        ("blank.md", b" \n.\n . \n---\n", "empty: it holds no letter or digit"),
        ("binary.txt", b"MZ\0\0text", "binary: it holds NUL bytes"),
        ("program.exe", b"MZ", r"not in a format that is read: \.txt, \.md"),
        ("Makefile", b"all:", r"not in a format that is read: \.txt, \.md"),
    ],
)
def test_each_unusable_file_is_named_with_its_reason(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    write(tmp_path, f"sub/{name}", data)
    write(tmp_path, "good.txt")
    found = reasons(tmp_path)
    assert list(found) == [f"sub/{name}"]
    with pytest.raises(AssertionError, match=reason):
        raise AssertionError(found[f"sub/{name}"])
    assert "good.txt" in names(tmp_path)


def test_other_unicode_encodings_are_read(tmp_path: Path) -> None:
    write(tmp_path, "mark.txt", "Café one.".encode("utf-8-sig"))
    write(tmp_path, "wide.txt", "Café two.".encode("utf-16"))
    texts = [corpus.read(file).text for file in corpus.scan(tmp_path)[0]]
    assert texts == ["Café one.", "Café two."]


def test_an_old_western_encoding_is_read_and_said(tmp_path: Path) -> None:
    told = {}
    for name, text in (
        ("a.txt", "Köln: „Größe“ kostet 5 €."),
        ("b.csv", "Käse;5,50 €\nBrötchen;0,30 €\n"),
        ("c.md", "# Zürich\n\nÀ la carte.\n"),
    ):
        write(tmp_path, name, text.encode("windows-1252"))
    with corpus.FileReader() as reader:
        for file in corpus.scan(tmp_path)[0]:
            document, told[file.id] = reader.read(file)
            assert any(word in document.text for word in ("„Größe“ kostet 5 €", "5,50 €", "À la"))
            assert corpus.read(file, reader) == document
    assert set(told) == {"a.txt", "b.csv", "c.md"}
    assert all(
        note.startswith("not UTF-8, so it was read as Windows-1252") for note in told.values()
    )


def test_plain_text_is_kept_character_for_character(tmp_path: Path) -> None:
    text = "One “line”.\r\n .\r\n\tTwo\u2028lines\rthree.\n"
    write(tmp_path, "a.txt", text)
    (file,), _ = corpus.scan(tmp_path)
    assert corpus.read(file).text == text


@posix_only
def test_an_unreadable_file_and_folder_are_named(as_somebody: Path) -> None:
    write(as_somebody, "good.txt")
    write(as_somebody, "closed.txt").chmod(0)
    write(as_somebody, "locked/inside.txt")
    (as_somebody / "locked").chmod(0)
    found = reasons(as_somebody)
    (as_somebody / "locked").chmod(0o700)
    assert found == {
        "closed.txt": "cannot be opened (Permission denied)",
        "locked": "the folder cannot be listed (Permission denied)",
    }


@posix_only
def test_a_corpus_that_cannot_be_listed_is_refused(as_somebody: Path) -> None:
    as_somebody.chmod(0o100)
    with pytest.raises(CorpusError, match=r"cannot be listed .*make it readable"):
        corpus.scan(as_somebody)
    as_somebody.chmod(0o700)


@posix_only
def test_links_that_leave_lead_nowhere_or_are_folders_are_named(tmp_path: Path) -> None:
    outside = write(tmp_path, "outside/secret.txt")
    folder = tmp_path / "corpus"
    inside = write(folder, "real/inside.txt")
    (folder / "alias.txt").symlink_to(inside)
    (folder / "leak.txt").symlink_to(outside)
    (folder / "leaky_folder").symlink_to(outside.parent)
    (folder / "again").symlink_to(folder / "real")
    (folder / "dangling.txt").symlink_to(folder / "nothing.txt")
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    assert names(folder) == ["alias.txt", "real/inside.txt"]
    found = reasons(folder)
    assert found.pop("loop.txt") in (
        "a link that leads in a circle",
        "cannot be opened (Too many levels of symbolic links)",
    )
    assert found == {
        "again": "a link to a folder; links to folders are not followed",
        "dangling.txt": "a link to nothing",
        "leak.txt": "a link that leaves the folder",
        "leaky_folder": "a link that leaves the folder",
    }
    assert corpus.locate_file(folder, "leak.txt") is None
    assert corpus.locate_file(folder, "loop.txt") is None
    assert corpus.locate_file(folder, "../outside/secret.txt") is None
    assert corpus.locate_file(folder, "alias.txt") == inside.resolve()


@posix_only
def test_what_is_no_regular_file_is_named_and_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert reasons(tmp_path) == {"pipe.txt": "not a regular file"}


@posix_only
def test_a_name_that_is_not_unicode_is_named(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/caf\xe9.txt", "wb") as stream:
        stream.write(b"text")
    assert reasons(tmp_path) == {"caf\\udce9.txt": "its name is not valid Unicode; rename it"}


def test_a_file_that_vanishes_between_scan_and_read_is_reported(tmp_path: Path) -> None:
    path = write(tmp_path, "going.txt")
    (file,), _ = corpus.scan(tmp_path)
    path.unlink()
    with pytest.raises(Unreadable, match=r"cannot be opened .*No such file") as caught:
        corpus.read(file)
    assert not caught.value.lasting


@pytest.mark.parametrize("name", ["nothing", "file.txt"])
def test_what_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    write(tmp_path, "file.txt")
    with pytest.raises(CorpusError, match=f"{name}' is not a folder; expected a folder of doc"):
        corpus.scan(tmp_path / name)


def test_documents_are_found_by_id_only_inside_the_folder(tmp_path: Path) -> None:
    write(tmp_path, "corpus/a.txt", "Inside.")
    write(tmp_path, "corpus/b.exe", "Inside.")
    write(tmp_path, "outside.txt", "Outside.")
    folder = tmp_path / "corpus"
    document = corpus.read_by_id(folder, "a.txt")
    assert document is not None
    assert document.text == "Inside."
    for name in ("../outside.txt", str(tmp_path / "outside.txt"), "b.exe", "c.txt", "a\0.txt", ""):
        assert corpus.read_by_id(folder, name) is None
    assert corpus.read_by_id(folder, "x" * 5000 + ".txt") is None
