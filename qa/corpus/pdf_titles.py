"""What a PDF is called: what it says itself if its first page knows it, or what is set largest.

Knows lines and their boxes; nothing of pdfium or files.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from statistics import median

from qa.corpus.pdf_layout import Line, lay_out

_WORD = re.compile(r"\w+")
_LEAST_TITLE = 4  # letters; many files are titled "-" or "doc1"
_NO_TITLE = re.compile(
    r"\.(?:dvi|docx?|e?ps|html?|indd|pdf|pptx?|qxd|rtf|tex|xlsx?)\b|://|^(?:doi|arxiv):"
    r"|^microsoft \w+ - |^\S*_\S*$|\buntitled\b|\btemplate\b",
    re.IGNORECASE,
)
"""What programs put where the title belongs: the name of a file, an address, nothing."""
_KNOWN = 0.75  # share of a title's words that stand on the first page
_TITLE_REACH = 40  # lines of a page among which its title is
_TITLE_LINES = 4
_BEGINS = re.compile(r"(?:\W*\d?\W*)(?:abstract|introduction|contents)\b", re.IGNORECASE)
_LARGER = 1.15  # times the usual height
_ALIKE = 0.93  # times the largest height
_LONGEST_TITLE = 200
_LEAST_LETTERS = 4


def title(said: str, lines: Sequence[Line]) -> str:
    """The title that a file gives itself, if its first page knows it, or else the largest words."""
    usable = sum(map(str.isalpha, said)) >= _LEAST_TITLE and not _NO_TITLE.search(said)
    words = set(_WORD.findall(said.casefold()))
    there = set(_WORD.findall(" ".join(line.text for line in lines).casefold()))
    if usable and len(words & there) >= _KNOWN * len(words):
        return said
    return largest(lines) or (said if usable else "")


def largest(lines: Sequence[Line]) -> str:
    """The words that are set largest on a page, mostly its title; "" if none are, or no words."""
    near = [*takewhile(lambda line: not _BEGINS.match(line.text), lines[:_TITLE_REACH])]
    told = [line for line in near if sum(map(str.isalpha, line.text)) >= _LEAST_LETTERS]
    height = max((line.height for line in told), default=0.0)
    if height < _LARGER * median([line.height for line in lines] or [1.0]):
        return ""
    first = next(line for line in told if line.height >= _ALIKE * height)
    run = takewhile(lambda line: line.height >= _ALIKE * height, near[near.index(first) :])
    words = " ".join(lay_out([[*run][:_TITLE_LINES]]).text.split()).rstrip(" *∗†‡§\ufffd")
    letters = sum(map(str.isalpha, words))
    is_title = len(words) <= _LONGEST_TITLE and "@" not in words and 2 * letters > len(words)
    return words if is_title else ""
