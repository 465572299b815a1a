"""Source file → Document, with limits on time and memory.

Plain text is read here; every other format by a worker process, which is used for many
files and started anew when a file broke it. Pages that are pictures have their words recognised
there too, one page at a time, if a recogniser is installed. Knows processes and limits; no format.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from qa import language
from qa.corpus import kept
from qa.corpus.extracted import Extracted, PageImage, Seen, Unreadable, Words
from qa.corpus.folder import SourceFile, locate_file
from qa.corpus.formats import FORMATS, SUFFIX_OF, Format
from qa.corpus.parsing import format_of, parse
from qa.corpus.recognition import MEND, recognizer
from qa.records import Document, Place
from qa.text import has_word

SECONDS = 120.0
MEGABYTES = 3072
_TITLE_CHARS = 80
_MOST_FAILED = 2  # pages of a file, before the recogniser is not asked for more of it

PageProgress = Callable[[int, int], None]
"""Called with (pages done, pages of a file whose words are recognised)."""


class FileReader:
    """Reads files, one after the other. Use it as a context manager: it may hold a process.

    `keeps` is a folder in which recognised words are kept. A page or a file may take `seconds`.
    """

    def __init__(
        self, seconds: float = SECONDS, megabytes: int = MEGABYTES, keeps: Path | None = None
    ) -> None:
        self._seconds = seconds
        self._megabytes = megabytes
        self._keeps = keeps
        self._worker: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        with self._lock:
            self._end()

    def read(self, file: SourceFile, progress: PageProgress | None = None) -> tuple[Document, str]:
        """The Document of one file, and what of it is not read or not known ("" if nothing).

        Raises Unreadable with the reason.
        """
        path = os.fspath(file.path)
        kind = format_of(path, file.path.suffix.lower())
        sha256, found = parse(path, kind) if kind.plain else self._ask(path, kind, {})
        if found.pictures:
            sha256, found = self._with_words(path, kind, sha256, found, progress)
        document = Document(
            id=file.id,
            title=_title(found, file.path.stem),
            text=found.text,
            sha256=sha256,
            media_type=kind.media_type,
            page_starts=found.page_starts,
            places=found.places,
            date=found.date or _day(file.mtime_ns),
            recognized=found.recognized,
        )
        return document, "; ".join(filter(None, (found.notes, language.note(document))))

    def page_image(self, path: Path, start: int, end: int, words: Words | None = None) -> PageImage:
        """The page of a file that holds character `start` of its text, with [start, end) marked.

        `words` are those recognised on its pages when it was read. Raises Unreadable.
        """
        name = SUFFIX_OF[format_of(os.fspath(path), path.suffix.lower())]
        where = {"path": os.fspath(path), "kind": name}
        reply = self._request({**where, "image": [start, end], "words": _plain(words or {})})
        boxes = tuple((left, top, right, bottom) for left, top, right, bottom in reply["boxes"])
        return PageImage(reply["page"], base64.b64decode(reply["png"]), boxes)

    def _with_words(
        self, path: str, kind: Format, sha256: str, found: Extracted, progress: PageProgress | None
    ) -> tuple[str, Extracted]:
        """What a file gives with the words on the pages that are pictures."""
        by, pictures = recognizer(), found.pictures
        words = self._words(path, kind, sha256, pictures, by, progress)
        if words:
            before = sha256
            sha256, found = self._ask(path, kind, words)
            if sha256 != before:
                raise Unreadable("it changed while it was read", lasting=False)
        if not by and not words.keys() >= set(pictures):
            found = replace(found, notes=f"{found.notes}; {MEND}")
        if not any(map(str.isalnum, found.text)):
            raise Unreadable(found.notes)
        return sha256, found

    def _words(
        self, path: str, kind: Format, sha256: str, numbers: Sequence[int], by: str,
        progress: PageProgress | None,
    ) -> Words:  # fmt: skip
        """The words on these pages, as they are kept or as they are recognised now.

        A page that the recogniser fails at is left out.
        """
        words = kept.pages(self._keeps, sha256, by) if self._keeps else {}
        failed = 0
        for done, number in enumerate(numbers):
            if number in words or not by or failed == _MOST_FAILED:
                continue
            if progress:
                progress(done, len(numbers))
            try:
                reply = self._request({"path": path, "kind": SUFFIX_OF[kind], "recognize": number})
            except Unreadable:
                failed += 1
                continue
            words[number] = tuple(Seen(text, tuple(at)) for text, at in reply["words"])
            if self._keeps:
                with suppress(OSError):  # then it is recognised once more, some day
                    kept.keep(self._keeps, sha256, by, number, words[number])
        return words

    def _ask(self, path: str, kind: Format, words: Words) -> tuple[str, Extracted]:
        reply = self._request({"path": path, "kind": SUFFIX_OF[kind], "words": _plain(words)})
        sha256 = reply.pop("sha256")
        reply["places"] = [Place(**place) for place in reply["places"]]
        found: dict[str, Any] = {
            name: tuple(it) if isinstance(it, list) else it for name, it in reply.items()
        }
        return sha256, Extracted(**found)

    def _request(self, request: dict[str, Any]) -> dict[str, Any]:
        with self._lock:
            reply = self._exchange(json.dumps(request).encode() + b"\n")
        if "error" in reply:
            raise Unreadable(reply["error"], reply["lasting"])
        if "memory" in reply:
            raise Unreadable(f"reading it took more than {self._megabytes} MB of memory")
        return reply

    def _exchange(self, request: bytes) -> dict[str, Any]:
        """Sends a request to the worker and waits for its reply, but not for ever."""
        worker = self._started()
        if worker.stdin is None or worker.stdout is None:
            raise RuntimeError("the worker has no pipes")
        late = threading.Event()

        def stop() -> None:
            late.set()
            worker.kill()

        timer = threading.Timer(self._seconds, stop)
        timer.start()
        try:
            worker.stdin.write(request)
            worker.stdin.flush()
            line = worker.stdout.readline()
        except OSError:
            line = b""
        finally:
            timer.cancel()
        if line.endswith(b"\n"):
            reply: dict[str, Any] = json.loads(line)
            if "memory" in reply:
                self._end()
            return reply
        code = _exit_code(worker)
        self._end()
        if late.is_set():
            raise Unreadable(f"reading it took longer than {self._seconds:g} seconds")
        raise Unreadable(f"its reader crashed (exit code {code})")

    def _started(self) -> subprocess.Popen[bytes]:
        if self._worker is None or self._worker.poll() is not None:
            self._end()
            home = os.fspath(Path(__file__).parents[2])
            paths = filter(None, (home, os.environ.get("PYTHONPATH")))
            self._worker = subprocess.Popen(
                # -P: a module lying in the current folder must never be imported.
                [sys.executable, "-P", "-m", "qa.corpus.worker", str(self._megabytes)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # numpy would take memory for every core, and is only asked to turn pictures
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join(paths),
                    "OPENBLAS_NUM_THREADS": "1",
                },
            )
        return self._worker

    def _end(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        worker.kill()
        worker.wait()
        for pipe in (worker.stdin, worker.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what was still to be written has no reader any more
                    continue


def _plain(words: Words) -> list[Any]:
    return [[page, [[each.text, each.corners] for each in seen]] for page, seen in words.items()]


def _exit_code(worker: subprocess.Popen[bytes]) -> int | None:
    """How a process that closed its output ended."""
    try:
        return worker.wait(timeout=5)
    except subprocess.TimeoutExpired:
        return None


def read(file: SourceFile, reader: FileReader | None = None) -> Document:
    """The Document of one file. Raises Unreadable with the reason.

    Whoever reads many files passes one `reader` for all of them.
    """
    if reader is not None:
        return reader.read(file)[0]
    with FileReader() as own:
        return own.read(file)[0]


def read_by_id(folder: Path, document_id: str, reader: FileReader | None = None) -> Document | None:
    """The document as the file is now; None if it is gone or can no longer be read."""
    path = locate_file(folder, document_id)
    if path is None or path.suffix.lower() not in FORMATS:
        return None
    try:
        status = path.stat()
        file = SourceFile(document_id, path, status.st_size, status.st_mtime_ns)
        return read(file, reader)
    except (Unreadable, OSError):
        return None


def wants_recognizer(problem: str) -> bool:
    """Whether a file had this problem because no recogniser was installed."""
    return MEND in problem


def _title(found: Extracted, stem: str) -> str:
    """What the file calls itself, or else its opening words; a table goes by its file's name."""
    first = next(line for line in found.text.splitlines() if has_word(line))
    at = found.text.index(first)
    is_row = any(place.start == at and place.kind == "row" for place in found.places)
    words = " ".join(found.title.split()) or (stem if is_row else " ".join(first.split()))
    if len(words) <= _TITLE_CHARS:
        return words
    return words[:_TITLE_CHARS].rsplit(" ", 1)[0] + " …"


def _day(mtime_ns: int) -> str:
    try:
        return datetime.fromtimestamp(mtime_ns / 1e9, UTC).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return ""
