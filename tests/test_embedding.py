"""The default embedder is the published one, and any other is one setting away."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer

from qa import embedding
from qa.embedding import SentenceEmbedder
from qa.errors import ModelError


def test_the_default_weights_are_the_published_ones() -> None:
    assert embedding.default_sha256() == embedding.DEFAULT_SHA256


def test_vectors_equal_those_of_the_library_itself(embedder: SentenceEmbedder) -> None:
    texts = ["Japan committed money.", "Nothing of the kind."]
    model = SentenceTransformer(str(embedding.default_folder()), device="cpu")
    assert np.allclose(embedder.passages(texts), model.encode(texts), atol=1e-5)
    assert np.allclose(embedder.embed_query(texts[0]), model.encode(texts[0]), atol=1e-5)
    assert np.allclose(embedder.embed_documents(texts), embedder.passages(texts), atol=1e-5)


@pytest.mark.parametrize("extra", [None, threading.Lock()])
def test_many_texts_at_once_get_the_vectors_that_each_gets(extra: object) -> None:
    """Also of a model that holds what cannot be copied."""
    threads = torch.get_num_threads()
    torch.set_num_threads(3)  # copies of the model, whatever machine this is
    embedder = SentenceEmbedder("own", embedding.default_folder())
    embedder._model.extra = extra
    texts = [f"The lamp of harbour {at} was lit" + " by its keeper" * at for at in range(40)]
    together = embedder.passages(texts)
    assert torch.get_num_threads() == 3
    torch.set_num_threads(threads)
    assert np.allclose(together, [embedder.embed_query(text) for text in texts], atol=1e-5)


def test_the_default_is_loaded_once() -> None:
    assert embedding.load_embedder() is embedding.load_embedder(embedding.DEFAULT)


def test_a_local_model_loads_with_its_own_prompts(tmp_path: Path) -> None:
    model = SentenceTransformer(str(embedding.default_folder()), device="cpu")
    model.prompts = {"query": "question: ", "document": "text: "}
    model.save(str(tmp_path / "own"))
    own = embedding.load_embedder(str(tmp_path / "own"))
    plain = embedding.load_embedder()
    asked = own.embed_query("Who signed?")
    assert np.allclose(asked, plain.embed_query("question: Who signed?"), atol=1e-5)
    stored = own.embed_documents(["Fujitsu signed."])
    assert np.allclose(stored, plain.embed_documents(["text: Fujitsu signed."]), atol=1e-5)


def test_what_is_no_model_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        embedding.load_embedder(str(tmp_path))
    assert "\n" not in str(caught.value)


def test_any_langchain_embeddings_has_a_name(embedder: SentenceEmbedder) -> None:
    assert embedding.name_of(embedder) == "sentence-transformers/all-MiniLM-L6-v2"
