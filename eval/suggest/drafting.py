"""Documents → candidate gold questions, those with an answer and those without one.

A drafted question is kept if the reader, asked it over the passage it was made from, gives the
very words it was made for (round-trip consistency; Alberti et al. 2019, "Synthetic QA Corpora
Generation with Roundtrip Consistency"). A near miss asks of one thing what the documents say of
another; of several, the one that the reader finds least answerable is kept. Nothing is drafted
before it is asked for, and the same documents always give the same candidates in the same order.
Knows nothing of files or of who decides.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from eval.gold import GoldQuestion, Span
from eval.measures.text import squad_normal, tokens
from eval.suggest.questions import SLOT, Draft, drafts, reads_as_question, worded
from qa import chunking
from qa.reader import Reader
from qa.records import Document, Passage
from qa.settings import Settings
from qa.text import names, numbers, stems, words

Key = tuple[str, ...]
"""What makes two questions the same: their words."""

_KIND = "definition"  # what something is may be gathered from anywhere
_PARTNERS = 4  # other subjects tried for a near miss
_RIVALS = 3  # further passages that a near miss is held against
_ANSWERED_PER_NEAR_MISS = 2  # so that a third of the candidates have no answer
_AUXILIARY = re.compile(rf"(\w+) {SLOT}")
_SINGULAR, _PLURAL = frozenset(("is", "was", "has", "does")), frozenset(("are", "were", "have"))


@dataclass(frozen=True, slots=True)
class Made:
    """A draft, and the sentence and passage it was made from (`sentence` in the document)."""

    draft: Draft
    passage: Passage
    sentence: tuple[int, int]

    @property
    def answer(self) -> tuple[int, int]:
        """The characters of the answer in the document."""
        return self.sentence[0] + self.draft.answer[0], self.sentence[0] + self.draft.answer[1]


class Suggester:
    """Candidates from some documents, drafted by rules and kept by the reader."""

    def __init__(self, documents: Mapping[str, Document], reader: Reader) -> None:
        self._reader = reader
        self.documents = documents
        limit = Settings().passage_chars
        self.passages = [
            p for document in documents.values() for p in chunking.split(document, limit)
        ]
        self._names = {name for passage in self.passages for name in names(passage.text)}
        self._stems = [stems(passage.text) for passage in self.passages]

    def candidates(self, decided: Container[Key]) -> Iterator[GoldQuestion]:
        """Every candidate whose question was not decided on, a third of them without an answer."""
        made = self._made()
        answered, missed = self._answered(made, decided), self._missed(made, decided)
        while True:
            several = [q for _, q in zip(range(_ANSWERED_PER_NEAR_MISS), answered, strict=False)]
            yield from several
            near = next(missed, None)
            if near is not None:
                yield near
            if not several and near is None:
                return

    def round_trip(
        self, question: str, passage: Passage, answer: tuple[int, int]
    ) -> tuple[float, str] | None:
        """The reader's score and words, if those are the answer's very place and words.

        `answer` are characters of the document.
        """
        (reading,) = self._reader.read(question, [passage.text])
        if not reading.spans or reading.margin <= 0:
            return None
        best = reading.spans[0]
        found = (passage.start + best.start, passage.start + best.end)
        same = self._same(passage, found, answer)
        return (reading.margin, passage.text[best.start : best.end]) if same else None

    def answerable(self, question: str, *passages: Passage) -> float:
        """The reader's highest probability that one of these, or of the likest others, answers."""
        asked = stems(question)
        shared = [len(asked & held) for held in self._stems]
        order = sorted(range(len(shared)), key=lambda at: -shared[at])[:_RIVALS]
        texts = {p.id: p.text for p in (*passages, *(self.passages[at] for at in order))}
        return max(reading.answerable for reading in self._reader.read(question, [*texts.values()]))

    def is_unanswerable(self, probability: float) -> bool:
        """Whether the reader would rather say that there is no answer."""
        return probability < self._reader.settings.answerable_from

    def _made(self) -> list[list[Made]]:
        """The drafts of each sentence that gave some, the sentences in a fixed random order."""
        made = [
            [Made(draft, passage, span) for draft in drafts(passage.sentence(span))]
            for passage in self.passages
            for span in passage.sentences
        ]
        random.Random(0).shuffle(made)  # noqa: S311 (an order, no secret)
        return [several for several in made if several]

    def _answered(
        self, made: Sequence[Sequence[Made]], decided: Container[Key]
    ) -> Iterator[GoldQuestion]:
        for several in made:
            if any(key_of(question) in decided for m in several for question in m.draft.questions):
                continue
            found = next(filter(None, map(self._best, several)), None)
            if found is not None:
                yield found

    def _best(self, made: Made) -> GoldQuestion | None:
        """The wording that the reader is surest of, if it comes back."""
        tried = [self._tried(question, made) for question in made.draft.questions]
        score, question, said = max(tried)
        if score <= 0:
            return None
        words = self._text(made.passage, made.answer)
        place = Span(made.passage.document_id, *made.sentence)
        return answered(made.draft.kind, question, (words, said), place)

    def _tried(self, question: str, made: Made) -> tuple[float, str, str]:
        said = self.round_trip(question, made.passage, made.answer)
        return (said[0], question, said[1]) if said else (0.0, question, "")

    def _missed(
        self, made: Sequence[Sequence[Made]], decided: Container[Key]
    ) -> Iterator[GoldQuestion]:
        movable = [m for m in chain(*made) if SLOT in m.draft.frames[0] and m.draft.kind != _KIND]
        named = [m for m in movable if self._names & {*words(m.draft.subject)}]
        subjects = {m.draft.subject: m for m in named}
        for at, each in enumerate(movable):
            others = list(subjects.values())
            random.Random(at).shuffle(others)  # noqa: S311
            asked = [worded(each.draft.frames[0], other.draft.subject) for other in others]
            if any(key_of(question) in decided for question in asked):
                continue
            best = self._least_answerable(each, others)
            if best is not None:
                yield best

    def _least_answerable(self, made: Made, others: Sequence[Made]) -> GoldQuestion | None:
        tried: list[tuple[float, str]] = []
        frame = made.draft.frames[0]
        for other in others:
            question = worded(frame, other.draft.subject)
            if len(tried) == _PARTNERS:
                break
            if self._is_apart(made, other) and reads_as_question(question):
                tried.append((self.answerable(question, made.passage, other.passage), question))
        if not tried or not self.is_unanswerable(min(tried)[0]):
            return None
        return unanswered(min(tried)[1], Span(made.passage.document_id, *made.sentence))

    def _is_apart(self, made: Made, other: Made) -> bool:
        """Whether the passage does not hold the other subject, and no sentence holds both."""
        subject, own = stems(other.draft.subject), stems(made.draft.subject)
        asked = stems(made.draft.frames[0].replace(SLOT, ""))
        return (
            _agree(made.draft.frames[0], other.draft.frames[0])
            and not subject & own
            and not subject <= stems(made.passage.text)
            and not any(
                subject | asked <= held and (subject | asked) <= stems(passage.sentence(span))
                for held, passage in zip(self._stems, self.passages, strict=True)
                for span in passage.sentences
            )
        )

    def _same(self, passage: Passage, found: tuple[int, int], answer: tuple[int, int]) -> bool:
        """Equal words, or one within the other with the same numbers or nearly as many words."""
        if min(found[1], answer[1]) <= max(found[0], answer[0]):
            return False
        one, other = (squad_normal(self._text(passage, span)) for span in (found, answer))
        if one == other:
            return True
        if one not in other and other not in one:
            return False
        longer, shorter = sorted((len(one.split()), len(other.split())), reverse=True)
        same_numbers = numbers(one) and numbers(one) == numbers(other)
        return longer <= shorter + 2 if same_numbers else longer <= 1.5 * shorter

    def _text(self, passage: Passage, span: tuple[int, int]) -> str:
        return self.documents[passage.document_id].text[slice(*span)]


