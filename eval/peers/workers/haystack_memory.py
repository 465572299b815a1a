# mypy: disable-error-code="import-not-found"
"""Haystack, as its tutorials on preprocessing and retrieval have it: an in-memory store.

An indexing pipeline of converter, splitter (150 words, 50 of overlap), embedder and writer, and
a query pipeline of embedder and embedding retriever. The tutorial's cleaner, which it calls
optional, is left out: it changes the text, and the text here is clean.
"""

from __future__ import annotations

from typing import Any

from haystack import Pipeline as Components
from haystack.components.converters import TextFileToDocument
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryEmbeddingRetriever
from haystack.components.writers import DocumentWriter
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)

PACKAGES = ("haystack-ai", "sentence-transformers-haystack")


class Pipeline:
    """The two pipelines over one store."""

    def __init__(self, embedder: str, options: dict[str, Any]) -> None:
        self._store = InMemoryDocumentStore()
        self._indexing = Components()
        for name, component in (
            ("converter", TextFileToDocument(store_full_path=True)),
            ("splitter", DocumentSplitter(split_by="word", split_length=150, split_overlap=50)),
            ("embedder", SentenceTransformersDocumentEmbedder(model=embedder, progress_bar=False)),
            ("writer", DocumentWriter(self._store)),
        ):
            self._indexing.add_component(name, component)
        self._indexing.connect("converter", "splitter")
        self._indexing.connect("splitter", "embedder")
        self._indexing.connect("embedder", "writer")
        self._querying = Components()
        text_embedder = SentenceTransformersTextEmbedder(model=embedder, progress_bar=False)
        self._querying.add_component("embedder", text_embedder)
        self._querying.add_component("retriever", InMemoryEmbeddingRetriever(self._store))
        self._querying.connect("embedder.embedding", "retriever.query_embedding")
        for pipeline in (self._indexing, self._querying):
            pipeline.warm_up()  # or the first run would load the model

    def index(self, folder: str, files: list[str], work: str) -> int:
        """Runs the indexing pipeline."""
        self._indexing.run({"converter": {"sources": files}})
        return int(self._store.count_documents())

    def search(self, question: str, k: int) -> list[tuple[str, str, int | None]]:
        """The nearest documents, with the start that the splitter noted."""
        asked = {"embedder": {"text": question}, "retriever": {"top_k": k}}
        found = self._querying.run(asked)["retriever"]["documents"]
        return [(d.meta["file_path"], d.content, d.meta["split_idx_start"]) for d in found]
