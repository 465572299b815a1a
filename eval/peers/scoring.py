"""Passages and gold questions → figures, by the measures that this project is held to itself.

Longer passages find more, so recall is also given for equal reading: the first 4,000 characters
of what was returned, the last passage cut there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from eval.figures import columns, samples_of, with_intervals
from eval.gold import GoldQuestion
from eval.measures import Scores
from eval.measures.retrieval import first_ranks, ranked_value, recall_at
from eval.peers.asking import Reply
from eval.peers.locating import How, Located, locate
from eval.statistics import Interval, paired_bootstrap, weighted_mean
from qa.records import Document, Passage

READ = 4_000
"""Characters: about what a chat model is given, and five of Footnote's longest passages."""
READ_RECALL = f"recall in {READ:,} characters"
MEASURES = (
    "recall@1", "recall@5", "recall@10", READ_RECALL, "MRR", "nDCG@10",
    "refusal recall", "over-refusal",
)  # fmt: skip
COMPARED = "recall@5"


@dataclass(frozen=True, slots=True)
class Graded:
    """What one pipeline is worth on one set of questions; times in seconds."""

    scores: tuple[Scores, ...]
    """Per question: measure → value, None where it does not apply."""
    figures: Mapping[str, Interval | None]
    places: Mapping[How, int]
    """How many returned passages were located how."""
    length: float
    """Median characters of a returned passage."""
    query: tuple[float, float]
    """Median and 95th percentile."""
    query_cpu: float
    answer: tuple[float, float] | None

    def share(self, *ways: How) -> float | None:
        """The share of returned passages that were located in one of these ways."""
        total = sum(self.places.values())
        return sum(self.places.get(how, 0) for how in ways) / total if total else None


def grade(
    reply: Reply, gold: Sequence[GoldQuestion], documents: Mapping[str, Document], k: int
) -> Graded:
    """The figures of a reply."""
    located = [
        [locate(found, documents) for found in answer.passages[:k]] for answer in reply.answers
    ]
    scores = tuple(
        score(question, [each.passage for each in places], answer.refused)
        for question, places, answer in zip(gold, located, reply.answers, strict=True)
    )
    returned = [each for places in located for each in places]
    answered = [each.answer_seconds for each in reply.answers if each.answer_seconds is not None]
    return Graded(
        scores=scores,
        figures=with_intervals(scores, gold, MEASURES),
        places=_counted(returned),
        length=_percentile([len(f.text) for a in reply.answers for f in a.passages[:k]], 50),
        query=_both([each.seconds for each in reply.answers]),
        query_cpu=_percentile([each.cpu for each in reply.answers], 50),
        answer=_both(answered) if answered else None,
    )


def score(gold: GoldQuestion, passages: Sequence[Passage], refused: bool) -> Scores:
    """Every measure of one question, None where it does not apply."""
    if not gold.answerable:
        return {**dict.fromkeys(MEASURES), "refusal recall": float(refused)}
    ranks = first_ranks(gold, passages)
    read = first_ranks(gold, within(passages, READ))
    return {
        **{f"recall@{k}": recall_at(ranks, k) for k in (1, 5, 10)},
        READ_RECALL: recall_at(read, len(passages)),
        "MRR": ranked_value("RR", ranks),
        "nDCG@10": ranked_value("nDCG@10", ranks),
        "refusal recall": None,
        "over-refusal": float(refused),
    }


def within(passages: Sequence[Passage], most: int) -> list[Passage]:
    """The passages that fit into so many characters, the last one cut."""
    kept = []
    for passage in passages:
        if most <= 0:
            break
        text = passage.text[:most]
        kept.append(replace(passage, text=text, end=passage.start + len(text)))
        most -= len(text)
    return kept


def difference(
    peer: Graded, footnote: Graded, gold: Sequence[GoldQuestion]
) -> tuple[Interval, float] | None:
    """The peer's `COMPARED` less Footnote's on the same questions, and the p that it is 0."""
    first, second = columns(peer.scores)[COMPARED], columns(footnote.scores)[COMPARED]
    return paired_bootstrap(
        lambda weights: weighted_mean(first, weights) - weighted_mean(second, weights),
        samples_of(gold),
    )


def _counted(located: Sequence[Located]) -> dict[How, int]:
    counts: dict[How, int] = {}
    for each in located:
        counts[each.how] = counts.get(each.how, 0) + 1
    return counts


def _both(values: Sequence[float]) -> tuple[float, float]:
    return _percentile(values, 50), _percentile(values, 95)


def _percentile(values: Sequence[float], share: int) -> float:
    return float(np.percentile(values, share)) if values else 0.0
