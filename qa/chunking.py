"""Document → Passages: cuts a text into citable sentences and packs them into passages.

Every span is found in the text as it is; nothing is copied, cleaned or moved. Lines without a
letter or digit and page furniture ("0 comments") belong to no sentence, so they can never be
retrieved or cited. Sentence boundaries come from nupunkt; what is decided here is which line
breaks end a paragraph. Knows nothing of files, embeddings or questions.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import chain, pairwise

import nupunkt

from qa.furniture import Printed, Unseen, is_furniture, stripped
from qa.passages import passage_of
from qa.records import Document, Passage
from qa.text import ITEM_MARK, TITLE_WORDS, has_word

Span = tuple[int, int]
Paragraph = list[Span]  # its sentences

_LINE = re.compile(r"[^\n\r\f\v\x85\u2028\u2029]+")
_BLANK_LINE = re.compile(r"\n\r?\n|\r\r|\f")
_MARKED_UP = ("text/markdown", "text/x-rst", "application/x-ipynb+json")
_RULE = re.compile(r"\s*([^\w\s])\1{2,}\s*")  # what a title is underlined with, or divides
_LIST_ITEM = re.compile(rf"\s*(?:{ITEM_MARK}|[a-zA-Z]\.)\s+\S")
_MARKDOWN_BLOCK = re.compile(
    r"\s*(?:#{1,6}\s|>|\||```|~~~|={3,}\s*$|-{3,}\s*$|\[[^\]\n]+\]:\s|:[\w -]{1,30}:\s|\.\.\s)"
)
_LABELLED = re.compile(r"\s*\**[A-Z][\w-]{1,20}(?: [\w-]{1,20})?\**:\**\s+\S")  # "Author: …"
_ENDED = re.compile(r"[.!?:;…。！？｡।॥؟۔][\"'”’»)\]」』）]*$")
_ENDED_OTHERWISE = re.compile("[。！？｡।॥؟۔]+(?![\"'”’»)」』）…])")  # as nupunkt does not know
# Marks that belong to the layout when they stand alone before a sentence; a sign before a
# digit stays.
_LEAD = re.compile(r"[.,;:!?)\]}…]+|[-–—*•‣◦·>|#+=_~`\u2500-\u257f]+")
# A full stop set apart by white space is debris of the page it was copied from.
_TRAIL = frozenset(".,;:…|=_~`#*-" + "".join(map(chr, range(0x2500, 0x2580))))
_SENTENCE_END = re.compile("[.?!…]")  # without one of these, nupunkt finds no boundary
_BLOCK_CHARS = 20_000  # nupunkt is linear in practice; this bounds it on text made to be slow
_LONGEST_TABLE = 5_000  # rows; those of a longer one share passages, or there would be too many
_OPENING_MARKS = "\"'“‘(«$€£¥`"
_MARKDOWN_OPENING = "[*_:"  # of a link, of bold or slanted words, of a role
_REPLY = re.compile(
    r"(?:[a-z]{1,6}: *)?(?:yes|no|not yet|of course|sure|never|always)[.!]", re.IGNORECASE
)
_LEAST_CLAUSE = 25  # shorter lines before a small letter are more often list items than clauses
_WRAP_WIDTHS = range(40, 121)  # a text whose lines are longer than this is not hard-wrapped


def split(document: Document, passage_chars: int) -> tuple[Passage, ...]:
    """The passages of a document in reading order, each at most `passage_chars` long.

    A passage holds whole sentences, ends at paragraph boundaries where it can, and overlaps
    no other. A title, a question and what announces a list stay with what follows. No sentence
    goes on into another place (a heading, a row), and no passage into another section; a row of
    a table is one, but for very long tables, and what is said at a time is none. A single sentence
    longer than the limit is cut at white space.
    """
    markdown = document.media_type in _MARKED_UP
    edges = frozenset(place.start for place in document.places)
    rows = sum(place.kind == "row" for place in document.places)
    sections = [
        place.start
        for place in document.places
        if place.kind != "time" and (place.kind != "row" or rows <= _LONGEST_TABLE)
    ]
    groups: list[list[Paragraph]] = []
    section = -1
    for start, end in paragraphs(document.text, markdown, edges):
        spans = list(sentences(document.text, start, end, passage_chars))
        if not spans:
            continue
        before, section = section, bisect_right(sections, start)
        if groups and section == before:
            opened = _opened(document.text, [*groups[-1], spans])
            if _fits(groups[-1], spans, passage_chars, opened):
                groups[-1].append(spans)
                continue
            moved = groups[-1][opened:]
            if opened and moved and spans[-1][1] - moved[0][0][0] <= passage_chars:
                del groups[-1][opened:]
                groups.append([*moved, spans])
                continue
        groups.extend([part] for part in _pack(spans, passage_chars))
    return tuple(
        passage_of(document, group[0][0][0], group[-1][-1][1], tuple(chain.from_iterable(group)))
        for group in groups
    )


def paragraphs(
    text: str, markdown: bool = False, edges: frozenset[int] = frozenset()
) -> Iterator[Span]:
    """Spans of text between line breaks that mean something, without the furniture.

    A line that starts at one of the `edges` continues no other.
    """
    block: list[Span] = []
    previous_end = 0
    unseen = Unseen(text) if markdown else None
    printed = Printed(text)
    for line in _LINE.finditer(text):
        start, end = line.span()
        content = "" if unseen and unseen.holds(start, end) else text[start:end]
        ended = not content.strip() or start in edges or _RULE.fullmatch(content)
        if ended or _BLANK_LINE.search(text, previous_end, start):
            yield from _joined(text, block, markdown)
            block = []
        if has_word(content) and not (is_furniture(content, markdown) or printed.holds(start, end)):
            block.append((start, end))
        previous_end = end
    yield from _joined(text, block, markdown)


def sentences(text: str, start: int, end: int, longest: int) -> Iterator[Span]:
    """The sentences of `text[start:end]`, trimmed of layout marks; none without a letter.

    A "No." is one with the sentence that it opens.
    """
    reply: Span | None = None
    for span in _trimmed(text, start, end, longest):
        if reply and span[1] - reply[0] <= longest:
            yield reply[0], span[1]
            reply = None
            continue
        if reply:
            yield reply
        reply = span if _REPLY.fullmatch(text, *span) else None
        if not reply:
            yield span
    if reply:
        yield reply


def _trimmed(text: str, first: int, last: int, longest: int) -> Iterator[Span]:
    for block_start, block_end in _cut(text, first, last, _BLOCK_CHARS):
        block = text[block_start:block_end]
        several = _SENTENCE_END.search(block, 0, len(block) - 1)
        for first, last in nupunkt.sent_spans(block) if several else [(0, len(block))]:
            for start, end in _parted(text, block_start + first, block_start + last):
                for span in _cut(text, start, end, longest):
                    trimmed = _trim(text, *span)
                    if has_word(text[slice(*trimmed)]):
                        yield trimmed


def _parted(text: str, start: int, end: int) -> Iterator[Span]:
    """The sentences of a span that end as those of other scripts do."""
    for mark in _ENDED_OTHERWISE.finditer(text, start, end):
        yield start, mark.end()
        start = mark.end()
    if start < end:
        yield start, end


def _joined(text: str, lines: list[Span], markdown: bool) -> Iterator[Span]:
    """Joins the lines of one blank-separated block wherever the break is only a wrap."""
    if not lines:
        return
    width = max(end - start for start, end in lines)
    start = lines[0][0]
    for above, below in pairwise(lines):
        if not _is_wrap(text[slice(*above)], text[slice(*below)], width, markdown):
            yield start, above[1]
            start = below[0]
    yield start, lines[-1][1]


def _is_wrap(above: str, below: str, width: int, markdown: bool) -> bool:
    """Whether the sentence can go on over the break between two lines."""
    above, below = above.rstrip(), below.lstrip()
    if markdown and above.startswith(">") and below.startswith(">"):  # both of one quotation
        above, below = above.lstrip("> \t"), below.lstrip("> \t")
    opening = _OPENING_MARKS + _MARKDOWN_OPENING if markdown else _OPENING_MARKS
    if _LIST_ITEM.match(below) or not (below[:1].isalnum() or below[:1] in opening):
        return False
    if markdown:
        goes_on = above[:1].isspace() or _LABELLED.match(above)
        labelled = goes_on and _LABELLED.match(below)
        return not (labelled or _MARKDOWN_BLOCK.match(below) or _MARKDOWN_BLOCK.match(above))
    if below[0].islower() and len(above) >= _LEAST_CLAUSE and not _ENDED.search(above):
        return True
    # A hard-wrapped line is one that the next line's first word would have made too long.
    return width in _WRAP_WIDTHS and len(above) + 1 + len(below.split(maxsplit=1)[0]) > width


def _cut(text: str, start: int, end: int, longest: int) -> Iterator[Span]:
    """Cuts an over-long span at white space, or anywhere where there is none."""
    while end - start > longest:
        stop = next(
            (at for at in range(start + longest, start + longest // 2, -1) if text[at].isspace()),
            start + longest,
        )
        yield start, stop
        start = stop
    yield start, end


def _trim(text: str, start: int, end: int) -> Span:
    """The span without white space and layout marks at its ends."""
    while True:
        start, end = stripped(text, start, end)
        lead = _LEAD.match(text, start, end)
        if not lead or not (lead.end() == end or text[lead.end()].isspace()):
            break
        start = lead.end()
    while True:
        last = end
        while last > start and text[last - 1] in _TRAIL:
            last -= 1
        if last in (start, end) or not text[last - 1].isspace():
            return start, end
        start, end = stripped(text, start, last)


def _fits(group: list[Paragraph], spans: Paragraph, longest: int, opened: int) -> bool:
    """Short paragraphs share a passage until it is half full, what belongs together till it is."""
    start, end = group[0][0][0], group[-1][-1][1]
    return (opened < len(group) or end - start < longest // 2) and spans[-1][1] - start <= longest


def _opened(text: str, group: list[Paragraph]) -> int:
    """Where in a group the paragraphs begin that belong together with its last one."""
    at = len(group) - 1
    while at and _belongs(text, group[at - 1], group[at]):
        at -= 1
    return at


def _belongs(text: str, above: Paragraph, below: Paragraph) -> bool:
    """Whether a paragraph is an item of the same list, or the one above opens what it says."""
    item = _is_item(text, below)
    last = text[slice(*above[-1])]
    if _is_item(text, above) and not (last[0].isdigit() and _follows(text, above, below)):
        return item  # "4. Excess" right above text is a title
    if last.endswith((":", "?")):
        return True
    title = not _ENDED.search(last) and len(last.split()) <= TITLE_WORDS
    return title and (item or _ENDED.search(text[slice(*below[-1])]) is not None)


def _follows(text: str, above: Paragraph, below: Paragraph) -> bool:
    """Whether no empty line stands between two paragraphs."""
    return text[above[-1][1] : below[0][0]].count("\n") == 1


def _is_item(text: str, spans: Paragraph) -> bool:
    start = text.rfind("\n", 0, spans[0][0]) + 1
    return _LIST_ITEM.match(text, start) is not None


def _pack(spans: Paragraph, longest: int) -> Iterator[Paragraph]:
    """Splits one paragraph's sentences into passages of about equal length."""
    parts = -(-(spans[-1][1] - spans[0][0]) // longest)
    target = (spans[-1][1] - spans[0][0]) / parts
    group: list[Span] = []
    for span in spans:
        if group and (span[1] - group[0][0] > longest or group[-1][1] - group[0][0] >= target):
            yield group
            group = []
        group.append(span)
    yield group
