"""A page of a document as the panel shows it: its picture, with the cited words marked.

The file is read by a process of its own, within limits of time and memory, one after the
other; when too many wait, the next is turned away. Knows no sessions and no browser.
"""

from __future__ import annotations

import base64
import hashlib
import threading
from bisect import bisect_right
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from qa.corpus import PAGED, FileReader, Unreadable, Words, kept
from qa.page.sources import Span, Wanted
from qa.records import Document

SECONDS = 30.0
MEGABYTES = 1024
MOST_BYTES = 6 * 1024 * 1024
"""The largest picture sent; a scanned page in colour has about 2 MB."""
MOST_WAITING = 4

_GONE = "its file has changed since it was indexed"


def pages_of(document: Document) -> int:
    """How many pages can be shown as pictures: those of a PDF or a picture, else none."""
    return len(document.page_starts) if document.media_type in PAGED else 0


class Pictures:
    """Makes the pictures. Safe to use from several threads; `close` ends its process."""

    def __init__(self, most_waiting: int = MOST_WAITING, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._held = ExitStack()
        self._reader = self._held.enter_context(FileReader(SECONDS, MEGABYTES))
        self._places = threading.BoundedSemaphore(most_waiting)

    def close(self) -> None:
        """Ends the process that reads."""
        self._held.close()

    def page(
        self, document: Document, path: Path | None, wanted: Wanted, keeps: Path | None = None
    ) -> dict[str, Any]:
        """The page of the cited place, or the one that `wanted.page` lies on.

        `keeps` is where the words are kept that were recognised on its pages, if they were.
        Raises ValueError with the reason why it cannot be shown.
        """
        if not pages_of(document):
            raise ValueError("only the pages of a PDF or a picture can be shown")
        start, end = _span(document, wanted)
        if not self._places.acquire(blocking=False):
            raise ValueError("many pages are being drawn; try again in a moment")
        try:
            if path is None or _sha256(path) != document.sha256:
                raise ValueError(_GONE)
            made = self._reader.page_image(path, start, end, _words(document, keeps))
        except (Unreadable, OSError) as error:
            raise ValueError(str(error)) from error
        finally:
            self._places.release()
        if len(made.png) > self._most_bytes:
            raise ValueError(f"the picture has more than {self._most_bytes:,} bytes")
        image = "data:image/png;base64," + base64.b64encode(made.png).decode()
        return {
            "image": image,
            "boxes": made.boxes,
            "page": made.page,
            "pages": pages_of(document),
            **_neighbours(document, start),
        }


def _words(document: Document, keeps: Path | None) -> Words:
    """What was recognised on its pages. Raises Unreadable if that is not kept any more."""
    if not document.recognized:
        return {}
    words = kept.pages(keeps, document.sha256, "") if keeps else {}
    if not words.keys() >= set(document.recognized):
        raise Unreadable("what was recognised on its pages is not kept any more")
    return {number: words[number] for number in document.recognized}


def _span(document: Document, wanted: Wanted) -> Span:
    """What to mark: the part of the cited place on the page asked for, or nothing at its start."""
    size = len(document.text)
    cited = wanted.cited or (0, 0)
    at = cited[0] if wanted.page is None else wanted.page
    if cited[1] > size or at >= size:
        raise ValueError(f"expected places up to {size:,}, the length of the text")
    after = bisect_right(document.page_starts, at)
    first = document.page_starts[after - 1] if after else 0
    last = document.page_starts[after] if after < len(document.page_starts) else size
    start, end = max(first, cited[0]), min(last, cited[1])
    return (start, end) if start < end else (first, first)


def _neighbours(document: Document, at: int) -> dict[str, int | None]:
    """Where the page before and the one after begin; pages without text are passed over."""
    size = len(document.text)
    starts = sorted({start for start in document.page_starts if start < size})
    here = bisect_right(starts, at) - 1
    return {
        "previous": starts[here - 1] if here > 0 else None,
        "next": starts[here + 1] if here + 1 < len(starts) else None,
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
