"""What a measure is, and what it looks at.

A measure gives one question's answer a value, or None where it does not apply (refusal recall
of a question that has an answer, say). The figure of a whole set is the mean over the questions
where it applies, so that it can be resampled question by question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from eval.gold import GoldQuestion
from qa.records import Answer, Citation, Document

Scores = Mapping[str, float | None]
"""Measure name → value of one question."""


Judge = Callable[[str, str], bool]
"""(sentence, evidence) → whether the evidence supports the sentence."""


@dataclass(frozen=True, slots=True)
class Graded:
    """A gold question, the answer a system gave, and the documents as the files are now.

    Measures that need a `judge` do not apply where there is none.
    """

    gold: GoldQuestion
    answer: Answer
    documents: Mapping[str, Document]
    judge: Judge | None = None

    @property
    def refused(self) -> bool:
        """Whether the answer is one of the two kinds of no."""
        return self.answer.status in ("not_found", "unsupported")

    @property
    def text(self) -> str:
        """The shown sentences without their markers."""
        return " ".join(claim.sentence for claim in self.answer.shown)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every place the shown answer points at."""
        return self.answer.citations

    def exact(self, citation: Citation) -> bool:
        """Whether the file holds the quote at the offsets, now, and is the file that was read."""
        document = self.documents.get(citation.document_id)
        return (
            document is not None
            and document.sha256 == citation.sha256
            and document.text[citation.start : citation.end] == citation.quote
        )


@dataclass(frozen=True, slots=True)
class Measure:
    """A named formula with its source; `score` maps one graded answer to a value or None."""

    name: str
    source: str
    score: Callable[[Graded], float | None]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class HarmonicMean:
    """F1 of two figures of a set: a formula over means, not a mean over questions."""

    name: str
    source: str
    precision: str
    recall: str

    def __str__(self) -> str:
        return self.name

    def of(self, means: Mapping[str, float | None]) -> float | None:
        """2pr / (p + r); None unless both are known, 0 if both are 0."""
        p, r = means.get(self.precision), means.get(self.recall)
        if p is None or r is None:
            return None
        return 2 * p * r / (p + r) if p + r else 0.0


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of the values that are not None; None if there is none."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None
