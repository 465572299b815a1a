"""Public benchmarks, run on data that was downloaded to a folder.

The data itself is not part of this project. Figures measured before stand in `expected.json`,
each with the command that yields them.
"""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

from eval.benchmarks.base import Benchmark, BenchmarkError, Context, Figures
from eval.rows import write_json

_HOMES = {
    "squad_open": ("squad_open", "BENCHMARK"),
    "clapnq": ("clapnq", "BENCHMARK"),
    "chunking_eval": ("excerpts", "BENCHMARK"),
    "nfcorpus": ("ranking", "NFCORPUS"),
    "cranfield": ("ranking", "CRANFIELD"),
    "multihop": ("multihop", "BENCHMARK"),
    "rgb": ("counterfactual", "BENCHMARK"),
    "followups": ("followups", "BENCHMARK"),
    "support_bench": ("support", "BENCHMARK"),
}
NAMES = tuple(_HOMES)
EXPECTED = Path(__file__).with_name("expected.json")


def benchmark(name: str) -> Benchmark:
    """A benchmark by its name. Raises BenchmarkError for an unknown one."""
    if name not in _HOMES:
        raise BenchmarkError(
            f"there is no benchmark '{name}'; the benchmarks are: {', '.join(NAMES)}"
        )
    module, attribute = _HOMES[name]
    found: Benchmark = getattr(importlib.import_module(f"eval.benchmarks.{module}"), attribute)
    return found


def expected(name: str, limit: int | None, path: Path = EXPECTED) -> Figures:
    """The figures measured before with the same limit; empty if there are none."""
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    figures: Figures = next(
        (each["figures"] for each in data.get(name, []) if each["limit"] == limit), {}
    )
    return figures


def record(name: str, limit: int | None, figures: Figures, path: Path = EXPECTED) -> None:
    """Makes these the figures that later runs with the same limit are printed beside."""
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    command = f"python -m eval benchmark {name} --data FOLDER"
    entry = {
        "limit": limit,
        "command": command if limit is None else f"{command} --limit {limit}",
        "figures": {each: round(value, 4) for each, value in figures.items()},
    }
    others = [each for each in data.get(name, []) if each["limit"] != limit]
    write_json(path, {**data, name: [*others, entry]})


__all__ = [
    "NAMES", "Benchmark", "BenchmarkError", "Context", "Figures", "benchmark", "expected", "record",
]  # fmt: skip
