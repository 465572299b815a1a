"""SQuAD 2.0 as open retrieval: the paragraphs of 48 articles, questions on six of them.

Half of the questions have no answer in the paragraph they were written for (Rajpurkar, Jia &
Liang 2018); that another paragraph answers one is possible but rare. An article is one document,
so finding the right place means finding it among all of them. The files, one JSON object a line:

    corpus.jsonl.gz         id, title, text
    dev_questions.jsonl.gz  id, paragraph, question, answers [{text, start}], answerable
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.benchmarks.base import (
    Benchmark,
    Columns,
    Context,
    Figures,
    measured,
    read_lines,
    spread,
)
from eval.figures import samples_of
from eval.gold import GoldQuestion, Span
from eval.measures.retrieval import first_ranks, recall_at
from eval.measures.text import exact_match, token_f1
from eval.report.curves import risk_figures
from eval.rows import Row
from eval.statistics import interval
from qa.records import Hit

_DEPTHS = (1, 5, 20)
_GAP = "\n\n"
_SHOWN = (
    "correct", "joint", "citation precision", "citation recall", "offsets",
    "refusal precision", "refusal recall", "refusal F1", "over-refusal", "CRAG score",
)  # fmt: skip
_COPIED = ("correct", "joint", "CRAG score")


def articles(context: Context) -> tuple[dict[str, str], dict[str, tuple[str, int, int]]]:
    """File name → text of each article, and paragraph id → its file, start and end."""
    texts: dict[str, str] = {}
    places: dict[str, tuple[str, int, int]] = {}
    for paragraph in read_lines(context.data, "corpus.jsonl.gz"):
        name = f"{paragraph['title']}.txt".replace("/", "_")
        before = texts[name] + _GAP if name in texts else ""
        texts[name] = before + paragraph["text"]
        places[paragraph["id"]] = (name, len(before), len(texts[name]))
    return texts, places


def questions(context: Context, places: dict[str, tuple[str, int, int]]) -> list[GoldQuestion]:
    """The questions with the characters of their answers as evidence."""
    gold = []
    for line in spread(read_lines(context.data, "dev_questions.jsonl.gz"), context.limit):
        name, start, end = places[line["paragraph"]]
        answers = line["answers"] if line["answerable"] else []
        spans = {
            Span(name, start + each["start"], start + each["start"] + len(each["text"])): None
            for each in answers
        }
        gold.append(
            GoldQuestion(
                id=line["id"],
                type="answerable" if answers else "unanswerable",
                question=line["question"].strip(),
                answerable=bool(answers),
                answers=(tuple(dict.fromkeys(each["text"] for each in answers)),)
                if answers
                else (),
                evidence=(tuple(spans),) if spans else (),
                near=() if answers else (Span(name, start, end),),
            )
        )
    return gold


def official(rows: Sequence[Row]) -> Columns:
    """Exact match and F1 as the official script has them: of all, with and without answer."""
    scored = [_official(row) for row in rows]
    columns: dict[str, list[float | None]] = {}
    for kind, kept in (("", (True, False)), (" of answerable", (True,))):
        for at, name in enumerate(("EM", "F1")):
            columns[name + kind] = [
                pair[at] if row.gold.answerable in kept else None
                for row, pair in zip(rows, scored, strict=True)
            ]
    return columns


def run(context: Context) -> Figures:
    """Retrieval, refusal, official answer figures, and the copied top sentence beside them."""
    texts, places = articles(context)
    return summarise(context.answer(texts, questions(context, places)))


def summarise(rows: Sequence[Row]) -> Figures:
    """All figures of the answered questions, each resampled by article."""
    search = {f"success@{k}": _of(rows, "top passage", f"recall@{k}") for k in _DEPTHS}
    read = {f"success@{k}, as read": read_again(rows, k) for k in _DEPTHS}
    copied = {f"top sentence: {name}": _of(rows, "top sentence", name) for name in _COPIED}
    found = measured(rows, _SHOWN, {**search, **read, **copied, **official(rows)})
    samples = samples_of([row.gold for row in rows])
    risk = {name: interval(each, samples) for name, each in risk_figures(rows).items()}
    return {**found, **{name: each for name, each in risk.items() if each is not None}}


def read_again(rows: Sequence[Row], k: int) -> list[float | None]:
    """Whether the k passages the reader is surest of hold the evidence, of answerable questions.

    The reader sees the assistant's hits alone (8 by default); what it did not read, and what it
    read as equal, stays in the order of the search.
    """
    return [
        recall_at(first_ranks(row.gold, [hit.passage for hit in as_read(row.answer.hits)]), k)
        if row.gold.answerable
        else None
        for row in rows
    ]


def as_read(hits: Sequence[Hit]) -> list[Hit]:
    """Hits by the reader's probability that they answer; those it did not read come last."""
    return sorted(hits, key=lambda hit: -1.0 if hit.reader is None else hit.reader, reverse=True)


def _of(rows: Sequence[Row], system: str, measure: str) -> list[float | None]:
    return [row.baselines[system][measure] for row in rows]


def _official(row: Row) -> tuple[float, float]:
    refused = row.answer.status in ("not_found", "unsupported")
    if not row.gold.answerable:
        return float(refused), float(refused)
    short = row.answer.short
    text = short.text if short is not None else " ".join(c.sentence for c in row.answer.shown)
    text = "" if refused else text
    return exact_match(text, row.gold.answers[0]), token_f1(text, row.gold.answers[0])


BENCHMARK = Benchmark(
    "squad_open", "retrieval, answers and refusal on encyclopedia articles",
    "https://rajpurkar.github.io/SQuAD-explorer/", run,
)  # fmt: skip
