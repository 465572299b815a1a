"""Runs the shipped reader over many (question, passage) pairs at once."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from qa.reader import Reader, Reading


def read_pairs(reader: Reader, pairs: Sequence[tuple[str, str]], threads: int = 2) -> list[Reading]:
    """One reading per pair, in order."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda pair: reader.read(pair[0], [pair[1]])[0], pairs))


def answer_of(reading: Reading, passage: str) -> str:
    """The text of the best span, or "" if there is none."""
    if not reading.spans:
        return ""
    best = reading.spans[0]
    return passage[best.start : best.end]
