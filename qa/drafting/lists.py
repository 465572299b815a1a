"""Lists: what announces one, a sentence or a heading, says nothing without its items.

Knows the candidates of one question; not how they were weighed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.drafting.layout import (
    Span,
    announced_by,
    announces,
    code_below,
    columns_of,
    is_heading,
    is_whole,
    mark_kind,
    names_of_columns,
)
from qa.drafting.premise import TOPIC
from qa.drafting.selection import Candidate
from qa.drafting.signals import asks_yes_no
from qa.tables import cell_asked_for
from qa.text import stems, tidy

_MOST_ITEMS = 8
ALL_WORDS = 0.99
"""Share of a question's words, by rarity, from which on a sentence holds them all."""
_ASKS_FOR_SEVERAL = re.compile(
    r"\W*(?:list|name|(?:what|who) (?:are|were)|(?:what|which) (?:[a-z]+ )?[a-z]+(?<!s)s "
    r"(?:are|were|do|does|did|have|had|can|could|must|should|may|will))\b",
    re.IGNORECASE,
)


def listed(
    question: str, chosen: Sequence[Candidate], candidates: Sequence[Candidate]
) -> tuple[list[Candidate], str]:
    """The whole list where the best sentence announces one, or is an item of one asked for.

    That is one announced by a chosen sentence or in the question's own words, or one of things,
    not of sentences, where several are asked for. Of a long one the first items are given, with a
    notice of how many more its passage holds; else that is "". An item that is no sentence comes
    with what announces its list, the row of a table with what names its columns.
    """
    best = chosen[0]
    near = [each for each in candidates if each.passage.id == best.passage.id]
    things = [each for each in chosen if not is_whole(each.passage, each.span)]
    asked_for = [each for each in near if _in_these_words(each, near)]
    lists = [(by, [best]) for by in (*chosen, *asked_for)]
    if _ASKS_FOR_SEVERAL.match(question):
        lists += [(by, things) for by in near]
    columns = columns_of(best.passage, best.span)
    under = columns or (announced_by(best.passage, best.span) if best in things else None)
    announced = [e for e in near if e.span == under and (columns or not e.signals.fragment)]
    if under and asks_yes_no(question):  # one item will do
        others = [each for each in chosen[1:] if announced_by(each.passage, each.span) != under]
        return list(dict.fromkeys((*announced, best, *others))), ""
    for by, of_it in lists:
        items, left = _items(by, candidates)
        if items and any(each in of_it for each in (by, *items)):
            shown = items if is_heading(by.text, by.passage.under) else [by, *items]
            return [replace(each, short=None) for each in shown], _notice(by, left)
    return list(dict.fromkeys((*announced, *_with_code(chosen, candidates)))), ""


def told(question: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that may tell something by themselves.

    Of headings that is those under which a list stands, of the rows of a table those that hold
    most of what is asked beside the names of its columns: the port of "ingest" is in its row.
    """
    telling = [
        each
        for each in candidates
        if not is_heading(each.text, each.passage.under) or _items(each, candidates)[0]
    ]
    rows = _rows_told(question, telling)
    shown = (rows.get(each.place, each) for each in telling)
    return [each for each in shown if each is not None] or list(candidates)


def _rows_told(
    question: str, candidates: Sequence[Candidate]
) -> dict[tuple[str, Span], Candidate | None]:
    """The place of each row of a Markdown table → the row as it tells the answer; None if another.

    Where one row alone does, its shortest answer is the cell under the column that is asked for.
    """
    asked, own = stems(question), stems(TOPIC.sub("", question))
    tables: dict[tuple[str, str], list[Candidate]] = {}
    for each in candidates:
        if columns := names_of_columns(each.passage, each.span):
            tables.setdefault((each.passage.document_id, columns), []).append(each)
    answers: dict[tuple[str, Span], Candidate | None] = {}
    for (_, names), rows in tables.items():
        cells = [stems(row.text) - stems(names) for row in rows]
        # "And the planner? (port ingest)" asks for the planner's.
        held = [len(own & each) for each in cells]
        held = held if any(held) else [len(asked & each) for each in cells]
        alone = held.count(max(held)) == 1
        for row, count in zip(rows, held, strict=True):
            cell = cell_asked_for(question, names, row.passage.sentence(row.span))
            short = cell or row.short if alone else None
            answers[row.place] = replace(row, short=short) if count == max(held) else None
    return answers


def _with_code(chosen: Sequence[Candidate], candidates: Sequence[Candidate]) -> list[Candidate]:
    """The sentences, and behind one that announces code its first lines: they are what to do."""
    own = {each.place: each for each in candidates}
    found: list[Candidate] = []
    for each in chosen:
        places = [(each.passage.id, line) for line in code_below(each.passage, each.span)]
        found += [each, *(replace(own[place], short=None) for place in places if place in own)]
    return found


def _in_these_words(by: Candidate, near: Sequence[Candidate]) -> bool:
    """Whether it holds all words of the question, or the line right above it does."""
    holding = [each for each in near if each.signals.coverage >= ALL_WORDS]
    return any(each is by or _is_right_above(each, by) for each in holding)


def _is_right_above(one: Candidate, other: Candidate) -> bool:
    end, start = (at - one.passage.start for at in (one.span[1], other.span[0]))
    return end < start and not tidy(one.passage.text[end:start])


def _notice(by: Candidate, left: int) -> str:
    if not left:
        return ""
    items = "1 more item is" if left == 1 else f"{left} more items are"
    return f"{items} listed there: “{by.text}”"


def _items(by: Candidate, candidates: Sequence[Candidate]) -> tuple[list[Candidate], int]:
    """The items of the list that a colon or a heading announces, if there are several.

    As far as its passage goes. The list is the answer, so that no words of it are marked.
    """
    if not (announces(by.passage, by.span) or is_heading(by.text, by.passage.under)):
        return [], 0
    passage, end = by.passage, by.span[1]
    own = {each.span: each for each in candidates if each.passage.id == passage.id}
    items: list[Candidate] = []
    left, kind = 0, ""
    for span in sorted(span for span in own if span[0] >= end):
        line = passage.text.rfind("\n", end - passage.start, span[0] - passage.start)
        mark = mark_kind(passage.text, line + 1) if line >= 0 else ""
        kind = kind or mark
        is_item = mark and mark == kind  # another kind is of another list
        goes_on = items and line < 0
        if not (is_item or goes_on):
            break
        if len(items) < _MOST_ITEMS:
            items.append(own[span])
        elif is_item:
            left += 1
        end = span[1]
    return (items, left) if len(items) > 1 else ([], 0)
