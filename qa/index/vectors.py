"""The vectors of one generation in FAISS: exact inner product over unit vectors.

Row numbers come from outside and stay with their vector. Knows nothing of texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from qa.index import store

Matrix = NDArray[np.float32]
_UNIT = 1e-6


class Vectors:
    """Row → vector of `dimension` floats, searched by cosine. Reading is thread-safe."""

    def __init__(self, index: Any) -> None:  # faiss's own types do not know its Python additions
        self._index = index

    @classmethod
    def empty(cls, dimension: int) -> Vectors:
        """No vectors yet."""
        return cls(faiss.IndexIDMap2(faiss.IndexFlatIP(dimension)))

    @classmethod
    def load(cls, path: Path) -> Vectors:
        """Reads what `save` wrote. Raises IndexDamaged."""
        try:
            return cls(faiss.read_index(str(path)))
        except RuntimeError as error:
            reason = str(error).splitlines()[0]
            raise store.damaged(path, f"cannot be read ({reason})") from error

    def save(self, path: Path) -> None:
        """Writes the vectors to a file. Raises OSError if it cannot be written."""
        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as error:
            raise OSError(str(error).splitlines()[0]) from error

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, rows: Sequence[int], vectors: Matrix) -> None:
        """Adds vectors of shape (len(rows), dimension); they are scaled to length 1."""
        if len(rows):
            self._index.add_with_ids(_unit(vectors), np.asarray(rows, dtype=np.int64))

    def remove(self, rows: Sequence[int]) -> None:
        """Removes the vectors of these rows, in one pass over all vectors."""
        if len(rows):
            self._index.remove_ids(np.asarray(rows, dtype=np.int64))

    def search(
        self, vector: Matrix, limit: int, among: Iterable[int] | None = None
    ) -> dict[int, float]:
        """Row → cosine of the `limit` vectors nearest to `vector` of shape (dimension,).

        `among` are the rows that may be found, None for all.
        """
        query = _unit(vector[None, :])
        wanted = None
        if among is not None:
            allowed = np.fromiter(among, dtype=np.int64)
            parameters: Any = faiss.SearchParameters
            wanted = parameters(sel=faiss.IDSelectorBatch(allowed))
        scores, rows = self._index.search(query, max(1, min(limit, len(self))), params=wanted)
        return {int(r): float(s) for r, s in zip(rows[0], scores[0], strict=True) if r >= 0}

    def cosines(self, vector: Matrix, rows: Sequence[int]) -> dict[int, float]:
        """Row → cosine with `vector`, the very same for equal vectors wherever they stand.

        (FAISS adds in an order that depends on the position, so its last digits do not agree.)
        """
        norm = float(np.linalg.norm(vector)) or 1.0
        products = self.get(rows).astype(np.float64) * vector.astype(np.float64)
        return dict(zip(rows, (products.sum(axis=1) / norm).tolist(), strict=True))

    def get(self, rows: Sequence[int]) -> Matrix:
        """The vectors of these rows, shape (len(rows), dimension)."""
        found = [self._index.reconstruct(row) for row in rows]
        return np.asarray(found, dtype=np.float32).reshape(len(rows), self._index.d)


def _unit(vectors: Matrix) -> Matrix:
    """The rows scaled to length 1; one that has it already is not changed in its last digit."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    lengths[(np.abs(lengths - 1) < _UNIT) | (lengths == 0)] = 1
    return np.ascontiguousarray(vectors / lengths, dtype=np.float32)
