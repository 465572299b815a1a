"""Runs, public benchmarks and other pipelines → one Markdown summary, to be kept with the code."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from eval.benchmarks import NAMES, benchmark, recorded
from eval.errors import RunError
from eval.report.page import Run
from eval.tables import figure, figure_rows, markdown_table, seconds_line, type_rows


def summary(runs: Sequence[Run], peers: Sequence[Path] = (), public: bool = False) -> str:
    """The tables of the runs; then those of the benchmarks and of each comparison in `peers`.

    Raises RunError if a folder of `peers` holds no comparison.
    """
    parts = [part for run in runs for part in _run(run)]
    parts += _benchmarks() if public else ()
    parts += [part for folder in peers for part in _peers(folder)]
    return "\n\n".join(parts) + "\n"


def _run(run: Run) -> Iterator[str]:
    yield f"## {run.name}"
    yield seconds_line(run.summary) + "."
    yield markdown_table(*figure_rows(run.summary))
    yield "By type of question:"
    yield markdown_table(*type_rows(run.summary))


def _benchmarks() -> Iterator[str]:
    yield "## Public benchmarks"
    for name in NAMES:
        for entry in recorded(name):
            yield f"### {name}: {benchmark(name).measures}"
            yield f"`{entry.command}`"
            rows = [[each, figure(value)] for each, value in entry.figures.items()]
            yield markdown_table(["measure", "figure"], rows)


def _peers(folder: Path) -> Iterator[str]:
    try:
        text = (folder / "peers.md").read_text(encoding="utf-8")
    except OSError as error:
        raise RunError(
            f"'{folder}' holds no comparison ({error.strerror}: peers.md); make one with: "
            "python -m eval peers"
        ) from error
    yield f"## Beside other pipelines: {folder.name}"
    yield text.strip()
