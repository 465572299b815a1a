"""The headings of a PDF: those that its text shows as plain text does, and what is set larger.

Knows lines, their heights and where they stand in the running text; nothing of pdfium or files.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from math import inf

from qa.corpus.extracted import Heading
from qa.corpus.numbering import GOES_ON, LEAST, TOP
from qa.corpus.pdf_layout import Laid
from qa.corpus.plain_headings import headings as plain_headings
from qa.text import TITLE_WORDS, tidy

_LARGER = 1.12  # times the height that most of the text has
_MOST_LETTERS = 0.15  # of a text are its headings of one height; more is text of another font
_LONG = 200  # characters of a paragraph; a title and those who wrote it have less
_LEAST_TEXT = 40  # characters of the paragraph below
_WORD = re.compile(r"[^\W\d_]{3}")
_OPENS = re.compile(r"[\"'“‘¿¡]?[^\W_a-z]")
_ENDED = re.compile(rf"[.,;:]$|\b(?:{GOES_ON}|on)$")

Set = tuple[int, float, str]
"""A paragraph that is set larger: where it starts, its height, its words."""


def headings(laid: Laid) -> list[Heading]:
    """The headings of a laid out text, in their order."""
    plain = plain_headings(laid.text)
    level_at = {start: level for start, level, _ in plain}
    larger = [*_larger(laid)]
    counts = Counter(height for _, height, _ in larger)
    levels: dict[float, int] = {}
    before = TOP - 1
    for height in sorted(counts, reverse=True):
        if counts[height] < LEAST:
            continue
        # As large as what is numbered is of its level; else it stands below what is larger.
        known = [level_at[start] for start, of, _ in larger if of == height and start in level_at]
        before = Counter(known).most_common(1)[0][0] if known else before + 1
        levels[height] = before
    more = [
        (start, levels[height], words)
        for start, height, words in larger
        if height in levels and start not in level_at
    ]
    return sorted([*plain, *more])


def _larger(laid: Laid) -> Iterator[Set]:
    """The short paragraphs that are set larger than the text, above text or one such.

    What stands before the first long paragraph is a title and who wrote it.
    """
    letters = _letters(laid)
    usual = max(letters, key=letters.__getitem__, default=0.0)
    most = _MOST_LETTERS * sum(letters.values())
    heights = {of for of, many in letters.items() if of >= _LARGER * usual and many <= most}
    begun = False
    for (start, end, height), (below, stop, next_height) in pairwise(_paragraphs(laid)):
        if begun and height in heights:
            words = tidy(laid.text[start:end])
            on_text = stop - below >= _LEAST_TEXT and not laid.text[below].islower()
            if _is_title(words) and (on_text or next_height in heights):
                yield start, height, words
        begun = begun or end - start >= _LONG


def _letters(laid: Laid) -> Counter[float]:
    """How many characters are set in each height."""
    letters: Counter[float] = Counter()
    for (start, height), (end, _) in pairwise([*laid.lines, (len(laid.text), 0.0)]):
        letters[round(height, 1)] += end - start
    return letters


def _paragraphs(laid: Laid) -> Iterator[tuple[int, int, float]]:
    """Where each paragraph starts and ends, and the height of its smallest line."""
    start, low = 0, inf
    for at, height in laid.lines:
        if at and laid.text.endswith("\n\n", 0, at):
            yield start, at - 2, low
            start, low = at, inf
        low = min(low, round(height, 1))
    if laid.lines:
        yield start, len(laid.text), low


def _is_title(words: str) -> bool:
    if len(words.split()) > TITLE_WORDS or _ENDED.search(words) or "@" in words:
        return False
    letters = sum(map(str.isalpha, words))
    return bool(_OPENS.match(words) and _WORD.search(words)) and 2 * letters > len(words)
