"""Lists: a sentence that announces one says nothing without its items, nor does a single item.

Knows the candidates of one question; not how they were weighed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from qa.drafting.selection import Candidate
from qa.text import ITEM_MARK

_MOST_ITEMS = 8
_ITEM = re.compile(rf"\n[^\S\n]*(?:{ITEM_MARK})\s")  # a number belongs to its sentence


def listed(
    chosen: Sequence[Candidate], candidates: Sequence[Candidate]
) -> tuple[list[Candidate], int]:
    """The whole list where the best sentence announces one, or is an item of one announced.

    And how many more items its passage holds: of a long one the first are given.
    """
    for each in chosen:
        whole, left = _announced(each, candidates)
        if any(one.place == chosen[0].place for one in whole):
            return whole, left
    return [*chosen], 0


def _announced(by: Candidate, candidates: Sequence[Candidate]) -> tuple[list[Candidate], int]:
    """A sentence and the items of the list that it announces by a colon, if there are several.

    As far as its passage goes. The list is the answer, so that no words of it are marked.
    """
    if not by.text.endswith(":"):
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
    whole = [replace(each, short=None) for each in (by, *items)]
    return (whole, left) if len(items) > 1 else ([], 0)
