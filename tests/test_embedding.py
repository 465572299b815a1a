"""The default embedder is the published one, and any other is one setting away."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
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
