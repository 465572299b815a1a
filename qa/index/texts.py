"""Documents, passages and keywords of one generation, in one SQLite file.

Keyword search is SQLite's FTS5: BM25 with k1 = 1.2 and b = 0.75 over Porter stems. Read-only
after it was written. Knows SQL; nothing of vectors, fusion or the generations around it.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process

from qa.errors import IndexDamaged
from qa.records import Document, Passage
from qa.text import words

_SCHEMA = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL, sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL, page_starts TEXT NOT NULL,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE passages (
    row INTEGER PRIMARY KEY AUTOINCREMENT, document_id TEXT NOT NULL,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, sentences TEXT NOT NULL
);
CREATE INDEX passages_of ON passages (document_id, start);
CREATE VIRTUAL TABLE keywords USING fts5 (text, tokenize = 'porter unicode61 remove_diacritics 2');
"""
_LEAST_LIKENESS = 82.0  # rapidfuzz ratio; one slip in a word of six letters passes
_CACHED_DOCUMENTS = 256


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells whether a file changed since it was indexed."""

    sha256: str
    size: int
    mtime_ns: int


class TextsWriter:
    """Adds and removes documents in a file that nobody reads yet."""

    def __init__(self, path: Path) -> None:
        fresh = not path.exists()
        self._connection = sqlite3.connect(path)
        # The file becomes visible only when whole, so it needs no journal of its own.
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        if fresh:
            self._connection.executescript(_SCHEMA)

    def remove(self, document_id: str) -> list[int]:
        """Removes a document; returns the rows its passages had."""
        query = "SELECT row FROM passages WHERE document_id = ?"
        rows = [row for (row,) in self._connection.execute(query, (document_id,))]
        self._connection.executemany("DELETE FROM keywords WHERE rowid = ?", [(r,) for r in rows])
        self._connection.execute("DELETE FROM passages WHERE document_id = ?", (document_id,))
        self._connection.execute("DELETE FROM documents WHERE id = ?", (document_id,))
        return rows

    def add(self, document: Document, stamp: Stamp, passages: Sequence[Passage]) -> list[int]:
        """Adds a document; returns the row of each of its passages."""
        self._connection.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                document.id, document.title, document.text, document.sha256, document.media_type,
                json.dumps(document.page_starts), stamp.size, stamp.mtime_ns,
            ),
        )  # fmt: skip
        return [self._add_passage(passage) for passage in passages]

    def touch(self, document_id: str, stamp: Stamp) -> None:
        """Records that an unchanged file has a new time stamp."""
        self._connection.execute(
            "UPDATE documents SET size = ?, mtime_ns = ? WHERE id = ?",
            (stamp.size, stamp.mtime_ns, document_id),
        )

    def close(self) -> None:
        """Writes everything out."""
        self._connection.commit()
        self._connection.close()

    def _add_passage(self, passage: Passage) -> int:
        cursor = self._connection.execute(
            "INSERT INTO passages (document_id, start, stop, sentences) VALUES (?, ?, ?, ?)",
            (passage.document_id, passage.start, passage.end, json.dumps(passage.sentences)),
        )
        row = cursor.lastrowid
        assert row is not None  # an INSERT always has one; this is for the type checker
        self._connection.execute(
            "INSERT INTO keywords (rowid, text) VALUES (?, ?)", (row, searchable(passage))
        )
        return row


class Texts:
    """Reads one generation's texts. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        with self._query() as connection:
            connection.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, keywords, row)")
        self.document = lru_cache(maxsize=_CACHED_DOCUMENTS)(self._document)

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def ids(self) -> list[str]:
        """The ids of all documents, sorted."""
        return [row[0] for row in self._rows("SELECT id FROM documents ORDER BY id")]

    def stamps(self) -> dict[str, Stamp]:
        """Document id → what tells whether its file changed."""
        rows = self._rows("SELECT id, sha256, size, mtime_ns FROM documents")
        return {document_id: Stamp(*stamp) for document_id, *stamp in rows}

    def count(self) -> int:
        """How many passages there are."""
        return int(self._rows("SELECT count(*) FROM passages")[0][0])

    def rows_of(self, document_id: str) -> list[int]:
        """The rows of a document's passages, in reading order."""
        query = "SELECT row FROM passages WHERE document_id = ? ORDER BY start"
        return [row for (row,) in self._rows(query, (document_id,))]

    def passage(self, row: int) -> Passage:
        """The passage of a row."""
        query = "SELECT document_id, start, stop, sentences FROM passages WHERE row = ?"
        document_id, start, stop, spans = self._rows(query, (row,))[0]
        return Passage(
            id=f"{document_id}#{start}-{stop}",
            document_id=document_id,
            start=start,
            end=stop,
            text=self.document(document_id).text[start:stop],
            sentences=tuple((first, last) for first, last in json.loads(spans)),
        )

    def search(self, terms: Iterable[str], limit: int) -> dict[int, float]:
        """Row → BM25 of the best `limit` passages that hold any of the terms."""
        query = " OR ".join(_quoted(term) for term in terms)
        if not query:
            return {}
        # FTS5's bm25() is the usual score times -1, so that ascending order is best first.
        sql = "SELECT rowid, -bm25(keywords) FROM keywords WHERE keywords MATCH ? ORDER BY bm25(keywords), rowid LIMIT ?"
        return dict(self._rows(sql, (query, limit)))

    def frequency(self, term: str) -> int:
        """In how many passages the term occurs, in any inflection."""
        sql = "SELECT count(*) FROM keywords WHERE keywords MATCH ?"
        return int(self._rows(sql, (_quoted(term),))[0][0]) if _quoted(term) else 0

    def nearest(self, term: str) -> str | None:
        """The most similar stem of the vocabulary with the same first letter, if any is close."""
        first = term[:1]
        sql = "SELECT term FROM vocabulary WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ?"
        bounds = (first, first + "\U0010ffff", len(term) - 3, len(term) + 2)
        candidates = [row[0] for row in self._rows(sql, bounds)]
        best = process.extractOne(term, candidates, scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS)
        return best[0] if best else None

    def _document(self, document_id: str) -> Document:
        sql = "SELECT id, title, text, sha256, media_type, page_starts FROM documents WHERE id = ?"
        rows = self._rows(sql, (document_id,))
        if not rows:
            raise KeyError(document_id)
        *values, page_starts = rows[0]
        return Document(*values, page_starts=tuple(json.loads(page_starts)))

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple]:  # type: ignore[type-arg]
        with self._query() as connection:
            return connection.execute(sql, values).fetchall()

    @contextmanager
    def _query(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock:
                yield self._connection
        except sqlite3.DatabaseError as error:
            raise IndexDamaged(
                f"the index is damaged: '{self._path}' ({error}); "
                "build it anew with: footnote index --rebuild"
            ) from error


def searchable(passage: Passage) -> str:
    """What of a passage is searched: its sentences, without the debris between them."""
    return " ".join(" ".join(passage.sentence(span).split()) for span in passage.sentences)


def _quoted(term: str) -> str:
    """A term as an FTS5 phrase: user text never reaches the query syntax."""
    inner = " ".join(words(term)) if not term.isalnum() else term
    inner = inner.replace('"', " ").replace("\0", " ").strip()
    return f'"{inner}"' if any(map(str.isalnum, inner)) else ""
