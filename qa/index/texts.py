"""Documents, passages and keywords of one generation, in one SQLite file, read.

Keyword search is SQLite's FTS5: BM25 with k1 = 1.2 and b = 0.75 over Porter stems. The file
never changes; `writing.py` makes it. Knows SQL; nothing of vectors, fusion or generations.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import weakref
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rapidfuzz import fuzz, process

from qa.index import store
from qa.passages import passage_of
from qa.records import Document, Passage, Place, Skipped
from qa.text import has_word, spaced, words
from qa.where import Where

SCHEMA = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, text TEXT NOT NULL, sha256 TEXT NOT NULL,
    media_type TEXT NOT NULL, page_starts TEXT NOT NULL, places TEXT NOT NULL,
    date TEXT NOT NULL, recognized TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE unread (
    id TEXT PRIMARY KEY, reason TEXT NOT NULL, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE passages (
    row INTEGER PRIMARY KEY AUTOINCREMENT, document_id TEXT NOT NULL,
    start INTEGER NOT NULL, stop INTEGER NOT NULL, sentences TEXT NOT NULL
);
CREATE INDEX passages_of ON passages (document_id, start);
CREATE VIRTUAL TABLE keywords
    USING fts5 (text, called, tokenize = 'porter unicode61 remove_diacritics 2');
"""
_DOCUMENT = (
    "SELECT id, title, text, sha256, media_type, page_starts, places, date, recognized "
    "FROM documents WHERE id = ?"
)
# What a document goes by stands beside each of its passages, and says less of it than its words
# do; between 0.1 and 1 the weight changes little (docs/LOG.md).
_BM25 = "bm25(keywords, 1.0, 0.3)"
_LEAST_LIKENESS = 82.0  # rapidfuzz ratio; one slip in a word of six letters passes
_CACHED_CHARS = 32_000_000


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells whether a file changed since it was indexed."""

    sha256: str
    size: int
    mtime_ns: int


class Texts:
    """Reads one generation's texts. Safe to use from several threads.

    The file is closed when nobody holds this object any longer: a search that goes on while
    another generation takes over keeps what it reads from.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._documents: OrderedDict[str, Document] = OrderedDict()
        self._cached_chars = 0
        uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        with self._checked():
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
            self._finalizer = weakref.finalize(self, self._connection.close)
            self._connection.create_function("called", 2, _called, deterministic=True)
            self._connection.execute(
                "CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, keywords, row)"
            )

    def close(self) -> None:
        """Closes the file at once; nothing can be read afterwards."""
        self._finalizer()

    def ids(self, where: Where | None = None) -> list[str]:
        """The ids of all documents, or of those that a filter lets through, sorted."""
        if where is None:
            return [row[0] for row in self._rows("SELECT id FROM documents ORDER BY id")]
        condition, values = _condition(where)
        sql = f"SELECT DISTINCT document_id FROM passages WHERE {condition} ORDER BY 1"  # noqa: S608
        return [row[0] for row in self._rows(sql, values)]

    def stamps(self) -> dict[str, Stamp]:
        """Document id → what tells whether its file changed."""
        rows = self._rows("SELECT id, sha256, size, mtime_ns FROM documents")
        return {document_id: Stamp(*stamp) for document_id, *stamp in rows}

    def unread(self) -> dict[str, tuple[Skipped, Stamp]]:
        """File id → why the file could not be read, and what tells whether it changed."""
        rows = self._rows("SELECT id, reason, size, mtime_ns FROM unread")
        return {
            file_id: (Skipped(file_id, reason), Stamp("", size, mtime_ns))
            for file_id, reason, size, mtime_ns in rows
        }

    def count(self) -> int:
        """How many passages there are."""
        return int(self._rows("SELECT count(*) FROM passages")[0][0])

    def document(self, document_id: str) -> Document:
        """The document with this id. Raises KeyError."""
        with self._lock:
            if known := self._documents.get(document_id):
                self._documents.move_to_end(document_id)
                return known
        rows = self._rows(_DOCUMENT, (document_id,))
        if not rows:
            raise KeyError(document_id)
        id_, title, text, sha256, media_type, page_starts, places, date, recognized = rows[0]
        document = Document(
            id_,
            title,
            text,
            sha256,
            media_type,
            tuple(json.loads(page_starts)),
            tuple(Place(*place) for place in json.loads(places)),
            date,
            tuple(json.loads(recognized)),
        )
        self._remember(document)
        return document

    def rows_of(self, document_id: str) -> list[int]:
        """The rows of a document's passages, in reading order."""
        query = "SELECT row FROM passages WHERE document_id = ? ORDER BY start"
        return [row for (row,) in self._rows(query, (document_id,))]

    def rows_where(self, where: Where) -> list[int]:
        """The rows of the passages of the documents that a filter lets through."""
        condition, values = _condition(where)
        sql = f"SELECT row FROM passages WHERE {condition}"  # noqa: S608  (see _condition)
        return [row for (row,) in self._rows(sql, values)]

    def spots(self, rows: Iterable[int]) -> dict[int, tuple[str, int]]:
        """Row → document id and start: an order of passages that does not depend on rows."""
        query = (
            "SELECT row, document_id, start FROM passages "
            "WHERE row IN (SELECT value FROM json_each(?))"
        )
        found = self._rows(query, (json.dumps(list(rows)),))
        return {row: (document_id, start) for row, document_id, start in found}

    def passage(self, row: int) -> Passage:
        """The passage of a row."""
        query = "SELECT document_id, start, stop, sentences FROM passages WHERE row = ?"
        document_id, start, stop, spans = self._rows(query, (row,))[0]
        document = self.document(document_id)
        sentences = tuple((first, last) for first, last in json.loads(spans))
        return passage_of(document, start, stop, sentences)

    def search(
        self, terms: Iterable[str], limit: int, where: Where | None = None
    ) -> dict[int, float]:
        """Row → BM25 of the best `limit` passages that hold any of the terms."""
        query = " OR ".join(filter(None, map(_quoted, terms)))
        if not query:
            return {}
        among, values = _among(where)
        # FTS5's bm25() is the usual score times -1, so that ascending order is best first.
        sql = (
            f"SELECT rowid, -{_BM25} FROM keywords "  # noqa: S608
            f"WHERE keywords MATCH ? {among} ORDER BY {_BM25}, rowid LIMIT ?"
        )
        return dict(self._rows(sql, (query, *values, limit)))

    def holding(self, terms: Iterable[str], where: Where | None = None) -> list[int]:
        """The rows of the passages whose text holds all of the terms, best BM25 first."""
        query = " AND ".join(f"text: {quoted}" for quoted in filter(None, map(_quoted, terms)))
        if not query:
            return []
        among, values = _among(where)
        sql = (
            f"SELECT rowid FROM keywords WHERE keywords MATCH ? {among} "  # noqa: S608
            f"ORDER BY {_BM25}, rowid"
        )
        return [row for (row,) in self._rows(sql, (query, *values))]

    def frequency(self, term: str, column: Literal["text", "called"] = "text") -> int:
        """Of how many passages the text, or what it goes by, has the term in any inflection."""
        sql = "SELECT count(*) FROM keywords WHERE keywords MATCH ?"
        quoted = _quoted(term)
        return int(self._rows(sql, (f"{column}: {quoted}",))[0][0]) if quoted else 0

    def nearest(self, term: str) -> str | None:
        """The most similar stem of the vocabulary with the same first letter, if any is close."""
        first = term[:1]
        sql = (
            "SELECT term FROM vocabulary WHERE term >= ? AND term < ? "
            "AND length(term) BETWEEN ? AND ?"
        )
        bounds = (first, first + "\U0010ffff", len(term) - 3, len(term) + 2)
        candidates = [row[0] for row in self._rows(sql, bounds)]
        best = process.extractOne(term, candidates, scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS)
        return best[0] if best else None

    def _remember(self, document: Document) -> None:
        with self._lock:
            if document.id not in self._documents:
                self._cached_chars += len(document.text)
            self._documents[document.id] = document
            while self._cached_chars > _CACHED_CHARS and len(self._documents) > 1:
                _, dropped = self._documents.popitem(last=False)
                self._cached_chars -= len(dropped.text)

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[Any]:
        with self._checked(), self._lock:
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def _checked(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise store.damaged(self._path, f"cannot be read ({error})") from error


def _among(where: Where | None) -> tuple[str, tuple[str | int, ...]]:
    """What limits a search of the keywords to the documents of a filter."""
    if where is None:
        return "", ()
    condition, values = _condition(where)
    return f"AND rowid IN (SELECT row FROM passages WHERE {condition})", values  # noqa: S608


def _condition(where: Where) -> tuple[str, tuple[str | int, ...]]:
    """A filter as SQL over passages: user text goes in as values only."""
    parts: list[str] = ["id != ''"]
    values: list[str | int] = []
    if where.title is not None:
        parts.append("instr(called(title, id), ?) > 0")
        values.append(where.title)
    if where.folder is not None:
        parts.append("id > ? AND id < ?")  # "0" is the character after "/"
        values += [where.folder + "/", where.folder + "0"]
    if where.suffix is not None:
        parts.append("substr(lower(id), ?) = ?")
        values += [-len(where.suffix), where.suffix]
    if where.after is not None:
        parts.append("date >= ?")
        values.append(where.after)
    if where.before is not None:
        parts.append("date != '' AND date < ?")
        values.append(where.before)
    documents = f"SELECT id FROM documents WHERE {' AND '.join(parts)}"  # noqa: S608
    return f"document_id IN ({documents})", tuple(values)


def _called(title: str, document_id: str) -> str:
    """What a document may be asked for by; SQLite's own lower() knows no letter beyond ASCII."""
    return f"{title}\n{document_id.rpartition('/')[2]}".casefold()


def _quoted(term: str) -> str:
    """A term as an FTS5 phrase: user text never reaches the query syntax."""
    inner = " ".join(words(term)) if not term.isalnum() else spaced(term)
    inner = inner.replace('"', " ").replace("\0", " ").strip()
    return f'"{inner}"' if has_word(inner) else ""
