"""What was wrong with an answer, in words a person can act on."""

from __future__ import annotations

from eval.gold import Span
from eval.measures.answers import MOST_SENTENCES
from eval.measures.text import contains
from eval.rows import Row
from qa.records import Citation

RETRIEVED = "recall@20"


def faults(row: Row) -> tuple[str, ...]:
    """Every reason why an answer is not as good as it can be; none if it is."""
    scores = row.scores
    refused = row.answer.status in ("not_found", "unsupported")
    found: list[str] = []
    if not row.gold.answerable:
        return () if refused else ("answered, but the documents hold no answer",)
    if (scores[RETRIEVED] or 0.0) < 1.0:
        found.append("the search did not find all of the evidence")
    if refused:
        return (*found, "refused, but the documents hold the answer")
    text = " ".join(claim.sentence for claim in row.answer.shown)
    found += [
        f"not said: {' / '.join(group)}"
        for group in row.gold.answers
        if not any(contains(text, accepted) for accepted in group)
    ]
    if not scores["correct"] and scores["groups"] == 1.0:
        found.append(f"longer than {MOST_SENTENCES} sentences")
    if (scores["citation recall"] or 0.0) < 1.0:
        found.append("not all of the evidence is cited")
    if (scores["citation precision"] or 0.0) < 1.0:
        places = (*row.gold.spans, *row.gold.also)
        outside = [c for c in row.answer.citations if not _inside(c, places)]
        marks = ", ".join(f"[{citation.marker}]" for citation in outside)
        found.append(f"cited outside the evidence: {marks}" if marks else "nothing is cited")
    if scores["offsets"] != 1.0:
        found.append("a quote is not where its citation says")
    return tuple(found)


def _inside(citation: Citation, places: tuple[Span, ...]) -> bool:
    return any(
        place.overlap(citation.document_id, citation.start, citation.end) for place in places
    )
