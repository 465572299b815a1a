"""The results of a run on disk: one JSON line per question, and one summary beside them.

    DIR/key.json       what was run on what; a run is only ever continued under the same key
    DIR/rows.jsonl     one line per question: gold question, answer, seconds, scores, baselines
    DIR/summary.json   figures with intervals, settings, versions, commit, hashes

Knows nothing of how an answer came about.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from eval.errors import RunError
from eval.gold import GoldQuestion, parse
from eval.measures import Scores
from qa.records import Answer

ROWS, SUMMARY, KEY = "rows.jsonl", "summary.json", "key.json"


@dataclass(frozen=True, slots=True)
class Row:
    """One question of a run: what was asked, what came back, in how long, and how good it was."""

    gold: GoldQuestion
    answer: Answer
    seconds: float
    scores: Scores
    baselines: Mapping[str, Scores]

    def to_json(self) -> str:
        """One line of `rows.jsonl`."""
        return json.dumps(
            {
                "gold": gold_to_dict(self.gold),
                "answer": self.answer.to_dict(),
                "seconds": self.seconds,
                "scores": self.scores,
                "baselines": self.baselines,
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Row:
        """The inverse of `to_json`, from parsed JSON."""
        return cls(
            gold=parse(data["gold"]),
            answer=Answer.from_dict(data["answer"]),
            seconds=float(data["seconds"]),
            scores=data["scores"],
            baselines=data["baselines"],
        )


def gold_to_dict(gold: GoldQuestion) -> dict[str, Any]:
    """A gold question as a line of a gold file."""
    data = asdict(gold)
    data["evidence"] = [
        {**asdict(span), "group": number}
        for number, group in enumerate(gold.evidence)
        for span in group
    ]
    plain: dict[str, Any] = json.loads(json.dumps(data))
    return plain


def read_rows(folder: Path) -> tuple[Row, ...]:
    """The questions of a finished or interrupted run. Raises RunError."""
    path = folder / ROWS
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RunError(
            f"'{folder}' holds no results ({error}); make some with: python -m eval run"
        ) from error
    rows = []
    for number, line in enumerate(lines, start=1):
        try:
            rows.append(Row.from_dict(json.loads(line)))
        except (ValueError, KeyError, TypeError) as error:
            if number == len(lines):  # a killed run leaves its last line unfinished
                break
            raise RunError(f"'{path}', line {number} is no result ({error})") from error
    if not rows:
        raise RunError(f"'{path}' holds no result; make some with: python -m eval run")
    return tuple(rows)


def read_summary(folder: Path) -> dict[str, Any]:
    """The summary of a finished run. Raises RunError."""
    path = folder / SUMMARY
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RunError(
            f"'{folder}' holds no finished run ({error}); finish it with: python -m eval run"
        ) from error
    if not isinstance(data, dict) or "figures" not in data:
        raise RunError(f"'{path}' is no summary of a run; make one with: python -m eval run")
    return data


def write_json(path: Path, data: object) -> None:
    """Writes a JSON file that is whole or not there at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(partial, path)
