"""What stands in a file and is not of its text: no sentence may come from it.

Page furniture that was copied along ("0 comments"), what stands at the edge of every page, tables
of contents, and in Markdown what no reader sees: comments, styles, tags, the marks of code blocks
and of boxes, and what a template puts together. Knows lines of text; nothing of sentences or
passages.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

from qa.marks import BOXES, unmarked
from qa.text import has_word

Span = tuple[int, int]

# Whole lines that web pages put around an article. Compared without case, digits or marks.
_FURNITURE = frozenset(
    """comment|comments|leave a comment|leave a reply|add a comment|post a comment|no comments
    |comments are closed|share|share this|share this article|share this post|tweet|like|print
    |email|advertisement|advertisements|sponsored|subscribe|subscribe now|sign in|sign up|log in
    |login|register|menu|search|home|skip to content|skip to main content|read more|see more
    |show more|load more|related|related articles|related posts|related stories|most read
    |back to top|next|previous|reply|replies|cookie settings|accept all|accept cookies
    |privacy policy|terms of use|terms of service|all rights reserved""".replace("\n", " ").split(
        "|"
    )
)
_FURNITURE_LINES = frozenset(" ".join(line.split()) for line in _FURNITURE)
_BADGES = re.compile(r"\s*(?:\[!\[[^\]]*\]\([^)\s]*\)\]\([^)\s]*\)\s*)+")  # pictures that are links
_OPENS = re.compile(r"<!--|<(?:style|script)\b|<[a-zA-Z]+\s[^<>]{0,2000}>")
_CLOSED_BY = {"<!--": "-->", "<style": "</style>", "<script": "</script>"}
_MARKDOWNS = re.compile(
    r"\s*(?:(?:```|~~~).*|\{[%!*{].*\}|(?:/{3,}|:{3,}|!{3}|\?{3}\+?)\s*\{?[\w-]*\}?(?:\s*[|\"].*)?)\s*"
)
"""The fence of a code block, a line for a template, and the opening of a box ("!!! note")."""
_RST = re.compile(
    rf"\s+:[\w-]+:(?:\s+\S+)?\s*|\s*\.\.(?:\s+(?!(?:{BOXES})::\s*\S|\[[\w#*]+\]\s).*)?"
)
"""An option, and what opens with two points: a directive, a target, a comment; but no box, and no
footnote."""

_LEADER = re.compile(
    r"(?:\.[ \u00a0]?){5,}[ \u00a0]*(\d{1,4})\b(?![.,]\d)"
)  # "Results ........ 12"
_LEAST_ENTRIES = 3
_LEADS_TO = re.compile(r"(?:\.[ \u00a0]?){3,}[ \u00a0]*(\d{1,4})\s*")
_LONGEST_ENTRY = 200  # characters
_LEAST_LINES = 5  # of contents with an entry in each
_MOST_BETWEEN = 12  # lines between two of them: the edge of a page
_LEAST_WORDS = 3  # of a head or foot; "Week 1", "Week 2" are titles
_PAGES = 3  # on which a line stands that is of the page and not of the text


class Unseen:
    """The comments, styles and scripts of a Markdown text, and its tags over several lines.

    What is not closed is none of them.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._spans = list(_unseen(text))

    def holds(self, start: int, end: int) -> bool:
        """Whether a line, less the white space around it, lies in one of them."""
        if not self._spans:
            return False
        first, last = stripped(self._text, start, end)
        at = bisect_right(self._spans, (first, len(self._text))) - 1
        return at >= 0 and last <= self._spans[at][1]


class Printed:
    """What a text has of the pages that it was printed on: heads and feet, a table of contents."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._running = _running(text) if "\f" in text else frozenset[str]()
        self._entries = _contents(text) if "..." in text or ". . ." in text else frozenset[int]()

    def holds(self, start: int, end: int) -> bool:
        """Whether a line is of them."""
        if not (self._running or self._entries):
            return False
        return start in self._entries or _alike(self._text[start:end]) in self._running


def is_furniture(line: str, markdown: bool) -> bool:
    """Whether a line is none of the text."""
    if markdown and (
        _BADGES.fullmatch(line)
        or _MARKDOWNS.fullmatch(line)
        or _RST.fullmatch(line)
        or not has_word(unmarked(line).text)
    ):
        return True
    return _alike(line) in _FURNITURE_LINES or _is_contents(line)


def _is_contents(line: str) -> bool:
    """Whether it is a table of contents: leaders to pages that only go up, as prices do not."""
    pages = [*map(int, _LEADER.findall(line))] if "....." in line or ". . . ." in line else []
    return len(pages) >= _LEAST_ENTRIES and pages == sorted(pages)


def _running(text: str) -> frozenset[str]:
    """The lines, but for their numbers, that stand first or last on most pages."""
    pages = [[*filter(has_word, page.split("\n"))] for page in text.split("\f")]
    edges = Counter(line for page in pages if page for line in {_alike(page[0]), _alike(page[-1])})
    least = max(_PAGES, len(pages) // 3)
    return frozenset(
        line
        for line, count in edges.items()
        if count >= least and (line == "page" or line.count(" ") + 1 >= _LEAST_WORDS)
    )


def _alike(line: str) -> str:
    """The words of a line, to compare it without case, digits or marks."""
    return re.sub(r"[\W\d_]+", " ", line.casefold()).strip()


def _contents(text: str) -> frozenset[int]:
    """Where the lines of a table of contents start: leaders to pages that only go up."""
    found: set[int] = set()
    run: list[tuple[int, int]] = []
    last = at = 0
    for number, line in enumerate(text.split("\n")):
        page = _page(line)
        if page is not None:
            if run and not (page >= run[-1][1] and number - last <= _MOST_BETWEEN):
                run = []
            run.append((at, page))
            last = number
            if len(run) >= _LEAST_LINES:
                found |= {start for start, _ in run[-_LEAST_LINES:]}
        at += len(line) + 1
    return frozenset(found)


def _page(line: str) -> int | None:
    """The page that a line's leaders lead to."""
    dots = line.find("..") if ".." in line else line.find(". . ")
    if dots < 0 or len(line) > _LONGEST_ENTRY or not has_word(line[:dots]):
        return None
    found = _LEADS_TO.fullmatch(line, dots)
    return int(found[1]) if found else None


def stripped(text: str, start: int, end: int) -> Span:
    """The span without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _unseen(text: str) -> Iterator[Span]:
    done = 0
    closed_by = dict(_CLOSED_BY)
    for match in _OPENS.finditer(text):
        opening = match.group().casefold()
        if match.start() < done:
            continue
        if opening not in _CLOSED_BY:
            if "\n" in opening:
                yield match.span()
        elif closing := closed_by.get(opening):
            done = text.find(closing, match.end()) + len(closing)
            if done < match.end():  # it is never closed, and so none after it
                del closed_by[opening]
            else:
                yield match.start(), done
