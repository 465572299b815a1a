"""Folder → Documents: finds the readable files below a folder and reads them.

A file that cannot be used is reported with its reason and never stops the rest. Offsets
later point into the text exactly as decoded here: no line ending, space or quote is changed,
only a byte order mark is left out. Knows nothing of passages, indexes or models.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qa.errors import CorpusError
from qa.records import Document, Skipped

MEDIA_TYPES = {".txt": "text/plain", ".md": "text/markdown", ".markdown": "text/markdown"}
MAX_BYTES = 64 * 1024 * 1024
"""A larger text file is reported, not read: its text alone would take a quarter gigabyte."""

_TITLE_CHARS = 80
_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t]+(.+?)[ \t#]*$", re.MULTILINE)


class Unreadable(Exception):
    """One file cannot be read; the text says why, for a person."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A readable file of the corpus: where it is and what tells that it changed."""

    id: str
    path: Path
    size: int
    mtime_ns: int


def check_folder(folder: Path) -> None:
    """Raises CorpusError if `folder` is not a folder."""
    if not folder.is_dir():
        raise CorpusError(
            f"'{folder}' is not a folder; expected a folder of documents "
            f"({', '.join(MEDIA_TYPES)})"
        )


def scan(folder: Path) -> tuple[list[SourceFile], list[Skipped]]:
    """All readable files below `folder` in a stable order, and what was left out and why.

    Hidden files and folders (a leading dot) are passed over in silence. Raises CorpusError
    if `folder` is not a folder that can be listed.
    """
    check_folder(folder)
    root = folder.resolve()
    files: list[SourceFile] = []
    skipped: list[Skipped] = []
    for path, problem in _walk(root):
        name = path.relative_to(root).as_posix()
        if not problem:
            try:
                files.append(_source_file(path, name, root))
                continue
            except Unreadable as error:
                problem = str(error)
        skipped.append(Skipped(name, problem))
    files.sort(key=lambda file: file.id)
    skipped.sort(key=lambda skip: skip.document_id)
    return files, skipped


def read(file: SourceFile) -> Document:
    """The Document of one file. Raises Unreadable with the reason."""
    try:
        with file.path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unreadable(f"cannot be opened ({error.strerror or error})") from error
    if len(data) > MAX_BYTES:
        raise Unreadable(f"larger than {MAX_BYTES // 2**20} MB; split it")
    text = _decode(data)
    if not any(character.isalnum() for character in text):
        raise Unreadable("empty: it holds no letter or digit")
    return Document(
        id=file.id,
        title=_title(text, file),
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=MEDIA_TYPES[file.path.suffix.lower()],
    )


def locate_file(folder: Path, document_id: str) -> Path | None:
    """The path of a document of this folder; None if there is no such file inside it."""
    root = folder.resolve()
    try:
        path = (root / document_id).resolve()
        inside = path.is_relative_to(root) and path.is_file()
    except (OSError, ValueError):  # a NUL byte or an over-long name is no file
        return None
    return path if inside else None


def read_by_id(folder: Path, document_id: str) -> Document | None:
    """The document as the file is now; None if it is gone or can no longer be read."""
    path = locate_file(folder, document_id)
    if path is None or path.suffix.lower() not in MEDIA_TYPES:
        return None
    try:
        status = path.stat()
        return read(SourceFile(document_id, path, status.st_size, status.st_mtime_ns))
    except (Unreadable, OSError):
        return None


def _walk(root: Path) -> Iterator[tuple[Path, str]]:
    """Yields (path, problem) for every visible entry that is a file or cannot be entered."""
    problems: list[OSError] = []
    for parent, folders, names in os.walk(root, onerror=problems.append):
        here = Path(parent)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in [name for name in folders if (here / name).is_symlink()]:
            yield here / name, "a link to a folder; links to folders are not followed"
        for name in sorted(names):
            if not name.startswith("."):
                yield here / name, ""
    for problem in problems:
        path = Path(problem.filename)
        if path == root:
            raise CorpusError(f"the folder '{root}' cannot be listed ({problem.strerror})")
        yield path, f"the folder cannot be listed ({problem.strerror})"


def _source_file(path: Path, name: str, root: Path) -> SourceFile:
    try:
        name.encode()
    except UnicodeEncodeError:
        raise Unreadable("its name is not valid Unicode; rename it") from None
    if path.is_symlink() and not path.resolve().is_relative_to(root):
        raise Unreadable("a link that leaves the folder")
    if path.suffix.lower() not in MEDIA_TYPES:
        kind = f"'{path.suffix}' files are" if path.suffix else "files without a suffix are"
        raise Unreadable(f"{kind} not read; the formats are {', '.join(MEDIA_TYPES)}")
    try:
        status = path.stat()
    except OSError as error:
        raise Unreadable(f"cannot be opened ({error.strerror or error})") from error
    if not path.is_file():
        raise Unreadable("not a regular file")
    return SourceFile(name, path, status.st_size, status.st_mtime_ns)


def _decode(data: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise Unreadable(f"marked as UTF-16 but is not ({error.reason})") from error
    if b"\0" in data:
        raise Unreadable("binary: it holds NUL bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"not UTF-8 text (byte 0x{data[error.start]:02x} at {error.start}); "
            "save it as UTF-8"
        ) from error


def _title(text: str, file: SourceFile) -> str:
    """The first heading of Markdown, or else the opening words."""
    if file.path.suffix.lower() != ".txt" and (heading := _HEADING.search(text)):
        return heading.group(1)
    first = next(line for line in text.splitlines() if any(map(str.isalnum, line)))
    words = " ".join(first.split())
    if len(words) <= _TITLE_CHARS:
        return words
    return words[:_TITLE_CHARS].rsplit(" ", 1)[0] + " …"
