"""Whether two candidates of different documents speak of the same matter, and say otherwise.

Knows the candidates of one question and what their documents go by; not what is made of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa.drafting.selection import Candidate
from qa.records import Passage
from qa.text import numbers, stems

_SURE_MARGIN = -1.0  # of the reader, for a sentence that is to contradict another document
_SAME_MATTER = 0.6
_RIVALS = 6


def disagreeing(asked: str, candidates: Sequence[Candidate]) -> Candidate | None:
    """A sentence of another document that answers as surely, with another number or date.

    Both must be about the same: they share most of their words, nothing but the answer (and the
    rest of its own phrase) may be a number that the other lacks, and the question names nothing
    that only the first one's document or heading goes by.
    """
    best = candidates[0]
    if not best.short or best.signals.margin < _SURE_MARGIN or not numbers(best.short):
        return None
    for other in candidates[1:_RIVALS]:
        if other.passage.document_id == best.passage.document_id or not other.short:
            continue
        same_matter = _shared(best, other) >= _SAME_MATTER and not singled_out(asked, best, other)
        sure = other.signals.margin >= _SURE_MARGIN
        if sure and same_matter and numbers(other.short).isdisjoint(numbers(best.short)):
            return other if numbers(other.short) else None
    return None


def singled_out(asked: str, best: Candidate, other: Candidate) -> bool:
    """Whether the question names what only the best one goes by, and nothing that the other does.

    It may go by its document's name, by a heading, or by what stands elsewhere in a short document.
    """
    wanted = stems(asked)
    named, there = wanted & _known_by(best.passage), _known_by(other.passage)
    alone = not named <= there | stems(other.passage.text)
    return alone and wanted & there <= named | stems(best.passage.text)


def _known_by(passage: Passage) -> set[str]:
    return stems(passage.goes_by) | stems(passage.context) - stems(passage.text)


def _shared(one: Candidate, other: Candidate) -> float:
    """Share of the content words, answers aside, that two sentences have in common."""
    first = stems(one.text) - stems(one.short or "")
    second = stems(other.text) - stems(other.short or "")
    return len(first & second) / max(1, min(len(first), len(second)))
