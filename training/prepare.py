"""Builds the training and held-out examples from the published sets, the same ones every time.

Knows which articles are held out and how many made examples each answered question gives.
Does not know about tokens or about how often the training run draws each kind.
"""

import random
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from training.claims import from_question, from_sentence
from training.examples import Example, QaExample, SupportExample, write_examples
from training.sources import read_claims, read_questions, read_squad
from training.text import content_words, sentences
from training.unanswerable import (
    focus_words,
    other_passage,
    single_sentences,
    swapped_entity,
    swapped_focus,
    turned_round,
    without_phrase,
    without_sentence,
)
from training.yes_no import yes_no_questions

HELD_OUT_ARTICLES = frozenset(
    {"Normans", "Black_Death", "Harvard_University", "Scottish_Parliament"}
)
HELD_OUT_SHARE = {"qed/nq": 0.06, "qamr": 0.02, "support": 0.08}

# Odds that an answered question gives a made one of each kind.
_KINDS = ("passage", "swap", "turn", "focus", "sentence", "without")
_ODDS = {
    source: dict(zip(_KINDS, odds, strict=True))
    for source, odds in {
        "squad2.0": (0.5, 0.5, 0.2, 0.7, 1.0, 0.3),
        "squad1.1": (0.6, 0.7, 0.3, 0.7, 1.0, 0.3),
        "qed/nq": (0.6, 0.5, 0.1, 0.7, 0.6, 1.0),
        "qamr": (0.35, 0.35, 0.05, 0.7, 0.0, 0.0),
    }.items()
}

_IN_CONTEXT = 0.3  # share of made claims that are held against several sentences


class Neighbours:
    """Finds passages that share rare words with a question, over one pool of passages."""

    def __init__(self, passages: Iterable[str]) -> None:
        self._passages = list(dict.fromkeys(passages))
        self._holding: dict[str, list[int]] = defaultdict(list)
        for index, passage in enumerate(self._passages):
            for word in sorted(content_words(passage)):
                self._holding[word].append(index)

    def near(self, question: str, limit: int = 12) -> list[str]:
        """Passages with the highest sum of 1/(number of passages with the word)."""
        scores: Counter[int] = Counter()
        for word in sorted(content_words(question)):
            holding = self._holding.get(word, [])
            if len(holding) <= 400:
                for index in holding:
                    scores[index] += 1 / len(holding)  # type: ignore[assignment]
        best = sorted(scores, key=lambda index: (-scores[index], index))[:limit]
        return [self._passages[index] for index in best]


def is_held_out(example: Example) -> bool:
    """Whether an example's article or evidence is kept from training, by name or by checksum."""
    if example.group in HELD_OUT_ARTICLES:
        return True
    kind = "support" if isinstance(example, SupportExample) else example.source
    share = HELD_OUT_SHARE.get(kind, 0.0)
    return zlib.crc32(example.group.encode()) % 10_000 < share * 10_000


def made_questions(examples: Sequence[QaExample], rng: random.Random) -> Iterator[QaExample]:
    """Unanswerable and single-sentence questions made from the answered ones."""
    by_group: dict[str, list[str]] = defaultdict(list)
    for example in examples:
        by_group[example.group].append(example.passage)
    pools = {group: list(dict.fromkeys(texts)) for group, texts in by_group.items()}
    alone = Neighbours(e.passage for e in examples if e.source == "qed/nq")
    asked: dict[str, list[str]] = defaultdict(list)
    for example in examples:
        asked[example.group].append(example.question)
    near = {group: focus_words(questions) for group, questions in asked.items()}
    far = focus_words(e.question for e in examples)
    for example in examples:
        if not example.spans:
            continue
        pool = alone.near(example.question) if example.source == "qed/nq" else pools[example.group]
        odds = _ODDS[example.source]
        made = [
            other_passage(example, pool, rng) if rng.random() < odds["passage"] else None,
            swapped_entity(example, pool, rng) if rng.random() < odds["swap"] else None,
            turned_round(example, rng) if rng.random() < odds["turn"] else None,
            swapped_focus(example, near[example.group], far, rng)
            if rng.random() < odds["focus"]
            else None,
            without_sentence(example) if rng.random() < odds["without"] else None,
            without_phrase(example),
        ]
        if rng.random() < odds["sentence"]:
            made.extend(single_sentences(example, rng))
        yield from (one for one in made if one)


def made_claims(examples: Sequence[QaExample], rng: random.Random) -> Iterator[SupportExample]:
    """Claims made from the sentences of the passages and from subject questions."""
    passages = list(dict.fromkeys((e.passage, e.group) for e in examples))
    by_group: dict[str, list[str]] = defaultdict(list)
    for passage, group in passages:
        by_group[group].extend(sentences(passage))
    for passage, group in passages:
        usable = [s for s in sentences(passage) if 6 <= len(s.split()) <= 60]
        rng.shuffle(usable)
        for sentence in usable[:4]:
            others = [text for text in by_group[group] if text != sentence]
            near = rng.sample(others, min(6, len(others)))
            for claim in from_sentence(sentence, near, group, rng):
                yield _in_context(claim, passage) if rng.random() < _IN_CONTEXT else claim
    for example in examples:
        if example.source == "qamr":
            yield from from_question(example, rng)


def _in_context(claim: SupportExample, passage: str) -> SupportExample:
    """The claim with the sentences around its evidence added to it, if that leaves it as true."""
    texts = sentences(passage)
    at = texts.index(claim.evidence)
    evidence = " ".join(texts[max(0, at - 2) : at + 3])
    known = claim.label == "neither" and claim.claim in evidence
    return claim if known else replace(claim, evidence=evidence)


def _unknown(more: Sequence[QaExample], known: Sequence[QaExample]) -> list[QaExample]:
    """The questions not asked of the same passage already."""
    seen = {(q.question, q.passage) for q in known}
    return [q for q in more if (q.question, q.passage) not in seen]


def prepare(data: Path, out: Path, squad: Path | None = None, seed: int = 13) -> dict[str, int]:
    """Write `train.jsonl` and `held_out.jsonl` under `out`; return the counts by source.

    `squad` is a file of SQuAD 2.0 to learn from besides. No claims are made from its paragraphs:
    those of the others are more than a run gets through.
    """
    rng = random.Random(seed)
    out.mkdir(parents=True, exist_ok=True)
    parts: dict[str, list[Example]] = {"train": [], "held_out": []}
    questions, claims = read_questions(data), read_claims(data)
    more = _unknown(read_squad(squad), questions) if squad else []
    for name in parts:
        kept = [q for q in questions if is_held_out(q) == (name == "held_out")]
        asked = kept + [q for q in more if is_held_out(q) == (name == "held_out")]
        parts[name].extend(asked)
        parts[name].extend(made_questions(asked, rng))
        told = [c for c in claims if is_held_out(c) == (name == "held_out")]
        told = [*made_claims(kept, rng), *told]
        parts[name].extend(told)
        parts[name].extend(yes_no_questions(told, rng))
        write_examples(out / f"{name}.jsonl", parts[name])
    return dict(Counter(example.source for example in parts["train"]))
