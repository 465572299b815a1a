"""What a benchmark is, and what its adapter gets to work with.

Each adapter turns published data into a folder of documents and gold questions, asks the
assistant as anybody would, and returns its figures by name.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from langchain_core.embeddings import Embeddings

from eval.errors import RunError
from eval.figures import with_intervals
from eval.gold import GoldQuestion, load_documents
from eval.measures import Scores
from eval.rows import Row
from eval.runs import Track, run
from eval.statistics import Interval
from eval.systems import Bench

Item = TypeVar("Item")
Figures = dict[str, float | Interval]
"""A figure by its name, with its interval where whole documents were resampled."""


Columns = Mapping[str, Sequence[float | None]]
"""Measure name → its value for each question."""


class BenchmarkError(RunError):
    """The data of a benchmark is not what was published."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where the data lies, where to work, how many questions to ask, and the settings."""

    data: Path
    work: Path
    limit: int | None = None
    changes: Mapping[str, str] | None = None
    embedder: str | Embeddings | None = None
    track: Track = iter
    model: str | None = None
    """The chat model, as "provider:name"; only some benchmarks use one."""

    def bench(self, texts: Mapping[str, str]) -> Bench:
        """An assistant over documents given as file name → text."""
        corpus = write_corpus(self.work / "corpus", texts)
        return Bench.open(corpus, self.work / "index", self.embedder, self.changes, self.model)

    def answer(self, texts: Mapping[str, str], gold: Sequence[GoldQuestion]) -> tuple[Row, ...]:
        """Every gold question asked, with the usual results in the folder `run-N`."""
        bench = self.bench(texts)
        out = self.work / f"run-{len(gold)}"
        rows, _ = run(gold, load_documents(self.work / "corpus"), bench, out, track=self.track)
        return rows


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A public benchmark: where it is published, and the adapter that runs it."""

    name: str
    measures: str
    published: str
    run: Callable[[Context], Figures]


def write_corpus(folder: Path, texts: Mapping[str, str]) -> Path:
    """Writes the documents, leaving those that are there already; others are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.is_file() and path.name not in texts:
            path.unlink()
    for name, text in texts.items():
        path = folder / name
        data = text.encode("utf-8")
        if not path.exists() or path.read_bytes() != data:
            path.write_bytes(data)
    return folder


def spread(items: Sequence[Item], limit: int | None) -> list[Item]:
    """`limit` items at even distances, so that every part of a sorted set is represented."""
    if limit is None or limit >= len(items):
        return list(items)
    return [items[at * len(items) // limit] for at in range(limit)]


def find(data: Path, name: str) -> Path:
    """A file of the benchmark. Raises BenchmarkError naming what was expected."""
    path = data / name
    if not path.is_file():
        raise BenchmarkError(f"'{data}' holds no '{name}'; expected the benchmark's folder")
    return path


def read_json(data: Path, name: str) -> Any:
    """A JSON file of the benchmark."""
    try:
        return json.loads(find(data, name).read_text(encoding="utf-8"))
    except ValueError as error:
        raise BenchmarkError(f"'{data / name}' is not JSON ({error})") from error


def read_lines(data: Path, name: str) -> list[dict[str, Any]]:
    """A file of one JSON object per line, gzipped or not."""
    path = find(data, name)
    content = path.read_bytes()
    try:
        text = (gzip.decompress(content) if name.endswith(".gz") else content).decode("utf-8")
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except (OSError, ValueError) as error:
        raise BenchmarkError(f"'{path}' is not one JSON object per line ({error})") from error


def measured(rows: Sequence[Row], names: Sequence[str], more: Columns | None = None) -> Figures:
    """The named figures of answered questions with their intervals; those that apply.

    `more` holds further measures, each with a value for every row or None where it has none.
    """
    more = more or {}
    scores: list[Scores] = [
        {**row.scores, **{name: values[at] for name, values in more.items()}}
        for at, row in enumerate(rows)
    ]
    found = with_intervals(scores, [row.gold for row in rows], [*names, *more])
    return {name: figure for name, figure in found.items() if figure is not None}


def value_of(figure: float | Interval) -> float:
    """A figure without its interval."""
    return figure.value if isinstance(figure, Interval) else figure


def average(values: Iterable[float]) -> float:
    """The mean; 0 of nothing."""
    found = list(values)
    return sum(found) / len(found) if found else 0.0
