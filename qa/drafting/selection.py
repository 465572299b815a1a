"""Hits → candidate sentences for one question, best first, with the words that answer it.

The first selection rule: rare words shared with the question, the rank of the passage, and
whether the sentence holds the kind of thing that was asked for. Knows single questions; not
how many sentences an answer has, nor when to say no.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from qa.records import Hit, Passage, Term
from qa.text import stem, stems, tidy, words

_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_AMOUNT = r"(?:\s*(?:hundred|thousand|million|billion|trillion))?"
_KINDS: tuple[tuple[str, str], ...] = (
    (
        r"\bhow much\b|\bprice|\bcosts?\b|\bworth\b|\bamount\b|\bmoney\b|\bfunding\b|\bbudget\b",
        rf"[$€£¥]\s?\d[\d.,]*\d?{_AMOUNT}|\b\d[\d.,]*{_AMOUNT}\s+(?:dollars|euros|yen|pounds)",
    ),
    (
        r"\bwhen\b|\bwhat (?:year|month|day|date)\b|\bwhich (?:year|month|day)\b|\bhow long ago\b",
        rf"\b(?:{_MONTH}\s+)?(?:\d{{1,2}},?\s+)?(?:1[5-9]|20)\d\d\b|\b\d{{1,2}}\s+{_MONTH}\b"
        rf"|\b{_MONTH}\s+\d{{1,2}}\b",
    ),
    (
        r"\bhow (?:many|long|far|old|big|large|tall)\b|\bpercent|\bnumber of\b",
        rf"\b\d[\d.,]*%?{_AMOUNT}(?:\s+[a-z]+)?|\b(?:two|three|four|five|six|seven|eight|nine|ten"
        r"|eleven|twelve|twenty|one million)\b(?:\s+[a-z]+)?",
    ),
    (
        r"\bwho(?:m|se)?\b|\bwhich (?:company|person|country|university|institute)",
        r"\b[A-Z][\w’'&.-]*(?:\s+(?:of|the|and|for|de|van|[A-Z][\w’'&.-]*))*\s+[A-Z][\w’'&-]*"
        r"|\b[A-Z][\w’'&-]+",
    ),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, how well in [0, 1], and the shortest answer in it."""

    hit: Hit
    span: tuple[int, int]
    score: float
    coverage: float
    short: str | None

    @property
    def passage(self) -> Passage:
        """The passage the sentence stands in."""
        return self.hit.passage

    @property
    def text(self) -> str:
        """The sentence, fit to read."""
        return tidy(self.passage.sentence(self.span))


def select(question: str, terms: Sequence[Term], hits: Sequence[Hit]) -> list[Candidate]:
    """Every sentence of the hits as a candidate, best first."""
    wanted = {stem(term.found or term.word): term.rarity for term in terms}
    pattern = _asked_for(question)
    candidates = [
        _candidate(question, wanted, pattern, hit, span)
        for hit in hits
        for span in hit.passage.sentences
    ]
    return sorted(candidates, key=lambda candidate: -candidate.score)


def _candidate(
    question: str, wanted: dict[str, float], pattern: str | None, hit: Hit, span: tuple[int, int]
) -> Candidate:
    sentence = tidy(hit.passage.sentence(span))
    total = sum(wanted.values()) or 1.0
    here, around = stems(sentence), stems(hit.passage.text)
    coverage = sum(rarity for word, rarity in wanted.items() if word in here) / total
    nearby = sum(rarity for word, rarity in wanted.items() if word in around) / total
    short = _short(sentence, question, pattern) if pattern else None
    kind = 0.0 if pattern is None else (0.2 if short else -0.2)
    score = 0.5 * coverage + 0.2 * nearby + 0.3 * hit.score + kind
    return Candidate(hit, span, score, coverage, short)


def _asked_for(question: str) -> str | None:
    for asks, pattern in _KINDS:
        if re.search(asks, question, re.IGNORECASE):
            return pattern
    return None


def _short(sentence: str, question: str, pattern: str) -> str | None:
    spoken = set(words(question))
    for match in re.finditer(pattern, sentence):
        if not set(words(match.group())) <= spoken:
            return match.group().strip(" ,.")
    return None
