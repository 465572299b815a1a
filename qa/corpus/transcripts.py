"""Transcripts with times (vtt, srt): what is said, joined to paragraphs, each with its time.

Meetings, lectures and films are written down a few words at a time. Words of one speaker that
follow each other are one paragraph, "Ann: …", until a sentence has ended and it is long enough to
be looked up by its time. Styles, notes and cue settings are left out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from qa.corpus.extracted import Extracted, TextBuilder, Unreadable
from qa.corpus.plain import decode

_TIMING = re.compile(
    r"[ \t]*((?:\d{1,3}:)?\d{1,2}:\d{2})[.,]\d{1,3}[ \t]*-->[ \t]*(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d"
)
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^<>]{1,80})>")
_TAG = re.compile(r"</?[a-zA-Z0-9][^<>]{0,200}>|\{\\[^{}]{0,50}\}")
_NAMED = re.compile(r"(?:[-–>]+\s*)?[^\W\d_][\w.’' -]{0,40}:\s+(?=\S)")  # "ANN LEE: …"
_BREAK = re.compile(r"\r\n?|\n")
_ENDED = re.compile(r"[.!?…][\"'”’)]*$")
_LONG = 400  # characters after which a paragraph ends with its sentence
_TOO_LONG = 1_500  # and without one
_ROLLED = 40  # words
_LEAST_ROLLED = 3


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said from a time on, and by whom: "" where the file does not mark it.

    `opens` where a name stands before it, so that it is another's.
    """

    time: str
    speaker: str
    text: str
    opens: bool = False


def read_transcript(data: bytes) -> Extracted:
    """One transcript."""
    text, notes = decode(data)
    builder = TextBuilder()
    for said in _paragraphs(_cues(text)):
        builder.place(said.time, "time")
        builder.block(f"{said.speaker}: {said.text}" if said.speaker else said.text)
    found = builder.build()
    if not found.text and any(map(str.isalnum, text)):
        raise Unreadable("damaged, or not what its name says (no line of it has a time)")
    return replace(found, notes=notes)


def _cues(text: str) -> Iterator[_Said]:
    """What is said in each block with a time; a block ends at an empty line."""
    time = ""
    lines: list[str] = []
    for line in [*_BREAK.split(text), ""]:
        timing = _TIMING.match(line)
        if timing or not line.strip():
            if time and lines:
                yield _cue(time, " ".join(lines))
            time, lines = (timing[1] if timing else ""), []
        elif time:
            lines.append(line)


def _cue(time: str, said: str) -> _Said:
    voice = _VOICE.search(said)
    speaker = " ".join(html.unescape(voice[1]).split()) if voice else ""
    text = " ".join(html.unescape(_TAG.sub("", said)).split())
    return _Said(time, speaker, text, _NAMED.match(text) is not None)


def _paragraphs(cues: Iterator[_Said]) -> Iterator[_Said]:
    """Cues of one speaker joined until a sentence has ended."""
    held: _Said | None = None
    for cue in cues:
        if held is None:
            held = cue
            continue
        size = len(held.text)
        full = size > _TOO_LONG or (size > _LONG and _ENDED.search(held.text))
        if full or cue.opens or cue.speaker != held.speaker:
            yield held
            held = cue
        else:
            held = replace(held, text=f"{held.text} {_beyond(held.text, cue.text)}".strip())
    if held is not None:
        yield held


def _beyond(before: str, text: str) -> str:
    """The text without the words that were there before it: captions that roll repeat a line."""
    there, words = before.split()[-_ROLLED:], text.split()
    for count in range(min(len(there), len(words)), _LEAST_ROLLED - 1, -1):
        if there[-count:] == words[:count]:
            return " ".join(words[count:])
    return text
