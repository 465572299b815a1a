# mypy: disable-error-code="import-not-found"
"""LangChain, as its tutorial on semantic search has it, with FAISS in memory as the store.

Chunks of 1,000 characters with 200 of overlap and their start index, embeddings by
langchain-huggingface, the flat L2 index that the page on FAISS sets up. The tutorial lets one
choose the store; FAISS is still the one of langchain-community.
"""

from __future__ import annotations

from typing import Any

import faiss
from langchain_community.docstore.in_memory import InMemoryDocstore
from langchain_community.document_loaders import TextLoader
from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

PACKAGES = (
    "langchain-core", "langchain-text-splitters", "langchain-community", "langchain-huggingface",
    "faiss-cpu",
)  # fmt: skip


class Pipeline:
    """Loader, splitter, vector store."""

    def __init__(self, embedder: str, options: dict[str, Any]) -> None:
        self._embeddings = HuggingFaceEmbeddings(model_name=embedder)
        self._splitter = RecursiveCharacterTextSplitter(
            chunk_size=1000, chunk_overlap=200, add_start_index=True
        )

    def index(self, folder: str, files: list[str], work: str) -> int:
        """Loads, splits, embeds and stores."""
        loaded = [page for file in files for page in TextLoader(file, encoding="utf-8").load()]
        chunks = self._splitter.split_documents(loaded)
        dimension = len(self._embeddings.embed_query("the dimension"))
        self._store = FAISS(
            embedding_function=self._embeddings,
            index=faiss.IndexFlatL2(dimension),
            docstore=InMemoryDocstore(),
            index_to_docstore_id={},
        )
        self._store.add_documents(documents=chunks)
        return len(chunks)

    def search(self, question: str, k: int) -> list[tuple[str, str, int | None]]:
        """The nearest chunks, with the start index that the splitter noted."""
        found = self._store.similarity_search(question, k=k)
        return [(d.metadata["source"], d.page_content, d.metadata["start_index"]) for d in found]
