"""Org, as Emacs writes it: its headings, paragraphs, lists and tables, without marks.

No block of code is run and no file is put in. What is commented out is not read.
"""

from __future__ import annotations

import re
from dataclasses import replace

from qa.corpus.extracted import Extracted, TextBuilder, between, day_of
from qa.corpus.plain import decode

_HEADING = re.compile(
    r"(\*{1,20})[ \t]+(?:(?:TODO|DONE|NEXT|WAITING|HOLD|CANCELL?ED)[ \t]+)?(?:\[#\w\][ \t]+)?"
    r"(.*?)(?:[ \t]+:[\w@#%:]+:)?[ \t]*"
)
_PLANNED = re.compile(r"[ \t]*(?:SCHEDULED|DEADLINE|CLOSED):.*")
_KEYWORD = re.compile(r"[ \t]*#\+(\w+):[ \t]*(.*?)[ \t]*", re.IGNORECASE)
_BEGIN = re.compile(r"[ \t]*#\+begin_(\w+).*", re.IGNORECASE)
_CODE, _UNSEEN = ("src", "example"), ("comment", "export")
_DRAWER = re.compile(r"[ \t]*:[A-Za-z][\w-]*:[ \t]*")
_DRAWER_END = re.compile(r"[ \t]*:end:[ \t]*", re.IGNORECASE)
_COMMENT = re.compile(r"[ \t]*#(?:[ \t].*)?|[ \t]*-{5,}[ \t]*")
_ITEM = re.compile(
    r"(?:[ \t]*[-+]|[ \t]+\*|[ \t]*(?:\d{1,9}|[A-Za-z])[.)])[ \t]+"
    r"(?:\[@\d+\][ \t]+)?(?:\[[ xX-]\][ \t]+)?(\S.*)"
)
_ROW = re.compile(r"[ \t]*\|(.*?)\|?[ \t]*")
_ROW_RULE = re.compile(r"[ \t]*\|[-+|]+[ \t]*")
_NOTE = re.compile(r"\[fn:[\w-]+\][ \t]*(?=\S)")
_INLINE = (
    (re.compile(r"\[fn:[\w-]*\]|\[cite:[^\[\]]*\]"), ""),
    (re.compile(r"\[fn:[\w-]*:([^\[\]]*)\]"), r" (\1)"),
    (re.compile(r"\[\[[^\[\]]+\]\[([^\[\]]+)\]\]"), r"\1"),
    (re.compile(r"\[\[(?:file:|https?://)?([^\[\]]+)\]\]"), r"\1"),
    (re.compile(r"[<\[](\d{4}-\d\d-\d\d[^<>\[\]\n]{0,40})[>\]]"), r"\1"),
    (re.compile(r"[ \t]::[ \t]"), ": "),
    (re.compile(r"\\\\$", re.MULTILINE), ""),
    *((between(sign), r"\1") for sign in "*/_=~+"),
)
"""What marks words, and what is left of it."""


def read_org(data: bytes) -> Extracted:
    """An Org file: the headings above a line are its place."""
    source, notes = decode(data)
    reader = _Reader(source.splitlines())
    facts = reader.read()
    title = _plain(facts.get("title", "")) or reader.first
    return replace(reader.builder.build(title, day_of(facts.get("date", ""))), notes=notes)


class _Reader:
    """Goes through the lines of a file once."""

    def __init__(self, lines: list[str]) -> None:
        self.builder = TextBuilder()
        self.first = ""  # heading, if nothing stands above it
        self._lines = lines
        self._at = 0
        self._paragraph: list[str] = []
        self._is_item = False
        self._begun = False
        self._never: set[str] = set()  # what nothing below looks like

    def read(self) -> dict[str, str]:
        """Adds all blocks; gives what the file says of itself."""
        facts: dict[str, str] = {}
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if found := _KEYWORD.fullmatch(line):
                self._end()
                facts.setdefault(found[1].lower(), found[2])
                if found[1].lower() == "caption":
                    self.builder.block(_plain(found[2]))
            elif not self._takes(line):
                self._paragraph.append(line.strip())
            self._at += 1
        self._end()
        return facts

    def _takes(self, line: str) -> bool:
        """Whether a line is more than a line of a paragraph; then it is dealt with."""
        if not line.strip() or _COMMENT.fullmatch(line):
            self._end()
        elif found := _HEADING.fullmatch(line):
            self._end()
            self._heading(len(found[1]), _plain(found[2]))
        elif _PLANNED.fullmatch(line):
            self._end()
            self.builder.block(_plain(line))
        elif found := _BEGIN.fullmatch(line):
            self._block(found[1].lower())
        elif re.fullmatch(r"[ \t]*#\+end_\w+[ \t]*", line, re.IGNORECASE):
            self._end()
        elif _DRAWER.fullmatch(line):
            self._pass_to(_DRAWER_END)
        elif _ROW.fullmatch(line):
            self._table()
        elif found := _ITEM.fullmatch(line):
            self._end()
            self._paragraph, self._is_item = [found[1]], True
        else:
            return False
        return True

    def _heading(self, level: int, words: str) -> None:
        if words.startswith("COMMENT"):
            self._pass_below(level)
            return
        if not self._begun:
            self.first = words
        self._begun = True
        self.builder.heading(level, words)

    def _pass_below(self, level: int) -> None:
        """Passes over what stands under a heading."""
        while self._at + 1 < len(self._lines):
            found = _HEADING.fullmatch(self._lines[self._at + 1])
            if found and len(found[1]) <= level:
                return
            self._at += 1

    def _block(self, kind: str) -> None:
        """Adds what stands in a block of code, and passes over one that is not to be seen."""
        self._end()
        if kind not in (*_CODE, *_UNSEEN):
            return
        inside = self._pass_to(re.compile(rf"[ \t]*#\+end_{kind}[ \t]*", re.IGNORECASE))
        if kind in _CODE:
            self.builder.code(inside)

    def _pass_to(self, end: re.Pattern[str]) -> list[str]:
        """The lines up to one that looks like `end`; none if there is no such line."""
        first = self._at + 1
        later = range(first, 0 if end.pattern in self._never else len(self._lines))
        closed = next((at for at in later if end.fullmatch(self._lines[at])), None)
        if closed is None:
            self._never.add(end.pattern)
            return []
        self._at = closed
        return self._lines[first:closed]

    def _table(self) -> None:
        self._end()
        rows = []
        while self._at < len(self._lines) and (found := _ROW.fullmatch(self._lines[self._at])):
            if not _ROW_RULE.fullmatch(self._lines[self._at]):
                rows.append([_plain(cell) for cell in found[1].split("|")])
            self._at += 1
        self._at -= 1
        self.builder.table(enumerate(rows, start=1))

    def _end(self) -> None:
        """Ends the paragraph or item that is open."""
        said = _plain(_NOTE.sub("", "\n".join(self._paragraph), count=1))
        self._begun = self._begun or bool(said)
        self.builder.paragraph(said, self._is_item)
        self._paragraph, self._is_item = [], False


def _plain(text: str) -> str:
    """Words without marks."""
    for mark, left in _INLINE:
        text = mark.sub(left, text)
    return " ".join(text.split())
