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
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from qa.alternatives import KINDS
from qa.countries import country_named
from qa.drafting.certainty import about, certainty, log_odds, logistic
from qa.drafting.layout import said_under
from qa.drafting.references import answering
from qa.drafting.signals import Asked, Signals, Within, asks_yes_no, found_in, signals
from qa.language import NOUNS_HAVE_CAPITALS, another, asked_in
from qa.marks import Folded
from qa.reader import Reading, Span
from qa.records import Hit, Passage, Term
from qa.tables import NOWHERE, as_read
from qa.text import (
    STOPWORDS,
    names,
    numbers,
    spelled_with,
    stands_apart,
    stem,
    stems,
    tidy,
    words,
)

Read = Callable[[str, Sequence[str]], Sequence[Reading]]
"""(question, passages) → what each passage says to it."""

_LEAST_LIKENESS = 80.0  # rapidfuzz ratio between a mistyped word and the one that is meant
_CALENDAR = frozenset(f"{KINDS['day']} {KINDS['month']}".split())
_SHORT_WORDS = 12
_READ_ALONE = 8  # of the best sentences
_SHORT_SHARE = 0.8  # a span that is nearly the sentence is no shorter answer
_NOT_READ = Reading((), 0.5, 0.0)  # as likely as not


# Fitted on questions about other documents; the method and its figures are in docs/LOG.md.
_WEIGHTS = Signals(0.28, 0.68, 1.58, 2.86, 3.53, 3.8, 4, -0.34, -0.49, -3)
# A logistic of the score, fitted on corpora that answer and on corpora that do not, which weigh
# the same. Further features of the candidates gave nothing on other documents.
_CHANCE = (0.65, -5.08)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may answer, how well, and the shortest answer in it."""

    hit: Hit
    span: tuple[int, int]
    signals: Signals
    score: float
    short: str | None
    unread: str = ""
    """The language, another than the reader's, that kept its passage from being read."""

    @property
    def sure(self) -> float:
        """The probability, in (0, 1), that it answers; if it is not read, that it is about that."""
        return about(self.signals) if self.unread else certainty(self.signals)

    @property
    def chance(self) -> float:
        """The probability, in (0, 1), that the sentence answers, by its score."""
        slope, start = _CHANCE
        return logistic(slope * self.score + start)

    @property
    def passage(self) -> Passage:
        """The passage the sentence stands in."""
        return self.hit.passage

    @property
    def place(self) -> tuple[str, tuple[int, int]]:
        """The passage, and where in its document the sentence stands."""
        return self.passage.id, self.span

    @property
    def text(self) -> str:
        """The sentence, fit to read."""
        return tidy(self.passage.sentence(self.span))


def select(
    question: str, terms: Sequence[Term], hits: Sequence[Hit], read: Read
) -> list[Candidate]:
    """Every sentence of the hits as a candidate, best first."""
    in_other_words = asked_in(question)
    asked = Asked.of(question, terms)
    hits = _of_the_named(asked, hits)
    plain = [_as_read(asked, hit.passage) for hit in hits]
    unread = [in_other_words or another(hit.passage) for hit in hits]
    readings = _readings(question, plain, unread, read)
    candidates = [
        replace(_candidate(asked, hit, placed, nearby, span), unread=code)
        for hit, reading, text, code in zip(hits, readings, plain, unread, strict=True)
        for placed in [_placed(question, reading, text, hit.passage.text)]
        for nearby in [_nearby(asked, hit.passage, text.text)]
        for span in hit.passage.sentences
    ]
    ranked = _ranked(candidates)
    return _each_read(asked, ranked, read) if asks_yes_no(question) else ranked


def _readings(
    question: str, plain: Sequence[Folded], unread: Sequence[str], read: Read
) -> list[Reading]:
    """What each passage says to the question; those in another language say nothing."""
    texts = [each.text for each, code in zip(plain, unread, strict=True) if not code]
    known = iter(read(question, texts))
    return [_NOT_READ if code else next(known) for code in unread]


def _nearby(asked: Asked, passage: Passage, text: str) -> Within:
    """What of a question stands in a passage, read as `text`, and in what is around it."""
    return asked.within(f"{passage.goes_by}\n{text}", f"{passage.names}\n{passage.context}")


def _of_the_named(asked: Asked, hits: Sequence[Hit]) -> Sequence[Hit]:
    """The hits that name what the question does, if that is what a document goes by; else all.

    Where "Acme" is the name of one agreement, no other one says what is asked of it.
    """
    called = set().union(*(stems(hit.passage.called) for hit in hits))
    named = (asked.named | asked.only_named) & called
    if not named:
        return hits
    ours = [
        hit
        for hit in hits
        if not named.isdisjoint(stems(f"{hit.passage.around}\n{hit.passage.text}"))
    ]
    return ours or hits


