"""RGB's counterfactual part: documents that say two different things about one fact.

For every question some documents hold the true answer and some the same text with a false one
(Chen et al. 2024). A system that only reads cannot know which is true; it should show both, or
say that they disagree. Non-commercial licence: to measure with, not to train on.

    en_fact.json   one JSON object per line: query, answer, fakeanswer (a text, or a list of
                   wordings), positive, positive_wrong, negative (lists of texts)
"""

from __future__ import annotations

from eval.benchmarks.base import Benchmark, Context, Figures, average, read_lines, spread
from eval.measures.text import groups_present
from qa.records import Answer


def run(context: Context) -> Figures:
    """Shares of questions whose answer shows the true fact, the false one, both, or neither."""
    lines = spread(read_lines(context.data, "en_fact.json"), context.limit)
    texts = {
        f"{line['id']:03d}-{kind}-{at}.txt": text
        for line in lines
        for kind in ("positive", "positive_wrong", "negative")
        for at, text in enumerate(line[kind])
        if any(map(str.isalnum, text))
    }
    bench = context.bench(texts)
    seen: list[tuple[bool, bool]] = []
    answers: list[Answer] = []
    for line in lines:
        answer = bench.ask(line["query"], ())
        text = " ".join(claim.sentence for claim in answer.shown)
        true, false = (groups_present(text, groups(line[k])) for k in ("answer", "fakeanswer"))
        seen.append((true == 1.0, false == 1.0))
        answers.append(answer)
    return {
        "both shown": average(float(true and false) for true, false in seen),
        "only the true": average(float(true and not false) for true, false in seen),
        "only the false": average(float(false and not true) for true, false in seen),
        "called conflicting": average(float(a.status == "conflicting") for a in answers),
        "refused": average(float(a.status in ("not_found", "unsupported")) for a in answers),
    }


def groups(answer: str | list[str | list[str]]) -> list[list[str]]:
    """An answer as groups of accepted strings; published as a string, or as a list of both."""
    entries = [answer] if isinstance(answer, str) else answer
    return [[entry] if isinstance(entry, str) else entry for entry in entries]


BENCHMARK = Benchmark(
    "rgb", "sources that contradict each other", "https://github.com/chen700564/RGB", run
)
