"""Is the answer right, is a refusal right, and is a right answer also well cited?"""

from __future__ import annotations

from eval.measures import citations
from eval.measures.base import Graded, HarmonicMean, Measure
from eval.measures.text import exact_match, groups_present, token_f1, tokens
from qa import chunking

MOST_SENTENCES = 5
"""A longer answer is not right, whatever it holds: nobody wants to search it."""


def right(graded: Graded) -> float:
    """1 if every group has one accepted string in a short answer, or a refusal is due."""
    if not graded.gold.answerable:
        return float(graded.refused)
    if graded.refused or _sentences(graded.text) > MOST_SENTENCES:
        return 0.0
    return float(groups_present(graded.text, graded.gold.answers) == 1.0)


def correct(graded: Graded) -> float | None:
    """`right` of the questions that have an answer."""
    return right(graded) if graded.gold.answerable else None


def joint(graded: Graded) -> float | None:
    """1 if right, every evidence group cited, and every quote where its citation says."""
    if not graded.gold.answerable:
        return None
    exact = citations.offsets(graded) == 1.0
    return float(right(graded) == 1.0 and citations.cited_share(graded) == 1.0 and exact)


def crag(graded: Graded) -> float:
    """+1 right (a due refusal included), 0 refused without need, -1 wrong."""
    if right(graded):
        return 1.0
    return 0.0 if graded.refused else -1.0


def groups(graded: Graded) -> float | None:
    """The share of groups in the answer; 0 for a refusal."""
    if not graded.gold.answerable:
        return None
    return 0.0 if graded.refused else groups_present(graded.text, graded.gold.answers)


def short_exact_match(graded: Graded) -> float | None:
    """Exact match of the short answer; where one group is asked for."""
    if len(graded.gold.answers) != 1:
        return None
    return exact_match(_short(graded), graded.gold.answers[0])


def short_f1(graded: Graded) -> float | None:
    """Token F1 of the short answer; where one group is asked for."""
    if len(graded.gold.answers) != 1:
        return None
    return token_f1(_short(graded), graded.gold.answers[0])


def refusal_precision(graded: Graded) -> float | None:
    """Of a refusal: was it due?"""
    return float(not graded.gold.answerable) if graded.refused else None


def refusal_recall(graded: Graded) -> float | None:
    """Of a question without an answer: was it refused?"""
    return None if graded.gold.answerable else float(graded.refused)


def over_refusal(graded: Graded) -> float | None:
    """Of a question with an answer: was it refused?"""
    return float(graded.refused) if graded.gold.answerable else None


def length(graded: Graded) -> float | None:
    """Words of a shown answer."""
    return None if graded.refused else float(len(tokens(graded.text)))


def _short(graded: Graded) -> str:
    short = graded.answer.short
    return "" if graded.refused or short is None else short.text


def _sentences(text: str) -> int:
    return sum(1 for _ in chunking.sentences(text, 0, len(text), len(text) + 1))


RIGHT = Measure("right", "correct, or refused where that is due; all questions", right)
CORRECT = Measure("correct", f"all groups in at most {MOST_SENTENCES} sentences", correct)
JOINT = Measure("joint", "correct, all evidence groups cited, all offsets exact", joint)
GROUPS = Measure("groups", "share of the groups of answers that are in the text", groups)
EXACT_MATCH = Measure(
    "exact match", "SQuAD (Rajpurkar et al. 2016), short answer, one group", short_exact_match
)
TOKEN_F1 = Measure("token F1", "SQuAD (Rajpurkar et al. 2016), short answer, one group", short_f1)
CRAG = Measure("CRAG score", "Yang et al. 2024: +1 right, 0 refused without need, -1 wrong", crag)
REFUSAL_PRECISION = Measure("refusal precision", "due refusals / refusals", refusal_precision)
REFUSAL_RECALL = Measure(
    "refusal recall", "due refusals / questions without an answer", refusal_recall
)
REFUSAL_F1 = HarmonicMean(
    "refusal F1", "van Rijsbergen 1979, of the two above", "refusal precision", "refusal recall"
)
OVER_REFUSAL = Measure("over-refusal", "refusals / questions with an answer", over_refusal)
WORDS = Measure("words", "length of a shown answer, articles not counted", length)
