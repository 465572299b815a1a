"""What of a folder is to be read to bring its index up to date, and what reading it gives.

A file whose size and time are those in the index is not opened. Knows files and the index;
nothing of passages or embeddings.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from math import inf
from pathlib import Path

from qa import corpus
from qa.corpus import MEND, PICTURES, FileReader, SourceFile, Unreadable, wants_recognizer
from qa.index import Index, Stamp, Unread
from qa.records import Document, Skipped

Progress = Callable[[int, int, str], None]
"""Called with files done, files to read, and what takes longer than a file, "" if nothing does."""

Read = tuple[Document, Stamp, str]
"""A document, what its file was like, and what of it could not be read or is not sure."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What must be looked at to get from the index to the folder as it is.

    `anew` are files that are as they were, and may give more than they did.
    """

    read: tuple[SourceFile, ...]
    gone: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    anew: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        return not self.read and not self.gone


def plan_of(folder: Path, base: Index | None, index_folder: Path) -> Plan:
    """What is new or changed in the folder, what is gone from it, what cannot be read."""
    files, skipped = corpus.scan(folder, leave_out=index_folder)
    known = base.stamps() if base else {}
    unread = base.unread() if base else {}
    read: list[SourceFile] = []
    again: list[SourceFile] = []
    recognizes = bool(corpus.recognizer())
    waited = {each for each, (problem, _) in unread.items() if wants_recognizer(problem.reason)}
    anew = frozenset(waited if recognizes else ())
    for file in files:
        problem, failed_at = unread.get(file.id, (None, None))
        stamp = known.get(file.id, failed_at)
        same = stamp and (stamp.size, stamp.mtime_ns) == (file.size, file.mtime_ns)
        if not stamp and not recognizes and file.path.suffix.lower() in PICTURES:
            skipped.append(Skipped(file.id, f"a picture; {MEND}"))  # not worth opening
        elif not same or file.id in anew:
            (again if problem else read).append(file)  # what is new comes first
        elif problem:
            skipped.append(problem)
    gone = (known.keys() | unread.keys()) - {file.id for file in files}
    return Plan((*read, *again), tuple(sorted(gone)), tuple(skipped), anew)


def readings(
    plan: Plan, keeps: Path, progress: Progress | None, seconds: float | None = None
) -> Iterator[Unread | Read]:
    """Reads the files of the plan: each a document, or the reason why not.

    After so many `seconds`, what is done with them meanwhile among it, no further file is begun
    (one is, unless they are 0), nor a further page of one whose words are recognised. Those come
    last.
    """
    deadline = inf if seconds is None else time.perf_counter() + seconds
    scans: list[SourceFile] = []
    done = 0
    with FileReader(keeps=keeps) as reader:
        # What takes a second comes before what takes minutes.
        at_once, after = ((each, False) for each in plan.read), ((each, True) for each in scans)
        for file, patient in chain(at_once, after):
            if time.perf_counter() >= deadline and (done or not seconds):
                return
            told = _Told(progress, done, len(plan.read), file.id, deadline, patient)
            told.file()
            began_ns = time.time_ns()
            try:
                document, notes = reader.read(file, told.page)
            except _Later:
                scans.append(file)
                continue
            except _Late:
                return
            except Unreadable as error:
                mtime_ns = file.settled_mtime_ns(began_ns) if error.lasting else -1
                yield Unread(Skipped(file.id, str(error)), Stamp("", file.size, mtime_ns))
            else:
                mtime_ns = file.settled_mtime_ns(began_ns)
                yield document, Stamp(document.sha256, file.size, mtime_ns), notes
            done += 1
        if progress and plan.read:
            progress(done, len(plan.read), "")


class _Later(Exception):
    """A file has pages to be recognised, and others come first."""


class _Late(Exception):
    """The time is over in the middle of a file."""


@dataclass(frozen=True, slots=True)
class _Told:
    """Says how far the reading of a file is, and ends it between two pages if time is over."""

    progress: Progress | None
    done: int
    files: int
    document_id: str
    deadline: float
    patient: bool

    def file(self) -> None:
        if self.progress:
            self.progress(self.done, self.files, "")

    def page(self, page: int, pages: int) -> None:
        if not self.patient:
            raise _Later
        if time.perf_counter() >= self.deadline:
            raise _Late
        if self.progress:
            doing = f"recognising {self.document_id}, page {page + 1} of {pages}"
            self.progress(self.done, self.files, doing)
