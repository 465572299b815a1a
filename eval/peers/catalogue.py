"""Which pipelines are compared, and how each is set up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from eval.errors import RunError

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Peer:
    """A pipeline: its script in `workers/`, its environment, its options."""

    name: str
    worker: str
    about: str
    environment: str = ""
    """The pins in `requirements/`; empty: the environment that this program runs in."""
    options: Mapping[str, object] = field(default_factory=dict)


FOOTNOTE = Peer("footnote", "footnote_search", "this project, without a chat model")
PEERS = (
    Peer("langchain", "langchain_faiss",
         "RecursiveCharacterTextSplitter 1,000/200 characters, FAISS", "langchain"),
    Peer("llamaindex", "llamaindex_vectors",
         "SentenceSplitter as it comes (1,024/200 tokens), VectorStoreIndex", "llamaindex"),
    Peer("llamaindex-256", "llamaindex_vectors",
         "the same with chunks that fit the embedder (256/50 tokens)", "llamaindex",
         {"chunk_size": 256, "chunk_overlap": 50}),
    Peer("haystack", "haystack_memory",
         "DocumentSplitter 150/50 words, InMemoryEmbeddingRetriever", "haystack"),
    Peer("txtai", "txtai_embeddings",
         "chonkie's sentence chunks of 1,000 characters, Embeddings with content", "txtai"),
    Peer("txtai-hybrid", "txtai_embeddings", "the same with its keyword index", "txtai",
         {"hybrid": True}),
)  # fmt: skip


def chosen(names: Sequence[str]) -> tuple[Peer, ...]:
    """Footnote, then the peers of these names (all, without a name). Raises RunError."""
    known = {peer.name: peer for peer in PEERS}
    if unknown := [name for name in names if name not in known]:
        raise RunError(f"there is no peer '{unknown[0]}'; the peers are: {', '.join(known)}")
    return (FOOTNOTE, *(known[name] for name in dict.fromkeys(names or known)))
