# mypy: disable-error-code="import-not-found"
"""txtai: segments by chonkie, then an embeddings database with content, as its quick start has it.

The quick start cuts at section breaks, which plain text seldom has, and names chonkie's chunkers
for other text: here the one of sentences, with chunks of 1,000 characters that fit the embedder.
Its cleaning of white space is on, as it comes. options {"hybrid": true} adds the keyword index.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from txtai import Embeddings
from txtai.pipeline import Segmentation

PACKAGES = ("txtai", "chonkie", "faiss-cpu")


class Pipeline:
    """Segmentation and database."""

    def __init__(self, embedder: str, options: dict[str, Any]) -> None:
        self._segment = Segmentation(chunker="sentence", chunk_size=1000)
        self._database = Embeddings(path=embedder, content=True, **options)

    def index(self, folder: str, files: list[str], work: str) -> int:
        """Reads, cuts, embeds and stores. txtai keeps no place of a chunk, only its file."""
        texts = [(file, Path(file).read_text(encoding="utf-8")) for file in files]
        chunks = [(file, chunk) for file, text in texts for chunk in self._segment(text)]
        self._files = [file for file, _ in chunks]
        self._database.index((at, chunk) for at, (_, chunk) in enumerate(chunks))
        return len(chunks)

    def search(self, question: str, k: int) -> list[tuple[str, str, int | None]]:
        """The best chunks, without offsets."""
        found = self._database.search(question, k)
        return [(self._files[int(each["id"])], each["text"], None) for each in found]