def answered(kind: str, question: str, said: Sequence[str], place: Span) -> GoldQuestion:
    """A candidate with an answer in one place; `said` are its accepted wordings."""
    accepted = tuple(dict.fromkeys(" ".join(words.split()) for words in said))
    return GoldQuestion(
        id=_id(question, place), type=kind, question=question, answerable=True,
        answers=(accepted,), evidence=((place,),),
    )  # fmt: skip


def unanswered(question: str, near: Span) -> GoldQuestion:
    """A candidate that the documents do not answer, and the place that looks most like it."""
    return GoldQuestion(
        id=_id(question, near), type="near miss", question=question, answerable=False, near=(near,)
    )


def key_of(question: str) -> Key:
    """The question's words in lower case."""
    return tokens(question)


def _id(question: str, place: Span) -> str:
    named = "\0".join((question, place.document_id, str(place.start)))
    return f"drafted-{hashlib.sha256(named.encode()).hexdigest()[:10]}"


def _agree(frame: str, other: str) -> bool:
    """Whether the subject of another frame can stand in this one ("was" needs one thing)."""
    needed, given = _AUXILIARY.search(frame), _AUXILIARY.search(other)
    if not needed or not given:
        return False
    return not (
        (needed[1] in _SINGULAR and given[1] in _PLURAL)
        or (needed[1] in _PLURAL and given[1] not in _PLURAL)
    )
