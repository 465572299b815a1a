"""Held-out questions asked of whole corpora, once with their paragraph in it and once without.

What a person asks of a folder is answered by one paragraph among many, or by none. So every
held-out question is asked of two corpora that each lack half of the paragraphs asked about: the
one that holds its own, where it has its published label, and the one that does not, where it is
unanswerable and whatever is retrieved only looks right. Articles are the training articles that
were kept out of training, never those that anything is measured on.

Knows the search and the readings of the library; fits nothing.
"""

import json
import random
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.benchmarks.base import write_corpus
from qa import Assistant
from qa.drafting.selection import Candidate, select, spelled
from qa.embedding import load_embedder
from qa.reader import Reader
from training.examples import QaExample, read_examples
from training.sources import WRITTEN, read_questions, read_rows

_SQUAD, _NATURAL = "squad", "natural"
_AS_ASKED = ("squad1.1", "squad2.0", WRITTEN)  # and none of the questions made from them
_NATURAL_PASSAGES = 2_500  # of some 7,000; enough that every question has look-alikes
_NATURAL_QUESTIONS = 400
_GAP = "\n\n"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One candidate: its signals in the order of `Signals`, and whether it holds the answer."""

    signals: tuple[float, ...]
    right: bool
    text: str
    short: str | None


@dataclass(frozen=True, slots=True)
class Situation:
    """A question, whether the corpus it was asked of answers it, and the candidates, best first.

    `present` tells whether that corpus holds the paragraph the question was written about.
    `group` is the article, which is what is resampled and held out together.
    """

    pool: str
    group: str
    question: str
    present: bool
    answerable: bool
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class _Pool:
    """Paragraphs by article, and the questions about them."""

    name: str
    articles: dict[str, list[str]]
    questions: list[QaExample]

    def without(self, half: int) -> dict[str, str]:
        """File name → text, less the paragraphs asked about that fall into `half`."""
        asked = {q.passage for q in self.questions}
        texts = {}
        for title, paragraphs in self.articles.items():
            kept = [p for p in paragraphs if p not in asked or _half(p) != half]
            if kept:
                texts[_file(title)] = _GAP.join(kept)
        return texts


def situations(data: Path, held_out: Path, out: Path, reader: Reader) -> Iterator[Situation]:
    """Every question of the file `held_out` over both corpora of its pool, kept under `out`."""
    embedder = load_embedder(None)
    questions = [e for e in read_examples(held_out) if isinstance(e, QaExample)]
    for pool in _pools(data, questions):
        for half in (1, 0):
            texts = pool.without(half)
            folder = write_corpus(out / f"{pool.name}-corpus", texts)
            index = out / f"{pool.name}-index"
            assistant = Assistant.from_folder(folder, index=index, embedder=embedder)
            for question in pool.questions:
                present = _half(question.passage) != half
                yield _asked(assistant, reader, pool.name, question, texts, present)


def read_situations(path: Path) -> list[Situation]:
    """Read what `write_examples` wrote of situations."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        row["sentences"] = tuple(
            Sentence(**{**each, "signals": tuple(each["signals"])}) for each in row["sentences"]
        )
        found.append(Situation(**row))
    return found


def _asked(
    assistant: Assistant,
    reader: Reader,
    pool: str,
    asked: QaExample,
    texts: dict[str, str],
    present: bool,
) -> Situation:
    hits = assistant.search(asked.question)
    terms = assistant.index.terms(asked.question)
    candidates = select(spelled(asked.question, terms, hits), terms, hits, reader.read)
    name = _file(asked.group)
    places = _places(asked, texts.get(name, "")) if present else []
    return Situation(
        pool=pool,
        group=asked.group,
        question=asked.question,
        present=present,
        answerable=bool(places),
        sentences=tuple(_sentence(each, name, places) for each in candidates),
    )


def _places(asked: QaExample, text: str) -> list[tuple[int, int]]:
    """The accepted answers as characters of the article's file."""
    at = text.index(asked.passage)
    return [(at + start, at + end) for start, end in asked.spans]


def _sentence(each: Candidate, name: str, places: Sequence[tuple[int, int]]) -> Sentence:
    start, end = each.span
    here = each.passage.document_id == name
    right = here and any(start <= s and e <= end for s, e in places)
    return Sentence(each.signals.values(), right, each.text, each.short)


def _pools(data: Path, held_out: Sequence[QaExample]) -> list[_Pool]:
    squad: dict[str, list[str]] = defaultdict(list)
    for row in read_rows(data / "squad_open" / "corpus.jsonl.gz"):
        squad[row["title"]].append(row["text"])
    written = [q for q in held_out if q.source in _AS_ASKED and q.passage in squad[q.group]]
    natural = [q for q in read_questions(data) if q.source == "qed/nq"]
    asked = [q for q in held_out if q.source == "qed/nq"][:_NATURAL_QUESTIONS]
    others = random.Random(13).sample(natural, _NATURAL_PASSAGES)
    articles: dict[str, list[str]] = defaultdict(list)
    for each in [*asked, *others]:
        if each.passage not in articles[each.group]:
            articles[each.group].append(each.passage)
    return [_Pool(_SQUAD, squad, written), _Pool(_NATURAL, articles, asked)]


def _half(paragraph: str) -> int:
    return zlib.crc32(paragraph.encode()) % 2


def _file(title: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in title)[:80] + ".txt"
