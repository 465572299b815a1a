"""What speaks for a sentence as the answer to a question, each signal by itself.

Knows one sentence, its passage and what the reader found there; not how signals are weighed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from qa.drafting.layout import (
    ENDED,
    behind_mark,
    in_bibliography,
    in_code,
    is_heading,
    is_title,
    names_columns,
    runs_in,
    said_under,
)
from qa.reader import Reading, Span
from qa.records import Hit, Passage, Term
from qa.text import names, stands_apart, stem, stems, tidy, words

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
    r"definition of)\s+(?:an? |the )?(.+?)(?:\s+(?:mean|stand for|do))?\W*",
    re.IGNORECASE,
)
_SETS_OR_CALLS = re.compile(r"[={]|\w\((?!s\))")  # as a program does; "buyer(s)" is a word
_STATEMENT = re.compile(  # of a program, as it begins
    r"(?:async )?def \w+\s*\(|class [A-Z]\w*(?:\(|:$|\s*\{)|from [\w.]+ import |"
    r"import [\w.]+(?: as \w+)?$|import [\w{}*, ]{1,200} from ['\"]|"
    r"@[\w.]+(?:\(|$)|>>> |\$ (?=[a-z])|\$\w+ ?=|(?:const|let|var) \w+ = |#include\b|"
    r"(?:public|private) (?:static|final|class|void|int|String)\b"
)
_TEMPLATE = re.compile(r"\{[{!*%<].*[}]")  # "{% include … %}": what is put together is not there
_LINK = re.compile(r"<?https?://\S+")
_NOTES = re.compile(r"\[\w{1,3}\]")  # "[1]" behind a sentence of an encyclopedia
_BOX = re.compile("[\u2500-\u257f]")  # what a console draws
_MARKS = re.compile(r"[{}\[\]<>=\\`_*]")
_TELLING = re.compile("[(:]")  # a title that tells something: "Noralgin (ibuprofen)"
_MOST_MARKS = 0.1  # of the characters of what is not ended as a sentence is
_MOST_MARKS_OF_PROSE = 0.2


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
    fragment: float
    """1 if it is a question, a heading, code, a link or an entry of a bibliography, else 0."""

    def values(self) -> tuple[float, ...]:
        """The signals in the order they are declared."""
        return astuple(self)


@dataclass(frozen=True, slots=True)
class Within:
    """What of a question stands in a text; see `Signals`."""

    coverage: float
    unnamed: float


@dataclass(frozen=True, slots=True)
class Asked:
    """A question taken apart once, to be held against many texts. `rarity` is by stem.

    `named` are its names and figures, `only_named` what only the names of documents hold.
    """

    text: str
    rarity: dict[str, float]
    named: frozenset[str]
    only_named: frozenset[str] = frozenset()

    @classmethod
    def of(cls, question: str, terms: Sequence[Term]) -> Asked:
        rarity = {
            stem(word): term.rarity
            for term in terms
            for word in _parts(term)
            if word not in _ASKING_WORDS and (len(word) > 1 or word.isdigit())
        }
        figures = {word for word in words(question) if word.isdigit()}
        named = frozenset(map(stem, names(question))) | figures
        only_named = frozenset(stem(term.word) for term in terms if term.only_named)
        return cls(question, rarity, named, only_named)

    def within(self, text: str, context: str = "") -> Within:
        """How much of the question stands in a text, by the stems of its words.

        What stands only in the text's context counts half, and a name there is held.
        """
        here, there = stems(text), stems(context)
        total = sum(self.rarity.values())
        held = sum(
            rarity if word in here else rarity / 2
            for word, rarity in self.rarity.items()
            if word in here or word in there
        )
        unnamed = [name for name in self.named - here - there if not stands_apart(name, text)]
        return Within(
            coverage=held / total if total else 0.0,
            unnamed=len(unnamed) / len(self.named) if self.named else 0.0,
        )


def _parts(term: Term) -> list[str]:
    """A term as it is found: itself ("us." is no "us"), or the words it was found as."""
    if term.found is None or term.found == term.word:
        return [term.word]
    return words(term.found)


def signals(
    asked: Asked,
    hit: Hit,
    reading: Reading,
    nearby: Within,
    span: tuple[int, int],
    found: Sequence[Span],
) -> Signals:
    """The signals of the sentence `span` of a hit, in which the reader found `found`.

    `nearby` is of the whole passage.
    """
    sentence = tidy(hit.passage.sentence(span))
    above = f"{hit.passage.under} {said_under(hit.passage, span)}"
    here = asked.within(f"{above} {sentence}")
    return Signals(
        margin=_margin(asked.text, found, reading),
        answerable=reading.answerable,
        coverage=here.coverage,
        nearby=nearby.coverage,
        rank_score=hit.score,
        dense=hit.dense or 0.0,
        defines=float(_defines(asked.text, sentence)),
        unnamed=here.unnamed,
        unnamed_nearby=nearby.unnamed,
        fragment=float(
            _is_fragment(sentence, hit.passage.under)
            or runs_in(hit.passage, span)
            or in_code(hit.passage, span)
            or in_bibliography(hit.passage)
            or names_columns(hit.passage, span)
            or (is_title(hit.passage, span) and not _TELLING.search(sentence))
        ),
    )


def found_in(passage: Passage, span: tuple[int, int], reading: Reading) -> list[Span]:
    """What the reader found inside one sentence of the passage, best first.

    The number of an item is none of it: "2. Rent." does not say how much.
    """
    start, end = behind_mark(passage, span), span[1] - passage.start
    return [each for each in reading.spans if start <= each.start and each.end <= end]


def asks_yes_no(question: str) -> bool:
    """Whether yes or no is an answer, which no words of a source are."""
    return _ASKS_YES_NO.match(question) is not None


def _margin(asked: str, found: Sequence[Span], reading: Reading) -> float:
    """The best span of the sentence; just below the passage's worst listed one if it has none."""
    if asks_yes_no(asked):
        return _YES_NO_MARGIN
    if found:
        return found[0].score
    return min((span.score for span in reading.spans), default=_NO_SPAN) - 1.0


