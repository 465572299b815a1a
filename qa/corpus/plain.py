"""Plain text, Markdown and reStructuredText: the text is the file's own, to the character.

No line ending, space or quote is changed. Left out are a byte order mark, and the front
matter of Markdown, which is metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.corpus.extracted import Extracted, Heading, Unreadable, day_of, places_of
from qa.corpus.plain_headings import told_by_lines
from qa.records import Place
from qa.text import tidy

_FRONT_MATTER = re.compile(r"(---|\+\+\+)[ \t]*\r?\n(.{0,20000}?)\r?\n\1[ \t]*(?:\r?\n|$)", re.S)
_ENTRY = re.compile(r"^(title|date)[ \t]*[:=][ \t]*(.+?)[ \t\r]*$", re.MULTILINE | re.IGNORECASE)
_ATX = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_FIELD = re.compile(r"^:?(title|date):[ \t]+(.+?)[ \t\r]*$", re.MULTILINE | re.IGNORECASE)
_TEXT_OF_RST = re.compile(r"^(?!\.\.(?:\s|$))(?=\S*\w)\S", re.MULTILINE)  # no target, no comment
_RULE = re.compile(r"([!-/:-@[-`{-~])\1{2,}[ \t]*")  # under, or over and under, a title of rst
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


# What Windows-1252 leaves undefined, and the controls that no text holds.
_NO_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\x81\x8d\x8f\x90\x9d]")
_MOST_ACCENTED = 0.3  # of all letters; Cyrillic or Greek in an old encoding has nearly 1
_GUESSED = "not UTF-8, so it was read as Windows-1252; save it as UTF-8 if letters look wrong"


def read_text(data: bytes) -> Extracted:
    """A plain text file: the headings above a line, where it has any, are its place."""
    text, notes = decode(data)
    return told_by_lines(Extracted(text, notes=notes))


def read_markdown(data: bytes) -> Extracted:
    """A Markdown file: the headings above a line are its place."""
    text, notes = decode(data)
    entries: dict[str, str] = {}
    if front := _FRONT_MATTER.match(text):
        entries = {
            name.lower(): value.strip("\"'") for name, value in _ENTRY.findall(front.group(2))
        }
        text = text[front.end() :]
    places = markdown_places(text)
    title = entries.get("title") or (places[0].label if places else "")
    return Extracted(text, title, day_of(entries.get("date", "")), places=places, notes=notes)


def read_rst(data: bytes) -> Extracted:
    """A reStructuredText file: the titles above a line are its place.

    Its own title is the one that it begins with, or that the fields at its head give.
    """
    text, notes = decode(data)
    places = places_of(_titles(text))
    before = text[: places[0].start] if places else ""
    head = re.split(r"\r?\n[ \t]*\r?\n", before.lstrip(), maxsplit=1)[0]
    entries = {name.lower(): value for name, value in _FIELD.findall(head)}
    first = places[0].label if places and not _TEXT_OF_RST.search(before) else ""
    title = entries.get("title") or first
    return Extracted(text, title, day_of(entries.get("date", "")), places=places, notes=notes)


def decode(data: bytes) -> tuple[str, str]:
    """The characters of a text file, and what is to be said of how they were found.

    UTF-8, or UTF-16 with its mark. What is neither may be an old file of Western Europe in
    Windows-1252, which is taken if it reads like one, and said.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), ""
        except UnicodeDecodeError as error:
            raise Unreadable(f"marked as UTF-16 but is not ({error.reason})") from error
    if b"\0" in data:
        raise Unreadable("binary: it holds NUL bytes")
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        text = _western(data)
        if text is None:
            at = f"byte 0x{data[error.start]:02x} at {error.start}"
            raise Unreadable(f"not UTF-8 text ({at}); save it as UTF-8") from error
        return text, _GUESSED


def _western(data: bytes) -> str | None:
    """The text in Windows-1252; None if it has controls, or too many accents for it to be that."""
    if _NO_TEXT.search(data):
        return None
    plain = len(re.findall(rb"[A-Za-z]", data))
    accented = len(re.findall(rb"[\xc0-\xff]", data))
    high = len(re.findall(rb"[\x80-\xff]", data))
    pairs = len(re.findall(rb"[\xc2-\xf4][\x80-\xbf]", data))  # as in UTF-8 that is damaged
    western = accented < _MOST_ACCENTED * plain and 4 * pairs < high
    return data.decode("windows-1252") if western else None


def markdown_places(text: str) -> tuple[Place, ...]:
    """The headings of a Markdown text outside its code blocks, each with those above it."""
    return places_of(_headings(text))


def _headings(text: str) -> Iterator[Heading]:
    fence, above, above_start, at = "", "", 0, 0
    while at < len(text):
        match = _LINES.match(text, at)
        line = match.group().rstrip("\r\n") if match else ""
        found = _heading(line, above, above_start, at) if not fence else None
        if found:
            level, name, start = found
            yield start, level, tidy(name)
        if mark := _FENCE.match(line):
            fence = "" if fence == mark.group(1) else fence or mark.group(1)
        above, above_start = ("" if found else line), at
        at = match.end() if match else len(text)


def _titles(text: str) -> Iterator[Heading]:
    """The underlined titles of a reStructuredText.

    The first way of underlining that is met is the highest level, and so on; a line above and
    below is another way than one below.
    """
    ways: list[str] = []
    lines = [match for match in _LINES.finditer(text) if match.group()]
    said = [match.group().rstrip() for match in lines]
    for at in range(1, len(said)):
        title, rule = said[at - 1].strip(), _RULE.fullmatch(said[at])
        if not rule or not title or _RULE.fullmatch(title) or len(said[at]) < len(said[at - 1]):
            continue
        over = said[at - 2] if at > 1 else ""
        both = over[:1] == rule[1] and _RULE.fullmatch(over) is not None
        if (over and not both) or (said[at - 1][0].isspace() and not both):
            continue
        way = rule[1] * (1 + both)
        if way not in ways:
            ways.append(way)
        yield lines[at - 1].start(), ways.index(way), tidy(title)


def _heading(line: str, above: str, above_start: int, at: int) -> tuple[int, str, int] | None:
    """Level, name and start of the heading that this line is or underlines."""
    if match := _ATX.fullmatch(line):
        name = match.group(2).strip().rstrip("#").strip()
        return (len(match.group(1)), name, at) if name else None
    underline = _SETEXT.fullmatch(line)
    if underline and above.strip() and not above.lstrip().startswith(("-", "*", "|", ">", "#")):
        return (1 if underline.group(1)[0] == "=" else 2), above.strip(), above_start
    return None
