"""Measures the shipped reader on questions: SQuAD, ClapNQ and single sentences.

Every figure comes with its 95% interval, whole documents resampled. None of these questions or
articles was trained or calibrated on. The support head is measured in evaluate_support.
"""

import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.reader import Reader
from training.examples import QaExample
from training.metrics import area, bootstrap, exact, overlap, precision_recall
from training.pairs import answer_of, read_pairs
from training.sources import read_rows
from training.unanswerable import single_sentences


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question: what was found, how sure, and what would have been right."""

    document: str
    answer: str
    chance: float
    accepted: tuple[str, ...]


def read_squad(data: Path, limit: int | None = None) -> list[QaExample]:
    """The development questions with their gold paragraphs."""
    texts = {row["id"]: row["text"] for row in read_rows(data / "squad_open" / "corpus.jsonl.gz")}
    examples = []
    for row in read_rows(data / "squad_open" / "dev_questions.jsonl.gz"):
        spans = tuple((a["start"], a["start"] + len(a["text"])) for a in row["answers"])
        passage = texts[row["paragraph"]]
        examples.append(QaExample("squad_open", row["title"], row["question"], passage, spans))
    if limit:
        examples = random.Random(13).sample(examples, limit)
    return examples


def outcomes(reader: Reader, examples: Sequence[QaExample]) -> list[Outcome]:
    """Read every example; `chance` is the calibrated answerability."""
    readings = read_pairs(reader, [(e.question, e.passage) for e in examples])
    return [
        Outcome(
            document=example.group,
            answer=answer_of(reading, example.passage),
            chance=reading.answerable,
            accepted=tuple(example.passage[s:e] for s, e in example.spans),
        )
        for example, reading in zip(examples, readings, strict=True)
    ]


def show(
    name: str, items: Sequence[Outcome], measure: Callable[[Sequence[Outcome]], float]
) -> None:
    """Print one figure with its interval."""
    print(f"  {name:<44} {bootstrap(items, lambda item: item.document, measure)}  n={len(items)}")


def mean(score: Callable[[Outcome], float]) -> Callable[[Sequence[Outcome]], float]:
    """The mean of a score over outcomes."""
    return lambda items: sum(map(score, items)) / max(1, len(items))


def outcome_area(items: Sequence[Outcome]) -> float:
    """AUC of the answerability."""
    return area([item.chance for item in items], [bool(item.accepted) for item in items])


def show_squad(reader: Reader, examples: Sequence[QaExample]) -> None:
    """EM and F1 over all, answerable and unanswerable questions, and the answerability AUC."""
    start = reader.settings.answerable_from
    items = outcomes(reader, examples)
    answered = [item for item in items if item.accepted]
    silent = [item for item in items if not item.accepted]

    def said(item: Outcome) -> str:
        return item.answer if item.chance >= start else ""

    print(f"squad_open, gold paragraph, answering from {start}")
    for name, part in (("all", items), ("answerable", answered), ("unanswerable", silent)):
        show(f"EM {name}", part, mean(lambda item: exact(said(item), item.accepted)))
        show(f"F1 {name}", part, mean(lambda item: overlap(said(item), item.accepted)))
    show("F1 answerable, never abstaining", answered, mean(lambda i: overlap(i.answer, i.accepted)))
    show("answerability AUC", items, outcome_area)


def show_clapnq(reader: Reader, data: Path) -> None:
    """Answerability AUC and refusal on ClapNQ's passages."""
    pairs, truths, documents = [], [], []
    for name in ("answerable", "unanswerable"):
        for line in (data / "clapnq" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            pairs.append((row["input"], row["passages"][0]["text"]))
            documents.append(row["passages"][0]["title"])
            truths.append(name == "answerable")
    readings = read_pairs(reader, pairs)
    items = [
        Outcome(document, "", reading.answerable, ("yes",) if truth else ())
        for document, reading, truth in zip(documents, readings, truths, strict=True)
    ]
    print("ClapNQ, gold passage")
    show("answerability AUC", items, outcome_area)
    show_refusal(items, reader.settings.answerable_from)


def show_refusal(items: Sequence[Outcome], start: float) -> None:
    """Precision, recall and F1 of refusing what is unanswerable."""
    for at, name in enumerate(("precision", "recall", "F1")):

        def one(part: Sequence[Outcome], at: int = at) -> float:
            refused = [item.chance < start for item in part]
            return precision_recall(refused, [not item.accepted for item in part])[at]

        show(f"refusal {name}", items, one)


def show_sentences(reader: Reader, examples: Sequence[QaExample]) -> None:
    """Single sentences: the one with the answer accepted, the closest other one rejected."""
    rng = random.Random(13)
    made = [one for e in examples if e.spans for one in single_sentences(e, rng)]
    items = outcomes(reader, made)
    start = reader.settings.answerable_from
    print("squad_open, single sentences")
    right = [item for item in items if item.accepted]
    other = [item for item in items if not item.accepted]
    show("sentence with the answer accepted", right, mean(lambda item: float(item.chance >= start)))
    show("look-alike sentence rejected", other, mean(lambda item: float(item.chance < start)))
    show("answerability AUC", items, outcome_area)


def show_speed(reader: Reader, examples: Sequence[QaExample]) -> None:
    """Median milliseconds for eight passages of about 150 tokens and for thirty sentence pairs."""
    passages = [e.passage for e in examples if 650 < len(e.passage) < 850][:8]
    pairs = [(e.question, e.passage[:150]) for e in examples[:30]]
    print("speed")
    for name, call in (
        ("8 passages of about 150 tokens", lambda: reader.read(examples[0].question, passages)),
        ("30 claim and sentence pairs", lambda: reader.support(pairs)),
    ):
        taken = []
        for _ in range(15):
            begun = time.perf_counter()
            call()
            taken.append(time.perf_counter() - begun)
        print(f"  {name:<44} {1000 * sorted(taken)[7]:.0f} ms")
