"""Where does a passage stand in its document? By its own offset if that is right, or by search.

A passage without a usable place can still be graded as retrieved, as long as its words stand
somewhere in the document; but nobody could cite it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from eval.peers.asking import Found
from qa.records import Document, Passage

How = Literal["given", "found", "several", "alike", "lost"]
"""given: the pipeline's offset holds the text. found: without one, the text stands in the
document exactly once. several: more than once (the first is taken). alike: only with other white
space. lost: not at all."""
USABLE: tuple[How, ...] = ("given", "found")


@dataclass(frozen=True, slots=True)
class Located:
    """A passage with its place, and how that was found; a lost one has no document."""

    passage: Passage
    how: How


def locate(found: Found, documents: Mapping[str, Document]) -> Located:
    """The place of a passage in the document that it was said to come from."""
    text = documents[found.document].text if found.document in documents else ""
    if found.start is not None and found.text and text.startswith(found.text, found.start):
        return _at(found, found.start, found.text, "given")
    first = text.find(found.text) if found.text else -1
    if first >= 0:
        again = text.find(found.text, first + 1) >= 0
        return _at(found, first, found.text, "several" if again else "found")
    words = found.text.split()
    if words and (alike := re.search(r"\s+".join(map(re.escape, words)), text)):
        return _at(found, alike.start(), alike.group(), "alike")
    return Located(Passage("", "", 0, 0, ""), "lost")


def _at(found: Found, start: int, text: str, how: How) -> Located:
    end = start + len(text)
    name = f"{found.document}#{start}-{end}"
    return Located(Passage(name, found.document, start, end, text), how)
