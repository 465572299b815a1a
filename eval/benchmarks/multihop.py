"""HotpotQA and MuSiQue samples as HippoRAG packs them: are all paragraphs of a chain found?

Recall@k is the share of a question's supporting paragraphs among the first k documents (one
paragraph each), "all@5" the share of questions with every one of them (Yang et al. 2018; Trivedi
et al. 2022; Gutiérrez et al. 2024).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from eval.benchmarks.base import Benchmark, Context, Figures, average, read_json, spread
from eval.systems import Bench
from qa.embedding import embed_question

_DEPTH = 50  # passages, from which the first ten documents are taken

Corpus = dict[str, str]
"""File name → text of one paragraph under its title."""


def hotpotqa(context: Context) -> tuple[Corpus, list[tuple[str, frozenset[str]]]]:
    """The corpus, and each question with the files that support its answer."""
    paragraphs: Mapping[str, list[str]] = read_json(context.data, "hotpotqa_train_corpus.json")
    names = {title: f"hotpotqa-{at:04d}.txt" for at, title in enumerate(paragraphs)}
    corpus = {names[t]: f"{t}\n\n{''.join(sentences)}" for t, sentences in paragraphs.items()}
    questions = [
        (each["question"], frozenset(names[title] for title, _ in each["supporting_facts"]))
        for each in read_json(context.data, "hotpotqa_train.json")
    ]
    return corpus, questions


def musique(context: Context) -> tuple[Corpus, list[tuple[str, frozenset[str]]]]:
    """The same of MuSiQue, whose titles are not unique."""
    paragraphs: list[dict[str, Any]] = read_json(context.data, "musique_train_corpus.json")
    names = {(p["title"], p["text"]): f"musique-{at:04d}.txt" for at, p in enumerate(paragraphs)}
    corpus = {name: f"{title}\n\n{text}" for (title, text), name in names.items()}
    questions = [
        (
            each["question"],
            frozenset(
                names[p["title"], p["paragraph_text"]]
                for p in each["paragraphs"]
                if p["is_supporting"]
            ),
        )
        for each in read_json(context.data, "musique_train.json")
    ]
    return corpus, questions


def first_documents(bench: Bench, question: str, weight: float) -> list[str]:
    """The first documents for a question, each by its best passage."""
    vector = embed_question(bench.embedder, question)
    hits = bench.assistant.index.search(question, vector, _DEPTH, weight)
    return list(dict.fromkeys(hit.passage.document_id for hit in hits))


def run(context: Context) -> Figures:
    """Recall of both sets, each in its own corpus."""
    found: Figures = {}
    for name, load in (("HotpotQA", hotpotqa), ("MuSiQue", musique)):
        corpus, questions = load(context)
        bench = replace(context, work=context.work / name).bench(corpus)
        weight = bench.settings.dense_weight
        ranked = [
            (first_documents(bench, question, weight), support)
            for question, support in spread(questions, context.limit)
        ]
        for k in (2, 5, 10):
            found[f"{name}: recall@{k}"] = average(
                len(support.intersection(documents[:k])) / len(support)
                for documents, support in ranked
            )
        found[f"{name}: all@5"] = average(
            float(support <= set(documents[:5])) for documents, support in ranked
        )
    return found


BENCHMARK = Benchmark(
    "multihop", "retrieval of every paragraph of a chain",
    "https://github.com/OSU-NLP-Group/HippoRAG", run,
)  # fmt: skip
