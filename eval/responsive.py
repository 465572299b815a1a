"""Does a true sentence that does not answer get dropped? Sentences of the right paragraph, tried.

For questions of `squad_open`: every sentence of a retrieved passage of the gold paragraph is
supported by its source, and looks relevant; only those that hold a gold answer answer. Scores are
the assistant's own. Knows nothing of models: the sentences stand for what one might write.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.errors import RunError
from qa import Assistant
from qa.drafting.extractive import LEAST_SCORE
from qa.drafting.selection import Candidate, select
from qa.reader import Reader

LENIENCE = 1.0
"""A written sentence may rest on one that scores this much less than an extract must."""
_SEED = 13
_OTHERS = 3  # paragraphs that answer nothing, for each one that does


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many sentences of each kind there were, and how many of them would be dropped."""

    questions: int
    beside: int
    beside_dropped: int
    answering: int
    answering_dropped: int


def responsive(data: Path, work: Path, limit: int) -> Dropped:
    """Measures `limit` answerable questions; `work` gets their paragraphs and the index."""
    questions, texts = _sample(data / "squad_open", limit)
    folder = work / "paragraphs"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    assistant = Assistant.from_folder(folder, index=work / "index")
    reader = Reader.load()
    beside: list[bool] = []
    answering: list[bool] = []
    for question in questions:
        for candidate in _of_gold(question, assistant, reader):
            held = any(answer["text"] in candidate.text for answer in question["answers"])
            (answering if held else beside).append(candidate.score < LEAST_SCORE - LENIENCE)
    return Dropped(len(questions), len(beside), sum(beside), len(answering), sum(answering))


def _of_gold(question: dict[str, Any], assistant: Assistant, reader: Reader) -> Sequence[Candidate]:
    """The sentences of the gold paragraph among those that would be weighed."""
    asked, gold = question["question"], f"{question['paragraph']}.txt"
    hits = assistant.search(asked)
    weighed = select(asked, assistant.index.terms(asked), hits, reader.read)
    return [each for each in weighed if each.passage.document_id == gold]


def _sample(folder: Path, limit: int) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Answerable questions, and their paragraphs among others."""
    texts = {row["id"]: row["text"] for row in _rows(folder / "corpus.jsonl.gz")}
    answerable = [row for row in _rows(folder / "dev_questions.jsonl.gz") if row["answers"]]
    rng = random.Random(_SEED)  # noqa: S311 - a sample, not a secret
    questions = rng.sample(answerable, min(limit, len(answerable)))
    gold = {row["paragraph"] for row in questions}
    rest = sorted(texts.keys() - gold)
    chosen = gold | set(rng.sample(rest, min(len(rest), _OTHERS * len(gold))))
    return questions, {name: texts[name] for name in sorted(chosen)}


def _rows(path: Path) -> Iterable[dict[str, Any]]:
    if not path.is_file():
        raise RunError(f"there is no '{path}'; expected the folder of the published data")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
