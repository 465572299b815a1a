"""The next generation of the index, written as its base with changes.

Everything is written into a folder that nobody reads yet. Knows the files of a generation;
nothing of where changes come from or when a generation becomes current.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import astuple, dataclass
from pathlib import Path

from qa.index import store
from qa.index.texts import SCHEMA, Stamp
from qa.index.vectors import Matrix, Vectors
from qa.marks import unmarked
from qa.records import Document, Passage, Skipped
from qa.text import spaced, tidy

TEXTS = "texts.sqlite"
VECTORS = "vectors.faiss"


@dataclass(frozen=True, slots=True)
class Entry:
    """A document that is new or changed: its passages, and their vectors row by row.

    `notes` say what of the file could not be read although the rest was; "" if nothing.
    """

    document: Document
    stamp: Stamp
    passages: Sequence[Passage]
    vectors: Matrix
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Touched:
    """A file whose time stamp changed and whose bytes did not."""

    id: str
    stamp: Stamp
    date: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that cannot be read, and the stamp at which it could not."""

    skipped: Skipped
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Removed:
    """A file that is gone."""

    id: str


Change = Entry | Touched | Unread | Removed


def write(partial: store.Partial, changes: Iterable[Change], base: store.Generation | None) -> None:
    """Writes the files of a generation: those of `base` (or nothing) with the changes made."""
    folder = partial.path.parent
    with store.writing(folder):
        if base is not None:
            shutil.copyfile(base.path / TEXTS, partial.path / TEXTS)
        connection = sqlite3.connect(partial.path / TEXTS)
    with closing(connection):
        writer = _Writer(connection, partial.generation.identity.dimension, base)
        with store.writing(folder):
            writer.begin()
        for change in changes:
            with store.writing(folder):
                writer.apply(change)
        with store.writing(folder):
            writer.finish(partial.path / VECTORS)


class _Writer:
    def __init__(
        self, connection: sqlite3.Connection, dimension: int, base: store.Generation | None
    ) -> None:
        self._connection = connection
        self._fresh = base is None
        self._vectors = Vectors.load(base.path / VECTORS) if base else Vectors.empty(dimension)
        self._stale: list[int] = []

    def begin(self) -> None:
        # The file becomes visible only when whole, so it needs no journal of its own.
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute("PRAGMA secure_delete = ON")  # a removed file leaves no bytes
        if self._fresh:
            self._connection.executescript(SCHEMA)

    def apply(self, change: Change) -> None:
        if isinstance(change, Touched):
            stamp = (change.stamp.size, change.stamp.mtime_ns)
            sql = "UPDATE documents SET size = ?, mtime_ns = ?, date = ? WHERE id = ?"
            self._connection.execute(sql, (*stamp, change.date, change.id))
            self._connection.execute(
                "UPDATE unread SET size = ?, mtime_ns = ? WHERE id = ?", (*stamp, change.id)
            )
        elif isinstance(change, Removed):
            self._remove(change.id)
        elif isinstance(change, Unread):
            self._remove(change.skipped.document_id)
            self._note(change)
        else:
            self._remove(change.document.id)
            self._add(change)
            if change.notes:
                self._note(Unread(Skipped(change.document.id, change.notes), change.stamp))

    def finish(self, vectors: Path) -> None:
        self._connection.commit()
        self._vectors.remove(self._stale)
        self._vectors.save(vectors)

    def _remove(self, file_id: str) -> None:
        execute = self._connection.execute
        rows = execute("SELECT row FROM passages WHERE document_id = ?", (file_id,)).fetchall()
        self._connection.executemany("DELETE FROM keywords WHERE rowid = ?", rows)
        execute("DELETE FROM passages WHERE document_id = ?", (file_id,))
        execute("DELETE FROM documents WHERE id = ?", (file_id,))
        execute("DELETE FROM unread WHERE id = ?", (file_id,))
        self._stale += [row for (row,) in rows]

    def _note(self, unread: Unread) -> None:
        values = (*astuple(unread.skipped), unread.stamp.size, unread.stamp.mtime_ns)
        self._connection.execute("INSERT INTO unread VALUES (?, ?, ?, ?)", values)

    def _add(self, entry: Entry) -> None:
        document, stamp = entry.document, entry.stamp
        self._connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.id, document.title, document.text, document.sha256, document.media_type,
                json.dumps(document.page_starts),
                json.dumps([astuple(place) for place in document.places], ensure_ascii=False),
                document.date, json.dumps(document.recognized), stamp.size, stamp.mtime_ns,
            ),
        )  # fmt: skip
        self._vectors.add([self._add_passage(each) for each in entry.passages], entry.vectors)

    def _add_passage(self, passage: Passage) -> int:
        cursor = self._connection.execute(
            "INSERT INTO passages (document_id, start, stop, sentences) VALUES (?, ?, ?, ?)",
            (passage.document_id, passage.start, passage.end, json.dumps(passage.sentences)),
        )
        row = int(cursor.lastrowid or 0)  # an INSERT always has one
        sql = "INSERT INTO keywords (rowid, text, called) VALUES (?, ?, ?)"
        names = " ".join((passage.called, passage.names, passage.context))
        self._connection.execute(sql, (row, spaced(searchable(passage)), spaced(names)))
        return row


def searchable(passage: Passage) -> str:
    """What of a passage is searched: its sentences, below the headings that it stands under."""
    above, text = tidy(passage.under), f"{passage.columns} {spoken(passage)}".strip()
    last = above.rpartition(" › ")[2]
    if text.startswith(last):  # it begins with its heading
        above = above[: -len(last)].rstrip(" ›")
    return f"{above}\n{text}" if above else text


def spoken(passage: Passage) -> str:
    """What a passage says: its sentences, without the debris between them."""
    texts = (unmarked(passage.sentence(span)).text for span in passage.sentences)
    return " ".join(" ".join(text.split()) for text in texts)
