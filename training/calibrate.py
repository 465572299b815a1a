"""Fits the shipped constants on held-out training articles, never on what is measured.

Answerability: a logistic of (margin, binary logit), Platt's scaling with two features, and the
probability from which answering gives the best SQuAD F1. Support: one temperature (Guo et al.
2017) and the probability from which accepting gives the best balanced accuracy.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.reader import Reader
from training.examples import SUPPORT_LABELS, QaExample, SupportExample, read_examples
from training.export import UNCALIBRATED, write_manifest
from training.metrics import best_threshold, overlap
from training.pairs import answer_of, read_pairs
from training.sources import WRITTEN

Floats = NDArray[np.float64]

# Held-out sources and how many of each: what people wrote counts most, then what retrieval
# would bring, then single sentences.
QUESTIONS = {
    "squad2.0": 215, WRITTEN: 215, "squad2.0+passage": 60, "squad1.1": 40, "qed/nq": 80,
    "qed/nq+passage": 80, "squad2.0+other-sentence": 30, "squad2.0+sentence": 30,
}  # fmt: skip
CLAIMS = {
    "snli": 150, "fm2": 100, "fever_symmetric": 60, "begin": 100, "wice": 30, "made+true": 150,
    "made+roles": 75, "made+changed": 75, "made+other": 50, "made+answer": 50,
    "made+wrong-answer": 50,
}  # fmt: skip


def logistic(features: Floats, truths: NDArray[np.bool_], ridge: float = 1e-3) -> Floats:
    """Weights of a logistic regression by Newton's method; features (n, k), last ones."""
    weights = np.zeros(features.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-features @ weights))
        slope = features.T @ (chance - truths) + ridge * weights
        curve = (features * (chance * (1 - chance))[:, None]).T @ features
        step = np.linalg.solve(curve + ridge * np.eye(len(weights)), slope)
        weights -= step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def temperature(logits: Floats, labels: NDArray[np.int64]) -> float:
    """The divisor of the logits (n, 3) with the smallest mean negative log-likelihood."""

    def cost(divisor: float) -> float:
        scaled = logits / divisor
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        total = np.log(np.exp(scaled).sum(axis=1))
        return float((total - scaled[np.arange(len(labels)), labels]).mean())

    return float(min(np.arange(0.5, 4.01, 0.05), key=cost))


def _drawn(path: Path) -> tuple[list[QaExample], list[SupportExample]]:
    rng = random.Random(13)
    examples = list(read_examples(path))
    kept: list[QaExample | SupportExample] = []
    for source, count in {**QUESTIONS, **CLAIMS}.items():
        found = [e for e in examples if e.source == source]
        kept.extend(rng.sample(found, min(count, len(found))))
    questions = [e for e in kept if isinstance(e, QaExample)]
    return questions, [e for e in kept if isinstance(e, SupportExample)]


def calibrate(held_out: Path, folder: Path) -> None:
    """Fit the constants on `held_out.jsonl` and write them into the folder's reader.json."""
    questions, claims = _drawn(held_out)
    settings = replace(UNCALIBRATED, answerable=(0.0, 1.0, 0.0))
    write_manifest(folder, settings)
    reader = Reader.load(folder)
    weights, start = _answerable(reader, questions)
    divisor, accept = _support(reader, claims)
    settings = replace(
        settings, answerable=weights, answerable_from=start, temperature=divisor,
        supported_from=accept,
    )  # fmt: skip
    write_manifest(folder, settings)
    print(settings)


def _answerable(
    reader: Reader, questions: Sequence[QaExample]
) -> tuple[tuple[float, float, float], float]:
    readings = read_pairs(reader, [(q.question, q.passage) for q in questions])
    binary = np.clip([r.answerable for r in readings], 1e-6, 1 - 1e-6)
    features = np.stack(
        [[r.margin for r in readings], np.log(binary / (1 - binary)), np.ones(len(readings))],
        axis=1,
    )
    weights = logistic(features, np.array([bool(q.spans) for q in questions]))
    chances = 1 / (1 + np.exp(-features @ weights))
    scores = []
    for question, reading in zip(questions, readings, strict=True):
        accepted = [question.passage[s:e] for s, e in question.spans]
        answer = answer_of(reading, question.passage)
        scores.append((overlap(answer, accepted), overlap("", accepted)))
    answered, silent = np.array(scores).T
    starts = np.arange(0.2, 0.81, 0.01)
    best = max(starts, key=lambda start: float(np.where(chances >= start, answered, silent).mean()))
    first, second, third = (round(float(weight), 4) for weight in weights)
    return (first, second, third), round(float(best), 2)


def _support(reader: Reader, claims: Sequence[SupportExample]) -> tuple[float, float]:
    judged = reader.support([(c.claim, c.evidence) for c in claims])
    chances = np.array([[j.supported, j.contradicted, j.neither] for j in judged])
    labels = np.array([SUPPORT_LABELS.index(c.label) for c in claims])
    logits = np.log(np.clip(chances, 1e-9, 1))
    divisor = temperature(logits, labels)
    scaled = np.exp(logits / divisor)
    supported = scaled[:, 0] / scaled.sum(axis=1)
    accept = best_threshold(supported.tolist(), (labels == 0).tolist())
    return round(divisor, 2), round(accept, 3)
