"""The documents of one session: the corpus, and what that session uploaded.

Until something is uploaded, questions go to the shared assistant. Then the session gets a
folder of its own, with the corpus in it as hard links beside the uploads, and an assistant
over that folder whose index starts as a copy of the shared one. So there is one ranking over
everything, every check of the library holds, and only the uploads are read and embedded.

Knows nothing of browsers; `sessions` says whose library this is.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from qa.assistant import Assistant
from qa.corpus import kept, locate_file
from qa.errors import IndexUnusable
from qa.page import uploads
from qa.page.markup import KEY_LENGTH, key_of
from qa.page.uploads import Limits, Refused
from qa.records import Document

_MOST_NAMED = 20  # files with one and the same problem; the others are counted
UPLOADED = "uploaded"
"""Folder of the uploads, beside the corpus's own files."""

Writers = Mapping[str, Assistant]
"""Who may write the answers, by name → the assistant that has them written so. The first is the
default; all answer from the same documents and index."""

Opener = Callable[[Path, Path], Writers]
"""(folder, index folder) → the same writers over that folder, with the shared embedder."""


@dataclass(frozen=True, slots=True)
class Upload:
    """What became of one uploaded file: its document, or the reason why not."""

    name: str
    document_id: str | None
    reason: str = ""


class Library:
    """What one session (or, if the server says so, every session) asks and reads."""

    def __init__(self, shared: Writers, opener: Opener, work: Path, limits: Limits) -> None:
        self._shared = shared
        self._opener = opener
        self._work = work
        self._limits = limits
        self._own: Writers | None = None
        self._uploads: dict[str, int] = {}
        self._changing = threading.Lock()

    def assistant(self, writer: str | None = None) -> Assistant:
        """Who answers from these documents at this moment; the default for an unknown name."""
        writers = self._own or self._shared
        return writers.get(writer or "") or _first(writers)

    def listing(self) -> list[dict[str, Any]]:
        """Every document for the sidebar, the uploads first."""
        index = self.assistant().index
        stamps = index.stamps()
        rows = [
            {
                "id": document_id,
                "name": document_id.removeprefix(f"{UPLOADED}/")
                if document_id in self._uploads
                else document_id,
                "key": key_of(stamps[document_id].sha256),
                "size": stamps[document_id].size,
                "uploaded": document_id in self._uploads,
            }
            for document_id in index.ids()
        ]
        return sorted(rows, key=lambda row: (not row["uploaded"], row["id"]))

    def find(self, key: str) -> Document | None:
        """The document a link names; None if there is none (any more)."""
        if len(key) != KEY_LENGTH:
            return None
        index = self.assistant().index
        for document_id, stamp in index.stamps().items():
            if stamp.sha256.startswith(key):
                return index.document(document_id)
        return None

    def path_of(self, document: Document) -> Path | None:
        """The file of a document; None if it is no longer in the folder."""
        folder = self.assistant().folder
        return locate_file(folder, document.id) if folder else None

    @property
    def keeps(self) -> Path:
        """Where the words are kept that were recognised on pages."""
        return self.assistant().index_folder / kept.FOLDER

    @property
    def waiting(self) -> int:
        """How many files of the corpus are still to be read."""
        return _first(self._shared).waiting

    def problems(self) -> dict[str, list[dict[str, Any]]]:
        """The reasons why files are "left_out" or read "partly", each with its files."""
        shared = _first(self._shared)
        reasons = _problems(shared)
        if self._own:
            own = _problems(_first(self._own))
            reasons |= {
                document_id.removeprefix(f"{UPLOADED}/"): own[document_id]
                for document_id in self._uploads
                if document_id in own
            }
        there = {
            *shared.index.ids(),
            *(each.removeprefix(f"{UPLOADED}/") for each in self._uploads),
        }
        found: dict[str, dict[str, list[str]]] = {"left_out": {}, "partly": {}}
        for name in sorted(reasons):
            kind = "partly" if name in there else "left_out"
            found[kind].setdefault(reasons[name], []).append(name)
        return {
            kind: [
                {"reason": reason, "names": names[:_MOST_NAMED], "files": len(names)}
                for reason, names in groups.items()
            ]
            for kind, groups in found.items()
        }

    def folders(self) -> list[str]:
        """Every folder that holds documents, those above it too."""
        parents = {parent for each in self.assistant().index.ids() for parent in _parents(each)}
        return sorted(parents)

    def suffixes(self) -> list[str]:
        """The file types there are."""
        ids = self.assistant().index.ids()
        return sorted({PurePosixPath(each).suffix.casefold() for each in ids})

    def add(self, incoming: Path, name: str) -> Upload:
        """Takes a received file in; `incoming` is gone afterwards, whatever happened."""
        try:
            with self._changing:
                return self._add(incoming, name)
        except Refused as refusal:
            return Upload(name, None, str(refusal))
        finally:
            incoming.unlink(missing_ok=True)

    def remove(self, document_id: str) -> bool:
        """Deletes an upload; False for anything that is not one, a corpus file above all."""
        with self._changing:
            if document_id not in self._uploads or self._own is None:
                return False
            (self._folder / document_id).unlink(missing_ok=True)
            del self._uploads[document_id]
            for assistant in self._own.values():
                assistant.update()
            return True

    def close(self) -> None:
        """Deletes the uploads and their index."""
        with self._changing:
            self._own = None
            self._uploads.clear()
            shutil.rmtree(self._work, ignore_errors=True)

    @property
    def _folder(self) -> Path:
        return self._work / "documents"

    def _add(self, incoming: Path, name: str) -> Upload:
        if self.waiting:  # or the session would read them all itself, beside the server
            raise Refused(f"{self.waiting:,} documents are still being read; add it after that")
        size = incoming.stat().st_size
        uploads.check(name, size, self._uploads.values(), self._limits)
        folder = self._folder / UPLOADED
        folder.mkdir(parents=True, exist_ok=True)
        stored = folder / uploads.free_name(uploads.safe_name(name), folder)
        shutil.move(incoming, stored)
        document_id = f"{UPLOADED}/{stored.name}"
        reason = self._read_in(document_id)
        if reason:
            stored.unlink(missing_ok=True)
            raise Refused(reason)
        self._uploads[document_id] = size
        return Upload(name, document_id)

    def _read_in(self, document_id: str) -> str:
        """Brings the session's index up to date; the reason if the upload cannot be read."""
        self._link_corpus()
        own = self._own or self._open()
        reports = [assistant.update() for assistant in own.values()]
        self._own = own
        for skip in reports[0].skipped:
            if skip.document_id == document_id:
                return skip.reason
        return "" if document_id in _first(own).index.stamps() else "it could not be read"

    def _open(self) -> Writers:
        index_folder = self._work / "index"
        shutil.copytree(
            _first(self._shared).index_folder,
            index_folder,
            ignore=shutil.ignore_patterns("lock", "*.partial"),
            dirs_exist_ok=True,
        )
        try:
            return self._opener(self._folder, index_folder)
        except IndexUnusable:  # copied while it was being replaced: build it from the files
            shutil.rmtree(index_folder, ignore_errors=True)
            return self._opener(self._folder, index_folder)

    def _link_corpus(self) -> None:
        """Makes the session's folder hold the corpus as it is now."""
        shared = _first(self._shared)
        if shared.folder is None:
            return
        source, wanted = shared.folder, set(shared.index.ids())
        for document_id in wanted:
            _link(source / document_id, self._folder / document_id)
        for path in list(self._folder.rglob("*")):
            name = path.relative_to(self._folder).as_posix()
            if path.is_file() and name not in wanted and not name.startswith(f"{UPLOADED}/"):
                path.unlink()


def _first(writers: Writers) -> Assistant:
    return next(iter(writers.values()))


def _problems(assistant: Assistant) -> dict[str, str]:
    """File → why it is not read, or what of it is not: as its index says, and its last update."""
    index, report = assistant.index, assistant.report
    unread = {name: skipped.reason for name, (skipped, _) in index.unread().items()}
    there = set(index.ids())
    found = {each.document_id: each.reason for each in report.skipped} if report else {}
    return {name: reason for name, reason in found.items() if name not in there} | unread


def _parents(document_id: str) -> list[str]:
    return [each.as_posix() for each in PurePosixPath(document_id).parents if each.name]


def _link(source: Path, target: Path) -> None:
    if not source.is_file() or (target.exists() and target.samefile(source)):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        os.link(source.resolve(), target)
    except OSError:  # another file system, or one without hard links
        shutil.copy2(source, target)
