"""What of a folder is to be read to bring its index up to date, and what reading it gives.

A file whose size and time are those in the index is not opened. Knows files and the index;
nothing of passages or embeddings.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qa import corpus
from qa.corpus import FileReader, PageProgress, SourceFile, Unreadable
from qa.index import Index, Stamp, Unread
from qa.records import Document, Skipped

Progress = Callable[[int, int, str], None]
"""Called with files done, files to read, and what takes longer than a file, "" if nothing does."""

Read = tuple[Document, Stamp, str]
"""A document, what its file was like, and what of it could not be read or is not sure."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What must be looked at to get from the index to the folder as it is."""

    read: tuple[SourceFile, ...]
    gone: tuple[str, ...]
    skipped: tuple[Skipped, ...]

    @property
    def is_empty(self) -> bool:
        return not self.read and not self.gone


def plan_of(folder: Path, base: Index | None, index_folder: Path) -> Plan:
    """What is new or changed in the folder, what is gone from it, what cannot be read."""
    files, skipped = corpus.scan(folder, leave_out=index_folder)
    known = base.stamps() if base else {}
    unread = base.unread() if base else {}
    read: list[SourceFile] = []
    for file in files:
        problem, failed_at = unread.get(file.id, (None, None))
        stamp = known.get(file.id, failed_at)
        if stamp is None or (stamp.size, stamp.mtime_ns) != (file.size, file.mtime_ns):
            read.append(file)
        elif problem:
            skipped.append(problem)
    gone = (known.keys() | unread.keys()) - {file.id for file in files}
    return Plan(tuple(read), tuple(sorted(gone)), tuple(skipped))


def readings(plan: Plan, keeps: Path, progress: Progress | None) -> Iterator[Unread | Read]:
    """Reads the files of the plan: each a document, or the reason why not."""
    with FileReader(keeps=keeps) as reader:
        for done, file in enumerate(plan.read):
            pages: PageProgress | None = None
            if progress:
                progress(done, len(plan.read), "")
                pages = _of_pages(progress, done, len(plan.read), file.id)
            began_ns = time.time_ns()
            try:
                document, notes = reader.read(file, pages)
            except Unreadable as error:
                mtime_ns = file.settled_mtime_ns(began_ns) if error.lasting else -1
                yield Unread(Skipped(file.id, str(error)), Stamp("", file.size, mtime_ns))
                continue
            mtime_ns = file.settled_mtime_ns(began_ns)
            yield document, Stamp(document.sha256, file.size, mtime_ns), notes
    if progress and plan.read:
        progress(len(plan.read), len(plan.read), "")


def _of_pages(progress: Progress, done: int, files: int, document_id: str) -> PageProgress:
    """What tells of the pages of one file."""
    return lambda page, pages: progress(
        done, files, f"recognising {document_id}, page {page + 1} of {pages}"
    )
