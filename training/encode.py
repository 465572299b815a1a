"""Texts to token arrays: pairs as `[CLS] first [SEP] second [SEP]`, answers as token positions.

Knows the tokenizer file and the length limits; knows nothing about the model.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from training.examples import SUPPORT_LABELS, WHOLE, Example, QaExample

MAX_TOKENS = 256
MAX_FIRST = 56  # question or claim
UNMARKED = -100  # what torch's cross entropy leaves out


@dataclass(frozen=True, slots=True)
class Encoded:
    """One example as tokens.

    ids: (length,) token ids; split: index of the second text's first token;
    spans: accepted answers as inclusive (first, last) token indices, empty if unanswerable, and
    (UNMARKED, UNMARKED) if answered without words to mark;
    label: index into SUPPORT_LABELS, or -1 for a question.
    """

    source: str
    ids: NDArray[np.int32]
    split: int
    spans: tuple[tuple[int, int], ...]
    label: int


def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer file without truncation or padding of its own."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


class Encoder:
    """Encodes examples; long passages are cut to one window, chosen at random around an answer."""

    def __init__(self, tokenizer: Tokenizer, seed: int) -> None:
        self._tokenizer = tokenizer
        self._rng = random.Random(seed)
        self._cls = tokenizer.token_to_id("[CLS]")
        self._sep = tokenizer.token_to_id("[SEP]")

    def encode(self, examples: Iterable[Example]) -> list[Encoded]:
        """Encode all examples in order; those that do not fit the window are left out."""
        rows = list(examples)
        firsts = [e.question if isinstance(e, QaExample) else e.claim for e in rows]
        seconds = [e.passage if isinstance(e, QaExample) else e.evidence for e in rows]
        first = self._tokenizer.encode_batch_fast(firsts, add_special_tokens=False)
        kept = []
        for at in range(0, len(rows), 2000):
            second = self._tokenizer.encode_batch(seconds[at : at + 2000], add_special_tokens=False)
            for row, a, b in zip(rows[at : at + 2000], first[at : at + 2000], second, strict=True):
                one = self._pair(row, a.ids[:MAX_FIRST], b.ids, b.offsets)
                if one is not None:
                    kept.append(one)
        return kept

    def _pair(
        self, example: Example, first: list[int], second: list[int], offsets: list[tuple[int, int]]
    ) -> Encoded | None:
        spans = []
        whole = isinstance(example, QaExample) and example.spans == (WHOLE,)
        if isinstance(example, QaExample) and not whole:
            for span in example.spans:
                found = token_span(offsets, *span)
                if found:
                    spans.append(found)
            if example.spans and not spans:
                return None
        room = MAX_TOKENS - len(first) - 3
        begin = 0
        if len(second) > room:
            if not isinstance(example, QaExample):
                return None
            begin = self._window(len(second), room, spans)
            spans = [(s, e) for s, e in spans if begin <= s and e < begin + room]
        split = len(first) + 2
        shift = split - begin
        ids = [self._cls, *first, self._sep, *second[begin : begin + room], self._sep]
        label = -1 if isinstance(example, QaExample) else SUPPORT_LABELS.index(example.label)
        moved = tuple((s + shift, e + shift) for s, e in spans)
        if whole:
            moved = ((UNMARKED, UNMARKED),)
        return Encoded(example.source, np.array(ids, dtype=np.int32), split, moved, label)

    def _window(self, length: int, room: int, spans: list[tuple[int, int]]) -> int:
        """Start of a window of `room` tokens that holds the first answer, if there is one."""
        if not spans:
            return self._rng.randint(0, length - room)
        first, last = spans[0]
        low, high = max(0, last + 1 - room), min(first, length - room)
        return self._rng.randint(low, high) if low <= high else first


def token_span(offsets: list[tuple[int, int]], start: int, end: int) -> tuple[int, int] | None:
    """The inclusive token range that covers characters [start, end)."""
    covered = [i for i, (s, e) in enumerate(offsets) if s < end and e > start]
    return (covered[0], covered[-1]) if covered else None