def _as_read(asked: Asked, passage: Passage) -> Folded:
    """A passage as it is read, with what is put before it."""
    plain = as_read(passage.text, passage.columns)
    put_in = _put_in(asked, passage, plain.text)
    return Folded(put_in + plain.text, (*(NOWHERE,) * len(put_in), *plain.origins))


def _put_in(asked: Asked, passage: Passage, text: str) -> str:
    """The words asked for that not the text but its headings or its document hold: "Acme: ".

    "14 days" says how long Acme's notice is only to a reader who knows that it is Acme's.
    """
    lacking = asked.rarity.keys() - stems(text)
    about = spelled_with(passage.goes_by, lacking) if lacking else ()
    return f"{' '.join(about)}: " if about else ""


def _each_read(asked: Asked, ranked: Sequence[Candidate], read: Read) -> list[Candidate]:
    """The best ones again, each sentence read by itself: no words of it are a yes or a no.

    Whether it answers counts as it is, in log-odds, in place of the margin of words found.
    """
    first = [each for each in ranked[:_READ_ALONE] if not each.unread]
    again = [each for each in ranked[:_READ_ALONE] if each.unread]
    alone = [
        _put_in(asked, each.passage, each.passage.text)
        + f"{said_under(each.passage, each.span)} {each.text}".strip()
        for each in first
    ]
    for each, reading in zip(first, read(asked.text, alone), strict=True):
        margin = log_odds(reading.answerable) / _WEIGHTS.margin
        of_it = replace(each.signals, margin=margin)
        again.append(replace(each, signals=of_it, score=_score(of_it)))
    return [*_ranked(again), *ranked[_READ_ALONE:]]


def _ranked(candidates: Sequence[Candidate]) -> list[Candidate]:
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
    text = " ".join(f"{hit.passage.around} {hit.passage.text}" for hit in hits)
    here, stated = stems(text) | set(words(text)), numbers(text)
    spelling = {word.casefold(): word for word in re.findall(r"\w+", question)}
    unheld = sorted(n for n in names(question) if here.isdisjoint({n, stem(n), _bare(n)}))
    foreign = [
        name
        for name in unheld
        if asked_in(question) not in NOUNS_HAVE_CAPITALS
        and not (country_named(name, text) or _shortened(name, text) or stands_apart(name, text))
    ]
    figures = [f for f in re.findall(r"\d[\d.,]*", question) if not numbers(f) <= stated]
    return [spelling.get(name.rstrip("."), name) for name in foreign] + figures


def _bare(name: str) -> str:
    """The letter of "Plan B", which may look like an initial elsewhere; others as they are."""
    return name[0] if len(name) == len("b.") else name


def _shortened(name: str, text: str) -> bool:
    """Whether a name in lower case is a day or month that the text has short: "Wed 8 Oct"."""
    if name.capitalize() not in _CALENDAR:
        return False
    return re.search(rf"\b{name[:3].capitalize()}[t.]{{0,2}}(?!\w)", text) is not None


def _placed(question: str, reading: Reading, plain: Folded, text: str) -> Reading:
    """The reading of a text without its marks, with spans of the text itself that may answer."""
    reading = replace(reading, spans=answering(question, plain.text, reading.spans))
    if plain.text == text:
        return reading
    spans = []
    for span in reading.spans:
        if NOWHERE in plain.origins[span.start : span.end]:
            continue  # the name of a column, or more than one cell
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
    asked: Asked, hit: Hit, reading: Reading, nearby: Within, span: tuple[int, int]
) -> Candidate:
    found = found_in(hit.passage, span, reading)
    wants_words = found and not asks_yes_no(asked.text)
    length = span[1] - span[0]
    short = _short(asked.text, hit.passage.text, found[0], length) if wants_words else None
    of_it = signals(asked, hit, reading, nearby, span, found)
    return Candidate(hit, span, of_it, _score(of_it), short)


def _score(signals: Signals) -> float:
    return sum(w * s for w, s in zip(_WEIGHTS.values(), signals.values(), strict=True))


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
    if _is_cut(words_found):
        words_found = words_found.strip('`"')
    spoken = set(words(question))
    says_something = not set(words(words_found)) <= spoken | STOPWORDS  # "about"
    fits = len(words(words_found)) <= _SHORT_WORDS and len(words_found) < (
        _SHORT_SHARE * sentence_chars
    )
    whole = "|" not in words_found and not _is_cut(words_found)
    return words_found if words_found and says_something and fits and whole else None


def _is_cut(words_found: str) -> bool:
    """Whether they hold one mark of a pair, of code or of a quotation, without the other."""
    return any(words_found.count(mark) % 2 for mark in '`"')
