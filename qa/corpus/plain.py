"""Plain text and Markdown: the text is the file's own, character for character.

No line ending, space or quote is changed. Left out are a byte order mark, and the front
matter of Markdown, which is metadata.
"""

from __future__ import annotations

import re

from qa.corpus.extracted import Extracted, Unreadable, day_of
from qa.records import Place

_FRONT_MATTER = re.compile(r"(---|\+\+\+)[ \t]*\r?\n(.{0,20000}?)\r?\n\1[ \t]*(?:\r?\n|$)", re.S)
_ENTRY = re.compile(r"^(title|date)[ \t]*[:=][ \t]*(.+?)[ \t\r]*$", re.MULTILINE | re.IGNORECASE)
_ATX = re.compile(r" {0,3}(#{1,6})[ \t]+(.*)")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*")
_FENCE = re.compile(r" {0,3}(```|~~~)")
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


def read_text(data: bytes) -> Extracted:
    """A plain text file."""
    return Extracted(decode(data))


def read_markdown(data: bytes) -> Extracted:
    """A Markdown file: the headings above a line are its place."""
    text = decode(data)
    entries: dict[str, str] = {}
    if front := _FRONT_MATTER.match(text):
        entries = {
            name.lower(): value.strip("\"'") for name, value in _ENTRY.findall(front.group(2))
        }
        text = text[front.end() :]
    places = tuple(_headings(text))
    title = entries.get("title") or (places[0].label if places else "")
    return Extracted(text, title, day_of(entries.get("date", "")), places=places)


def decode(data: bytes) -> str:
    """The characters of a text file: UTF-8, or UTF-16 with its mark."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise Unreadable(f"marked as UTF-16 but is not ({error.reason})") from error
    if b"\0" in data:
        raise Unreadable("binary: it holds NUL bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"not UTF-8 text (byte 0x{data[error.start]:02x} at {error.start}); save it as UTF-8"
        ) from error


def _headings(text: str) -> list[Place]:
    """The headings of a Markdown text outside its code blocks, each with those above it."""
    places: list[Place] = []
    path: list[tuple[int, str]] = []
    fence, above, above_start, at = "", "", 0, 0
    while at < len(text):
        match = _LINES.match(text, at)
        line = match.group().rstrip("\r\n") if match else ""
        found = _heading(line, above, above_start, at) if not fence else None
        if found:
            level, name, start = found
            path = [each for each in path if each[0] < level] + [(level, name)]
            places.append(Place(start, " › ".join(label for _, label in path), "heading"))
        if mark := _FENCE.match(line):
            fence = "" if fence == mark.group(1) else fence or mark.group(1)
        above, above_start = ("" if found else line), at
        at = match.end() if match else len(text)
    return places


def _heading(line: str, above: str, above_start: int, at: int) -> tuple[int, str, int] | None:
    """Level, name and start of the heading that this line is or underlines."""
    if match := _ATX.fullmatch(line):
        name = match.group(2).strip().rstrip("#").strip()
        return (len(match.group(1)), name, at) if name else None
    underline = _SETEXT.fullmatch(line)
    if underline and above.strip() and not above.lstrip().startswith(("-", "*", "|", ">", "#")):
        return (1 if underline.group(1)[0] == "=" else 2), above.strip(), above_start
    return None
