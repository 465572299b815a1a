"""What speaks for a sentence as the answer to a question, each signal by itself.

Knows one sentence, its passage and what the reader found there; not how signals are weighed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from qa.reader import Reading, Span
from qa.records import Hit, Passage, Term
from qa.text import ITEM_MARK, names, stem, stems, tidy, words

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
_SETS_OR_CALLS = re.compile(r"[={]|\w\((?!s\))")  # as a program does; "buyer(s)" is a word
_MARK = re.compile(rf"[^\S\n]*(?:{ITEM_MARK})\s")
_IN_LIST = re.compile(rf"[^\S\n]|(?:{ITEM_MARK})\s")
_LIST_AFTER = re.compile(rf"[^\S\n]*\n(\s*\n)?[^\S\n]*(?:{ITEM_MARK})\s")
_RUN_IN = re.compile(  # "2. Rent. The tenant pays …", "Section 4: Repairs. …"
    r"(?:\d{1,3}(?:\.\d{1,3})*[.)]?|\(?[a-zA-Z][.)]|[IVXLC]{1,6}[.)]|§ ?\d+|"
    r"(?:article|section|clause) \d+[.:]?) (?:\S+ ){0,3}\S+[.:]",
    re.IGNORECASE,
)
_LINK = re.compile(r"<?https?://\S+")
_NOTES = re.compile(r"\[\w{1,3}\]")  # "[1]" behind a sentence of an encyclopedia
_MARKS = re.compile(r"[{}\[\]<>=\\`_*]")
_TITLE_WORDS = 12
_MOST_MARKS = 0.1  # of the characters of what is not ended as a sentence is
_MOST_MARKS_OF_PROSE = 0.2
_ENDED = re.compile(r"[.!?:][\"'”’»)]{0,3}$")


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
    """1 if it is a heading, of its own or run in, or code or a link rather than words, else 0."""

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
    """A question taken apart once, to be held against many texts. `rarity` is by stem."""

    text: str
    rarity: dict[str, float]
    named: frozenset[str]

    @classmethod
    def of(cls, question: str, terms: Sequence[Term]) -> Asked:
        rarity = {
            stem(word): term.rarity
            for term in terms
            for word in words(term.found or term.word)
            if word not in _ASKING_WORDS
        }
        figures = {word for word in words(question) if word.isdigit()}
        named = frozenset(map(stem, names(question))) | figures
        return cls(question, rarity, named)

    def within(self, text: str) -> Within:
        """How much of the question stands in a text, by the stems of its words."""
        here = stems(text)
        total = sum(self.rarity.values())
        held = sum(rarity for word, rarity in self.rarity.items() if word in here)
        return Within(
            coverage=held / total if total else 0.0,
            unnamed=len(self.named - here) / len(self.named) if self.named else 0.0,
        )


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
    here = asked.within(f"{said_under(hit.passage, span)} {sentence}")
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
        fragment=float(_is_fragment(sentence, hit.passage.where) or _runs_in(hit.passage, span)),
    )


def found_in(passage: Passage, span: tuple[int, int], reading: Reading) -> list[Span]:
    """What the reader found inside one sentence of the passage, best first.

    The number of an item is none of it: "2. Rent." does not say how much.
    """
    start, end = span[0] - passage.start, span[1] - passage.start
    mark = _MARK.match(passage.text, start, end)
    opens = mark.end() if mark else start
    return [each for each in reading.spans if opens <= each.start and each.end <= end]


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
    """Whether the sentence says what the one thing asked for is ("X: …", "X, or Y, is a …")."""
    asked = _ASKS_DEFINITION.fullmatch(question)
    if not asked:
        return False
    term = re.escape(asked.group(1).strip())
    opening = rf"(?:the |an? )?{term}(?: \([^)]*\)|,[^.;:?!]{{1,200}},)?"
    verb = r"(?::| (?:means|refers to|stands for)\b| (?:is|are|was|were) (?:an?|the|one)\b)"
    return re.match(opening + verb, sentence, re.IGNORECASE) is not None


def is_heading(sentence: str, where: str) -> bool:
    """Whether a sentence, fit to read, is the heading of the place where its passage begins."""
    return sentence == where.rsplit(" › ", 1)[-1]


def is_title(passage: Passage, span: tuple[int, int]) -> bool:
    """Whether a sentence is the line above a paragraph, or one that stands alone, with no end.

    In plain text nothing else marks a heading.
    """
    before = passage.text[: span[0] - passage.start].rsplit("\n", 1)
    after = passage.text[span[1] - passage.start :].split("\n", 2)
    sentence = tidy(passage.sentence(span))
    if before[-1].strip() or after[0].strip() or _ENDED.search(sentence):
        return False
    opens = len(before) == 1 or not before[0].rsplit("\n", 1)[-1].strip()
    below = after[1].strip() if len(after) > 1 else ""
    return (
        opens
        and len(sentence.split()) <= _TITLE_WORDS
        and (not below or _ENDED.search(below) is not None)
    )


def said_under(passage: Passage, span: tuple[int, int]) -> str:
    """What says of what a sentence is: a heading run in before it, or what announces its list."""
    line = _line_of(passage, span)
    before = _last(passage, span[0] - passage.start)
    if before and line <= before[0] - passage.start and _runs_in(passage, before):
        return tidy(passage.sentence(before))
    if _MARK.match(passage.text, line):
        before = _last(passage, _first_of_list(passage.text, line))
        return tidy(passage.sentence(before)) if before and announces(passage, before) else ""
    return ""


def _line_of(passage: Passage, span: tuple[int, int]) -> int:
    """Where in its passage the line begins on which a sentence does."""
    return passage.text.rfind("\n", 0, span[0] - passage.start) + 1


def _last(passage: Passage, end: int) -> tuple[int, int] | None:
    """The last sentence that stands before a place in its passage."""
    return max((each for each in passage.sentences if each[1] - passage.start <= end), default=None)


def announces(passage: Passage, span: tuple[int, int]) -> bool:
    """Whether a list follows a sentence that ends with a colon, or has no end and is no item."""
    after = _LIST_AFTER.match(passage.text, span[1] - passage.start)
    sentence = tidy(passage.sentence(span))
    if after is None or sentence.endswith(":"):
        return after is not None
    in_list = _IN_LIST.match(passage.text, _line_of(passage, span))
    return not (after[1] or in_list or _ENDED.search(sentence))


def _first_of_list(text: str, line: int) -> int:
    """Where the first item of the list begins of which an item begins at `line`."""
    first = line
    while line > 0:
        line = text.rfind("\n", 0, line - 1) + 1
        if _MARK.match(text, line):
            first = line
        elif not text[line : line + 1].isspace():
            break  # what is indented, or empty, is part of the list
    return first


def _runs_in(passage: Passage, span: tuple[int, int]) -> bool:
    """Whether it is a numbered heading that its text follows on the same line."""
    line = passage.text[span[1] - passage.start :].split("\n", 1)[0]
    return bool(line.strip()) and _RUN_IN.fullmatch(tidy(passage.sentence(span))) is not None


def _is_fragment(sentence: str, where: str) -> bool:
    """Whether it is the heading it stands under, or has more marks than prose has."""
    text = _NOTES.sub("", sentence)
    if is_heading(sentence, where) or _is_statement(text) or _LINK.fullmatch(text):
        return True
    most = _MOST_MARKS_OF_PROSE if " " in text and _ENDED.search(text) else _MOST_MARKS
    return len(_MARKS.findall(text)) > most * len(text)


def _is_statement(text: str) -> bool:
    """Whether it ends as a line of a program does."""
    if text.endswith((";", ",")):
        return _SETS_OR_CALLS.search(text) is not None
    return text.endswith(("(", "{", "[", "=>"))
