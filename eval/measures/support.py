"""Do the citations support the sentences? Judged by a model, without marked evidence.

Citation recall and precision of ALCE (Gao et al. 2023, "Enabling Large Language Models to
Generate Text with Citations", section 3), over the sentences shown:

    recall      a sentence has recall 1 if what it cites, put together, supports it
    precision   a citation of such a sentence is precise unless it is irrelevant: alone it does
                not support the sentence, and without it the others still do. Citations of a
                sentence that is not supported are not precise.

The judge is not asked about a sentence that stands word for word in what it cites: a text
supports its own words. So answers copied from the sources cost nothing and get 1, and the figures
say something about a chat model's sentences only.
"""

from __future__ import annotations

from eval.measures.base import Graded, Judge, Measure
from qa.records import Claim
from qa.text import fold


def recall(graded: Graded) -> float | None:
    """The share of shown sentences that their citations support; None for a refusal or no judge."""
    if graded.judge is None or graded.refused or not graded.answer.shown:
        return None
    shown = graded.answer.shown
    return sum(supported(claim, graded.judge) for claim in shown) / len(shown)


def precision(graded: Graded) -> float | None:
    """The share of citations that are precise; None for a refusal, no citation or no judge."""
    if graded.judge is None or graded.refused:
        return None
    judged = [each for claim in graded.answer.shown for each in precise(claim, graded.judge)]
    return sum(judged) / len(judged) if judged else None


def supported(claim: Claim, judge: Judge) -> bool:
    """Whether all that a sentence cites supports it."""
    return _supports([citation.quote for citation in claim.citations], claim.sentence, judge)


def precise(claim: Claim, judge: Judge) -> list[bool]:
    """For each citation of a sentence whether it is precise."""
    quotes = [citation.quote for citation in claim.citations]
    if not _supports(quotes, claim.sentence, judge):
        return [False] * len(quotes)
    if len(quotes) == 1:
        return [True]
    return [
        _supports([quote], claim.sentence, judge)
        or not _supports([*quotes[:at], *quotes[at + 1 :]], claim.sentence, judge)
        for at, quote in enumerate(quotes)
    ]


def _supports(quotes: list[str], sentence: str, judge: Judge) -> bool:
    if not quotes:
        return False
    evidence = " ".join(quotes)
    said = fold(sentence).text
    if said in (held := fold(evidence).text) or said.removesuffix(".") in held:
        return True
    return judge(sentence, evidence)


PRECISION = Measure(
    "ALCE precision", "Gao et al. 2023: citations that are not irrelevant, judged by the reader",
    precision,
)  # fmt: skip
RECALL = Measure(
    "ALCE recall", "Gao et al. 2023: sentences their citations support, judged by the reader",
    recall,
)  # fmt: skip
