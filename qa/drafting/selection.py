"""Hits → candidate sentences for one question, best first, with the words that answer it.

Every sentence of the passages is a candidate. What speaks for it is kept apart as `Signals`:
what the reader found in it, how near it is to the question, which of the rare words of the
question it shares, how high its passage ranks. A fixed weighing makes one score of them.
Knows single questions; not how many sentences an answer has, nor when to say no.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, replace

from rapidfuzz import fuzz, process

from qa.countries import country_named
from qa.reader import Reading, Span
from qa.records import Hit, Passage, Term
from qa.text import Folded, names, numbers, stem, stems, tidy, unmarked, words

Read = Callable[[str, Sequence[str]], Sequence[Reading]]
"""(question, passages) → what each passage says to it."""

_LEAST_LIKENESS = 80.0  # rapidfuzz ratio between a mistyped word and the one that is meant
_SHORT_WORDS = 12
_SHORT_SHARE = 0.8  # a span that is nearly the sentence is no shorter answer
_NO_SPAN = -12.0  # the margin in a passage in which the reader found nothing at all
_YES_NO_MARGIN = -2.0  # the reader looks for words, and yes or no is not among them
_ASKING_WORDS = frozenset(
    "define definition mean meaning stand describe explain name list".split()
)  # they say what kind of answer is wanted, not what it is about
_ASKS_YES_NO = re.compile(
    r"\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b",
    re.IGNORECASE,
)
_ASKS_DEFINITION = re.compile(
    r"\W*(?:define|what(?: is|'s| are| was| were)|who(?: is| was)|what does|meaning of|"
    r"definition of)\s+(?:an? |the )?(.+?)(?:\s+(?:mean|stand for))?\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for a sentence. Unscaled, so that the weights can be fitted anew."""

    margin: float
    """The reader's best span in it, as a logit less that of no answer in the passage."""
    answerable: float
    """The reader's probability that the passage answers, in [0, 1]."""
    coverage: float
    """Share of the question's words in the sentence, weighed by rarity, in [0, 1]."""
    nearby: float
    """The same for the whole passage."""
    rank_score: float
    """The passage's fused score, in [0, 1]."""
    dense: float
    """The cosine between question and passage."""
    defines: float
    """1 if a definition was asked for and the sentence opens as one, else 0."""
    unnamed: float
    """Share of the question's names and figures that the sentence does not hold, in [0, 1]."""
    unnamed_nearby: float
    """The same for the whole passage."""

    def values(self) -> tuple[float, ...]:
        """The signals in the order they are declared."""
        return astuple(self)


# Fitted on questions about other documents; the method and its figures are in docs/LOG.md.
_WEIGHTS = Signals(0.32, 0.8, 1.57, 2.92, 3.07, 3.32, 4, -0.42, -0.53)
# A logistic of the score, fitted on corpora that answer and on corpora that do not, which weigh
# the same. Further features of the candidates gave nothing on other documents.
_CHANCE = (0.61, -4.58)


@dataclass(frozen=True, slots=True)
class _Within:
    """What of a question stands in a text; see `Signals`."""

    coverage: float
    unnamed: float


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question taken apart once, to be held against many texts. `rarity` is by stem."""

    text: str
    rarity: dict[str, float]
    named: frozenset[str]

    @classmethod
    def of(cls, question: str, terms: Sequence[Term]) -> _Asked:
        rarity = {
            stem(word): term.rarity
            for term in terms
            for word in words(term.found or term.word)
            if word not in _ASKING_WORDS
        }
        figures = {word for word in words(question) if word.isdigit()}
        named = frozenset(map(stem, names(question))) | figures
        return cls(question, rarity, named)

    def within(self, text: str) -> _Within:
        """How much of the question stands in a text, by the stems of its words."""
        here = stems(text)
        total = sum(self.rarity.values())
        held = sum(rarity for word, rarity in self.rarity.items() if word in here)
        return _Within(
            coverage=held / total if total else 0.0,
            unnamed=len(self.named - here) / len(self.named) if self.named else 0.0,
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, how well, and the shortest answer in it."""

    hit: Hit
    span: tuple[int, int]
    signals: Signals
    score: float
    short: str | None

    @property
    def chance(self) -> float:
        """The probability, in (0, 1), that the sentence answers, by its score."""
        slope, start = _CHANCE
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, slope * self.score + start))))

    @property
    def passage(self) -> Passage:
        """The passage the sentence stands in."""
        return self.hit.passage

    @property
    def text(self) -> str:
        """The sentence, fit to read."""
        return tidy(self.passage.sentence(self.span))


def select(
    question: str, terms: Sequence[Term], hits: Sequence[Hit], read: Read
) -> list[Candidate]:
    """Every sentence of the hits as a candidate, best first."""
    asked = _Asked.of(question, terms)
    plain = [unmarked(hit.passage.text) for hit in hits]
    readings = read(question, [each.text for each in plain])
    candidates = [
        _candidate(asked, hit, _placed(reading, text, hit.passage.text), nearby, span)
        for hit, reading, text in zip(hits, readings, plain, strict=True)
        for nearby in [asked.within(text.text)]
        for span in hit.passage.sentences
    ]
    return sorted(candidates, key=lambda c: (-c.score, c.hit.rank, c.span))


