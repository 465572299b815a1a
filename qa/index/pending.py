"""Vectors of an update that is not finished, so that one that was stopped goes on where it was.

    FOLDER/pending     sha256 of the identity, then for each text
                       sha256 of the text | its vector | CRC-32 of both

Only appended to, and only by the holder of the lock. What a killed process left half-written
fails its checksum and is cut off. The file goes when the update is done. Knows no documents:
a text is only a hash here, and the same text is embedded once.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np

from qa.index.store import Identity
from qa.index.vectors import Matrix

NAME = "pending"


class Pending:
    """The vectors that are already there, by text; at most one update uses it at a time."""

    def __init__(self, folder: Path, identity: Identity) -> None:
        self._path = folder / NAME
        self._head = hashlib.sha256(repr(astuple(identity)).encode()).digest()
        self._record: Any = np.dtype(
            [("key", "S32"), ("vector", "<f4", (identity.dimension,)), ("check", "<u4")]
        )
        self._places: dict[bytes, int] = {}
        self._usable = True
        with suppress(OSError):
            self._load()

    def get(self, texts: Iterable[str]) -> dict[str, Matrix]:
        """Text → vector (dimension,) of those that are there."""
        known = {text: self._places.get(_key(text)) for text in texts}
        wanted = {text: place for text, place in known.items() if place is not None}
        if not wanted:
            return {}
        try:
            records = np.memmap(self._path, self._record, "r", len(self._head))
            return {text: np.array(records[place]["vector"]) for text, place in wanted.items()}
        except (OSError, ValueError):  # it was removed by hand: the texts are embedded again
            return {}

    def add(self, texts: list[str], vectors: Matrix) -> None:
        """Keeps vectors of shape (len(texts), dimension); without room for them, none."""
        if not self._usable:
            return
        records = np.zeros(len(texts), self._record)
        records["key"] = [_key(text) for text in texts]
        records["vector"] = vectors
        records["check"] = [_check(record) for record in records]
        try:
            if not self._places:
                self._path.write_bytes(self._head)
            with self._path.open("ab") as stream:
                stream.write(records.tobytes())
        except OSError:  # the index itself will need that room
            self.discard()
            self._usable = False
            return
        self._places |= {_key(text): len(self._places) + at for at, text in enumerate(texts)}

    def discard(self) -> None:
        """Removes what was kept."""
        self._places = {}
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _load(self) -> None:
        """Finds what is whole, and cuts off the rest."""
        with self._path.open("r+b") as stream:
            if stream.read(len(self._head)) != self._head:
                return
            data = stream.read()
            size = self._record.itemsize
            for at, record in enumerate(np.frombuffer(data, self._record, len(data) // size)):
                if _check(record) != record["check"]:
                    break
                self._places[data[at * size : at * size + 32]] = at
            stream.truncate(len(self._head) + len(self._places) * size)


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _check(record: Any) -> int:
    return zlib.crc32(record.tobytes()[:-4])
