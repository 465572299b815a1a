"""The bytes of a file → what was extracted: finds the function of a format and calls it.

Whatever a parser raises on a broken file becomes one line with the reason.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from typing import Any, BinaryIO

from qa.corpus.extracted import MAX_CHARS, Extracted, PageImage, Seen, Unreadable, Words, storable
from qa.corpus.formats import COMPOUND, FORMATS, Format
from qa.errors import MissingExtra

_HEAD = 512
_NEWER = {".doc": ".docx", ".ppt": ".pptx", ".xls": ".xlsx"}
"""Old names, under which programs also wrote web pages, rich text and newer files."""
_OLDER = {newer: older for older, newer in _NEWER.items()}
_PAGES = (b"<!doctype html", b"<html", b"<table")


def format_of(path: str, suffix: str) -> Format:
    """How a file is to be read: as its suffix says, unless its first bytes plainly differ."""
    kind = FORMATS[suffix]
    with opened(path) as stream:
        head = stream.read(_HEAD).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf-"):
        return FORMATS[".pdf"]
    if (kind.plain and head.startswith(_PAGES[:2])) or (
        suffix in _NEWER and head.startswith(_PAGES)
    ):
        return FORMATS[".html"]
    if suffix in _NEWER and head.startswith(b"{\\rtf"):
        return FORMATS[".rtf"]
    if suffix in _NEWER and head.startswith(b"pk"):
        return FORMATS[_NEWER[suffix]]
    if suffix in _OLDER and head.startswith(COMPOUND):
        return FORMATS[_OLDER[suffix]]
    return kind


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """A file to read from. Raises Unreadable."""
    try:
        with open(path, "rb") as stream:
            yield stream
    except OSError as error:
        reason = f"cannot be opened ({error.strerror or error})"
        raise Unreadable(reason, lasting=False) from error


def parse(path: str, kind: Format, words: Words | None = None) -> tuple[str, Extracted]:
    """The sha256 and the contents of a file, read as this format. Raises Unreadable.

    `words` are those recognised on its pages, for a format that has pictures of pages.
    """
    with opened(path) as stream:
        data = stream.read(kind.max_bytes + 1)
    if len(data) > kind.max_bytes:
        raise Unreadable(f"larger than {kind.max_bytes // 2**20} MB; split it")
    found: Extracted = _called(kind, kind.reader, data, *([words] if words else []))
    if len(found.text) > MAX_CHARS:
        raise Unreadable(f"more than {MAX_CHARS // 2**20} million characters of text; split it")
    if not any(map(str.isalnum, found.text)) and not found.pictures:
        raise Unreadable(found.notes or "empty: it holds no letter or digit")
    found = replace(found, text=storable(found.text), title=storable(found.title))
    return hashlib.sha256(data).hexdigest(), found


def picture(path: str, kind: Format, start: int, end: int, words: Words) -> PageImage:
    """The page of a file that holds character `start`, as a picture with the span marked."""
    made: PageImage = _called(kind, _of_pages(kind)[1], _data(path, kind), start, end, words)
    return made


def recognized(path: str, kind: Format, number: int) -> tuple[Seen, ...]:
    """The words on a page of a file, counted from 1, as they look."""
    seen: tuple[Seen, ...] = _called(kind, _of_pages(kind)[0], _data(path, kind), number)
    return seen


def _of_pages(kind: Format) -> tuple[str, str]:
    if kind.pages is None:
        raise Unreadable("it has no pages that can be shown")
    return kind.pages


def _data(path: str, kind: Format) -> bytes:
    with opened(path) as stream:
        return stream.read(kind.max_bytes)


def _called(kind: Format, name: str, *values: Any) -> Any:
    """Calls a function of a format's module; whatever it raises becomes Unreadable."""
    module, function = name.split(":")
    try:
        called = getattr(import_module(f"qa.corpus.{module}"), function)
    except ImportError as error:
        missing = MissingExtra(kind.package, "reading it", "formats")
        raise Unreadable(str(missing), lasting=False) from error
    try:
        return called(*values)
    except (Unreadable, MemoryError):
        raise
    except RecursionError as error:
        raise Unreadable("too deeply nested") from error
    except Exception as error:  # parsers raise whatever they stumble over
        said = " ".join(str(error).split())[:120]
        detail = f"{type(error).__name__}: {said}" if said else type(error).__name__
        raise Unreadable(f"damaged, or not what its name says ({detail})") from error
