"""What is measured: the assistant, and the simple things it has to beat.

    top passage    the first passage of the fused search, copied whole
    top sentence   the sentence of that passage that shares most words with the question
    dense only     the same from the search by vectors alone
    keyword only   the same from the search by keywords alone
    extractive     the assistant without its chat model, where it has one

The baselines search for the question as typed (after the question before it, if there is a
history), never refuse, and cite exactly what they copy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from langchain_core.embeddings import Embeddings

from eval.gold import Turn
from eval.measures import Judge
from qa import Assistant, Settings
from qa.embedding import embed_question, load_embedder
from qa.reader import Reader
from qa.records import Answer, Citation, Claim, Document, Hit
from qa.text import content_words, stem

BASELINE_DEPTH = 20
"""Passages each baseline's search returns, so that recall can be drawn to this depth."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """Copies from the first passage of a search with one weight of the dense score."""

    name: str
    dense_weight: float | None
    """None: the weight of the settings."""
    whole: bool = False
    """Copy the passage, not one sentence."""


BASELINES = (
    Baseline("top passage", None, whole=True),
    Baseline("top sentence", None),
    Baseline("dense only", 1.0),
    Baseline("keyword only", 0.0),
)


@dataclass(frozen=True, slots=True)
class Bench:
    """One opened index, and everything that is asked of it."""

    assistant: Assistant
    embedder: Embeddings
    settings: Settings
    model: str | None = None
    """The chat model that writes the answers, as "provider:name"."""
    extractive: Assistant | None = None
    """The same assistant without the chat model, if there is one."""
    judge: Judge | None = None
    """Says whether cited words support a sentence; only asked where that is in doubt."""

    @classmethod
    def open(
        cls, folder: Path, index: Path | None = None, embedder: str | Embeddings | None = None,
        changes: Mapping[str, str] | None = None, model: str | None = None,
    ) -> Bench:  # fmt: skip
        """Builds or opens the index of a folder. Raises what `Assistant.from_folder` raises."""
        settings = Settings().changed(**(changes or {}))
        loaded = embedder if isinstance(embedder, Embeddings) else load_embedder(embedder)
        assistant = Assistant.from_folder(
            folder, index=index, embedder=loaded, model=model, settings=settings
        )
        if model is None:
            return cls(assistant, loaded, settings, judge=support_judge())
        extractive = Assistant.from_folder(folder, index=index, embedder=loaded, settings=settings)
        return cls(assistant, loaded, settings, model, extractive, support_judge())

    def ask(self, question: str, history: Sequence[Turn]) -> Answer:
        """The assistant's own answer."""
        return self.assistant.ask(question, history=list(history))

    def copies(self, question: str, history: Sequence[Turn]) -> dict[str, Answer]:
        """What each baseline answers, and the assistant without its chat model."""
        asked = " ".join([*(turn[0] for turn in history[-1:]), question])
        vector = embed_question(self.embedder, asked)
        found = {}
        for baseline in BASELINES:
            weight = baseline.dense_weight
            weight = self.settings.dense_weight if weight is None else weight
            hits = self.assistant.index.search(asked, vector, BASELINE_DEPTH, weight)
            found[baseline.name] = self._copied(asked, baseline, hits)
        if self.extractive:
            found["extractive"] = self.extractive.ask(question, history=list(history))
        return found

    def _copied(self, question: str, baseline: Baseline, hits: Sequence[Hit]) -> Answer:
        if not hits:
            return Answer(question, "not_found", drafter=baseline.name)
        passage = hits[0].passage
        span = (passage.start, passage.end)
        if not baseline.whole:
            span = max(passage.sentences, key=lambda each: shared(question, passage.sentence(each)))
        document: Document = self.assistant.index.document(passage.document_id)
        citation = Citation.of(document, *span)
        claim = Claim(citation.quote, (citation,), "supported")
        return Answer(
            question, "answered", claims=(claim,), hits=tuple(hits), drafter=baseline.name
        )


def support_judge() -> Judge:
    """The support head of the shipped reader, by its own threshold; loaded when first asked.

    The same pair is judged once.
    """

    @lru_cache(maxsize=65_536)
    def supports(sentence: str, evidence: str) -> bool:
        reader = Reader.packaged()
        (judged,) = reader.support([(sentence, evidence)])
        return judged.supported >= reader.settings.supported_from

    return supports


def shared(question: str, sentence: str) -> int:
    """How many of the question's content words, by stem, stand in the sentence."""
    return len(_stems(question) & _stems(sentence))


def _stems(text: str) -> set[str]:
    return {stem(word) for word in content_words(text)}
