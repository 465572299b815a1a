"""Do the citations point at the evidence, and is each quote where it says?

Precision and recall are those of ALCE (Gao et al. 2023, "Enabling Large Language Models to
Generate Text with Citations") with the entailment model replaced by marked evidence: a citation
is right if it shares characters with an evidence span.
"""

from __future__ import annotations

from eval.gold import Span
from eval.measures.base import Graded, Measure
from qa.records import Citation


def precision(graded: Graded) -> float | None:
    """The share of citations that point into the evidence; None without citations or evidence."""
    places = (*graded.gold.spans, *graded.gold.also)
    if not graded.gold.answerable or not graded.citations:
        return None
    return sum(_in(citation, places) for citation in graded.citations) / len(graded.citations)


def recall(graded: Graded) -> float | None:
    """The share of evidence groups that are cited; None for a refusal or without evidence."""
    if not graded.gold.answerable or graded.refused:
        return None
    return cited_share(graded)


def cited_share(graded: Graded) -> float:
    """The share of evidence groups with a citation into one of their spans."""
    groups = graded.gold.evidence
    cited = sum(any(_in(citation, group) for citation in graded.citations) for group in groups)
    return cited / len(groups)


def offsets(graded: Graded) -> float | None:
    """The share of citations, the short answer's among them, whose file holds the quote there."""
    citations = list(graded.citations)
    if graded.answer.short is not None:
        citations.append(graded.answer.short.citation)
    if not citations:
        return None
    return sum(graded.exact(citation) for citation in citations) / len(citations)


def _in(citation: Citation, spans: tuple[Span, ...]) -> bool:
    return any(span.overlap(citation.document_id, citation.start, citation.end) for span in spans)


PRECISION = Measure(
    "citation precision",
    "ALCE (Gao et al. 2023) against marked evidence: citations that share characters with it",
    precision,
)
RECALL = Measure(
    "citation recall",
    "ALCE (Gao et al. 2023) against marked evidence: evidence groups cited, where answered",
    recall,
)
OFFSETS = Measure("offsets", "document.text[start:end] == quote, re-read from the file", offsets)
