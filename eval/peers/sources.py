"""Where questions and documents come from: a gold file and its folder, or a public benchmark."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.benchmarks import squad_open
from eval.benchmarks.base import Context, write_corpus
from eval.errors import RunError
from eval.gold import GoldQuestion, load, load_documents
from eval.rows import gold_to_dict
from qa.records import Document

BENCHMARKS = ("squad_open",)


@dataclass(frozen=True, slots=True)
class Source:
    """Questions, and the folder of plain text that they are about."""

    gold: Sequence[GoldQuestion]
    folder: Path
    documents: Mapping[str, Document]


def from_files(gold: Path, folder: Path, limit: int | None = None) -> Source:
    """The first questions of a gold file. Raises GoldError, RunError."""
    return Source(load(gold)[:limit], folder, _plain(folder))


def from_benchmark(
    name: str, data: Path, work: Path, limit: int | None = None, asked_only: bool = False
) -> Source:
    """A benchmark's questions; its documents and gold file are written to `work`.

    `asked_only` leaves out the documents that no question is about: faster, and easier to find
    the right place in. Raises BenchmarkError, RunError.
    """
    if name not in BENCHMARKS:
        raise RunError(f"there is no benchmark '{name}' here; there is: {', '.join(BENCHMARKS)}")
    context = Context(data, work, limit)
    texts, places = squad_open.articles(context)
    gold = squad_open.questions(context, places)
    if asked_only:
        wanted = {document for question in gold for document in question.documents}
        texts = {name: text for name, text in texts.items() if name in wanted}
    folder = write_corpus(work / "corpus", texts)
    lines = [json.dumps(gold_to_dict(each), ensure_ascii=False) for each in gold]
    (work / "gold.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Source(gold, folder, _plain(folder))


def _plain(folder: Path) -> dict[str, Document]:
    """The documents by id. The peers read other formats otherwise, so offsets would not compare."""
    documents = load_documents(folder)
    for document in documents.values():
        if document.media_type != "text/plain":
            raise RunError(
                f"peers are compared on plain text, but '{document.id}' is "
                f"{document.media_type}; save its text as .txt"
            )
    if not documents:
        raise RunError(f"'{folder}' holds no document; expected .txt files")
    return documents
