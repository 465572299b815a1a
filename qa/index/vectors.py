"""The vectors of one generation in FAISS: exact inner product over unit vectors.

Row numbers come from outside and stay with their vector. Knows nothing of texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from qa.errors import IndexDamaged

Matrix = NDArray[np.float32]


class Vectors:
    """Row → vector of `dimension` floats, searched by cosine. Reading is thread-safe."""

    def __init__(self, index: faiss.IndexIDMap2) -> None:
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
            raise IndexDamaged(
                f"the index is damaged: '{path}' ({reason}); build it anew with: "
                "footnote index --rebuild"
            ) from error

    def save(self, path: Path) -> None:
        """Writes the vectors to a file."""
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, rows: Sequence[int], vectors: Matrix) -> None:
        """Adds vectors of shape (len(rows), dimension); they are scaled to length 1."""
        if len(rows):
            unit = np.ascontiguousarray(vectors, dtype=np.float32).copy()
            faiss.normalize_L2(unit)
            self._index.add_with_ids(unit, np.asarray(rows, dtype=np.int64))

    def remove(self, rows: Sequence[int]) -> None:
        """Removes the vectors of these rows."""
        if len(rows):
            self._index.remove_ids(np.asarray(rows, dtype=np.int64))

    def search(self, vector: Matrix, limit: int) -> dict[int, float]:
        """Row → cosine of the `limit` vectors nearest to `vector` of shape (dimension,)."""
        query = np.ascontiguousarray(vector[None, :], dtype=np.float32).copy()
        faiss.normalize_L2(query)
        scores, rows = self._index.search(query, max(1, min(limit, len(self))))
        return {int(r): float(s) for r, s in zip(rows[0], scores[0], strict=True) if r >= 0}

    def cosine(self, vector: Matrix, row: int) -> float:
        """The cosine between `vector` and the vector of one row."""
        norm = float(np.linalg.norm(vector))
        return float(self._index.reconstruct(row) @ vector) / norm if norm else 0.0

    def get(self, rows: Sequence[int]) -> Matrix:
        """The vectors of these rows, shape (len(rows), dimension)."""
        found = [self._index.reconstruct(row) for row in rows]
        return np.asarray(found, dtype=np.float32).reshape(len(rows), self._index.d)
