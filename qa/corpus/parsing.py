"""The bytes of a file → what was extracted: finds the function of a format and calls it.

Whatever a parser raises on a broken file becomes one line with the reason.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from importlib import import_module

from qa.corpus.extracted import MAX_CHARS, Extracted, Unreadable, storable
from qa.corpus.formats import FORMATS
from qa.errors import MissingExtra


def parse(path: str, suffix: str) -> tuple[str, Extracted]:
    """The sha256 and the contents of a file of this suffix. Raises Unreadable."""
    kind = FORMATS[suffix]
    try:
        with open(path, "rb") as stream:
            data = stream.read(kind.max_bytes + 1)
    except OSError as error:
        reason = f"cannot be opened ({error.strerror or error})"
        raise Unreadable(reason, lasting=False) from error
    if len(data) > kind.max_bytes:
        raise Unreadable(f"larger than {kind.max_bytes // 2**20} MB; split it")
    found = _extract(data, kind.reader, kind.package)
    if len(found.text) > MAX_CHARS:
        raise Unreadable(f"more than {MAX_CHARS // 2**20} million characters of text; split it")
    if not any(map(str.isalnum, found.text)):
        raise Unreadable(found.notes or "empty: it holds no letter or digit")
    found = replace(found, text=storable(found.text), title=storable(found.title))
    return hashlib.sha256(data).hexdigest(), found


def _extract(data: bytes, reader: str, package: str) -> Extracted:
    module, function = reader.split(":")
    try:
        extract = getattr(import_module(f"qa.corpus.{module}"), function)
    except ModuleNotFoundError as error:
        missing = MissingExtra(package, "reading it", "formats")
        raise Unreadable(str(missing), lasting=False) from error
    try:
        found: Extracted = extract(data)
    except (Unreadable, MemoryError):
        raise
    except RecursionError as error:
        raise Unreadable("too deeply nested") from error
    except Exception as error:  # parsers raise whatever they stumble over
        said = " ".join(str(error).split())[:120]
        detail = f"{type(error).__name__}: {said}" if said else type(error).__name__
        raise Unreadable(f"damaged, or not what its name says ({detail})") from error
    return found
