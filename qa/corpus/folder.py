"""Folder → source files: finds what can be read below a folder, and says what cannot.

A file that cannot be used is reported with its reason and never stops the rest. Knows names
and stamps; nothing of what is inside a file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qa.corpus.extracted import Unreadable
from qa.corpus.formats import FORMATS, KINDS
from qa.errors import CorpusError
from qa.records import Skipped

_LITTER = frozenset(("thumbs.db", "desktop.ini", "__pycache__"))
_PACKAGES = frozenset(("node_modules", "site-packages", "bower_components"))
_SECOND_NS = 1_000_000_000
_TICK_NS = 50_000_000  # file systems stamp no finer than the kernel's clock ticks


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A readable file of the corpus: where it is and what tells that it changed."""

    id: str
    path: Path
    size: int
    mtime_ns: int

    def settled_mtime_ns(self, read_ns: int) -> int:
        """The time stamp if a change after `read_ns` is sure to have another; -1 if not.

        A file written in the very moment it is read could change again under the same stamp.
        """
        tick = 2 * _SECOND_NS if self.mtime_ns % _SECOND_NS == 0 else _TICK_NS
        return self.mtime_ns if abs(read_ns - self.mtime_ns) > tick else -1


def check_folder(folder: Path) -> None:
    """Raises CorpusError if `folder` is not a folder."""
    if not folder.is_dir():
        raise CorpusError(f"'{folder}' is not a folder; expected a folder of documents ({KINDS})")


def scan(folder: Path, leave_out: Path | None = None) -> tuple[list[SourceFile], list[Skipped]]:
    """All readable files below `folder` in a stable order, and what was left out and why.

    Hidden files and folders (a leading dot), what systems and programs leave beside a person's
    files, and the folder `leave_out` are passed over in silence; the packages of a program are
    named, not searched. Raises CorpusError if `folder` is not a folder that can be listed.
    """
    check_folder(folder)
    root = folder.resolve()
    passed_over = os.fspath(leave_out.resolve()) if leave_out else ""
    files: list[SourceFile] = []
    skipped: list[Skipped] = []
    for found in _walk(root, passed_over):
        if isinstance(found, SourceFile):
            files.append(found)
        else:
            skipped.append(found)
    files.sort(key=lambda file: file.id)
    skipped.sort(key=lambda skip: skip.document_id)
    return files, skipped


def locate_file(folder: Path, document_id: str) -> Path | None:
    """The path of a document of this folder; None if there is no such file inside it."""
    try:
        root = folder.resolve()
        path = (root / document_id).resolve()
        inside = path.is_relative_to(root) and path.is_file()
    except (OSError, ValueError, RuntimeError):  # a NUL byte, an over-long name, a loop of links
        return None
    return path if inside else None


def _walk(root: Path, passed_over: str) -> Iterator[SourceFile | Skipped]:
    """Every visible file, and every problem, below a folder. One `stat` for each file."""
    waiting = [(os.fspath(root), "")]
    while waiting:
        path, name = waiting.pop()
        try:
            with os.scandir(path) as entries:
                found = [entry for entry in entries if not _is_litter(entry.name)]
        except OSError as error:
            if not name:
                raise CorpusError(
                    f"the folder '{root}' cannot be listed ({error.strerror}); "
                    "make it readable, or name another"
                ) from error
            yield Skipped(_shown(name), f"the folder cannot be listed ({error.strerror})")
            continue
        if name and (os.path.basename(name) in _PACKAGES or _is_environment(found)):
            yield Skipped(_shown(name), "holds the packages of a program, not documents")
            continue
        for entry in found:
            entry_name = f"{name}/{entry.name}" if name else entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.path != passed_over:
                    waiting.append((entry.path, entry_name))
                continue
            try:
                yield _source_file(entry, entry_name, root)
            except Unreadable as error:
                yield Skipped(_shown(entry_name), str(error))


def _shown(name: str) -> str:
    """A name as text, even if it is not valid Unicode."""
    return name.encode(errors="backslashreplace").decode()


def _is_litter(name: str) -> bool:
    """Hidden, or left by a system or a program: "~$Budget.docx" is Word's mark on an open file."""
    return name.startswith((".", "~$")) or name.endswith("~") or name.casefold() in _LITTER


def _is_environment(entries: list[os.DirEntry[str]]) -> bool:
    """Whether a folder is a Python environment, which holds thousands of text files."""
    return any(entry.name == "pyvenv.cfg" for entry in entries)


def _source_file(entry: os.DirEntry[str], name: str, root: Path) -> SourceFile:
    try:
        name.encode()
    except UnicodeEncodeError:
        raise Unreadable("its name is not valid Unicode; rename it") from None
    path = Path(entry.path)
    suffix = path.suffix.lower()
    try:
        if entry.is_symlink():
            _refuse_link(path, root)
        if suffix not in FORMATS:
            raise Unreadable(f"not in a format that is read: {KINDS}")
        if not entry.is_file():
            raise Unreadable("not a regular file" if path.exists() else "a link to nothing")
        status = entry.stat()
    except OSError as error:
        raise Unreadable(f"cannot be opened ({error.strerror or error})") from error
    return SourceFile(name, path, status.st_size, status.st_mtime_ns)


def _refuse_link(path: Path, root: Path) -> None:
    try:
        target = path.resolve()
    except RuntimeError:  # what older versions of Python raise for a loop
        raise Unreadable("a link that leads in a circle") from None
    if not target.is_relative_to(root):
        raise Unreadable("a link that leaves the folder")
    if target.is_dir():
        raise Unreadable("a link to a folder; links to folders are not followed")