def share(candidates: Sequence[Candidate]) -> float:
    """The probability that the first is the right one, if any is: softmax over the scores."""
    best = candidates[0].score
    return 1 / sum(math.exp(each.score - best) for each in candidates)


def spelled(question: str, terms: Sequence[Term], hits: Sequence[Hit]) -> str:
    """The question with words that nobody wrote replaced by near ones of the passages."""
    mistyped = [term.word for term in terms if term.found != term.word]
    known = sorted({w for hit in hits for w in re.findall(r"\w{4,}", hit.passage.text)})
    for word in mistyped:
        match = process.extractOne(
            word, known, scorer=fuzz.ratio, processor=str.casefold, score_cutoff=_LEAST_LIKENESS
        )
        if match and len(word) > 3:
            question = re.sub(rf"(?i)\b{re.escape(word)}\b", match[0], question)
    return question


def missing_names(question: str, hits: Sequence[Hit]) -> list[str]:
    """The names and figures of the question, as it is spelled, that no passage considered holds.

    Number words are left out: "three" asks for a list more often than it states a fact.
    """
    text = " ".join(hit.passage.text for hit in hits)
    here, stated = stems(text) | set(words(text)), numbers(text)
    spelling = {word.casefold(): word for word in re.findall(r"\w+", question)}
    unheld = sorted(n for n in names(question) if n not in here and stem(n) not in here)
    foreign = [name for name in unheld if not country_named(name, text)]
    figures = [f for f in re.findall(r"\d[\d.,]*", question) if not numbers(f) <= stated]
    return [spelling.get(name, name) for name in foreign] + figures


def _placed(reading: Reading, plain: Folded, text: str) -> Reading:
    """The reading of a text without its marks, with spans of the text itself."""
    if plain.text == text:
        return reading
    spans = []
    for span in reading.spans:
        start, end = _place(span, plain, text)
        spans.append(replace(span, start=start, end=end))
    return replace(reading, spans=tuple(spans))


def _place(span: Span, plain: Folded, text: str) -> tuple[int, int]:
    """Where a span stands in the text, with the marks around it that it has only one of."""
    start, end = plain.span(span.start, span.end)
    before = plain.origins[span.start - 1] + 1 if span.start else 0
    wanted = tidy(plain.text[span.start : span.end])
    wider = ((start, end), (before, end), (start, plain.origins[span.end]))
    return next((w for w in wider if tidy(text[slice(*w)]) == wanted), (start, end))


def _candidate(
    asked: _Asked, hit: Hit, reading: Reading, nearby: _Within, span: tuple[int, int]
) -> Candidate:
    passage = hit.passage
    start, end = span[0] - passage.start, span[1] - passage.start
    found = [each for each in reading.spans if start <= each.start and each.end <= end]
    sentence = passage.text[start:end]
    wants_words = found and not _ASKS_YES_NO.match(asked.text)
    short = _short(asked.text, passage.text, found[0], end - start) if wants_words else None
    plain = tidy(sentence)
    here = asked.within(plain)
    signals = Signals(
        margin=_margin(asked.text, found, reading),
        answerable=reading.answerable,
        coverage=here.coverage,
        nearby=nearby.coverage,
        rank_score=hit.score,
        dense=hit.dense or 0.0,
        defines=float(_defines(asked.text, plain)),
        unnamed=here.unnamed,
        unnamed_nearby=nearby.unnamed,
    )
    score = sum(w * s for w, s in zip(_WEIGHTS.values(), signals.values(), strict=True))
    return Candidate(hit, span, signals, score, short)


def _margin(asked: str, found: Sequence[Span], reading: Reading) -> float:
    """The best span of the sentence; just below the passage's worst listed one if it has none."""
    if _ASKS_YES_NO.match(asked):
        return _YES_NO_MARGIN
    if found:
        return found[0].score
    return min((span.score for span in reading.spans), default=_NO_SPAN) - 1.0


def _defines(question: str, sentence: str) -> bool:
    """Whether the sentence says what the one thing asked for is ("X: …", "X, or Y, is a …")."""
    asked = _ASKS_DEFINITION.fullmatch(question)
    if not asked:
        return False
    term = re.escape(asked.group(1).strip())
    opening = rf"(?:the |an? )?{term}(?: \([^)]*\)|,[^.;:?!]{{1,200}},)?"
    verb = r"(?::| (?:means|refers to|stands for)\b| (?:is|are|was|were) (?:an?|the|one)\b)"
    return re.match(opening + verb, sentence, re.IGNORECASE) is not None


def _short(question: str, text: str, span: Span, sentence_chars: int) -> str | None:
    """The reader's words with the sign or unit beside them; None if they are no short answer."""
    start, end = span.start, span.end
    if start and text[start - 1] in "$€£¥":
        start -= 1
    if end < len(text) and text[end] == "%":
        end += 1
    words_found = text[start:end].strip(" ,;:.")
    if words_found.count("(") != words_found.count(")"):
        words_found = words_found.strip("()").split(" (")[0]
    spoken = set(words(question))
    says_something = not set(words(words_found)) <= spoken
    fits = len(words(words_found)) <= _SHORT_WORDS and len(words_found) < (
        _SHORT_SHARE * sentence_chars
    )
    return words_found if words_found and says_something and fits else None
