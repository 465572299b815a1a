"""Claims changed in one known way, for measuring what the support check wrongly accepts.

Made from the sentences of passages no training example came from. The table's rows are those of
the deterministic check's table, so that both can be read side by side. Lexical checks of numbers,
names and negation are given here in their simplest form; the library's own are stricter.
"""

import random
from collections.abc import Sequence

from training.claims import changed_polarity, swapped_roles, truncated
from training.text import name_spans, names, number_kind, number_spans, put, sentences, words

ACCEPTABLE = ("verbatim", "truncated")
ROWS = (
    *ACCEPTABLE,
    "foreign number",
    "number from the same passage",
    "foreign entity",
    "entity from the same passage",
    "negation",
    "role swap",
    "another sentence",
)


def perturbed(passages: Sequence[str], per_row: int, seed: int) -> dict[str, list[tuple[str, str]]]:
    """For each row up to `per_row` pairs (claim, evidence sentence)."""
    rng = random.Random(seed)
    made: dict[str, list[tuple[str, str]]] = {row: [] for row in ROWS}
    foreign = [rng.choice(passages) for _ in range(200)]
    foreign_names = [name for text in foreign for name in names(text)]
    order = list(dict.fromkeys(passages))
    rng.shuffle(order)
    for passage in order:
        usable = [s for s in sentences(passage) if 8 <= len(s.split()) <= 45]
        for sentence in rng.sample(usable, min(2, len(usable))):
            claims = _changes(sentence, passage, foreign_names, rng)
            for row, claim in claims.items():
                if (claim and claim != sentence) or row == "verbatim":
                    made[row].append((claim or sentence, sentence))
    return {row: pairs[:per_row] for row, pairs in made.items()}


def _changes(
    sentence: str, passage: str, foreign_names: list[str], rng: random.Random
) -> dict[str, str | None]:
    rest = passage.replace(sentence, " ")
    numbers_here = [rest[s:e] for s, e in number_spans(rest)]
    others = [s for s in sentences(passage) if s != sentence]
    return {
        "verbatim": sentence,
        "truncated": truncated(sentence, rng),
        "foreign number": _number(
            sentence, [str(rng.randint(13, 99)), "1234", "1977", "seven"], rng
        ),
        "number from the same passage": _number(sentence, numbers_here, rng),
        "foreign entity": _name(sentence, foreign_names, rng),
        "entity from the same passage": _name(sentence, names(rest), rng),
        "negation": changed_polarity(sentence, rng),
        "role swap": swapped_roles(sentence, rng),
        "another sentence": rng.choice(others) if others else None,
    }


def _number(sentence: str, choices: Sequence[str], rng: random.Random) -> str | None:
    spans = number_spans(sentence)
    if not spans:
        return None
    start, end = rng.choice(spans)
    kind = number_kind(sentence[start:end])
    fitting = [c for c in choices if c.lower() not in words(sentence)]
    same = [c for c in fitting if number_kind(c) == kind]
    choices = same or fitting
    return put(sentence, (start, end), rng.choice(choices)) if choices else None


def _name(sentence: str, choices: Sequence[str], rng: random.Random) -> str | None:
    spans = name_spans(sentence)
    fitting = [c for c in choices if c not in sentence]
    if not spans:
        return None
    span = rng.choice(spans)
    return put(sentence, span, rng.choice(fitting)) if fitting else None


def passes_lexical(claim: str, evidence: str) -> bool:
    """Every number and name of the claim is in the evidence and their negations agree."""
    there = set(words(evidence))
    numbers = [claim[s:e].lower() for s, e in number_spans(claim)]
    wanted = {word for text in [*numbers, *names(claim)] for word in words(text)}
    return wanted <= there and _negated(claim) == _negated(evidence)


def _negated(text: str) -> bool:
    return any(
        word in ("not", "never", "no", "cannot") or word.endswith("n't") for word in words(text)
    )
