"""ClapNQ: long answers from Natural Questions with their sentences, and questions without one.

The documents are the passages of all questions together (Rosenthal et al. 2024 give each question
its own passage; here it has to be found first). The evidence is the sentences that an annotator
selected. A reference answer is prose, so words are compared, not strings: token F1 (SQuAD) and
ROUGE-L (Lin 2004).

    answerable.jsonl, unanswerable.jsonl   id, input, passages [{title, text}], output
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from eval.benchmarks.base import (
    Benchmark,
    BenchmarkError,
    Context,
    Figures,
    measured,
    read_lines,
    spread,
)
from eval.gold import GoldQuestion, Span
from eval.measures.text import squad_normal, token_f1
from eval.rows import Row

_SHOWN = ("recall@5", "citation precision", "citation recall", "offsets", "refusal precision",
          "refusal recall", "refusal F1", "over-refusal", "words")  # fmt: skip


def rouge_l(answer: str, reference: str) -> float:
    """F1 of the longest common subsequence of tokens (Lin 2004), SQuAD-normalised."""
    given, wanted = squad_normal(answer).split(), squad_normal(reference).split()
    common = longest_common(given, wanted)
    if not common:
        return 0.0
    precision, recall = common / len(given), common / len(wanted)
    return 2 * precision * recall / (precision + recall)


def questions(context: Context) -> tuple[dict[str, str], list[GoldQuestion]]:
    """File name → passage, and the questions of both files in turn."""
    names: dict[str, str] = {}
    gold = []
    for file in ("answerable", "unanswerable"):
        lines = read_lines(context.data, f"{file}.jsonl")
        for line in lines:
            names.setdefault(_text(line), f"passage-{len(names):04d}.txt")
        kept = [line for line in lines if file == "unanswerable" or _sentences(line)]
        gold.append([_question(line, names[_text(line)]) for line in kept])
    half = None if context.limit is None else max(1, context.limit // 2)
    chosen = [question for each in gold for question in spread(each, half)]
    return {name: text for text, name in names.items()}, chosen


def run(context: Context) -> Figures:
    """Retrieval, cited sentences, refusal, and closeness to the reference answers."""
    texts, gold = questions(context)
    rows = context.answer(texts, gold)
    closeness = {
        "token F1": [_compared(row, lambda text, wanted: token_f1(text, [wanted])) for row in rows],
        "ROUGE-L": [_compared(row, rouge_l) for row in rows],
    }
    return measured(rows, _SHOWN, closeness)


def _compared(row: Row, measure: Callable[[str, str], float]) -> float | None:
    """The shown sentences against the reference answer; None where there is none."""
    if not row.gold.answerable:
        return None
    return measure(" ".join(claim.sentence for claim in row.answer.shown), row.gold.answers[0][0])


def _text(line: dict[str, Any]) -> str:
    passage = line["passages"][0]
    return f"{passage['title']}\n\n{passage['text']}"


def _sentences(line: dict[str, Any]) -> list[str]:
    """The selected sentences; one answer was published without any, and cannot be measured."""
    return [each for each in line["output"][0]["selected_sentences"] if each]


def _question(line: dict[str, Any], name: str) -> GoldQuestion:
    text, answer = _text(line), line["output"][0]["answer"]
    starts = [(text.find(each), each) for each in _sentences(line)]
    if any(at < 0 for at, _ in starts):
        raise BenchmarkError(f"question '{line['id']}': a selected sentence is not in its passage")
    spans = tuple(Span(name, at, at + len(each)) for at, each in starts)
    answerable = bool(answer and spans)
    return GoldQuestion(
        id=line["id"],
        type="answerable" if answerable else "unanswerable",
        question=line["input"],
        answerable=answerable,
        answers=((answer,),) if answerable else (),
        evidence=tuple((span,) for span in spans) if answerable else (),
        near=() if answerable else (Span(name, 0, len(text)),),
    )


def longest_common(given: Sequence[str], wanted: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    row = [0] * (len(wanted) + 1)
    for word in given:
        diagonal = 0
        for at, other in enumerate(wanted, start=1):
            diagonal, row[at] = (
                row[at],
                (diagonal + 1 if word == other else max(row[at], row[at - 1])),
            )
    return row[-1]


BENCHMARK = Benchmark(
    "clapnq", "long answers with their sentences, and refusal",
    "https://github.com/primeqa/clapnq", run,
)  # fmt: skip
