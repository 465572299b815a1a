"""Real stand-ins for slow parts, shared by the tests."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

import numpy as np
from langchain_core.embeddings import Embeddings

DIMENSION = 48


class WordEmbedder(Embeddings):
    """A bag of words, each word a fixed random direction: fast, and the same on every run.

    It counts the passages it was given.
    """

    def __init__(self, name: str = "tests/words") -> None:
        self.name = name
        self.embedded: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages."""
        self.embedded += texts
        return [self._vector(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return self._vector(text)

    def _vector(self, text: str) -> list[float]:
        total = np.zeros(DIMENSION, dtype=np.float32)
        for word in re.findall(r"\w+", text.lower()):
            seed = hashlib.sha256((self.name + word).encode()).digest()[: DIMENSION * 4]
            numbers = np.frombuffer((seed * 2)[:DIMENSION], dtype=np.uint8)
            total += numbers.astype(np.float32) - 127.5
        values: list[float] = total.tolist()
        return values


_WORDS = """
harbour engine granite meadow signal copper lantern orchard velvet compass thunder glacier
pepper canvas anchor tunnel saddle cinder marble falcon ribbon kettle walnut beacon timber
mortar needle quarry pillow summit rocket satchel pigment barley turbine ledger magnet plaster
trellis whistle cobalt ferry hazel ivory jasmine kernel locust mantle nectar oyster
""".split()


def sentence(*numbers: int) -> str:
    """A sentence that no other numbers give."""
    chosen = [_WORDS[number % len(_WORDS)] for number in numbers]
    return f"The {chosen[0]} number {numbers[0]} holds {' and '.join(chosen[1:] or chosen)}."


def prose(seed: int, sentences: int = 3) -> str:
    """A short text that no other seed gives."""
    return " ".join(sentence(seed, seed * 7 + at, seed // 3 + at * 5) for at in range(sentences))


QUESTIONS: Sequence[str] = [sentence(seed, seed + 1) for seed in range(0, 60, 7)]


def ranking(hits: Iterable[object]) -> list[tuple[object, ...]]:
    """What of a search must be equal between two indexes of the same folder."""
    return [
        (hit.passage, round(hit.score, 5), hit.rank, round(hit.dense, 5), round(hit.lexical, 5))  # type: ignore[attr-defined]
        for hit in hits
    ]
