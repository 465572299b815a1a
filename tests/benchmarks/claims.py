"""Which changed claims pass the checks: `python -m tests.benchmarks.claims DATA [WEIGHTS]`.

DATA is the folder of the published data; claims are made from paragraphs of `squad_open`, which
no training example came from, each held against the one sentence it was made from. WEIGHTS is a
reader's folder, the packaged one by default. Columns: the checks of numbers, names, polarity and
words; all checks; all checks and the reader as judge, which is asked where a claim has words of its
own and accepts it from each of several probabilities of support.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from eval.benchmarks.base import read_lines
from eval.benchmarks.support import SETS
from qa.checks.check import check, foreign_words
from qa.reader import Reader
from training.claims import reordered, wrong_voice
from training.evaluate import read_squad
from training.perturbations import perturbed
from training.text import ANTONYMS, put, sentences

Pairs = Sequence[tuple[str, str]]
Item = tuple[str, Sequence[str]]
"""A claim, and the sentences of its evidence."""
PER_ROW = 200
SEED = 13
FROM = (0.3, 0.5, 0.7, 0.8, 0.9)
LATER = (
    "it says '",
    "it states what",
    "it leaves out the condition",
    "names stand",
    "a name or",
    "who did",
)
"""The reasons of the checks beyond numbers, names, polarity and words."""


def rows(data: Path) -> dict[str, Pairs]:
    """(claim, evidence) pairs by what was changed: the first three rows are true, the rest not."""
    passages = [example.passage for example in read_squad(data)]
    made = perturbed(passages, PER_ROW, SEED)
    restated = _made(passages, lambda sentence, rng: reordered(sentence, rng))
    turned = _made(passages, lambda sentence, rng: wrong_voice(sentence))
    true = {row: made.pop(row) for row in ("verbatim", "truncated")}
    opposite = _made(passages, lambda sentence, rng: _opposite(sentence))
    other = _made(passages, lambda sentence, rng: _other_word(sentence, rng.choice(passages), rng))
    return {
        **true, "reordered": restated, **made, "wrong voice": turned,
        "opposite word": opposite, "another word": other,
    }  # fmt: skip


def _opposite(sentence: str) -> str | None:
    """The first word that has an opposite in the list replaced by it."""
    for match in re.finditer(r"[a-z]+", sentence):
        if match.group() in ANTONYMS:
            return put(sentence, match.span(), ANTONYMS[match.group()])
    return None


def _other_word(sentence: str, passage: str, rng: random.Random) -> str | None:
    """A word that is no name replaced by one of another passage that ends alike."""
    spots = list(re.finditer(r"\b[a-z]{5,}\b", sentence))
    if not spots:
        return None
    spot = rng.choice(spots)
    fitting = [
        word
        for word in re.findall(r"\b[a-z]{5,}\b", passage)
        if word[-2:] == spot.group()[-2:] and word[:4] not in sentence
    ]
    if not fitting:
        return None
    return put(sentence, spot.span(), rng.choice(fitting))


def _made(passages: Sequence[str], change: Callable[[str, random.Random], str | None]) -> Pairs:
    rng = random.Random(SEED)
    usable = [s for p in dict.fromkeys(passages) for s in sentences(p) if len(s.split()) <= 45]
    changed = [(claim, s) for s in usable if (claim := change(s, rng)) and claim != s]
    return rng.sample(changed, min(PER_ROW, len(changed)))


def written(data: Path) -> dict[str, list[Item]]:
    """Claims that people wrote, each with the sentences of its evidence, by their label."""
    found: dict[str, list[Item]] = {"people's, supported": [], "people's, not supported": []}
    for file in SETS.values():
        for line in read_lines(data / "support_bench", f"{file}.jsonl.gz"):
            row = "supported" if line["label"] == "supported" else "not supported"
            found[f"people's, {row}"].append((line["claim"], sentences(line["premise"])))
    return found


def accepted(items: Sequence[Item], reader: Reader) -> list[float]:
    """The share of claims that a sentence of theirs carries, in percent, for each column."""
    pairs = [(at, claim, text) for at, (claim, texts) in enumerate(items) for text in texts]
    problems = [check(claim, text) for _, claim, text in pairs]
    likely = {
        pair: not problem or problem.startswith(LATER)
        for pair, problem in zip(pairs, problems, strict=True)
    }
    passed = [pair for pair, problem in zip(pairs, problems, strict=True) if not problem]
    judged = reader.support([(claim, text) for _, claim, text in passed])
    chances = [
        each.supported if foreign_words(claim, text) else 1.0
        for (_, claim, text), each in zip(passed, judged, strict=True)
    ]
    columns = [{at for (at, _, _), good in likely.items() if good}, {at for at, _, _ in passed}]
    for start in FROM:
        sure = zip(passed, chances, strict=True)
        columns.append({at for (at, _, _), chance in sure if chance >= start})
    return [100 * len(column) / len(items) for column in columns]


def main() -> None:
    """Prints shares accepted, one row for each kind of change."""
    data = Path(sys.argv[1])
    reader = Reader.load(Path(sys.argv[2]) if len(sys.argv) > 2 else None)
    columns = ["words", "checks", *(f"judge {start}" for start in FROM), "n"]
    print(f"{'accepted, %':<30}" + "".join(f"{column:>11}" for column in columns))
    made = {row: [(claim, [text]) for claim, text in pairs] for row, pairs in rows(data).items()}
    for row, items in {**made, **written(data)}.items():
        shares = "".join(f"{share:11.1f}" for share in accepted(items, reader))
        print(f"{row:<30}{shares}{len(items):11}", flush=True)


if __name__ == "__main__":
    main()
