"""Which changed claims pass the checks: `python -m tests.benchmarks.claims DATA [WEIGHTS]`.

DATA is the folder of the published data; claims are made from paragraphs of `squad_open`, which
no training example came from, each held against the one sentence it was made from. WEIGHTS is a
reader's folder, the packaged one by default. Columns: the checks of numbers, names, polarity and
words; all checks; all checks and the reader as judge, which refuses from each of several
probabilities that the evidence contradicts the claim.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from qa.checks import check, kept_in_order
from qa.reader import Reader
from training.claims import reordered, wrong_voice
from training.evaluate import read_squad
from training.perturbations import perturbed
from training.text import ANTONYMS, sentences

Pairs = Sequence[tuple[str, str]]
PER_ROW = 200
SEED = 13
FROM = (0.3, 0.5, 0.7, 0.9)
LATER = ("it states what", "it leaves out the condition", "names stand", "a name or", "who did")
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
            return sentence[: match.start()] + ANTONYMS[match.group()] + sentence[match.end() :]
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
    return sentence[: spot.start()] + rng.choice(fitting) + sentence[spot.end() :]


def _made(passages: Sequence[str], change: Callable[[str, random.Random], str | None]) -> Pairs:
    rng = random.Random(SEED)
    usable = [s for p in dict.fromkeys(passages) for s in sentences(p) if len(s.split()) <= 45]
    changed = [(claim, s) for s in usable if (claim := change(s, rng)) and claim != s]
    return rng.sample(changed, min(PER_ROW, len(changed)))


def accepted(pairs: Pairs, reader: Reader) -> list[float]:
    """The share of pairs accepted, in percent, for each column."""
    problems = [check(claim, evidence) for claim, evidence in pairs]
    words = [not problem or problem.startswith(LATER) for problem in problems]
    passed = [not problem for problem in problems]
    columns = [words, passed]
    against = [judged.contradicted for judged in reader.support(pairs)]
    sure = [kept_in_order(claim, evidence) for claim, evidence in pairs]
    for start in FROM:
        kept = [chance < start or known for chance, known in zip(against, sure, strict=True)]
        columns.append([a and b for a, b in zip(passed, kept, strict=True)])
    return [100 * sum(column) / len(pairs) for column in columns]


def main() -> None:
    """Prints shares accepted, one row for each kind of change."""
    reader = Reader.load(Path(sys.argv[2]) if len(sys.argv) > 2 else None)
    columns = ["words", "checks", *(f"judge {start}" for start in FROM), "n"]
    print(f"{'accepted, %':<30}" + "".join(f"{column:>11}" for column in columns))
    for row, pairs in rows(Path(sys.argv[1])).items():
        shares = "".join(f"{share:11.1f}" for share in accepted(pairs, reader))
        print(f"{row:<30}{shares}{len(pairs):11}", flush=True)


if __name__ == "__main__":
    main()
