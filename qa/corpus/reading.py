"""Source file → Document, with limits on time and memory.

Plain text is read here; every other format by a worker process, which is used for many
files and started anew when a file broke it. Knows processes and limits; no format.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from qa import language
from qa.corpus.extracted import Extracted, PageImage, Unreadable
from qa.corpus.folder import SourceFile, locate_file
from qa.corpus.formats import FORMATS, Format
from qa.corpus.parsing import format_of, parse
from qa.records import Document, Place
from qa.text import has_word

SECONDS = 120.0
MEGABYTES = 3072
_TITLE_CHARS = 80


class FileReader:
    """Reads files, one after the other. Use it as a context manager: it may hold a process."""

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self._seconds = seconds
        self._megabytes = megabytes
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

    def read(self, file: SourceFile) -> tuple[Document, str]:
        """The Document of one file, and what of it is not read or not known ("" if nothing).

        Raises Unreadable with the reason.
        """
        path = os.fspath(file.path)
        kind = format_of(path, file.path.suffix.lower())
        sha256, found = parse(path, kind) if kind.plain else self._ask(path, kind)
        document = Document(
            id=file.id,
            title=_title(found, file.path.stem),
            text=found.text,
            sha256=sha256,
            media_type=kind.media_type,
            page_starts=found.page_starts,
            places=found.places,
            date=found.date or _day(file.mtime_ns),
        )
        return document, "; ".join(filter(None, (found.notes, language.note(document))))

    def page_image(self, path: Path, start: int, end: int) -> PageImage:
        """The page of a PDF that holds character `start` of its text, with [start, end) marked.

        Raises Unreadable.
        """
        reply = self._request({"path": os.fspath(path), "image": [start, end]})
        boxes = tuple((left, top, right, bottom) for left, top, right, bottom in reply["boxes"])
        return PageImage(reply["page"], base64.b64decode(reply["png"]), boxes)

    def _ask(self, path: str, kind: Format) -> tuple[str, Extracted]:
        name = next(suffix for suffix, each in FORMATS.items() if each == kind)
        reply = self._request({"path": path, "kind": name})
        places = tuple(Place(**place) for place in reply["places"])
        return reply["sha256"], Extracted(
            reply["text"], reply["title"], reply["date"], tuple(reply["page_starts"]), places,
            reply["notes"],
        )  # fmt: skip

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
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
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
