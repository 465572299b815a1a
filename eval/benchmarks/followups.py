"""TREC CAsT 2019: how close a follow-up, made a question of its own, comes to a person's rewrite.

Only content words count (stems, as a set): a search sees nothing else. Beside it stand the
follow-up as typed, and the previous question put before it; with a chat model, the question as
that rewrites it (the rule's where it gives none), and how often it does. Turns without a rewrite
of their own (the first of each topic, and those a person left as they were) are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eval.benchmarks.base import (
    Benchmark,
    BenchmarkError,
    Context,
    Figures,
    average,
    find,
    read_json,
    spread,
)
from eval.gold import Turn
from qa.conversation import is_follow_up
from qa.question import understand
from qa.text import content_words, stem

_TOPICS = "2019_data_evaluation_evaluation_topics_v1.0.json"
_REWRITES = "2019_data_evaluation_evaluation_topics_annotated_resolved_v1.0.tsv"


def follow_ups(context: Context) -> Iterator[tuple[list[Turn], str, str]]:
    """(history without answers, the follow-up as typed, a person's rewrite)."""
    rewrites = {}
    for line in find(context.data, _REWRITES).read_text(encoding="utf-8").splitlines():
        number, _, text = line.partition("\t")
        rewrites[number] = text.strip()
    for topic in read_json(context.data, _TOPICS):
        history: list[Turn] = []
        for turn in topic["turn"]:
            typed = turn["raw_utterance"].strip()
            number = f"{topic['number']}_{turn['number']}"
            if number not in rewrites:
                raise BenchmarkError(f"'{_REWRITES}' holds no rewrite of turn {number}")
            if history and stems(rewrites[number]) != stems(typed):
                yield list(history), typed, rewrites[number]
            history.append((typed, ""))


def stems(text: str) -> frozenset[str]:
    """The content words that a search sees."""
    return frozenset(stem(word) for word in content_words(text))


def overlap(given: frozenset[str], wanted: frozenset[str]) -> tuple[float, float, float]:
    """Precision, recall and F1 of two sets of words."""
    common = len(given & wanted)
    if not common:
        return 0.0, 0.0, 0.0
    precision, recall = common / len(given), common / len(wanted)
    return precision, recall, 2 * precision * recall / (precision + recall)


def run(context: Context) -> Figures:
    """Word precision, recall and F1 of the assistant's question, and F1 of the baselines."""
    turns = spread(list(follow_ups(context)), context.limit)
    ours, typed, joined = [], [], []
    for history, question, rewrite in turns:
        wanted = stems(rewrite)
        ours.append(overlap(stems(_by_rule(question, history)), wanted))
        typed.append(overlap(stems(question), wanted))
        joined.append(overlap(stems(f"{history[-1][0]} {question}"), wanted))
    return {
        "word precision": average(p for p, _, _ in ours),
        "word recall": average(r for _, r, _ in ours),
        "word F1": average(f for _, _, f in ours),
        "as typed: word F1": average(f for _, _, f in typed),
        "after the previous question: word F1": average(f for _, _, f in joined),
        **(_modelled(context.model, turns) if context.model else {}),
    }


def _by_rule(question: str, history: Sequence[Turn]) -> str:
    return " ".join(understand(question, history).parts)


def _modelled(model: str, turns: Sequence[tuple[list[Turn], str, str]]) -> Figures:
    """The same with a chat model that rewrites what the rule takes for a follow-up."""
    from qa.drafting.chat import ChatDrafter
    from qa.drafting.models import load_model

    drafter = ChatDrafter(load_model(model))
    found, rewritten = [], 0
    for history, question, rewrite in turns:
        asked = drafter.rewrite(question, history) if is_follow_up(question) else None
        rewritten += asked is not None
        found.append(overlap(stems(asked or _by_rule(question, history)), stems(rewrite)))
    return {
        "chat model: word precision": average(p for p, _, _ in found),
        "chat model: word recall": average(r for _, r, _ in found),
        "chat model: word F1": average(f for _, _, f in found),
        "chat model: questions rewritten": rewritten / len(turns),
    }


BENCHMARK = Benchmark(
    "followups", "follow-up questions made whole, against manual rewrites",
    "https://github.com/daltonj/treccastweb", run,
)  # fmt: skip
