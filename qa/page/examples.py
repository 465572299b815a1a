"""Documents → a few questions that they do answer.

Candidates come from sentences that date, define or tell something of a name ("X was founded in
1871", "X: a …", "X has announced …"); one stays only if the assistant answers it with a sentence
that speaks of X. Rules over English text; knows no document in particular.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from itertools import zip_longest
from weakref import WeakKeyDictionary

from qa.assistant import Assistant
from qa.index import Index
from qa.records import Answer

MOST = 4
_TRIES = 16
_DOCUMENTS = 12
_CHARS = 60_000  # looked at in each document

_WORD = r"[A-Z](?:[^\W_]|[&’'-]|\.(?=[\w-]))*"
_NAME = rf"{_WORD}(?:[ ](?:(?:of|for|the|and)[ ])?{_WORD}){{0,5}}"
# What to look for, and how to ask about it: {0} is the name, {1} the verb.
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            rf"\b[Tt]he ({_NAME})(?: \([^)]*\))?,? (?:was )?(signed|founded|launched|published|"
            r"opened|created|established|adopted|built)\b[^.]{0,40}\b(?:1[5-9]|20)\d\d\b"
        ),
        "When was the {0} {1}?",
    ),
    (
        re.compile(rf"^\W{{0,4}}({_NAME})(?: \([^)\n]{{2,12}}\))?: (?:A|An|The) \w", re.MULTILINE),
        "What is {0}?",
    ),
    (re.compile(rf"(?:^|[.!?]\s)({_NAME}) has ([a-z]+ed)\b", re.MULTILINE), "What has {0} {1}?"),
    (re.compile(rf"(?:^|[.!?]\s)(?:The |An? )?({_NAME}) (?:is|was) an? [a-z]"), "What is {0}?"),
)
_NO_TOPIC = frozenset("This That These Those It He She They There What Who We I You".split())


class Examples:
    """Example questions, looked for once for each state of an index."""

    def __init__(self) -> None:
        self._known: WeakKeyDictionary[Index, list[str]] = WeakKeyDictionary()
        self._looking = threading.Lock()

    def of(self, assistant: Assistant) -> list[str]:
        """At most `MOST` questions that this assistant answers."""
        with self._looking:
            index = assistant.index
            if index not in self._known:
                self._known[index] = questions(assistant)
            return self._known[index]


def questions(assistant: Assistant) -> list[str]:
    """At most `MOST` questions, no more than half of them from one document of several."""
    kept: dict[str, str] = {}
    several = len(assistant.index.ids()) > 1
    for tried, (document_id, topic, question) in enumerate(_candidates(assistant.index)):
        if tried >= _TRIES or len(kept) >= MOST:
            break
        if several and sum(each == document_id for each in kept.values()) >= MOST // 2:
            continue
        if question not in kept and _is_answered(assistant.ask(question), topic):
            kept[question] = document_id
    return list(kept)


def _candidates(index: Index) -> Iterator[tuple[str, str, str]]:
    """(document id, name, question), the documents taking turns."""
    queues = [
        [(document_id, *each) for each in _asked(index.document(document_id).text[:_CHARS])]
        for document_id in index.ids()[:_DOCUMENTS]
    ]
    for row in zip_longest(*queues):
        yield from (each for each in row if each)


def _asked(text: str) -> list[tuple[str, str]]:
    """(name, question) of one text, the patterns taking turns, each name once."""
    found = [
        [(match[1], wording.format(*match.groups())) for match in pattern.finditer(text)][:_TRIES]
        for pattern, wording in _PATTERNS
    ]
    names: dict[str, str] = {}
    for row in zip_longest(*found):
        for name, question in filter(None, row):
            if name.split()[0] not in _NO_TOPIC:
                names.setdefault(name, question)
    return [(name, _with_article(name, question, text)) for name, question in names.items()]


def _with_article(name: str, question: str, text: str) -> str:
    """The question with "the" before the name, where the text has it so."""
    if "the " + name in question or not re.search(rf"\b[Tt]he {re.escape(name)}\b", text):
        return question
    return question.replace(name, f"the {name}", 1)


def _is_answered(answer: Answer, topic: str) -> bool:
    said = " ".join(claim.sentence for claim in answer.shown).casefold()
    return answer.status == "answered" and topic.casefold() in said
