"""A sentence → questions that it answers, each with the characters of its answer.

Wh-questions made by moving one part of a clause (Heilman & Smith 2010, "Good Question! Statistical
Ranking for Question Generation", with shallow rules for their parser): a time, a place, a number,
a sum, a size, an object, a maker, the subject, what something is, what letters stand for. What
wording is right ("Who" or "What") is left open; the reader decides. Knows nothing of documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from eval.suggest.clauses import Clause, Span, clause_of, lowered
from eval.suggest.english import BE, PREPOSITIONS, is_participle
from qa.text import content_words

_PLURAL = frozenset(("are", "were", "have", "do"))
SLOT = "\0"
"""Where a frame's subject stands."""

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_DATE = (
    rf"(?:(?:early |late |mid-)?(?:the )?(?:(?:spring|summer|autumn|fall|winter|end) of )?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}|{_MONTH}(?: \d{{1,2}}(?:st|nd|rd|th)?)?)?,? ?"
    rf"(?:1[0-9]|20)\d\ds?|{_MONTH}(?: \d{{1,2}})?|(?:the )?\d\dth century"
    rf"|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?)"
)
_TIME = re.compile(rf"\b(?:in|on|during) ({_DATE})(?=$|[\s,.])")
_DIGITS = (
    r"(?:\d[\d,]*(?:\.\d+)?|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"fifteen|twenty|thirty|forty|fifty|sixty|eighty|ninety|a hundred|one hundred)"
)
_SCALE = r"(?: (?:hundred|thousand|million|billion|trillion))?"
_ABOUT = r"(?:(?:about|around|nearly|almost|over|some|up to|at least|more than|roughly) )?"
_END = rf"(?=$| (?:{'|'.join(sorted(PREPOSITIONS))})\b)"
_SUM = re.compile(rf" ({_ABOUT}[$€£¥]\s?\d[\d,.]*\d*{_SCALE}(?:bn|m|k)?){_END}")
_SHARE = re.compile(rf" ({_ABOUT}{_DIGITS}\s?(?:%|per cent|percent)){_END}")
_COUNT = re.compile(
    rf" ({_ABOUT}{_DIGITS}{_SCALE}) ((?:[a-z][\w’'-]* ){{0,2}}[a-z][\w’'-]*s|people){_END}"
)
_SIZE = re.compile(rf" ({_ABOUT}{_DIGITS}{_SCALE} \w+) (tall|long|wide|high|deep|old|thick)\b")
_NAME = r"(?:the )?[A-Z][\w’'.-]*(?: (?:of |the )*[A-Z][\w’'.-]*)*"
_PLACE = re.compile(rf" (?:in|at|near) ({_NAME})$")
_MAKER = re.compile(rf" by ({_NAME}){_END}")
_OBJECT = re.compile(
    rf" (?!(?:{'|'.join(sorted(PREPOSITIONS))}|not|also|still|only|never) )(.+?){_END}"
)
_KIND = re.compile(r" ((?:an?|the|one of the) .+)$")
_GLOSS = re.compile(r"(?:[-*•] )?([A-Z][^:.!?,]{1,40}?)(?: \([A-Z]\w+\))?: ((?:An?|The) [^.;]+)")
_STANDS_FOR = re.compile(
    rf"\b({_NAME}(?: [a-z]+){{0,3}}(?: [A-Z][\w-]*)*) \(([A-Z][A-Za-z]{{1,9}})\)"
)
_MOST_ANSWER_WORDS = 14
_MOST_WORDS = 25
_POINTING = re.compile(
    r"\b(?:it|its|they|them|their|this|these|those|he|she|his|her|him|we|our|us|i|my|you|your|"
    r"that|there|such|latter|former)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A question about a sentence; `answer` are characters of the sentence.

    frames: the wordings that may be right, with SLOT for the subject, or without one.
    """

    kind: str
    frames: tuple[str, ...]
    subject: str
    answer: Span

    @property
    def questions(self) -> tuple[str, ...]:
        """The wordings as they are asked."""
        return tuple(worded(frame, self.subject) for frame in self.frames)


def worded(frame: str, subject: str) -> str:
    """A frame about a subject."""
    return frame.replace(SLOT, subject)


def drafts(sentence: str) -> tuple[Draft, ...]:
    """Every question the rules make of a sentence and that reads as one."""
    found = [*_glosses(sentence), *_letters(sentence)]
    clause = clause_of(sentence)
    if clause is not None:
        rules = (_when, _how_much, _how_many, _how_big, _where, _whose_work, _what, _kind, _subject)
        found += [draft for rule in rules for draft in rule(clause)]
    return tuple(draft for draft in found if _sound(draft, sentence))


def reads_as_question(text: str) -> bool:
    """Whether a text looks like one complete question that can be understood alone."""
    return (
        bool(re.match(r"(?:[A-Z]\w+ )?(?:wh\w+|how)\b", text, re.IGNORECASE))
        and text.endswith("?")
        and 3 < len(text.split()) <= _MOST_WORDS
        and not _POINTING.search(text)
        and not re.search(r"[\n,;:?.!](?=.)(?<!\d[,.])(?<!\b[A-Z]\.)", text)
        and len(content_words(text)) >= 2
    )


def _sound(draft: Draft, sentence: str) -> bool:
    answer = sentence[slice(*draft.answer)]
    said = {*content_words(answer)}
    return bool(said) and all(
        (reads_as_question(question) or _is_short_definition(draft, question))
        and not said <= {*content_words(question)}
        for question in draft.questions
    )


def _is_short_definition(draft: Draft, question: str) -> bool:
    return draft.kind == "definition" and not _POINTING.search(question.split(" ", 2)[2])


def _asked(clause: Clause, question_word: str, after: str, front: str = "") -> str:
    """Question word, auxiliary, subject, verb, and what is left of the predicate."""
    moved = clause.text(clause.moved) if clause.moved else ""
    parts = (
        question_word, clause.auxiliary, SLOT, clause.verb, front, after,
        moved[:1].lower() + moved[1:],
    )  # fmt: skip
    return f"{' '.join(' '.join(parts).split())}?"


def _draft(clause: Clause, kind: str, answer: Span, *frames: str) -> Draft:
    return Draft(kind, frames, lowered(clause.sentence, clause.subject), answer)


def _placed(clause: Clause, match: re.Match[str]) -> Span:
    """The characters of a match's answer in the sentence."""
    return clause.after[0] + match.start(1), clause.after[0] + match.end(1)


def _without(after: str, match: re.Match[str]) -> str:
    return f"{after[: match.start()]} {after[match.end() :]}"


def _when(clause: Clause) -> Iterator[Draft]:
    after = clause.text(clause.after)
    match = _TIME.search(after)
    if match and not clause.moved and not _is_called(clause):
        frame = _asked(clause, "When", _without(after, match))
        yield _draft(clause, "temporal", _placed(clause, match), frame)
    if clause.moved and clause.whole:
        opened = re.match(rf"(?:In|On|During) ({_DATE})", clause.text(clause.moved))
        if opened:
            bare = Clause(
                clause.sentence, clause.subject, clause.auxiliary, clause.verb, clause.said,
                clause.after, None, True,
            )  # fmt: skip
            yield _draft(bare, "temporal", opened.span(1), _asked(bare, "When", after))


def _how_much(clause: Clause) -> Iterator[Draft]:
    after = clause.text(clause.after)
    for pattern in (_SUM, _SHARE):
        if (clause.verb or pattern is _SUM) and (match := pattern.match(after)):
            frame = _asked(clause, "How much", _without(after, match))
            yield _draft(clause, "numeric", _placed(clause, match), frame)


def _how_many(clause: Clause) -> Iterator[Draft]:
    after = clause.text(clause.after)
    match = _COUNT.match(after)
    if match and clause.verb and not re.fullmatch(r"(?:1[5-9]|20)\d\d", match[1]):
        frame = _asked(clause, f"How many {match[2]}", _without(after, match))
        yield _draft(clause, "numeric", _placed(clause, match), frame)


def _how_big(clause: Clause) -> Iterator[Draft]:
    after = clause.text(clause.after)
    match = _SIZE.match(after)
    if match and clause.auxiliary in BE and not clause.verb:
        frame = _asked(clause, f"How {match[2]}", _without(after, match))
        yield _draft(clause, "numeric", _placed(clause, match), frame)


def _where(clause: Clause) -> Iterator[Draft]:
    after = clause.text(clause.after)
    match = _PLACE.search(after)
    if match and clause.verb and not re.match(_DATE, match[1]):
        frame = _asked(clause, "Where", _without(after, match))
        yield _draft(clause, "simple", _placed(clause, match), frame)


def _whose_work(clause: Clause) -> Iterator[Draft]:
    after = clause.text(clause.after)
    match = _MAKER.search(after)
    passive = clause.auxiliary in BE and is_participle(clause.verb.lower())
    if match and passive and not re.match(_DATE, match[1]):
        rest = f"by {_without(after, match)}"
        frames = [_asked(clause, word, rest) for word in ("Who", "What")]
        yield _draft(clause, "simple", _placed(clause, match), *frames)


def _what(clause: Clause) -> Iterator[Draft]:
    after = clause.text(clause.after)
    match = _OBJECT.match(after)
    active = clause.verb and clause.auxiliary not in BE and clause.whole
    if match and active and not re.match(rf"{_ABOUT}(?:[$€£¥]|{_DIGITS}\b)", match[1]):
        kind = "list" if re.search(r",| and ", match[1]) else "simple"
        frame = _asked(clause, "What", _without(after, match))
        yield _draft(clause, kind, _placed(clause, match), frame)


def _is_called(clause: Clause) -> bool:
    """Whether the clause says what something is ("was a bridge")."""
    named = _KIND.match(clause.text(clause.after)) is not None
    return named and clause.auxiliary in BE and not clause.verb


def _kind(clause: Clause) -> Iterator[Draft]:
    match = _KIND.match(clause.text(clause.after))
    if match and _is_called(clause):
        frames = [_asked(clause, word, "") for word in ("What", "Who")]
        yield _draft(clause, "definition", _placed(clause, match), *frames)


def _subject(clause: Clause) -> Iterator[Draft]:
    rest = clause.text((clause.said[0], clause.after[1]))
    moved = clause.text(clause.moved) if clause.moved else ""
    words = f"{rest} {moved[:1].lower()}{moved[1:]}".strip()
    if len(content_words(words)) >= 3 and not (_is_called(clause) or clause.auxiliary in _PLURAL):
        frames = tuple(f"{word} {words}?" for word in ("Who", "What"))
        yield Draft("simple", frames, clause.text(clause.subject), clause.subject)


def _glosses(sentence: str) -> Iterator[Draft]:
    """A glossary's entry, "Term: A kind of …"."""
    match = _GLOSS.match(sentence)
    if match and len(match[2].split()) <= 2 * _MOST_ANSWER_WORDS:
        yield Draft("definition", (f"What is {SLOT}?",), match[1], match.span(2))


def _letters(sentence: str) -> Iterator[Draft]:
    """A name before its own letters, "World Health Organization (WHO)"."""
    for match in _STANDS_FOR.finditer(sentence):
        words = match[1].split()
        letters = [letter for letter in match[2].lower() if letter.isalpha()]
        for first in range(len(words)):
            initials = [word[0].lower() for word in words[first:]]
            capitals = [word[0].lower() for word in words[first:] if word[0].isupper()]
            if letters in (initials, capitals):
                start = match.end(1) - len(" ".join(words[first:]))
                frame = f"What does {match[2]} stand for?"
                yield Draft("definition", (frame,), match[2], (start, match.end(1)))
                break
