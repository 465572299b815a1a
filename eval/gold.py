"""Gold questions: what is asked, what a right answer says, and where the documents say it.

One JSON object per line:

    id          any text, unique in its file
    type        any text; figures are also given per type
    question    as a person would ask it
    history     [[question, answer], …], earlier turns; may be left out
    answerable  false if a right answer is a refusal
    answers     [[accepted, …], …]: of every inner list (a group) one string must be in the answer
    evidence    [{"document_id", "start", "end", "group"}, …]: character offsets in the document's
                text. Spans with the same `group` (0, 1, …; 0 if left out) are alternatives; of
                every group one span must be found and cited. Groups of evidence are places, not
                answers: five items of a list may stand in one sentence.
    also        [{"document_id", "start", "end"}, …]: further places that may be cited without
                harm, such as the sentence that says what the evidence's "it" is; they count for
                the precision of citations only
    near        [{"document_id", "start", "end"}, …]: for a question without an answer, the place
                that looks most like one

Questions that are not answerable have neither answers nor evidence.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.errors import GoldError
from qa import corpus
from qa.records import Document

Turn = tuple[str, str]

_REQUIRED = ("id", "type", "question", "answerable")
_OPTIONAL = ("history", "answers", "evidence", "also", "near")


@dataclass(frozen=True, slots=True)
class Span:
    """Characters `[start, end)` of a document's text."""

    document_id: str
    start: int
    end: int

    def overlap(self, document_id: str, start: int, end: int) -> int:
        """How many characters this span shares with another one."""
        if document_id != self.document_id:
            return 0
        return max(0, min(self.end, end) - max(self.start, start))


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """A question with its right answers and their places; the fields are those of the file."""

    id: str
    type: str
    question: str
    answerable: bool
    history: tuple[Turn, ...] = ()
    answers: tuple[tuple[str, ...], ...] = ()
    evidence: tuple[tuple[Span, ...], ...] = ()
    also: tuple[Span, ...] = ()
    near: tuple[Span, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """The evidence of all groups."""
        return tuple(span for group in self.evidence for span in group)

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents the question is about, sorted."""
        return tuple(sorted({span.document_id for span in (*self.spans, *self.near)}))


def load(path: Path) -> tuple[GoldQuestion, ...]:
    """The questions of a file, in its order. Raises GoldError naming the file and the line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"cannot read the gold file '{path}' ({error})") from error
    questions = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            questions.append(parse(json.loads(line)))
        except ValueError as error:
            raise GoldError(f"'{path}', line {number}: {error}") from error
    if not questions:
        raise GoldError(f"'{path}' holds no question; expected one JSON object per line")
    return tuple(questions)


def parse(data: Any) -> GoldQuestion:
    """One question from plain data. Raises GoldError saying which field is wrong."""
    if not isinstance(data, dict):
        raise GoldError(f"expected an object, found {data!r:.40}")
    if missing := [name for name in _REQUIRED if name not in data]:
        raise GoldError(f"the field '{missing[0]}' is missing")
    if unknown := sorted(data.keys() - {*_REQUIRED, *_OPTIONAL}):
        known = ", ".join((*_REQUIRED, *_OPTIONAL))
        raise GoldError(f"there is no field '{unknown[0]}'; the fields are {known}")
    for name in ("id", "type", "question"):
        if not isinstance(data[name], str) or not data[name]:
            raise GoldError(f"'{name}' must be text, not {data[name]!r:.40}")
    if not isinstance(data["answerable"], bool):
        raise GoldError(f"'answerable' must be true or false, not {data['answerable']!r:.40}")
    question = GoldQuestion(
        id=data["id"],
        type=data["type"],
        question=data["question"],
        answerable=data["answerable"],
        history=tuple(_turn(turn) for turn in _list(data, "history")),
        answers=tuple(_strings(group) for group in _list(data, "answers")),
        evidence=_groups(_list(data, "evidence")),
        also=tuple(_span(span) for span in _list(data, "also")),
        near=tuple(_span(span) for span in _list(data, "near")),
    )
    return _consistent(question)


def load_documents(folder: Path) -> dict[str, Document]:
    """Document id → document, read from the files themselves and not from an index."""
    files, _ = corpus.scan(folder)
    documents = {}
    for file in files:
        try:
            documents[file.id] = corpus.read(file)
        except corpus.Unreadable:
            continue
    return documents


def _consistent(question: GoldQuestion) -> GoldQuestion:
    if question.answerable and not (question.answers and question.evidence):
        raise GoldError(f"'{question.id}' is answerable and needs both answers and evidence")
    if not question.answerable and (question.answers or question.evidence):
        raise GoldError(f"'{question.id}' is not answerable but has answers or evidence")
    return question


def _list(data: dict[str, Any], name: str) -> list[Any]:
    value = data.get(name, [])
    if not isinstance(value, list):
        raise GoldError(f"'{name}' must be a list, not {value!r:.40}")
    return value


def _strings(group: Any) -> tuple[str, ...]:
    if isinstance(group, list) and group and all(isinstance(e, str) and e for e in group):
        return tuple(group)
    raise GoldError(f"a group of answers must be a list of strings, not {group!r:.40}")


def _turn(turn: Any) -> Turn:
    if isinstance(turn, list) and len(turn) == 2 and all(isinstance(e, str) for e in turn):
        return turn[0], turn[1]
    raise GoldError(f"a turn of the history must be [question, answer], not {turn!r:.40}")


def _span(data: Any) -> Span:
    match data:
        case {"document_id": str(name), "start": int(start), "end": int(end)} if 0 <= start < end:
            return Span(name, start, end)
    raise GoldError(
        f'a span must be {{"document_id": text, "start": n, "end": m}} with n < m, '
        f"not {data!r:.100}"
    )


def _groups(entries: Iterable[Any]) -> tuple[tuple[Span, ...], ...]:
    groups: dict[int, list[Span]] = {}
    for entry in entries:
        span = _span(entry)
        group = entry.get("group", 0)
        if type(group) is not int:
            raise GoldError(f"'group' must be a whole number, not {group!r:.40}")
        groups.setdefault(group, []).append(span)
    if sorted(groups) != list(range(len(groups))):
        raise GoldError(f"the groups of evidence must be numbered from 0, not {sorted(groups)}")
    return tuple(tuple(groups[number]) for number in sorted(groups))
