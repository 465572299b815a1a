"""Public benchmarks, run on data that was downloaded to a folder.

The data itself is not part of this project. Figures measured before stand in `expected.json`,
each with the command that yields them.
"""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.benchmarks.base import Benchmark, BenchmarkError, Context, Figures
from eval.rows import write_json
from eval.statistics import Interval

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


@dataclass(frozen=True, slots=True)
class Recorded:
    """Figures that were measured before: of how many questions at most, and by which command."""

    limit: int | None
    command: str
    figures: Figures


def recorded(name: str, path: Path = EXPECTED) -> tuple[Recorded, ...]:
    """What was measured of a benchmark before."""
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Recorded(
            each["limit"],
            each["command"],
            {
                name: Interval(*value) if isinstance(value, list) else value
                for name, value in each["figures"].items()
            },
        )
        for each in data.get(name, [])
    )


def expected(name: str, limit: int | None, path: Path = EXPECTED) -> Figures:
    """The figures measured before with the same limit; empty if there are none."""
    return next((each.figures for each in recorded(name, path) if each.limit == limit), {})


def plain(figures: Figures) -> dict[str, float | list[float]]:
    """Figures as JSON has them; one with an interval is [value, low, high]."""
    return {
        name: [round(each, 4) for each in (value.value, value.low, value.high)]
        if isinstance(value, Interval)
        else round(value, 4)
        for name, value in figures.items()
    }


def record(name: str, limit: int | None, figures: Figures, path: Path = EXPECTED) -> None:
    """Makes these the figures that later runs with the same limit are printed beside."""
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    command = f"python -m eval benchmark {name} --data FOLDER"
    entry = {
        "limit": limit,
        "command": command if limit is None else f"{command} --limit {limit}",
        "figures": plain(figures),
    }
    others = [each for each in data.get(name, []) if each["limit"] != limit]
    write_json(path, {**data, name: [*others, entry]})


__all__ = [
    "NAMES", "Benchmark", "BenchmarkError", "Context", "Figures", "Recorded", "benchmark",
    "expected", "plain", "record", "recorded",
]  # fmt: skip
