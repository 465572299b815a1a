"""One generation of the index, opened: hybrid search over it, and the step to the next one.

    dense   cosine of the question's vector with each passage's     (FAISS)
    lexical BM25 of the question's content words                    (SQLite FTS5)
    score = w * minmax(dense) + (1 - w) * minmax(lexical)

The fusion is the min-max normalised convex combination of Bruch, Gai & Ingber (2023), "An
Analysis of Fusion Functions for Hybrid Retrieval". Knows vectors, not the model that made them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

from qa.errors import IndexDamaged
from qa.index import store, writing
from qa.index.store import Identity
from qa.index.texts import Texts
from qa.index.vectors import Matrix, Vectors
from qa.index.writing import Change, searchable, spoken
from qa.records import Hit, Passage, Term
from qa.text import apart, content_words, words
from qa.where import Where

_CANDIDATES = 50  # from each of the two searches; more changed no figure (docs/LOG.md)
_LEAST_TYPO_LENGTH = 5  # a shorter unknown word has too many neighbours
_IN_TWO = re.compile(r"\b([a-z]{2,}) (back|down|in|off|on|out|over|up)\b", re.IGNORECASE)
_SAME_SCORE = 1e-6  # closer scores differ only by how they were computed


class Index:
    """An immutable view of one generation; any number of threads may search it."""

    def __init__(self, folder: Path, generation: store.Generation) -> None:
        self.folder = folder
        self.number = generation.number
        self.identity = generation.identity
        self._generation = generation
        self._texts = Texts(generation.path / writing.TEXTS)
        self._vectors = Vectors.load(generation.path / writing.VECTORS)
        self.passages = self._texts.count()
        self.document = self._texts.document
        self.ids = self._texts.ids
        self.stamps = self._texts.stamps
        self.unread = self._texts.unread

    @classmethod
    def open(cls, folder: Path) -> Index:
        """Opens the current generation. Raises IndexMissing, IndexDamaged or IndexMismatch."""
        while True:
            generation = store.current(folder)
            try:
                return cls(folder, generation)
            except IndexDamaged:
                # Two updates since may have removed what was being opened.
                if store.current_number(folder) == generation.number:
                    raise

    @classmethod
    def write(
        cls, folder: Path, identity: Identity, changes: Iterable[Change], base: Index | None = None
    ) -> Index:
        """Writes the next generation, `base` (or nothing) with the changes made, and opens it.

        The caller holds `store.locked(folder)`. Raises IndexUnusable if it cannot be written.
        """
        with store.new_generation(folder, identity) as partial:
            writing.write(partial, changes, base._generation if base else None)
        return cls(folder, partial.generation)

    def close(self) -> None:
        """Closes the files at once; nothing can be searched afterwards."""
        self._texts.close()

    def terms(self, text: str) -> tuple[Term, ...]:
        """The content words of a text, in order, each with how rare it is here.

        The rarity is log((n + 1) / (f + 0.5)) for f of n passages, scaled to 1 for f = 0.
        """
        text = _IN_TWO.sub(self._in_one, text)
        return tuple(self._term(word) for word in dict.fromkeys(content_words(text)))

    def _in_one(self, verb: re.Match[str]) -> str:
        """The words as one, "set up" as "setup", if the passages have that more often."""
        joined = "".join(verb.groups())
        often = self._texts.frequency(joined)
        return joined if often and often > self._texts.frequency(verb[0]) else verb[0]

    def search(
        self, text: str, vector: Matrix, limit: int, dense_weight: float,
        where: Where | None = None,
    ) -> list[Hit]:  # fmt: skip
        """The `limit` best passages for a question and its vector of shape (dimension,).

        Of passages with the same words, in copies of a file say, only the first is given.
        """
        among = self._texts.rows_where(where) if where else None
        if not self.passages or among == []:
            return []
        terms = [term.found for term in self.terms(text) if term.found]
        near = self._best(lambda count: self._vectors.search(vector, count, among))
        lexical = self._best(lambda count: self._texts.search(terms or words(text), count, where))
        dense = self._vectors.cosines(vector, sorted(near.keys() | lexical.keys()))
        lexical = {row: lexical.get(row, 0.0) for row in dense}
        fused = _fuse(dense, lexical, dense_weight)
        spots = self._texts.spots(fused)
        ranked = sorted(fused, key=lambda row: (-round(fused[row], 6), spots[row]))
        return [
            Hit(passage, fused[row], rank, dense[row], lexical[row])
            for rank, (row, passage) in enumerate(islice(self._distinct(ranked), limit), start=1)
        ]

    def holding(self, text: str, where: Where | None = None) -> Iterator[Hit]:
        """Every passage that holds all content words of a text in some inflection, best first."""
        for rank, row in enumerate(self._texts.holding(content_words(text), where), start=1):
            yield Hit(self._texts.passage(row), 1.0, rank)

    def vectors_by_text(self, document_id: str) -> dict[str, Matrix]:
        """Searchable text → vector (dimension,) of each of a document's passages."""
        rows = self._texts.rows_of(document_id)
        texts = [searchable(self._texts.passage(row)) for row in rows]
        return dict(zip(texts, self._vectors.get(rows), strict=True))

    def _distinct(self, rows: Iterable[int]) -> Iterator[tuple[int, Passage]]:
        """The rows with their passages, without those that say word for word the same."""
        said: set[str] = set()
        for row in rows:
            passage = self._texts.passage(row)
            text = spoken(passage)
            if text not in said:
                said.add(text)
                yield row, passage

    def _best(self, search: Callable[[int], dict[int, float]]) -> dict[int, float]:
        """The candidates of one search; where scores tie at the edge, the first by their place."""
        count = _CANDIDATES + 1
        while True:
            found = search(count)
            scores = sorted(found.values(), reverse=True)
            if len(scores) <= _CANDIDATES:
                return found
            edge = scores[_CANDIDATES - 1]
            if len(scores) < count or scores[-1] < edge - _SAME_SCORE:
                break
            count *= 8
        kept = [row for row, score in found.items() if score > edge + _SAME_SCORE]
        spots = self._texts.spots(
            row for row, score in found.items() if abs(score - edge) <= _SAME_SCORE
        )
        kept += sorted(spots, key=lambda row: spots[row])[: _CANDIDATES - len(kept)]
        return {row: found[row] for row in kept}

    def _term(self, word: str) -> Term:
        found: str | None = word
        frequency = self._texts.frequency(word)
        if not frequency and (found := apart(word)):
            frequency = self._texts.frequency(found)
        only_named = False
        if not frequency and (frequency := self._texts.frequency(word, "called")):
            found, only_named = word, True
        if not frequency:
            near = self._texts.nearest(word) if len(word) >= _LEAST_TYPO_LENGTH else None
            found = near
            frequency = self._texts.frequency(near) if near else 0
        ceiling = math.log((self.passages + 1) / 0.5)
        rarity = math.log((self.passages + 1) / (frequency + 0.5)) / ceiling
        return Term(word, found, rarity, only_named)


def _fuse(dense: dict[int, float], lexical: dict[int, float], weight: float) -> dict[int, float]:
    dense, lexical = _minmax(dense), _minmax(lexical)
    return {row: weight * dense[row] + (1 - weight) * lexical[row] for row in dense}


def _minmax(scores: dict[int, float]) -> dict[int, float]:
    low, high = min(scores.values()), max(scores.values())
    if high == low:
        return dict.fromkeys(scores, 0.0)
    return {row: (score - low) / (high - low) for row, score in scores.items()}
