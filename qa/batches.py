"""Documents → entries of an index: passages are embedded in batches, each text only once.

A text that has a vector already, from the index before or from an update that was stopped, is
not embedded again. Knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from langchain_core.embeddings import Embeddings

from qa.embedding import Matrix, embed_passages
from qa.index import Entry, Pending, searchable

_PASSAGES = 256  # embedded together, alike in length side by side; bounds what is in memory


class Batch:
    """Documents whose passages wait to be embedded. `embedded` counts what really was."""

    def __init__(self, embedder: Embeddings, pending: Pending) -> None:
        self.embedded = 0
        self._embedder = embedder
        self._pending = pending
        self._entries: list[tuple[Entry, list[str]]] = []
        self._vectors: dict[str, Matrix] = {}
        self._waiting = 0

    @property
    def is_full(self) -> bool:
        """Whether it is time to empty it."""
        return self._waiting >= _PASSAGES

    def add(self, entry: Entry, vectors: Mapping[str, Matrix]) -> None:
        """Takes a document without its vectors, and those that its passages had before."""
        texts = [searchable(passage) for passage in entry.passages]
        self._vectors |= {text: vectors[text] for text in texts if text in vectors}
        self._entries.append((entry, texts))
        self._waiting += len(texts)

    def emptied(self) -> Iterator[Entry]:
        """All documents with their vectors; the batch is empty afterwards."""
        unique = dict.fromkeys(text for _, texts in self._entries for text in texts)
        wanted = [text for text in unique if text not in self._vectors]
        self._vectors |= self._pending.get(wanted)
        new = [text for text in wanted if text not in self._vectors]
        for at in range(0, len(new), _PASSAGES):
            self._embed(new[at : at + _PASSAGES])
        for entry, texts in self._entries:
            matrix = np.asarray([self._vectors[text] for text in texts], dtype=np.float32)
            yield replace(entry, vectors=matrix)
        self._entries, self._vectors, self._waiting = [], {}, 0

    def _embed(self, texts: list[str]) -> None:
        rows = embed_passages(self._embedder, texts)
        self._vectors |= dict(zip(texts, rows, strict=True))
        self.embedded += len(texts)
        if self.is_full:  # what is quickly done again is not worth keeping
            self._pending.add(texts, rows)
