"""Footnote itself: its search, and whether its answer is a no.

The answers come from the settings as they are shipped; only the search is asked for k passages.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from qa import Assistant, Settings
from qa.embedding import load_embedder

PACKAGES = ("footnote-qa", "faiss-cpu", "onnxruntime")


class Pipeline:
    """An index on disk and the assistant over it."""

    def __init__(self, embedder: str, options: dict[str, Any]) -> None:
        self._embedder = load_embedder(embedder)
        self._settings = Settings(**options)

    def index(self, folder: str, files: list[str], work: str) -> int:
        """Builds the index; the files are those that the folder's scan finds."""
        self._folder = Path(folder)
        self._assistant = Assistant.from_folder(
            folder, index=Path(work, "index"), embedder=self._embedder, settings=self._settings
        )
        return self._assistant.index.passages

    def search(self, question: str, k: int) -> list[tuple[str, str, int | None]]:
        """The first k passages with their offsets."""
        self._assistant.settings = replace(self._settings, hits=k)
        found = [hit.passage for hit in self._assistant.search(question)[:k]]
        return [(str(self._folder / p.document_id), p.text, p.start) for p in found]

    def refuses(self, question: str, history: list[list[str]]) -> bool:
        """Whether the assistant says that the documents do not answer."""
        self._assistant.settings = self._settings
        answer = self._assistant.ask(question, [(asked, said) for asked, said in history])
        return answer.status in ("not_found", "unsupported")
