"""Does a true sentence that does not answer get dropped? Sentences of the right paragraph, tried.

For questions of `squad_open`: every sentence of a retrieved passage of the gold paragraph is
supported by its source, and looks relevant; only those that hold a gold answer answer. Scores are
the assistant's own. Knows nothing of models: the sentences stand for what one might write.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.errors import RunError
from qa import Assistant
from qa.drafting import Extractive
from qa.question import understand
from qa.reader import Reader
from qa.text import tidy

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
    reader = Reader.packaged()
    beside: list[bool] = []
    answering: list[bool] = []
    for question in questions:
        for text, dropped in _of_gold(question, assistant, reader):
            held = any(answer["text"] in text for answer in question["answers"])
            (answering if held else beside).append(dropped)
    return Dropped(len(questions), len(beside), sum(beside), len(answering), sum(answering))


def _of_gold(
    question: dict[str, Any], assistant: Assistant, reader: Reader
) -> Iterable[tuple[str, bool]]:
    """The sentences of the gold paragraph that were considered, and whether each is dropped."""
    asked, gold = question["question"], f"{question['paragraph']}.txt"
    hits = assistant.search(asked)
    draft = Extractive(assistant.index.terms, reader.read).draft(understand(asked), hits)
    for passage in (hit.passage for hit in hits if hit.passage.document_id == gold):
        for span in passage.sentences:
            yield tidy(passage.sentence(span)), (gold, *span) not in draft.answering


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
