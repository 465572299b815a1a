"""What is found and shown of documents in other languages, and what of a changed "not" passes.

    python -m tests.benchmarks.languages FOLDER --languages en,de,es,ru,tr,zh

FOLDER holds xquad.de.json and so on of XQuAD (Artetxe et al. 2020, google-deepmind/xquad on
GitHub, CC BY-SA 4.0): the same 240 paragraphs and 1,190 questions in each language. Every question
is asked of two folders, each with half of the paragraphs: one that holds its own, and the other.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from langchain_core.embeddings import Embeddings

from qa import Assistant
from qa.chunking import split
from qa.citation import verify
from qa.embedding import load_embedder
from qa.reader import Reader
from qa.records import Document, DraftSentence, Hit
from qa.writing import judge_by

_NOT = {"de": "nicht", "en": "not", "es": "no", "ro": "nu", "ru": "не"}
_SEED = 5
_HEADER = (
    f"{'':<4}{'among 5':>9}{'shown':>9}{'answered':>10}{'absent':>9}{'cautious':>10}"
    f"{'not dropped, accepted':>24}"
)


@dataclass(frozen=True, slots=True)
class _Asked:
    question: str
    answer: str
    half: int  # the folder that holds its paragraph


def _articles(path: Path) -> list[dict[str, Any]]:
    articles: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["data"]
    return articles


def _halves(articles: list[dict[str, Any]], half: int) -> Iterator[tuple[str, str]]:
    """File name → the paragraphs of an article that are in this half."""
    for at, article in enumerate(articles):
        texts = [p["context"] for n, p in enumerate(article["paragraphs"]) if (at + n) % 2 == half]
        yield f"{at:02d}.txt", "\n\n".join(texts)


def _questions(articles: list[dict[str, Any]]) -> list[_Asked]:
    asked = [
        _Asked(each["question"], each["answers"][0]["text"], (at + n) % 2)
        for at, article in enumerate(articles)
        for n, paragraph in enumerate(article["paragraphs"])
        for each in paragraph["qas"]
    ]
    random.Random(_SEED).shuffle(asked)
    return asked


def _row(articles: list[dict[str, Any]], limit: int, folder: Path, embedder: Embeddings) -> str:
    """Shares of the questions: found, shown, answered with and without a source, cautious."""
    halves = []
    for half in (0, 1):
        files = folder / str(half)
        files.mkdir()
        for name, text in _halves(articles, half):
            (files / name).write_text(text, encoding="utf-8")
        halves.append(Assistant.from_folder(files, embedder=embedder))
    among = shown = answered = absent = cautious = 0
    asked = _questions(articles)[:limit]
    for each in asked:
        answer = halves[each.half].ask(each.question)
        among += any(each.answer in hit.passage.text for hit in answer.hits[:5])
        shown += any(each.answer in citation.quote for citation in answer.citations)
        answered += answer.status in ("answered", "conflicting")
        cautious += any("knows English only" in notice for notice in answer.notices)
        other = halves[1 - each.half].ask(each.question)
        absent += other.status in ("answered", "conflicting")
    shares = (figure / len(asked) for figure in (among, shown, answered, absent, cautious))
    widths = (9, 9, 10, 9, 10)
    return "".join(f"{share:{width}.2f}" for share, width in zip(shares, widths, strict=True))


def _denied(articles: list[dict[str, Any]], word: str, reader: Reader) -> str:
    """Of the sentences with a "not", how many a model may repeat without it."""
    accepted = total = 0
    judge = judge_by(reader.support, reader.read)
    for paragraph in (p for article in articles for p in article["paragraphs"]):
        document = Document("a.txt", "a", paragraph["context"], "0" * 64)
        for passage in split(document, 800):
            for sentence in map(passage.sentence, passage.sentences):
                changed = re.sub(rf"\b{word} ", "", sentence, count=1)
                if changed == sentence:
                    continue
                total += 1
                claim, _ = verify(
                    DraftSentence(changed), [Hit(passage, 1.0, 1)], {"a.txt": document}.__getitem__,
                    "generated", judge,
                )  # fmt: skip
                accepted += claim.verdict == "supported"
    return f"{accepted} of {total}"


def main() -> None:
    """Prints one row for each language."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--languages", default="en,de,es,ru,tr,zh")
    parser.add_argument("--questions", type=int, default=100)
    arguments = parser.parse_args()
    embedder, reader = load_embedder(), Reader.load()
    print(_HEADER)
    for code in arguments.languages.split(","):
        articles = _articles(arguments.folder / f"xquad.{code}.json")
        with tempfile.TemporaryDirectory() as name:
            row = _row(articles, arguments.questions, Path(name), embedder)
        denied = _denied(articles, _NOT[code], reader) if code in _NOT else "-"
        print(f"{code:<4}{row}{denied:>24}", flush=True)


if __name__ == "__main__":
    main()
