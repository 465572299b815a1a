"""AsciiDoc: its paragraphs, lists, tables and boxes, without marks.

Nothing is put in from other files, and no condition is weighed: what stands between `ifdef` and
`endif` is read. Attributes that the file itself sets are spelled out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from qa.corpus.extracted import Extracted, TextBuilder, between, day_of
from qa.corpus.plain import decode

_TITLE = re.compile(r"(={1,6}|#{1,6})[ \t]+(\S.*?)(?:[ \t]+\1)?[ \t]*")
_UNDERLINED = "=-~^+"  # by level
_RULE = re.compile(r"([=\-~^+])\1{3,}[ \t]*")
_WIDER = 2  # characters that a rule may be longer or shorter than its title
_FENCE = re.compile(r"(-{4,}|\.{4,}|\+{4,}|/{4,}|`{3}.*|={4,}|\*{4,}|_{4,}|--|[|,:!]={3,})[ \t]*")
_TABLE, _UNSEEN = "|,:!", ("+", "/")
_ATTRIBUTE = re.compile(r":([\w-]+)!?:(?:[ \t]+(.*?))?[ \t]*")
_USED = re.compile(r"\{([\w-]+)\}")
_DIRECTIVE = re.compile(r"(?:include|image|video|audio|toc|ifn?def|ifeval|endif|plantuml)::.*")
_OPTIONS = re.compile(r"\[(?:\[.*\]|[^\]]*)\][ \t]*")
_COLUMNS = re.compile(r'cols\s*=\s*"?([^"\]]*)')
_CAPTION = re.compile(r"\.(?![.\s])(.+)")
_ITEM = re.compile(r"[ \t]*(?:[*-]|\*{2,6}|\.{1,6}|\d+\.)[ \t]+(?:\[[ xX*]\][ \t]+)?(\S.*)")
_TERM = re.compile(r"[ \t]*(\S.*?)(?::{2,4}|;;)(?:[ \t]+(.*))?")
_CELL_STYLE = re.compile(r"[\d.+*<^>]*[aehlmsdv]?")
_STYLED = re.compile(r"\s(?:\d+(?:\.\d+)?[+*])?[<^>.]*[aehlmsdv]?$")
_LINE_BREAK = re.compile(r"[ \t]\+$", re.MULTILINE)
_NOTE = re.compile(r"footnote:[\w-]*\[([^\]]*)\]")
_INLINE = (
    (re.compile(r"\[\[[\w:.,\s-]+\]\]|\(\(\(?[^()]*\)?\)\)|indexterm2?:\[[^\]]*\]"), ""),
    (re.compile(r"<<(?:[^<>,]+,[ \t]*)([^<>]+)>>"), r"\1"),
    (re.compile(r"<<#?([^<>,\s]+)>>"), r"\1"),
    (re.compile(r"(?<![\w:])image:[^\s\[]{1,2000}\[[^\]]*\]"), ""),
    (
        re.compile(r"(?:link|xref|mailto|kbd|btn|menu|pass):[^\s\[]{0,2000}\[([^\],]+)[^\]]*\]"),
        r"\1",
    ),
    (re.compile(r"(?:link|xref|mailto):([^\s\[]{1,2000})\[\s*\]"), r"\1"),
    (re.compile(r"(?<!\w)linkgit:([\w.-]+)\[(\w*)\]"), r"\1(\2)"),
    (re.compile(r"(https?://[^\s\[\]]{1,2000})\[\s*\]"), r"\1"),
    (re.compile(r"https?://[^\s\[\]]{1,2000}\[([^\],]+)[^\]]*\]"), r"\1"),
    (re.compile(r"\"`([^`]+)`\""), r"“\1”"),
    (re.compile(r"(?<![\w`])`\+?([^`]{1,500}?)\+?`(?![\w`])"), r"\1"),
    (re.compile(r"(?<!\w)\+(\S(?:[^+\n]{0,500}\S)?)\+(?!\w)"), r"\1"),
    (re.compile(r"\*\*(\S(?:[^*]{0,500}\S)?)\*\*"), r"\1"),
    (between("*"), r"\1"),
    (re.compile(r"__(\S(?:[^_]{0,500}\S)?)__"), r"\1"),
    (between("_"), r"\1"),
    (re.compile(r"(?<![\w#])(?:\[[\w.#-]+\])?#(\S(?:[^#]{0,500}\S)?)#(?![\w#])"), r"\1"),
)  # fmt: skip
"""What marks words, and what is left of it."""


def read_asciidoc(data: bytes) -> Extracted:
    """An AsciiDoc file: the titles above a line are its place."""
    source, notes = decode(data)
    reader = _Reader(source.splitlines())
    reader.read()
    date = reader.attributes.get("revdate") or reader.attributes.get("date") or ""
    return replace(reader.builder.build(reader.title, day_of(date)), notes=notes)


class _Reader:
    """Goes through the lines of a file once."""

    def __init__(self, lines: list[str]) -> None:
        self.builder = TextBuilder()
        self.attributes: dict[str, str] = {}
        self.title = ""
        self._lines = lines
        self._at = 0
        self._columns = 0  # of the next table, if its options say so
        self._paragraph: list[str] = []
        self._is_item = False

    def read(self) -> None:
        """Adds all blocks."""
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if not self._takes(line):
                self._paragraph.append(line.strip())
            self._at += 1
        self._end()

    def _takes(self, line: str) -> bool:
        """Whether a line is more than a line of a paragraph; then it is dealt with."""
        if not line.strip() or line.strip() == "+" or line in ("'''", "<<<"):
            self._end()
        elif self._heading(line) or self._block(line):
            pass
        elif line.startswith("//") or _DIRECTIVE.fullmatch(line):
            self._end()
        elif found := _ATTRIBUTE.fullmatch(line):
            self.attributes[found[1]] = found[2] or ""
        elif _OPTIONS.fullmatch(line):
            self._end()
            wanted = _COLUMNS.search(line)
            self._columns = _count(wanted[1]) if wanted else 0
        elif not self._paragraph and (found := _CAPTION.fullmatch(line)):
            self.builder.block(self._plain(found[1]))
        else:
            return self._listed(line)
        return True

    def _listed(self, line: str) -> bool:
        """Whether a line begins an item of a list."""
        if found := _ITEM.fullmatch(line):
            self._end()
            self._paragraph, self._is_item = [found[1]], True
        elif found := _TERM.fullmatch(line):
            self._end()
            said = found[2] or self._below()
            self._paragraph, self._is_item = [f"{found[1].strip()}: {said}"], True
        return bool(found)

    def _below(self) -> str:
        """The first line below a term that has none of its own beside it; it is passed over."""
        at = self._at + 1
        while at < len(self._lines) and not self._lines[at].strip():
            at += 1
        below = self._lines[at] if at < len(self._lines) else ""
        if not below or _TERM.fullmatch(below) or _FENCE.fullmatch(below) or below.startswith("["):
            return ""
        self._at = at
        return below.strip()

    def _heading(self, line: str) -> bool:
        below = self._lines[self._at + 1] if self._at + 1 < len(self._lines) else ""
        rule = _RULE.fullmatch(below)
        words = line.strip()
        if found := _TITLE.fullmatch(line):
            level, said = len(found[1]) - 1, found[2]
        elif (
            rule and not self._paragraph and any(map(str.isalnum, words))
            and abs(len(below.rstrip()) - len(line.rstrip())) <= _WIDER
        ):  # fmt: skip
            level, said = _UNDERLINED.index(rule[1]), words
            self._at += 1
        else:
            return False
        self._end()
        said = self._plain(said)
        if not level and not self.title:
            self.title = said
        self.builder.heading(level, said)
        return True

    def _block(self, line: str) -> bool:
        """Whether a line opens a block, or closes one whose contents are read as they come."""
        fence = _FENCE.fullmatch(line)
        if not fence:
            return False
        self._end()
        sign = fence[1][0]
        if fence[1] == "--" or sign in "=*_":
            return True
        closed = "```" if sign == "`" else line.rstrip()
        first = self._at + 1
        later = range(first, len(self._lines))
        self._at = next((at for at in later if self._lines[at].rstrip() == closed), later.stop)
        inside = self._lines[first : self._at]
        if sign in _TABLE:
            self.builder.table(self._rows(inside, "," if sign in ",:" else "|"))
        elif sign not in _UNSEEN:
            self.builder.code(inside)
        return True

    def _rows(self, lines: list[str], mark: str) -> Iterator[tuple[int, list[str]]]:
        """The rows of a table; cells may stand on lines of their own."""
        cells: list[str] = []
        columns = self._columns
        self._columns = 0
        for line in lines:
            parts = line.split(mark)
            if mark == "|" and not line.lstrip().startswith("|"):
                first, *parts = parts  # goes on with the last cell, or says how to set this one
                if cells and first.strip() and not _CELL_STYLE.fullmatch(first.strip()):
                    cells[-1] += " " + self._plain(first)
            elif mark == "|":
                parts = parts[1:]
            # What stands right before a mark says how the next cell is set.
            parts[:-1] = [_STYLED.sub("", part) for part in parts[:-1]]
            cells += map(self._plain, parts)
            columns = columns or len(cells)
        for number, at in enumerate(range(0, len(cells), columns or 1), start=1):
            yield number, cells[at : at + (columns or 1)]

    def _end(self) -> None:
        """Ends the paragraph or item that is open."""
        text = "\n".join(self._paragraph)
        notes = _NOTE.findall(text)
        said = self._plain(_NOTE.sub("", text))
        self.builder.paragraph(said, self._is_item)
        for note in notes:
            self.builder.block(self._plain(note))
        self._paragraph, self._is_item = [], False

    def _plain(self, text: str) -> str:
        """Words without marks."""
        text = _USED.sub(lambda found: self.attributes.get(found[1], found[0]), text)
        text = " ".join(_LINE_BREAK.sub("", text).split())
        for mark, left in _INLINE:
            text = mark.sub(left, text)
        return " ".join(text.split())


def _count(columns: str) -> int:
    """How many columns "1,2", "3*" or "2*,^1" are."""
    total = 0
    for each in filter(str.strip, re.split("[,;]", columns)):
        repeated = re.match(r"\s*(\d+)\*", each)
        total += min(int(repeated[1]), 100) if repeated else 1
    return total