def _defines(question: str, sentence: str) -> bool:
    """Whether a sentence says what is asked for: "X: …", "X - …", "X, or Y, is a …"."""
    asked = _ASKS_DEFINITION.fullmatch(question)
    if not asked:
        return False
    term = "[ -]".join(map(re.escape, asked.group(1).split()))  # "git-bisect" is git bisect
    opening = rf"(?:the |an? )?{term}(?: \([^)]*\)|,[^.;:?!]{{1,200}},)?"
    verb = r"(?::| [-–—] | (?:means|refers to|stands for)\b| (?:is|are|was|were) (?:an?|the|one)\b)"
    return re.match(opening + verb, sentence, re.IGNORECASE) is not None


def _is_fragment(sentence: str, under: str) -> bool:
    """Whether it is the heading it stands under, asks, or has more marks than prose has."""
    text = _NOTES.sub("", sentence)
    asks = text.endswith("?")
    if asks or is_heading(sentence, under) or _is_statement(text) or _LINK.fullmatch(text):
        return True
    most = _MOST_MARKS_OF_PROSE if " " in text and ENDED.search(text) else _MOST_MARKS
    return len(_MARKS.findall(text)) > most * len(text)


def _is_statement(text: str) -> bool:
    """Whether it begins or ends as a line of a program does, or stands for another text."""
    if _BOX.search(text) or _STATEMENT.match(text) or _TEMPLATE.fullmatch(text.rstrip(".")):
        return True
    if text.endswith((";", ",")):
        return _SETS_OR_CALLS.search(text) is not None
    return text.endswith(("(", "{", "[", "=>"))
