"""Which sentences that draw on two of the source's pass: `python -m tests.benchmarks.fusion DATA`.

DATA is the folder of the published data. The first rows are true: answers that people wrote from
a passage (ClapNQ), sentence by sentence, and neighbouring sentences of encyclopedia paragraphs
(`squad_open`) joined by "and". The rest is made of those paragraphs to be false: one half of
another paragraph, a number changed, a "not" put in, what one does said of another, and a name in
place of a pronoun that stands for somebody else. Each is held against its own passage, with the
reader as judge.
"""

from __future__ import annotations

import random
import re
import sys
from calendar import month_name
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from eval.benchmarks.base import read_lines
from qa.checks.evidence import Judge
from qa.checks.references import reference
from qa.checks.subjects import subject
from qa.chunking import split
from qa.citation import verify
from qa.reader import Reader
from qa.records import Document, DraftSentence, Hit
from qa.text import tidy
from qa.writing import judge_by
from training.claims import changed_number, changed_polarity
from training.text import name_spans, sentences

Row = list[tuple[str, str]]
"""(claim, the text that it is held against)."""
PER_ROW = 300
SEED = 13
_MOST_WORDS = 25
_NAME = re.compile(r"[A-Z][\w-]{2,}(?: [A-Z][\w-]+)*")
_TOKENIZED = (
    (r"\s*``\s*", ' "'), (r"\s*''", '" '), (r" (['’](?:s|re|ve|ll|d|m|t)\b)", r"\1"),
    (r" n't", "n't"), (r"\s+([,.;:?!)\]%])", r"\1"), (r"([(\[])\s+", r"\1"), (r" - (?=\w)", "-"),
    (r"(?<=\w) -- (?=\w)", " – "), (r"(\$) (\d)", r"\1\2"), (r'"\s*([^"]*?)\s*"', r'"\1"'),
    (r'(\w)"(\w)', r'\1 "\2'), (r"[ \t]+", " "),
)  # fmt: skip


def written(data: Path, other: int = 0) -> Row:
    """ClapNQ's answers, each with its passage, or with that of the question `other` places on."""
    lines = read_lines(data / "clapnq", "answerable.jsonl")
    texts = ["{title}\n\n{text}".format(**line["passages"][0]) for line in lines]
    return [
        (sentence, _as_written(texts[(at + other) % len(texts)]))
        for at, line in enumerate(lines)
        for sentence in sentences(_as_written(line["output"][0]["answer"]))
    ]


def rows(data: Path) -> dict[str, Row]:
    """The claims by what they are; those of the first two rows are true."""
    texts = [line["text"] for line in read_lines(data / "squad_open", "corpus.jsonl.gz")]
    rng = random.Random(SEED)
    rng.shuffle(texts)
    pairs = [(first, second, text) for text in texts for first, second in _neighbours(text)]
    joined = [(_joined(first, second), text) for first, second, text in pairs]
    moved = list(_moved(pairs))
    made = {
        "two sentences joined": joined,
        "its half of another paragraph": [
            (_joined(first, pairs[at - 50][1]), text) for at, (first, _, text) in enumerate(pairs)
        ],
        "its number changed": _changed(pairs, lambda text: changed_number(text, rng)),
        "its 'not' put in": _changed(pairs, lambda text: changed_polarity(text, rng)),
        "what one does, of another": [(f"{name} {rest}", text) for _, name, rest, text in moved],
        "the same behind 'and'": [
            (f"{first.rstrip('.')} and {rest}", text) for first, _, rest, text in moved
        ],
        "another name for a pronoun": list(_misnamed(texts)),
    }
    return {name: rng.sample(row, min(PER_ROW, len(row))) for name, row in made.items()}


def _as_written(tokenized: str) -> str:
    for pattern, put in _TOKENIZED:
        tokenized = re.sub(pattern, put, tokenized)
    return tokenized.strip()


def _neighbours(text: str) -> Iterator[tuple[str, str]]:
    told = sentences(text)
    for first, second in pairwise(told):
        if max(len(first.split()), len(second.split())) <= _MOST_WORDS and first.endswith("."):
            yield first, second


def _joined(first: str, second: str) -> str:
    small = second.split(maxsplit=1)[0] in ("The", "A", "An", "This", "These", "It", "In")
    return f"{first.rstrip('.')}, and {second[0].lower() + second[1:] if small else second}"


def _changed(pairs: Sequence[tuple[str, str, str]], change: Callable[[str], str | None]) -> Row:
    found = ((first, change(second), text) for first, second, text in pairs)
    return [(_joined(first, second), text) for first, second, text in found if second]


def _moved(pairs: Sequence[tuple[str, str, str]]) -> Iterator[tuple[str, str, str, str]]:
    """(first sentence, its subject, what the next one says of another subject, paragraph)."""
    for first, second, text in pairs:
        one, other = subject(first, plural=False), subject(second, plural=False)
        if one and other and not (one[0] or other[0]):
            name, another = first[slice(*one)], second[slice(*other)]
            if not set(name.casefold().split()) & set(another.casefold().split()) - {"the"}:
                yield first, name, second[other[1] :].strip(), text


def _misnamed(texts: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Sentences with a name of the paragraph in place of a pronoun that stands for another."""
    for text in texts:
        told = [tidy(sentence) for sentence in sentences(text)]
        for at in range(1, len(told)):
            meant = reference(told, at)
            if meant is None or not meant.text.endswith(told[at].split(maxsplit=1)[-1]):
                continue
            named = meant.before[slice(*meant.subject)]
            rest = told[at].split(maxsplit=1)[1]
            own = "'s" if told[at].split()[0] in ("His", "Her", "Its", "Their") else ""
            for span in name_spans(meant.before):
                other = meant.before[slice(*span)]
                if not _NAME.fullmatch(other) or other in month_name:
                    continue
                if other not in named and named not in other and other not in rest:
                    yield f"{other}{own} {rest}", text


def accepted(row: Row, judge: Judge) -> int:
    """How many claims of a row pass."""
    return sum(
        _passes(sentence, Document("a", "a", text, "0" * 64), judge) for sentence, text in row
    )


def _passes(sentence: str, document: Document, judge: Judge) -> bool:
    hits = [Hit(passage, 1.0, at) for at, passage in enumerate(split(document, 1000), start=1)]
    claim, _ = verify(DraftSentence(sentence), hits, lambda _: document, "generated", judge)
    return claim.verdict == "supported"


def main() -> None:
    """Prints how many pass, one row for each kind."""
    data = Path(sys.argv[1])
    reader = Reader.load()
    judge = judge_by(reader.support, reader.read)
    people = {"people's answers": written(data), "of another question": written(data, other=137)}
    for name, row in {**people, **rows(data)}.items():
        passed = accepted(row, judge)
        print(f"{name:<32}{passed:5} of {len(row):4}{100 * passed / len(row):7.1f}%", flush=True)


if __name__ == "__main__":
    main()
