"""Measures the support head: three published benchmarks beside two baselines, and changed claims.

Baselines: the share of the claim's words in its longest common subsequence with the evidence
(ROUGE-L recall) and the cosine of sentence embeddings. A logistic of the head's log-odds and
ROUGE-L, fitted on held-out claims, shows whether the two know different things. All thresholds
come from training data.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import BertModel

from qa.reader import Reader
from training.calibrate import logistic
from training.encode import load_tokenizer
from training.evaluate import read_squad
from training.metrics import Figure, balanced_accuracy, best_threshold, bootstrap, rouge_l
from training.perturbations import passes_lexical, perturbed
from training.prepare import is_held_out
from training.sources import read_claims, read_rows

BENCHMARKS = ("fool_me_twice_test", "wice_oracle_test", "attributionbench_test500")
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """One claim of a benchmark: its document, whether it was accepted, whether it is supported."""

    document: str
    accepted: bool
    supported: bool


class Embedder:
    """Mean of the encoder's token vectors, normalised: the embedding the encoder started as."""

    def __init__(self, encoder: Path) -> None:
        self._tokenizer = load_tokenizer(encoder / "tokenizer.json")
        self._tokenizer.enable_truncation(256)
        self._model = BertModel.from_pretrained(encoder, add_pooling_layer=False)
        self._model.train(False)

    def embed(self, text: str) -> NDArray[np.float32]:
        """A unit vector (384,)."""
        ids = torch.tensor([self._tokenizer.encode(text).ids])
        with torch.no_grad():
            mean = self._model(input_ids=ids).last_hidden_state[0].mean(0)
        vector: NDArray[np.float32] = (mean / mean.norm()).numpy()
        return vector

    def cosines(self, pairs: Pairs) -> list[float]:
        """The cosine of each pair."""
        return [float(self.embed(claim) @ self.embed(evidence)) for claim, evidence in pairs]


def show_benchmarks(reader: Reader, data: Path, encoder: Path) -> None:
    """Balanced accuracy of supported against everything else, each method with its threshold."""
    embedder = Embedder(encoder)
    methods: dict[str, Callable[[Pairs], list[float]]] = {
        "reader": lambda pairs: [judged.supported for judged in reader.support(pairs)],
        "ROUGE-L": lambda pairs: [rouge_l(claim, evidence) for claim, evidence in pairs],
        "embedding cosine": embedder.cosines,
    }
    methods["reader and ROUGE-L"] = joined(reader, data)
    thresholds = {"reader": reader.settings.supported_from, "reader and ROUGE-L": 0.5}
    fitting = random.Random(13).sample([c for c in read_claims(data) if c.source != "snli"], 1200)
    truths = [claim.label == "supported" for claim in fitting]
    for name in ("ROUGE-L", "embedding cosine"):
        scores = methods[name]([(c.claim, c.evidence) for c in fitting])
        thresholds[name] = best_threshold(scores, truths)
    print("support, balanced accuracy (thresholds from training data)")
    for benchmark in BENCHMARKS:
        rows = list(read_rows(data / "support_bench" / f"{benchmark}.jsonl.gz"))
        pairs = [(row["claim"], row["premise"]) for row in rows]
        for name, method in methods.items():
            items = [
                Judged(row["premise"][:60], score >= thresholds[name], row["label"] == "supported")
                for row, score in zip(rows, method(pairs), strict=True)
            ]
            print(f"  {benchmark:<26} {name:<17} {accuracy(items)}  n={len(items)}")


def joined(reader: Reader, data: Path) -> Callable[[Pairs], list[float]]:
    """A probability of support from the head and ROUGE-L together; both classes weigh the same."""

    def features(pairs: Pairs) -> NDArray[np.float64]:
        chance = np.clip([judged.supported for judged in reader.support(pairs)], 1e-4, 1 - 1e-4)
        words = [rouge_l(claim, evidence) for claim, evidence in pairs]
        return np.stack([np.log(chance / (1 - chance)), words, np.ones(len(pairs))], axis=1)

    claims = [c for c in read_claims(data) if c.source != "snli" and is_held_out(c)]
    truths = np.array([claim.label == "supported" for claim in claims])
    fitting = features([(claim.claim, claim.evidence) for claim in claims])
    weights = logistic(fitting, truths)
    # Balanced accuracy weighs both classes alike, whatever their share in the claims fitted on.
    weights[-1] -= np.log(truths.mean() / (1 - truths.mean()))
    return lambda pairs: [float(chance) for chance in 1 / (1 + np.exp(-features(pairs) @ weights))]


def accuracy(items: Sequence[Judged]) -> Figure:
    """Balanced accuracy with its interval."""
    return bootstrap(
        items,
        lambda item: item.document,
        lambda part: balanced_accuracy([i.accepted for i in part], [i.supported for i in part]),
    )


def show_perturbations(reader: Reader, data: Path, per_row: int = 200) -> None:
    """Share accepted of each kind of changed claim: by the head, by rules, by both."""
    passages = [example.passage for example in read_squad(data)]
    start = reader.settings.supported_from
    print(f"changed claims accepted, against one sentence (supported from {start})")
    print(f"  {'':<32} {'head':>7} {'rules':>7} {'both':>7}")
    for row, pairs in perturbed(passages, per_row, seed=13).items():
        head = [judged.supported >= start for judged in reader.support(pairs)]
        rules = [passes_lexical(claim, evidence) for claim, evidence in pairs]
        both = [a and b for a, b in zip(head, rules, strict=True)]
        shares = " ".join(f"{100 * np.mean(part):6.1f}%" for part in (head, rules, both))
        print(f"  {row:<32} {shares}  n={len(pairs)}")
