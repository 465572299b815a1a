"""A place in a document → the text around it, cut into pieces for highlighting.

All cutting is done here, in the characters that citations count, because a browser counts
UTF-16 units. What arrives from a browser is checked before it is used. Knows no sessions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qa.records import Document

WINDOW = 80_000
"""Characters sent at once, the cited place among them; the rest follows on demand."""

MOST_PLACES = 200
_QUOTE_CHARS = 420

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a browser asked to see: a place, the answer's other places there, or more text."""

    key: str
    cited: Span | None
    others: tuple[Span, ...]
    window: Span | None
    page: int | None = None
    """A character of the page to be shown as a picture, where it is not that of the place."""

    @classmethod
    def read(cls, data: Any) -> Wanted:
        """Checks what a browser sent. Raises ValueError."""
        if not isinstance(data, dict) or not isinstance(data.get("key"), str):
            raise ValueError("expected an object with the key of a document")
        others = data.get("others") or []
        if not isinstance(others, list) or len(others) > MOST_PLACES:
            raise ValueError(f"expected at most {MOST_PLACES} other places")
        return cls(
            key=data["key"],
            cited=_span(data.get("cited")),
            others=tuple(span for each in others if (span := _span(each))),
            window=_span(data.get("window")),
            page=_offset(data.get("page")),
        )


def view(document: Document, wanted: Wanted) -> dict[str, Any]:
    """What the panel shows. An impossible place is reported as "outside", never guessed."""
    size = len(document.text)
    cited = wanted.cited
    if cited and cited[1] > size:
        return {"title": document.title, "name": document.id, "outside": True}
    start, end = _window(wanted, size)
    quote = document.text[cited[0] : cited[1]] if cited else ""
    return {
        "title": document.title,
        "name": document.id,
        "where": document.where_at(cited[0] if cited else start),
        "quote": quote,
        "pieces": _pieces(document.text, start, end, cited, wanted.others),
        "window": [start, end],
        "size": size,
    }


def card(document: Document, cited: Span) -> dict[str, Any]:
    """What the hover card shows."""
    quote = document.text[cited[0] : cited[1]]
    if len(quote) > _QUOTE_CHARS:
        quote = quote[:_QUOTE_CHARS].rsplit(" ", 1)[0] + " …"
    return {"title": document.title, "where": document.where_at(cited[0]), "quote": quote}


def _window(wanted: Wanted, size: int) -> Span:
    if wanted.window:
        start = min(wanted.window[0], size)
        return start, min(wanted.window[1], size, start + WINDOW)
    if not wanted.cited:
        return 0, min(size, WINDOW)
    around = max(0, WINDOW - (wanted.cited[1] - wanted.cited[0])) // 2
    return max(0, wanted.cited[0] - around), min(size, wanted.cited[1] + around)


def _pieces(
    text: str, start: int, end: int, cited: Span | None, others: tuple[Span, ...]
) -> list[list[str]]:
    """`[text, kind]` pairs that join to `text[start:end]`; the cited place is one piece."""
    marks = sorted(_cut(others, cited) + ([(*cited, "cited")] if cited else []))
    pieces: list[list[str]] = []
    at = start
    for left, right, kind in marks:
        left, right = max(left, at), min(right, end)
        if left >= right:
            continue
        if at < left:
            pieces.append([text[at:left], ""])
        pieces.append([text[left:right], kind])
        at = right
    if at < end:
        pieces.append([text[at:end], ""])
    return pieces


def _cut(others: tuple[Span, ...], cited: Span | None) -> list[tuple[int, int, str]]:
    """The other places, without what overlaps the cited one."""
    if not cited:
        return [(*span, "also") for span in others]
    parts = [(left, min(right, cited[0])) for left, right in others]
    parts += [(max(left, cited[1]), right) for left, right in others]
    return [(left, right, "also") for left, right in parts if left < right]


def _offset(value: Any) -> int | None:
    """A whole number that is not negative. None for None; ValueError for anything else."""
    if value is not None and (type(value) is not int or value < 0):
        raise ValueError(f"expected a place as a whole number, found {value!r:.60}")
    return value


def _span(value: Any) -> Span | None:
    """A pair of whole numbers with start < end. None for None; ValueError for anything else."""
    if value is None:
        return None
    if (
        not isinstance(value, list)
        or len(value) != 2
        or not all(type(each) is int for each in value)
        or not 0 <= value[0] < value[1]
    ):
        raise ValueError(f"expected a place as [start, end], found {value!r:.60}")
    return value[0], value[1]
