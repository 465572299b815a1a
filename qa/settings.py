"""The few settings that measurements showed to matter; everything else is a constant.

Knows nothing of where a value came from (code, command line, evaluation).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from qa.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Settings:
    """How passages are cut and found. The measurements behind each value: docs/LOG.md."""

    passage_chars: int = 800
    """Longest passage in characters; it ends at the sentence boundary before (100 to 4,000)."""
    hits: int = 8
    """Passages considered for each question (1 to 50)."""
    dense_weight: float = 0.5
    """Share of the dense score in the fused one; the rest is BM25 (0 to 1)."""

    def __post_init__(self) -> None:
        _within("passage_chars", self.passage_chars, 100, 4_000)
        _within("hits", self.hits, 1, 50)
        _within("dense_weight", self.dense_weight, 0.0, 1.0)

    def changed(self, **values: Any) -> Settings:
        """A copy with other values, given as numbers or as text. Raises SettingsError."""
        kinds = {field.name: type(getattr(self, field.name)) for field in fields(self)}
        for name, value in values.items():
            if name not in kinds:
                raise SettingsError(
                    f"there is no setting '{name}'; the settings are: {', '.join(kinds)}"
                )
            try:
                values[name] = kinds[name](value)
            except ValueError as error:
                raise SettingsError(
                    f"setting '{name}' cannot be '{value}': expected {kinds[name].__name__}"
                ) from error
        return replace(self, **values)


def _within(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise SettingsError(f"setting '{name}' cannot be {value}: expected {low} to {high}")
