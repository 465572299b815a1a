"""One generation of the index, opened: hybrid search over it, and the step to the next one.

    dense   cosine of the question's vector with each passage's     (FAISS)
    lexical BM25 of the question's content words                    (SQLite FTS5)
    score = w * minmax(dense) + (1 - w) * minmax(lexical)

The fusion is the min-max normalised convex combination of Bruch, Gai & Ingber (2023), "An
Analysis of Fusion Functions for Hybrid Retrieval". Knows vectors, not the model that made them.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.index import store
from qa.index.store import Identity
from qa.index.texts import Stamp, Texts, TextsWriter, searchable
from qa.index.vectors import Matrix, Vectors
from qa.records import Document, Hit, Passage, Term
from qa.text import content_words, words

_TEXTS = "texts.sqlite"
_VECTORS = "vectors.faiss"
_CANDIDATES = 50  # from each of the two searches; more changed no figure (docs/LOG.md)
_LEAST_TYPO_LENGTH = 5  # a shorter unknown word has too many neighbours


@dataclass(frozen=True, slots=True)
class Entry:
    """One document on its way into the index: its passages, and their vectors row by row."""

    document: Document
    stamp: Stamp
    passages: Sequence[Passage]
    vectors: Matrix


class Index:
    """An immutable view of one generation; any number of threads may search it."""

    def __init__(self, folder: Path, generation: store.Generation) -> None:
        self.folder = folder
        self.number = generation.number
        self.identity = generation.identity
        self._texts = Texts(generation.path / _TEXTS)
        self._vectors = Vectors.load(generation.path / _VECTORS)
        self.passages = self._texts.count()
        self.document = self._texts.document
        self.ids = self._texts.ids
        self.stamps = self._texts.stamps

    @classmethod
    def open(cls, folder: Path) -> Index:
        """Opens the current generation. Raises IndexMissing, IndexDamaged or IndexMismatch."""
        return cls(folder, store.current(folder))

    @classmethod
    def write(
        cls, folder: Path, identity: Identity, entries: Iterable[Entry], *,
        base: Index | None = None, remove: Sequence[str] = (),
        touched: Sequence[tuple[str, Stamp]] = (),
    ) -> Index:  # fmt: skip
        """Writes the next generation and opens it. The caller holds `store.locked(folder)`.

        It is `base` (or nothing) without the documents in `remove`, with those of `entries`.
        """
        with store.new_generation(folder, identity) as partial:
            if base is not None:
                shutil.copyfile(base.folder / f"g{base.number:06d}" / _TEXTS, partial / _TEXTS)
                vectors = Vectors.load(base.folder / f"g{base.number:06d}" / _VECTORS)
            else:
                vectors = Vectors.empty(identity.dimension)
            writer = TextsWriter(partial / _TEXTS)
            for document_id in remove:
                vectors.remove(writer.remove(document_id))
            for entry in entries:
                rows = writer.add(entry.document, entry.stamp, entry.passages)
                vectors.add(rows, entry.vectors)
            for document_id, stamp in touched:
                writer.touch(document_id, stamp)
            writer.close()
            vectors.save(partial / _VECTORS)
        return cls.open(folder)

    def close(self) -> None:
        """Closes the files."""
        self._texts.close()

    def terms(self, text: str) -> tuple[Term, ...]:
        """The content words of a text, in order, each with how rare it is here.

        The rarity is log((n + 1) / (f + 0.5)) for f of n passages, scaled to 1 for f = 0.
        """
        return tuple(self._term(word) for word in dict.fromkeys(content_words(text)))

    def search(self, text: str, vector: Matrix, limit: int, dense_weight: float) -> list[Hit]:
        """The `limit` best passages for a question and its vector of shape (dimension,)."""
        if not self.passages:
            return []
        terms = [term.found for term in self.terms(text) if term.found]
        dense = self._vectors.search(vector, _CANDIDATES)
        lexical = self._texts.search(terms or words(text), _CANDIDATES)
        for row in lexical.keys() - dense.keys():
            dense[row] = self._vectors.cosine(vector, row)
        fused = _fuse(dense, lexical, dense_weight)
        # More than `limit` may tie at the edge: the passage's place decides, not its row.
        ranked = sorted(fused, key=lambda row: -fused[row])[: limit + 8]
        passages = {row: self._texts.passage(row) for row in ranked}
        ranked.sort(key=lambda row: (-fused[row], passages[row].document_id, passages[row].start))
        return [
            Hit(passages[row], fused[row], rank, dense[row], lexical.get(row, 0.0))
            for rank, row in enumerate(ranked[:limit], start=1)
        ]

    def vectors_of(self, document_id: str) -> Matrix:
        """The vectors of a document's passages in reading order, (passages, dimension)."""
        return self._vectors.get(self._texts.rows_of(document_id))

    def _term(self, word: str) -> Term:
        found: str | None = word
        frequency = self._texts.frequency(word)
        if not frequency:
            near = self._texts.nearest(word) if len(word) >= _LEAST_TYPO_LENGTH else None
            found = near
            frequency = self._texts.frequency(near) if near else 0
        ceiling = math.log((self.passages + 1) / 0.5)
        return Term(word, found, math.log((self.passages + 1) / (frequency + 0.5)) / ceiling)


def _fuse(dense: dict[int, float], lexical: dict[int, float], weight: float) -> dict[int, float]:
    dense, lexical = _minmax(dense), _minmax({row: lexical.get(row, 0.0) for row in dense})
    return {row: weight * dense[row] + (1 - weight) * lexical[row] for row in dense}


def _minmax(scores: dict[int, float]) -> dict[int, float]:
    low, high = min(scores.values()), max(scores.values())
    if high == low:
        return dict.fromkeys(scores, 0.0)
    return {row: (score - low) / (high - low) for row, score in scores.items()}


__all__ = ["Entry", "Identity", "Index", "Stamp", "searchable"]
