"""Answers → how often a chat model's sentences were kept, mended or dropped, and why.

A useless model must not hide behind the extractive answer that takes over: these counts show
it. Knows only finished answers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from qa.records import Answer

_DETAIL = re.compile(r"'[^']*'|“[^”]*”|(?<=number )\S+")


@dataclass(frozen=True, slots=True)
class Rates:
    """Answers by who wrote what is shown, and dropped sentences by reason, most frequent first.

    An answer counts as generated only if every shown sentence kept its own marker; one
    re-attached sentence makes it re-attached.
    """

    answers: int
    generated: int
    reattached: int
    extracted: int
    abstained: int
    sentences: tuple[tuple[str, int], ...]
    dropped: tuple[tuple[str, int], ...]


def rates(answers: Iterable[Answer]) -> Rates:
    """Counts answers by origin, shown sentences by origin, and dropped ones by reason."""
    kinds: Counter[str] = Counter()
    sentences: Counter[str] = Counter()
    dropped: Counter[str] = Counter()
    for answer in answers:
        kinds[_kind(answer)] += 1
        sentences.update(claim.origin for claim in answer.shown)
        dropped.update(
            kind_of(claim.reason) for claim in answer.claims if claim.verdict == "unsupported"
        )
    return Rates(
        answers=kinds.total(),
        generated=kinds["generated"],
        reattached=kinds["reattached"],
        extracted=kinds["extracted"],
        abstained=kinds["abstained"],
        sentences=tuple(sentences.most_common()),
        dropped=tuple(dropped.most_common()),
    )


def kind_of(reason: str) -> str:
    """A reason without its particulars: the numbers, names and quotes in it."""
    return _DETAIL.sub("…", reason)


def _kind(answer: Answer) -> str:
    origins = {claim.origin for claim in answer.shown}
    for kind in ("reattached", "generated", "extracted"):
        if answer.status in ("answered", "conflicting") and kind in origins:
            return kind
    return "abstained"
