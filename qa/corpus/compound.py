"""Compound files of old Office programs ([MS-CFB]): their streams, and what they say of themselves.

Opened with olefile. Knows no program's own format.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from struct import unpack_from

import olefile

from qa.corpus.extracted import Unreadable
from qa.corpus.formats import COMPOUND

PROTECTED = "protected by a password; save it without one"


@contextmanager
def opened(data: bytes, program: str) -> Iterator[olefile.OleFileIO]:
    """A compound file to read streams from. Raises Unreadable."""
    if not data.startswith(COMPOUND):  # isOleFile takes few bytes for a file's name
        raise _no_file(program)
    with olefile.OleFileIO(io.BytesIO(data)) as file:
        if file.exists("EncryptedPackage"):
            raise Unreadable(PROTECTED)
        yield file


def stream(file: olefile.OleFileIO, name: str, program: str) -> bytes:
    """One stream. Raises Unreadable if there is none."""
    if not file.exists(name):
        raise _no_file(program)
    found: bytes = file.openstream(name).read()
    return found


def _no_file(program: str) -> Unreadable:
    return Unreadable(f"damaged, or not what its name says (no file of {program})")


def title_and_day(file: olefile.OleFileIO) -> tuple[str, str]:
    """The title that its author gave it, and the day it was last saved; "" where it has none."""
    said = file.get_metadata()
    title = said.title or ""
    if isinstance(title, bytes):
        title = title.decode(_encoding(said.codepage), errors="replace")
    saved = said.last_saved_time or said.create_time
    real = isinstance(saved, datetime) and saved.year > 1980
    return title.partition("\0")[0].strip(), saved.date().isoformat() if real else ""


def u16(data: bytes, at: int) -> int:
    """The unsigned number in two bytes; a place outside `data` is an error of struct."""
    return int(unpack_from("<H", data, at)[0])


def u32(data: bytes, at: int) -> int:
    """The unsigned number in four bytes."""
    return int(unpack_from("<I", data, at)[0])


def _encoding(code_page: int | None) -> str:
    page = (code_page or 1252) & 0xFFFF
    name = "utf-8" if page == 65001 else f"cp{page}"
    try:
        codecs.lookup(name)
    except LookupError:
        return "cp1252"
    return name
