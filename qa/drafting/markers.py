"""Characters as a chat model streams them → text, citation markers, and signs to start or end.

Models cut their output anywhere ("[", "1", "]."), so nothing is decided until a marker or a tag
is complete or can no longer become one. Every decision depends on the characters alone, never
on how they were cut. Knows nothing of sentences; that is `stream`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Marker:
    """A reference to numbered passages, in any spelling; `raw` is what was written.

    `certain` is False for "(1)", which may also count items: only its place can tell.
    """

    numbers: tuple[int, ...]
    raw: str
    certain: bool = True


Sign = Literal["restart", "end"]
Piece = str | Marker
"""One character of text, or a marker."""

_DOUBLED = {"[[": "]]", "([": "])"}
_CLOSING = {"[": "]", "【": "】", "［": "］", "(": ")"}
_LONGEST = 48  # characters of a marker; "[Passage 1, Passage 2, Passage 3]" has 33
_MOST_IN_RANGE = 20
_NOUN = r"(?:passages?|sources?|documents?|docs?|excerpts?|references?|refs?|citations?|no\.?|№)"
_NUMBER = rf"(?:{_NOUN}\s*)?[#^]?\s*\d{{1,3}}"
_BETWEEN = r"\s*(?:,\s*and|,|;|&|/|\+|and|to|-|–|—|‑)\s*"
_NUMBERS = re.compile(
    rf"\s*(?:(?:see|from|in|cf\.?)\s+)?(?:the\s+)?({_NUMBER}(?:{_BETWEEN}{_NUMBER})*)\s*(?:†.*)?",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(\d{1,3})\s*(?:-|–|—|‑|to)\s*(?:" + _NOUN + r"\s*)?(\d{1,3})", re.IGNORECASE)
_PLACEHOLDER = re.compile(
    r"\s*\^?(?:n|x|i|#|number|passage number|source|citation(?: needed)?|cite)\s*", re.IGNORECASE
)
_CUT_OFF = re.compile(r"[\[【［(]\s*\^?[\d,;\s–-]*")
_THINKING = ("<think>", "<thinking>", "<thought>", "<reasoning>")
_THOUGHT = ("</think>", "</thinking>", "</thought>", "</reasoning>")
_ENDING = ("</s>", "<|im_end|>", "<|eot_id|>", "<|end|>", "<|endoftext|>", "<end_of_turn>")


class Scanner:
    """Reads characters one at a time; holds back what may still become a marker or a tag."""

    def __init__(self) -> None:
        self._held = ""
        self._thinking = False
        self._ended = False

    def feed(self, character: str) -> Iterator[Piece | Sign]:
        """What this character settles: nothing while something is held back."""
        if not self._ended:
            self._held += character
            yield from self._settle(last=False)

    def close(self) -> Iterator[Piece | Sign]:
        """What was held back, now that nothing follows; a marker or tag cut off is dropped."""
        held = self._held
        if _CUT_OFF.fullmatch(held) or (len(held) > 1 and _tag(held) == "unfinished"):
            self._held = ""
        yield from self._settle(last=True)

    def _settle(self, last: bool) -> Iterator[Piece | Sign]:
        while self._held and not self._ended:
            size, piece = self._first()
            if not size:
                if not last:
                    return
                size, piece = 1, "" if self._thinking else self._held[0]
            self._held = self._held[size:]
            if piece:
                yield piece

    def _first(self) -> tuple[int, Piece | Sign]:
        """The size and the meaning of what the held text opens with; size 0: not settled."""
        held = self._held
        if held[0] == "<":
            tag = _tag(held)
            if tag == "unfinished":
                return 0, ""
            if tag:
                return len(tag), self._turn(tag)
        if self._thinking:
            return 1, ""
        if held[0] in _CLOSING:
            return _bracketed(held)
        return 1, held[0]

    def _turn(self, tag: str) -> Sign | Literal[""]:
        """Follows a tag. A closing one without its opening means all before it was thought."""
        if tag in _ENDING:
            self._ended = True
            return "end"
        unopened = tag in _THOUGHT and not self._thinking
        self._thinking = tag in _THINKING
        return "restart" if unopened else ""


def _tag(held: str) -> str:
    """The tag that the held text opens with, "unfinished" if it may become one, or nothing."""
    lowered = held.lower()
    for tag in (*_THINKING, *_THOUGHT, *_ENDING):
        if lowered.startswith(tag):
            return tag
        if tag.startswith(lowered):
            return "unfinished"
    return ""


def _bracketed(held: str) -> tuple[int, Piece]:
    closing = _DOUBLED.get(held[:2]) or _CLOSING[held[0]]
    width = len(closing)
    body, closed, _ = held[width:].partition(closing)
    if len(body) > _LONGEST or any(c in "\n[【［(" for c in body):
        return 1, held[0]
    if not closed:
        return 0, ""
    size = len(body) + 2 * width
    marker = _read(body, held[width - 1 : size - width + 1])
    return (size, marker) if marker else (1, held[0])


def _read(body: str, raw: str) -> Marker | None:
    if raw[0] != "(" and _PLACEHOLDER.fullmatch(body):
        return Marker((), raw)
    match = _NUMBERS.fullmatch(body)
    if not match:
        return None
    named = bool(re.search(r"[^\W\d_]{3}", match.group(1).replace("and", "")))
    return Marker(_expanded(match.group(1)), raw, certain=raw[0] != "(" or named)


def _expanded(numbers: str) -> tuple[int, ...]:
    """The numbers that are meant: "1-3, 5" is 1, 2, 3, 5."""

    def spelled_out(match: re.Match[str]) -> str:
        first, last = int(match.group(1)), int(match.group(2))
        between = range(first, min(last, first + _MOST_IN_RANGE) + 1)
        return ",".join(map(str, between)) or match.group()

    return tuple(dict.fromkeys(map(int, re.findall(r"\d+", _RANGE.sub(spelled_out, numbers)))))
