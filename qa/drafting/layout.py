"""What the lines around a sentence make of it: titles, lists and what announces them, questions.

Knows one passage and where its sentences stand; nothing of what is asked.
"""

from __future__ import annotations

import re

from qa.records import Passage
from qa.tables import RULE, columns_above, head_of
from qa.text import ITEM_MARK, TITLE_WORDS, tidy

Span = tuple[int, int]

_MARK = re.compile(rf"[^\S\n]*(?:{ITEM_MARK})\s")
_LIST_AFTER = re.compile(rf"[^\S\n]*\n(\s*\n)?(?=[^\S\n]*(?:{ITEM_MARK})\s)")
_RUN_IN = re.compile(  # "2. Rent. The tenant pays …", "Section 4: Repairs. …"
    r"(?:\d{1,3}(?:\.\d{1,3})*[.)]?|\(?[a-zA-Z][.)]|[IVXLC]{1,6}[.)]|§ ?\d+|"
    r"(?:article|section|clause) \d+[.:]?) (?:\S+ ){0,3}\S+[.:]",
    re.IGNORECASE,
)
_FENCE = re.compile(r"^[^\S\n]*(?:```|~~~)", re.MULTILINE)
_CODE_AFTER = re.compile(
    r"[*_`]*[^\S\n]*\n(?:\s*\n)?(?:[^\S\n]*<[^<>\n]{1,200}>[^\S\n]*\n\s*)?"
    r"(?:[^\S\n]*(```|~~~)[^\n]*\n\s*|(?=(?: {3,}|\t+)(?![-*+•\d(])\S))"
)
_CODE_END = re.compile(r"\n[^\S\n]*(?:\n|```|~~~)")  # a line without words, or the fence
_TEXT_LINE = re.compile(r"^\S", re.MULTILINE)
_MOST_CODE = 4
_TITLE = re.compile(r"[A-Z\d(][^,\"“]*(?<![.!?:])$")
_BIBLIOGRAPHY = re.compile(
    r"(?:[\dA-Z.]+\s+)?(?:references|bibliography|works cited|literature(?: cited)?)", re.IGNORECASE
)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_HEAD_LINE = re.compile(r"[^\W\d_](?:[^\d:|]{0,78}[^\W\d_])?")
_HEAD_LINES = (2, 3)
_TELLING_HEADING = re.compile(r":\s.*\d")  # "Opening hours: 9 to 18", not "Step 1: the key"
ENDED = re.compile(r"[.!?:][\"'”’»)]{0,3}$")
"""The end of what ends as a sentence does."""


def said_under(passage: Passage, span: Span) -> str:
    """What says of what a sentence is: a heading run in, what announces its list, or a question.

    A question on a line of its own is answered by what follows it, up to the next one; the rows
    of a table are said under their columns.
    """
    above = _run_in_before(passage, span) or announced_by(passage, span)
    if not above and (names := names_of_columns(passage, span)):
        return names
    above = above or _question_before(passage, span)
    return tidy(passage.sentence(above)) if above else ""


def is_heading(sentence: str, under: str) -> bool:
    """Whether a sentence, fit to read, is the last of the headings that its passage stands under.

    One that gives a figure is a sentence too.
    """
    return sentence == _innermost(under) and not _TELLING_HEADING.search(sentence)


def in_bibliography(passage: Passage) -> bool:
    """Whether it stands among the works that a document names, which are not what it says."""
    return _BIBLIOGRAPHY.fullmatch(_innermost(passage.under)) is not None


def _innermost(under: str) -> str:
    return under.rsplit(" › ", 1)[-1]


def is_title(passage: Passage, span: Span) -> bool:
    """Whether a sentence is the line above a paragraph, or one that stands alone, with no end.

    In plain text nothing else marks a heading.
    """
    sentence, line = tidy(passage.sentence(span)), _line_of(passage, span)
    above = passage.text[:line].removesuffix("\n").rsplit("\n", 1)[-1]
    rest, _, below = passage.text[span[1] - passage.start :].partition("\n")
    below = below.split("\n", 1)[0].strip()
    alone = not (above.strip() or rest.strip()) and _begins_line(passage, span, line)
    kind = mark_kind(passage.text, line)
    unended = _TITLE.match(sentence) and len(sentence.split()) <= TITLE_WORDS
    if unended and _heads(passage, span):
        return True
    if not (alone and unended) or (kind and "1" not in kind):
        return False
    return not below or bool((kind and not mark_kind(below, 0)) or ENDED.search(below))


def _heads(passage: Passage, span: Span) -> bool:
    """Whether a sentence stands at the head of its document: two or three lines without an end."""
    head, *rest = _BLANK_LINE.split(passage.text, 1)
    if passage.start or span[1] > len(head) or not "".join(rest).strip():
        return False
    lines = [line.strip() for line in head.strip().splitlines()]
    return len(lines) in _HEAD_LINES and all(map(_HEAD_LINE.fullmatch, lines))


def runs_in(passage: Passage, span: Span) -> bool:
    """Whether it is a numbered heading that its text follows on the same line."""
    line = passage.text[span[1] - passage.start :].split("\n", 1)[0]
    return bool(line.strip()) and _RUN_IN.fullmatch(tidy(passage.sentence(span))) is not None


