"""Bounds that a run's figures must keep."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.errors import RunError
from eval.measures import SHOWN


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure's least or greatest value."""

    measure: str
    value: float
    least: bool

    @classmethod
    def parse(cls, text: str, least: bool) -> Bound:
        """From "joint=.90". Raises RunError for an unknown measure or no number."""
        name, _, value = text.partition("=")
        if name not in SHOWN:
            raise RunError(f"there is no measure '{name}'; the measures are: {', '.join(SHOWN)}")
        try:
            return cls(name, float(value), least)
        except ValueError as error:
            raise RunError(f"'{text}' is no bound; expected MEASURE=NUMBER, joint=.90") from error


def read_bounds(path: Path) -> tuple[Bound, ...]:
    """The bounds of a file, {"min": {measure: number}, "max": {…}}. Raises RunError."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if not set(data) <= {"min", "max"}:
            raise ValueError(f"unknown: {', '.join(sorted(set(data) - {'min', 'max'}))}")
        return tuple(
            Bound.parse(f"{name}={value}", side == "min")
            for side in ("min", "max")
            for name, value in data.get(side, {}).items()
        )
    except RunError:
        raise
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise RunError(
            f"'{path}' holds no bounds ({error}); expected "
            '{"min": {"joint": 0.9}, "max": {"over-refusal": 0.1}}'
        ) from error


@dataclass(frozen=True, slots=True)
class Verdict:
    """A bound, the figure held against it, and its interval; None where it does not apply."""

    bound: Bound
    value: float | None
    low: float | None
    high: float | None

    @property
    def kept(self) -> bool:
        """Whether the figure keeps the bound; one that does not apply never does."""
        if self.value is None:
            return False
        return (
            self.value >= self.bound.value if self.bound.least else (self.value <= self.bound.value)
        )

    def __str__(self) -> str:
        sign = ">=" if self.bound.least else "<="
        wanted = f"{self.bound.measure} {sign} {self.bound.value:g}"
        if self.value is None:
            return f"MISSED  {wanted}: does not apply to these questions"
        word = "kept  " if self.kept else "MISSED"
        return f"{word}  {wanted}: {self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def judge(summary: Mapping[str, Any], bounds: Sequence[Bound]) -> tuple[Verdict, ...]:
    """Each bound held against the assistant's figures. Raises RunError for an old summary."""
    figures = summary["figures"]["assistant"]
    verdicts = []
    for bound in bounds:
        if bound.measure not in figures:
            raise RunError(
                f"the run does not know '{bound.measure}'; run it again with: python -m eval run"
            )
        found = figures[bound.measure] or {"value": None, "low": None, "high": None}
        verdicts.append(Verdict(bound, found["value"], found["low"], found["high"]))
    return tuple(verdicts)
