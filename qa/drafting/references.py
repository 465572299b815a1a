"""Words of a source that only point elsewhere: "section 5.2", "Theorem 4.1", the 28 of "[28]".

They stand where an answer could, and are none, unless a question asks where something is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa.reader import Span

_PARTS = (
    "appendix|appendices|algorithms?|chapters?|corollary|definitions?|equations?|eqs?|"
    "fig(?:ure)?s?|lemmas?|listings?|pages?|pp|propositions?|sections?|sects?|secs?|tables?|"
    "theorems?"
)
_POINTER = rf"(?:(?:{_PARTS})\b\.?|§)\W{{0,3}}(?:\d|[A-Z]\b|[IVX]+\b)[\w.\-–]*"
_POINTS = re.compile(
    rf"\W*(?:(?:see|cf|in|by|of)\W+)?{_POINTER}(?:\W{{1,3}}(?:(?:and|or)\W{{1,3}})?{_POINTER})*\W*",
    re.IGNORECASE,
)
_ASKS_PLACE = re.compile(rf"\bwhere\b|\b(?:{_PARTS}|parts?)\b", re.IGNORECASE)
_ASKS_SOURCE = re.compile(r"\b(?:references?|citations?|cited|cites?)\b", re.IGNORECASE)
_OPENED = re.compile(r"\[[\d\s,;–-]*$")
_CLOSED = re.compile(r"[\d\s,;–-]*\]")
_INSIDE = re.compile(r"[\[\]\d\s,;–-]+")
_LONGEST = 40  # characters of a citation's bracket looked back over


def answering(question: str, text: str, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The spans without those that only point elsewhere in the document, or to another one."""
    place, source = _ASKS_PLACE.search(question), _ASKS_SOURCE.search(question)
    return tuple(
        span
        for span in spans
        if (place or not _POINTS.fullmatch(text, span.start, span.end))
        and (source or not _cites(text, span.start, span.end))
    )


def _cites(text: str, start: int, end: int) -> bool:
    """Whether the words are the number of a work cited, or stand inside such a bracket."""
    words = text[start:end]
    if not _INSIDE.fullmatch(words):
        return False
    before = text[max(0, start - _LONGEST) : start]
    opened = words.startswith("[") or _OPENED.search(before) is not None
    return opened and (words.endswith("]") or _CLOSED.match(text, end) is not None)
