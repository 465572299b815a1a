"""The two kinds of training example and their JSON-lines file.

Knows nothing about where examples come from or how they become tokens.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

SUPPORT_LABELS = ("supported", "contradicted", "neither")
WHOLE = (0, 0)  # the one span of a passage that answers without words of its own: yes or no


@dataclass(frozen=True, slots=True)
class QaExample:
    """A question and a passage; `spans` holds every accepted answer as (start, end) characters.

    No spans means that the passage does not answer the question; `WHOLE` alone means that it does,
    but only by yes or no.
    """

    source: str
    group: str
    question: str
    passage: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class SupportExample:
    """A claim, one piece of evidence and a label out of `SUPPORT_LABELS`."""

    source: str
    group: str
    claim: str
    evidence: str
    label: str


Example = QaExample | SupportExample


def write_examples(path: Path, examples: Iterable[Any]) -> int:
    """Write one JSON object per dataclass and line, and return how many were written."""
    count = 0
    with path.open("w", encoding="utf-8") as lines:
        for example in examples:
            lines.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")
            count += 1
    return count


def read_examples(path: Path) -> Iterator[Example]:
    """Read what `write_examples` wrote."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if "question" in row:
                row["spans"] = tuple((start, end) for start, end in row["spans"])
                yield QaExample(**row)
            else:
                yield SupportExample(**row)
