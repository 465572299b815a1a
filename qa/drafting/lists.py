"""Lists: what announces one, a sentence or a heading, says nothing without its items.

Knows the candidates of one question; not how they were weighed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.drafting.selection import Candidate
from qa.drafting.signals import is_heading
from qa.text import ITEM_MARK

_MOST_ITEMS = 8
_ALL_WORDS = 0.99  # of the question, by rarity
_ITEM = re.compile(rf"\n[^\S\n]*(?:{ITEM_MARK})\s")  # a number belongs to its sentence


def listed(
    chosen: Sequence[Candidate], candidates: Sequence[Candidate]
) -> tuple[list[Candidate], str]:
    """The whole list where the best sentence announces one, or is an item of one asked for.

    That is one announced by a chosen sentence, or in the question's own words. Of a long one the
    first items are given, with a notice of how many more its passage holds; else that is "".
    """
    best = chosen[0]
    asked_for = [
        each
        for each in candidates
        if each.passage.id == best.passage.id and each.signals.coverage >= _ALL_WORDS
    ]
    for by in (*chosen, *asked_for):
        items, left = _items(by, candidates)
        if items and any(best.place == one.place for one in (by, *items)):
            shown = items if is_heading(by.text, by.passage.where) else [by, *items]
            return [replace(each, short=None) for each in shown], _notice(by, left)
    return [*chosen], ""


def _notice(by: Candidate, left: int) -> str:
    if not left:
        return ""
    items = "1 more item is" if left == 1 else f"{left} more items are"
    return f"{items} listed there: “{by.text}”"


def _items(by: Candidate, candidates: Sequence[Candidate]) -> tuple[list[Candidate], int]:
    """The items of the list that a colon or a heading announces, if there are several.

    As far as its passage goes. The list is the answer, so that no words of it are marked.
    """
    if not (by.text.endswith(":") or is_heading(by.text, by.passage.where)):
        return [], 0
    passage, end = by.passage, by.span[1]
    own = {each.span: each for each in candidates if each.passage.id == passage.id}
    items: list[Candidate] = []
    left = 0
    for span in sorted(span for span in own if span[0] >= end):
        line = passage.text.rfind("\n", end - passage.start, span[0] - passage.start)
        is_item = line >= 0 and _ITEM.match(passage.text, line)
        goes_on = items and line < 0
        if not (is_item or goes_on):
            break
        if len(items) < _MOST_ITEMS:
            items.append(own[span])
        elif is_item:
            left += 1
        end = span[1]
    return (items, left) if len(items) > 1 else ([], 0)
