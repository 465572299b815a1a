"""Does the support head know what evidence says? FoolMeTwice, WiCE and AttributionBench.

Balanced accuracy of "supported" against everything else (partly supported counts as not), as in
LLM-AggreFact (Tang et al. 2024). The reader judges by its own threshold. Two baselines stand
beside it: the share of a claim's words in its longest common subsequence with the evidence
(ROUGE-L recall; Lin 2004) and the cosine of sentence embeddings. They have no threshold of their
own, so each gets the one that is best for the other half of the same claims, which the reader
does not: that favours them.

    FILE.jsonl.gz of each of `SETS`   claim, premise, label
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from eval.benchmarks.base import Benchmark, Context, Figures, read_lines, spread
from eval.benchmarks.clapnq import longest_common
from eval.measures.text import squad_normal
from qa.embedding import load_embedder
from qa.reader import Reader

SETS = {
    "FoolMeTwice": "fool_me_twice_test",
    "WiCE": "wice_oracle_test",
    "AttributionBench": "attributionbench_test500",
}
_SUPPORTED = "supported"
Pairs = Sequence[tuple[str, str]]
"""(claim, evidence)"""


def run(context: Context) -> Figures:
    """Balanced accuracy of the reader and of both baselines on each set."""
    reader = Reader.packaged()
    chosen = context.embedder
    embedder = chosen if isinstance(chosen, Embeddings) else load_embedder(chosen)
    found: Figures = {}
    for name, file in SETS.items():
        lines = spread(read_lines(context.data, f"{file}.jsonl.gz"), context.limit)
        pairs = [(line["claim"], line["premise"]) for line in lines]
        truths = [line["label"] == _SUPPORTED for line in lines]
        start = reader.settings.supported_from
        guesses = [judged.supported >= start for judged in reader.support(pairs)]
        found[f"{name}: reader"] = balanced_accuracy(guesses, truths)
        baselines = {"ROUGE-L": word_recall(pairs), "cosine": cosines(embedder, pairs)}
        for baseline, scores in baselines.items():
            found[f"{name}: {baseline}"] = balanced_accuracy(crossed(scores, truths), truths)
    return found


def balanced_accuracy(guesses: Sequence[bool], truths: Sequence[bool]) -> float:
    """Mean of the shares of true and of false items that were guessed so; of those there are."""
    right = np.array(guesses, dtype=bool) == np.array(truths, dtype=bool)
    kinds = [right[np.array(truths, dtype=bool) == kind] for kind in (True, False)]
    return float(np.mean([kind.mean() for kind in kinds if len(kind)]))


def crossed(scores: Sequence[float], truths: Sequence[bool]) -> list[bool]:
    """Guesses, every second one by the threshold that is best for the others."""
    thresholds = [best_threshold(scores[at::2], truths[at::2]) for at in (1, 0)]
    return [score >= thresholds[at % 2] for at, score in enumerate(scores)]


def best_threshold(scores: Sequence[float], truths: Sequence[bool]) -> float:
    """The score from which accepting gives the highest balanced accuracy; the lowest such."""
    candidates = np.quantile(scores, np.linspace(0.01, 0.99, 99)) if scores else np.zeros(1)
    values = [balanced_accuracy([s >= c for s in scores], truths) for c in candidates]
    return float(candidates[int(np.argmax(values))])


def word_recall(pairs: Pairs) -> list[float]:
    """ROUGE-L recall of the claim's words, SQuAD-normalised; 0 for a claim without words."""
    split = [tuple(squad_normal(text).split() for text in pair) for pair in pairs]
    return [longest_common(claim, held) / max(1, len(claim)) for claim, held in split]


def cosines(embedder: Embeddings, pairs: Pairs) -> list[float]:
    """The cosine of each claim with its evidence."""
    claims = _unit(embedder.embed_documents([claim for claim, _ in pairs]))
    held = _unit(embedder.embed_documents([evidence for _, evidence in pairs]))
    values: list[float] = (claims * held).sum(axis=1).tolist()
    return values


def _unit(vectors: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    matrix = np.asarray(vectors, dtype=np.float64)
    unit: NDArray[np.float64] = matrix / np.maximum(
        np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12
    )
    return unit


BENCHMARK = Benchmark(
    "support_bench", "what evidence says to a claim, against word overlap and cosine",
    "https://github.com/google-research/fool-me-twice, https://github.com/ryokamoi/wice, "
    "https://github.com/OSU-NLP-Group/AttributionBench",
    run,
)  # fmt: skip
