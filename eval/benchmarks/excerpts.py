"""Chroma's chunking evaluation: passages and citations against exact excerpts.

Recall, precision and intersection over union of characters (Smith & Troynikov 2024, "Evaluating
Chunking Strategies for Retrieval", which counts tokens), of the first five passages and of what
the answer cites.

    questions_df.csv   question, references [{content, start_index, end_index}], corpus_id
    corpora/NAME.md    the five documents the offsets point into
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable

from eval.benchmarks.base import (
    Benchmark,
    BenchmarkError,
    Context,
    Figures,
    find,
    measured,
    spread,
)
from eval.gold import GoldQuestion, Span
from qa.records import Citation, Passage

_DEPTH = 5
_SHARES = tuple(
    f"{of}: {name}" for of in ("passages@5", "citations") for name in ("recall", "precision", "IoU")
)


def questions(context: Context, texts: dict[str, str]) -> list[GoldQuestion]:
    """The questions; each excerpt is a group of evidence of its own."""
    with find(context.data, "questions_df.csv").open(encoding="utf-8", newline="") as stream:
        lines = list(csv.DictReader(stream))
    gold = []
    for number, line in enumerate(lines, start=1):
        name = f"{line['corpus_id']}.md"
        spans = []
        for excerpt in json.loads(line["references"]):
            span = Span(name, int(excerpt["start_index"]), int(excerpt["end_index"]))
            if texts[name][span.start : span.end] != excerpt["content"]:
                raise BenchmarkError(f"question {number}: its excerpt is not in '{name}'")
            spans.append(span)
        gold.append(
            GoldQuestion(
                id=str(number),
                type=line["corpus_id"],
                question=line["question"],
                answerable=True,
                answers=tuple((texts[name][span.start : span.end],) for span in spans),
                evidence=tuple((span,) for span in spans),
            )
        )
    return spread(gold, context.limit)


def span_of(place: Passage | Citation) -> Span:
    """Where a passage or a citation stands."""
    return Span(place.document_id, place.start, place.end)


def characters(spans: Iterable[Span]) -> set[tuple[str, int]]:
    """Every character position of some spans."""
    return {(span.document_id, at) for span in spans for at in range(span.start, span.end)}


def shares(given: set[tuple[str, int]], wanted: set[tuple[str, int]]) -> tuple[float, float, float]:
    """Recall, precision and intersection over union."""
    common = len(given & wanted)
    precision = common / len(given) if given else 0.0
    return common / len(wanted), precision, common / len(given | wanted)


def run(context: Context) -> Figures:
    """Figures of the first five passages, of the cited places, and recall of excerpts."""
    names = ("chatlogs", "finance", "pubmed", "state_of_the_union", "wikitexts")
    texts = {
        f"{name}.md": find(context.data, f"corpora/{name}.md").read_bytes().decode("utf-8")
        for name in names
    }
    rows = context.answer(texts, questions(context, texts))
    more: dict[str, list[float | None]] = {name: [] for name in _SHARES}
    for row in rows:
        wanted = characters(row.gold.spans)
        first = map(span_of, [hit.passage for hit in row.answer.hits[:_DEPTH]])
        cited = map(span_of, row.answer.citations)
        values = [share for spans in (first, cited) for share in shares(characters(spans), wanted)]
        for name, value in zip(_SHARES, values, strict=True):
            more[name].append(value)
    found = measured(rows, ("recall@5", "over-refusal", "offsets"), more)
    return {"excerpts found@5": found.pop("recall@5"), **found}


BENCHMARK = Benchmark(
    "chunking_eval", "passages and citations against exact excerpts",
    "https://github.com/brandonstarxel/chunking_evaluation", run,
)  # fmt: skip
