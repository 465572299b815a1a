"""Runs → one HTML page that needs nothing else.

The page comes from a template that escapes every value; only the plots are inserted as markup,
and they escape their own words. It holds no script that reads the network, no font, no image.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from eval.measures import DERIVED, MEASURES
from eval.measures.retrieval import DEPTHS
from eval.report import curves, plots
from eval.report.faults import faults
from eval.rows import Row
from eval.tables import figure_rows, number, seconds_line, type_rows

_TYPE_FIGURES = ("correct", "joint", "refusal recall")


@dataclass(frozen=True, slots=True)
class Run:
    """A finished run under the name it is shown by."""

    name: str
    rows: tuple[Row, ...]
    summary: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a source passage: cited or not, evidence or not."""

    text: str
    cited: bool
    evidence: bool


@dataclass(frozen=True, slots=True)
class Context:
    """A passage that was cited or holds evidence, cut at the edges of both."""

    document_id: str
    start: int
    end: int
    pieces: tuple[Piece, ...]


def html(runs: Sequence[Run]) -> str:
    """The whole page."""
    environment = Environment(
        loader=PackageLoader("eval.report", "."), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    template = environment.get_template("page.html.jinja")
    return template.render(
        runs=[_view(run) for run in runs],
        measures=[
            *((each.name, each.source) for each in MEASURES),
            *((each.name, each.source) for each in DERIVED),
        ],
    )


def contexts(row: Row) -> Iterator[Context]:
    """The considered passages that are cited or hold evidence, with both marked."""
    for hit in row.answer.hits:
        passage = hit.passage
        cited = [
            (max(c.start, passage.start), min(c.end, passage.end))
            for c in row.answer.citations
            if c.document_id == passage.document_id
            and c.start < passage.end
            and passage.start < c.end
        ]
        gold = [
            (max(span.start, passage.start), min(span.end, passage.end))
            for span in (*row.gold.spans, *row.gold.near)
            if span.overlap(passage.document_id, passage.start, passage.end)
        ]
        if cited or gold:
            edges = sorted({passage.start, passage.end, *(at for s in cited + gold for at in s)})
            pieces = tuple(
                Piece(
                    passage.text[start - passage.start : end - passage.start],
                    any(s <= start and end <= e for s, e in cited),
                    any(s <= start and end <= e for s, e in gold),
                )
                for start, end in pairwise(edges)
            )
            yield Context(passage.document_id, passage.start, passage.end, pieces)


def _view(run: Run) -> dict[str, Any]:
    risk = curves.risk_coverage(run.rows)
    bins = curves.calibration(run.rows)
    return {
        "name": run.name,
        "summary": run.summary,
        "figures": figure_rows(run.summary),
        "types": type_rows(run.summary),
        "seconds": seconds_line(run.summary),
        "plots": _plots(run, risk, bins),
        "area": number(curves.area_under_risk(risk)),
        "calibration_error": number(curves.calibration_error(bins)),
        "questions": [
            {"row": row, "faults": faults(row), "contexts": list(contexts(row))} for row in run.rows
        ],
    }


def _plots(
    run: Run, risk: curves.Points, bins: Sequence[tuple[float, float, int]]
) -> list[tuple[str, Markup]]:
    depth = {
        name: [(float(k), found[f"recall@{k}"] or 0.0) for k in DEPTHS]
        for name, found in run.summary["depth"].items()
        if name != "top sentence"  # it has the ranking of the top passage
    }
    types = [
        (name, {each: found[each] for each in _TYPE_FIGURES})
        for name, found in run.summary["types"].items()
    ]
    seconds = curves.latency(run.rows)
    sure = [(confidence, right) for confidence, right, _ in bins]
    return [
        ("By type of question", plots.bars(types, "figures by type of question")),
        (
            "Risk and coverage: wrong answers among the most confident ones",
            plots.lines({"assistant": risk}, "share of questions answered", "share wrong", 1.0),
        ),
        (
            "Retrieval depth",
            plots.lines(depth, "passages", "evidence found", float(DEPTHS[-1]), x_digits=0),
        ),
        (
            "Calibration: how often an answer is right at a confidence",
            plots.lines(
                {"assistant": sure, "ideal": [(0.0, 0.0), (1.0, 1.0)]},
                "confidence", "share right", 1.0,
            ),
        ),
        (
            "Time to answer",
            plots.lines(
                {"assistant": seconds}, "milliseconds", "share of questions",
                plots.round_end(max(ms for ms, _ in seconds)), x_digits=0,
            ),
        ),
    ]  # fmt: skip
