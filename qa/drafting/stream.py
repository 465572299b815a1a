"""What a chat model writes, as it streams → finished sentences with the passages they name.

Takes off everything that is no sentence of an answer: thinking, headings, bullets and list
numbers, emphasis, labels ("Answer:"), lead-ins ("According to passage 2,"), repeated sentences
and a tail cut off by the length limit. Parses characters, so how the text was cut into chunks
changes nothing. Knows nothing of what the passages say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import nupunkt

from qa.drafting.markers import Marker, Scanner
from qa.text import has_word, words

Finish = Literal["stop", "length", "unknown"]
"""Why a model stopped, where it says so."""


@dataclass(frozen=True, slots=True)
class Written:
    """One sentence a model wrote, without its markers, and the passage numbers it named.

    `under` is what announces it, "The areas are:", if it is an item of a list.
    """

    text: str
    numbers: tuple[int, ...] = ()
    under: str = ""


@dataclass(frozen=True, slots=True)
class Restart:
    """All sentences so far were thinking, not answer."""


Parsed = Written | Restart

_ENDED = re.compile(r"[.!?…][\"'”’»)\]*_]*$")
_MAYBE_TWO = re.compile(r"[.!?…][\"'”’»)\]*_]*\s+\S+$")
_LEAD = re.compile(r"\s*(?:(?:[-*+•‣◦·–—>]|\(?\d{1,2}[.)](?!\d)|\(?[a-z]\))\s+)+")
_HEADING = re.compile(r"\s*(?:#{1,6}\s|\||```|~~~)")
_BOLD_LINE = re.compile(r"\s*(\*\*|__)[^.!?]*\1\s*:?\s*|\s*(?:\*\*|__)[^.!?]*:(?:\*\*|__)\s*")
_SOURCES = re.compile(r"\W*(?:sources?|references?|citations?|passages? used)\b\W*:", re.IGNORECASE)
_LABEL = re.compile(
    r"\s*(?:the\s+)?(?:(?:final|short|direct|correct)\s+)?"
    r"(?:answer|response|conclusion|summary)\s*:\s*",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"(?:according to|as (?:stated|mentioned|described|noted|reported) (?:in|by)|based on|from|in)"
    r"\s+(?:the\s+)?(?:(?:provided|given|above|numbered)\s+)?"
    r"(?:passages?|sources?|documents?|texts?|context|articles?|information)"
    r"(?:\s+(?:provided|given|above))?(?:\s+(?P<n>\d{1,2}))?\s*,\s*",
    re.IGNORECASE,
)
_UNDERSCORES = re.compile(r"(?<!\w)_+(?=\w)|(?<=[^\W_])_+(?!\w)")
_COUNTED = re.compile(
    r"^\s*\(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\)\s+"
)  # "(1) Japan …, (2) France …" counts items
_ROUND_AT_END = re.compile(
    r"(?P<markers>(?:\s*\(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\))+)\s*(?P<stop>[.!?…]*)\s*$"
)
_EMPTY_BRACKETS = re.compile(r"\s*(?:\[\s*\]|\(\s*\)|【\s*】)")


class Parser:
    """Feed it the text of a model in chunks of any size; it gives sentences as they end."""

    def __init__(self, passages: int) -> None:
        self._passages = passages
        self._scanner = Scanner()
        self._seen: set[tuple[str, ...]] = set()
        self._stopped = False
        self.repeats = 0
        """Sentences dropped because they had been written before; a loop raises it."""
        self._text = self._raw = ""
        self._marks: list[tuple[int, Marker]] = []
        self._opening: list[Marker] = []
        self._fresh = True
        self._broken = self._blank = self._star = False
        self._under, self._item = "", False

    def feed(self, text: str) -> Iterator[Parsed]:
        """The sentences that end within this chunk."""
        for character in text:
            for piece in self._scanner.feed(character):
                yield from self._take(piece)

    def close(self, finish: Finish = "unknown") -> Iterator[Parsed]:
        """The last sentence, unless it is cut off."""
        for piece in self._scanner.close():
            yield from self._take(piece)
        if self._broken or self._complete("stop" if self._stopped else finish):
            yield from self._end_line()

    def _take(self, piece: str | Marker) -> Iterator[Parsed]:
        if piece == "restart":
            self._seen.clear()
            self._next_line()
            yield Restart()
        elif piece == "end":
            self._stopped = True
        elif isinstance(piece, Marker):
            self._mark(piece)
        elif piece == "\n":
            self._keep_opening()
            self._blank = self._broken
            self._broken = True
        elif piece not in ("\r", "\ufeff", "\u200b"):
            yield from self._character(" " if piece.isspace() else piece)

    def _character(self, character: str) -> Iterator[Parsed]:
        if self._broken:
            if character == " ":
                return
            joins = character.islower() and not self._blank and not _ENDED.search(self._text)
            if joins and self._text and not _HEADING.match(self._raw):
                self._broken = False
                self._append(" ")
            else:
                self._opening.clear()  # what opens a line and has text behind it is a list number
                yield from self._end_line()
        if character == " " and _MAYBE_TWO.search(self._text):
            yield from self._finished()
        self._append(character)

    def _append(self, character: str) -> None:
        """Adds a character to the line; emphasis is left out, a multiplication sign is not."""
        self._raw += character
        if self._star:
            around = (self._text[-1:] or " ") + character
            bullet = not self._text.strip() and character == " "
            if bullet or re.fullmatch(r"\d\d|\s\s", around):
                self._text += "*"
        self._star = character == "*"
        if character in "*`":
            return
        just_marked = self._marks and self._marks[-1][0] == len(self._text.rstrip())
        if just_marked and character in ".,;:!?":
            self._text = self._text.rstrip()
        elif just_marked and character.isalnum() and not self._text.endswith(" "):
            self._text += " "
        if character != " " or self._text[-1:] not in ("", " "):
            self._text += character

    def _mark(self, marker: Marker) -> None:
        if self._broken:
            self._opening.append(marker)
            return
        if marker.certain:
            listed = self._text.rstrip(" ,;&")
            if self._marks and self._marks[-1][0] == len(listed):
                self._text = listed  # "[1], [2]": the comma is between markers
            self._marks.append((len(self._text.rstrip()), marker))
            return
        for character in marker.raw:
            self._append(character)

    def _finished(self) -> Iterator[Parsed]:
        """The sentences before the last one of the line so far."""
        if _HEADING.match(self._raw):
            return
        self._strip_lead()
        spans = nupunkt.sent_spans(self._text)
        for start, end in spans[:-1]:
            yield from self._sentence(start, end)
        if len(spans) > 1:
            self._cut(spans[-1][0])

    def _end_line(self) -> Iterator[Parsed]:
        """Everything that is left of the line; markers alone on the next line belong to it."""
        self._keep_opening()
        if not self._is_heading():
            self._strip_lead()
            self._text, numbers = _unmarked(self._text, self._passages)
            self._marks.append((len(self._text.rstrip()), Marker(tuple(numbers), "")))
            for start, end in nupunkt.sent_spans(self._text):
                yield from self._sentence(start, end)
        if not self._item:
            self._under = self._announced()
        self._next_line()

    def _announced(self) -> str:
        """The line so far, if it announces a list."""
        text = self._text.strip()
        label = _HEADING.match(self._raw) or _SOURCES.match(text) or _LABEL.fullmatch(f"{text} ")
        return "" if label or not text.endswith(":") else _tidied(text).rstrip(".") + ":"

    def _keep_opening(self) -> None:
        """Markers with a line of their own belong to the sentence before."""
        self._marks += [(len(self._text.rstrip()), marker) for marker in self._opening]
        self._opening.clear()

    def _next_line(self) -> None:
        self._text = self._raw = ""
        self._marks, self._opening = [], []
        self._fresh = True
        self._item = False
        self._broken = self._blank = self._star = False

    def _is_heading(self) -> bool:
        text = self._text.strip()
        opens = self._fresh and (_HEADING.match(self._raw) or _BOLD_LINE.fullmatch(self._raw))
        return bool(opens or text.endswith(":") or _SOURCES.match(text))

    def _complete(self, finish: Finish) -> bool:
        """Whether the tail is a whole sentence, as far as can be told."""
        text = self._text.rstrip()
        cited = bool(self._marks) and self._marks[-1][0] == len(text)
        if finish == "length":
            return cited and bool(_ENDED.search(text))
        return finish == "stop" or cited or bool(_ENDED.search(text))

    def _strip_lead(self) -> None:
        if self._fresh:
            for pattern in (_LEAD, _LABEL):
                if match := pattern.match(self._text):
                    self._item |= pattern is _LEAD
                    self._cut(match.end())
            self._fresh = False

    def _cut(self, at: int) -> None:
        """Drops the first `at` characters of the line, and the markers in them."""
        self._text = self._text[at:]
        self._marks = [(place - at, marker) for place, marker in self._marks if place > at]
        self._fresh = False

    def _sentence(self, start: int, end: int) -> Iterator[Parsed]:
        marks = [marker for place, marker in self._marks if start < place <= end]
        numbers = [number for marker in marks for number in marker.numbers]
        text, more = _unmarked(_COUNTED.sub("", self._text[start:end]), self._passages)
        if lead_in := _LEAD_IN.match(text):
            numbers += [int(lead_in["n"])] if lead_in["n"] else []
            text = text[lead_in.end() :]
            text = text[:1].upper() + text[1:]
        text = _tidied(text)
        spoken = tuple(words(text))
        if not has_word(text):
            return
        if spoken in self._seen:
            self.repeats += 1
            return
        self._seen.add(spoken)
        named = dict.fromkeys(n for n in (*numbers, *more) if 1 <= n <= self._passages)
        yield Written(text, tuple(named), self._under if self._item else "")


def _unmarked(text: str, passages: int) -> tuple[str, list[int]]:
    """Takes "(1)" off where it can only be a marker: at the end of the sentence."""
    closing = _ROUND_AT_END.search(text)
    numbers = [int(number) for number in re.findall(r"\d+", closing["markers"])] if closing else []
    if not closing or not all(1 <= number <= passages for number in numbers):
        return text, []
    return text[: closing.start()] + closing["stop"], numbers


def _tidied(text: str) -> str:
    text = _EMPTY_BRACKETS.sub("", _UNDERSCORES.sub("", text))
    text = re.sub(r"\s+([.,;:!?])(?=\s|$)", r"\1", " ".join(text.split()))
    return text if not text or _ENDED.search(text) else text.rstrip(",;:–—-") + "."
