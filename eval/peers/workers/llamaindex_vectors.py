# mypy: disable-error-code="import-not-found"
"""LlamaIndex, as its starter example with a local embedder has it: a vector index in memory.

Without options the sentence splitter has its defaults (1,024 tokens, 200 of overlap). This
embedder reads 256 tokens, so a second run has chunks that fit, as the page on basic strategies
advises to try: options {"chunk_size", "chunk_overlap"}.
"""

from __future__ import annotations

from typing import Any

from llama_index.core import SimpleDirectoryReader, VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

PACKAGES = ("llama-index-core", "llama-index-embeddings-huggingface")


class Pipeline:
    """Reader, splitter, index."""

    def __init__(self, embedder: str, options: dict[str, Any]) -> None:
        self._embedding = HuggingFaceEmbedding(model_name=embedder)
        self._splitter = SentenceSplitter(**options)

    def index(self, folder: str, files: list[str], work: str) -> int:
        """Reads, splits, embeds and stores."""
        read = SimpleDirectoryReader(input_files=files).load_data()
        nodes = self._splitter.get_nodes_from_documents(read)
        self._index = VectorStoreIndex(nodes, embed_model=self._embedding)
        return len(nodes)

    def search(self, question: str, k: int) -> list[tuple[str, str, int | None]]:
        """The most similar nodes, with the start that the splitter noted."""
        found = self._index.as_retriever(similarity_top_k=k).retrieve(question)
        nodes = [each.node for each in found]
        return [(n.metadata["file_path"], n.text, n.start_char_idx) for n in nodes]
