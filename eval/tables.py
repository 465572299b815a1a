"""Figures as plain text and as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eval.compare import Comparison
from eval.measures import SHOWN
from eval.statistics import Interval
from qa.rates import rates
from qa.records import Answer


def text_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Columns aligned with spaces, the first to the left and the rest to the right."""
    table = [list(header), *map(list, rows)]
    widths = [max(len(line[at]) for line in table) for at in range(len(header))]
    lines = [
        "  ".join(
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in table
    ]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def markdown_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The same as a Markdown table; bars in cells are escaped."""
    lines = [header, ["---", *["---:"] * (len(header) - 1)], *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines
    )


def number(value: float | None, digits: int = 3) -> str:
    """A figure, or a dash where it does not apply."""
    return "–" if value is None else f"{value:.{digits}f}"


def figure(value: float | Interval | None) -> str:
    """A figure with its interval, if it has one."""
    return str(value) if isinstance(value, Interval) else number(value)


def figure_rows(summary: Mapping[str, Any]) -> tuple[list[str], list[list[str]]]:
    """A table of a run: measures down, the assistant with intervals and the baselines across."""
    systems = summary["figures"]
    header = ["measure", "assistant", "95% interval", *(s for s in systems if s != "assistant")]
    rows = []
    for name in SHOWN:
        digits = 1 if name == "words" else 3
        own = systems["assistant"].get(name)
        span = f"[{own['low']:.{digits}f}, {own['high']:.{digits}f}]" if own else "–"
        others = [
            number(found["value"] if (found := systems[each].get(name)) else None, digits)
            for each in header[3:]
        ]
        rows.append([name, number(own["value"] if own else None, digits), span, *others])
    return header, rows


def type_rows(summary: Mapping[str, Any]) -> tuple[list[str], list[list[str]]]:
    """A table by question type."""
    names = ["recall@5", "correct", "joint", "refusal recall", "over-refusal", "CRAG score"]
    rows = [
        [kind, str(found["questions"]), *(number(found.get(name), 2) for name in names)]
        for kind, found in summary["types"].items()
    ]
    return ["type", "questions", *names], rows


def writer_rows(answers: Sequence[Answer]) -> tuple[list[str], list[list[str]]]:
    """Who wrote what is shown, and why a model's sentences were dropped."""
    counted = rates(answers)
    rows = [
        [f"answers {name}", str(getattr(counted, name))]
        for name in ("generated", "reattached", "extracted", "abstained")
    ]
    rows += [[f"sentences shown, {name}", str(count)] for name, count in counted.sentences]
    rows += [[f"dropped: {reason}", str(count)] for reason, count in counted.dropped]
    return ["what the model wrote", "count"], rows


def difference_rows(found: Comparison) -> tuple[list[str], list[list[str]]]:
    """A table of a comparison of two runs."""
    header = ["measure", "first", "second", "difference", "95% interval", "p", "p (Holm)"]
    rows = [
        [
            each.measure, number(each.first), number(each.second),
            f"{each.difference.value:+.3f}",
            f"[{each.difference.low:+.3f}, {each.difference.high:+.3f}]",
            number(each.p), number(each.corrected),
        ]
        for each in found.differences
    ]  # fmt: skip
    return header, rows


def seconds_line(summary: Mapping[str, Any]) -> str:
    """One line on how long a question took."""
    seconds = summary["seconds"]
    ms = {name: f"{value * 1000:.0f} ms" for name, value in seconds.items()}
    line = f"{summary['questions']} questions, median {ms['p50']}, p95 {ms['p95']} each"
    if summary.get("model") or "p50 without reading" not in ms:  # or a run of an earlier version
        return line  # what a chat model takes has nothing to do with reading
    return f"{line}; without the reader {ms['p50 without reading']}, {ms['p95 without reading']}"