def announces(passage: Passage, span: Span) -> bool:
    """Whether a list follows a sentence that ends with a colon, or has no end and is none of it."""
    text, sentence, line = passage.text, tidy(passage.sentence(span)), _line_of(passage, span)
    after = _LIST_AFTER.match(text, span[1] - passage.start)
    if after is None or sentence.endswith(":"):
        return after is not None
    in_list = text[line].isspace() or mark_kind(text, line) == mark_kind(text, after.end())
    return not (after[1] or in_list or ENDED.search(sentence))


def announced_by(passage: Passage, span: Span) -> Span | None:
    """The sentence that announces the list in an item of which a sentence stands."""
    line = _line_of(passage, span)
    if not mark_kind(passage.text, line):
        return None
    before = _last(passage, _first_of_list(passage.text, line))
    return before if before and announces(passage, before) else None


def columns_of(passage: Passage, span: Span) -> Span | None:
    """The row that names the columns of the Markdown table in a row of which a sentence stands."""
    head = head_of(passage.text, span[0] - passage.start)
    return _last(passage, head[1]) if head else None


def names_of_columns(passage: Passage, span: Span) -> str:
    """What the columns are called of the Markdown table in a row of which a sentence stands."""
    own = columns_above(passage.text, span[0] - passage.start)
    if own or not passage.columns:
        return own
    end = passage.text.find("\n", span[1] - passage.start)
    lines = passage.text[: end if end >= 0 else None].splitlines()
    return passage.columns if all("|" in line for line in lines) else ""


def names_columns(passage: Passage, span: Span) -> bool:
    """Whether a sentence is of the row that names the columns of a Markdown table."""
    _, _, below = passage.text[span[1] - passage.start :].partition("\n")
    return RULE.fullmatch(below.split("\n", 1)[0]) is not None


def code_below(passage: Passage, span: Span) -> list[Span]:
    """The first lines of the block of code that a sentence with a colon at its end announces."""
    start = span[1] - passage.start
    opening = _CODE_AFTER.match(passage.text, start)
    if opening is None or not passage.text[:start].rstrip(" *_`").endswith(":"):
        return []
    block = passage.text[opening.end() :]
    end = next((end.start() for end in _CODE_END.finditer(block)), len(block)) + opening.end()
    if not opening[1] and _TEXT_LINE.search(passage.text, opening.end(), end):
        return []
    within = [
        each
        for each in passage.sentences
        if opening.end() <= each[0] - passage.start and each[1] - passage.start <= end
    ]
    return within[:_MOST_CODE]


def in_code(passage: Passage, span: Span) -> bool:
    """Whether a sentence is of a block of code that its passage shows the opening of."""
    return len(_FENCE.findall(passage.text, 0, span[0] - passage.start)) % 2 == 1


def mark_kind(text: str, line: int) -> str:
    """How the item that begins at `line` is marked: "1.", "(a)", "-"; "" if it is none."""
    mark = _MARK.match(text, line)
    return re.sub(r"[a-zA-Z]+", "a", re.sub(r"\d+", "1", mark.group().strip())) if mark else ""


def is_whole(passage: Passage, span: Span) -> bool:
    """Whether a sentence begins and ends as sentences do, its mark aside."""
    first = passage.text[behind_mark(passage, span) :][:1]
    return not first.islower() and ENDED.search(tidy(passage.sentence(span))) is not None


def behind_mark(passage: Passage, span: Span) -> int:
    """Where in its passage a sentence begins to say something: an item's mark says nothing."""
    start = span[0] - passage.start
    mark = _MARK.match(passage.text, start, span[1] - passage.start)
    return mark.end() if mark else start


def _run_in_before(passage: Passage, span: Span) -> Span | None:
    """The heading that a sentence follows on the same line: "2. Rent." says of what it is."""
    before = _last(passage, span[0] - passage.start)
    if before is None or before[0] - passage.start < _line_of(passage, span):
        return None
    return before if runs_in(passage, before) else None


def _question_before(passage: Passage, span: Span) -> Span | None:
    """The nearest question on a line of its own that stands before a sentence."""
    if "?" not in passage.text[: span[0] - passage.start]:
        return None  # as in most passages
    for each in sorted(passage.sentences, reverse=True):
        rest = passage.text[each[1] - passage.start :].split("\n", 1)[0]
        alone = _begins_line(passage, each, _line_of(passage, each)) and not re.search(r"\w", rest)
        if each[1] <= span[0] and alone and tidy(passage.sentence(each)).endswith("?"):
            return each
    return None


def _line_of(passage: Passage, span: Span) -> int:
    """Where in its passage the line begins on which a sentence does."""
    return passage.text.rfind("\n", 0, span[0] - passage.start) + 1


def _begins_line(passage: Passage, span: Span, line: int) -> bool:
    """Whether nothing but marks stands before a sentence on its line."""
    return not re.search(r"\w", passage.text[line : span[0] - passage.start])


def _last(passage: Passage, end: int) -> Span | None:
    """The last sentence that stands before a place in its passage."""
    return max((each for each in passage.sentences if each[1] - passage.start <= end), default=None)


def _first_of_list(text: str, line: int) -> int:
    """Where the first item of the list begins of which an item begins at `line`."""
    first, kind = line, mark_kind(text, line)
    while line > 0:
        line = text.rfind("\n", 0, line - 1) + 1
        if mark_kind(text, line) == kind:
            first = line
        elif not text[line : line + 1].isspace():
            break  # what is indented, or empty, is part of the list
    return first
