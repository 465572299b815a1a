"""Documents → a few questions that they do answer.

Candidates come from sentences that define or name something ("X: a …", "X is a …"); one stays
only if the assistant answers it with a sentence that speaks of X. Rules over English text;
knows no document in particular.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.assistant import Assistant
from qa.records import Answer

MOST = 4
_TRIES = 16
_DOCUMENTS = 12
_CHARS = 60_000  # looked at in each document

_NAME = r"(?:[A-Z][\w&’'-]*)(?:[ -](?:of|for|the|and|[A-Z][\w&’'-]*)){0,5}"
_GLOSSED = re.compile(rf"^\W{{0,4}}({_NAME})(?: \([^)\n]{{2,12}}\))?: (?:A|An|The) [a-z]", re.M)
_DEFINED = re.compile(rf"(?:^|[.!?]\s)(?:The |A |An )?({_NAME}) (?:is|are|was) (?:a|an|the) [a-z]")
_TIMED = re.compile(
    rf"\b[Tt]he ({_NAME}) (?:was )?(signed|founded|launched|announced|published|opened|created)\b"
    r"[^.]{0,40}\b(?:19|20)\d\d\b"
)
_NO_TOPIC = frozenset("This That These Those It He She They There What Who We I You".split())


def questions(assistant: Assistant) -> list[str]:
    """At most `MOST` questions, no more than half of them from one document."""
    kept: dict[str, str] = {}
    for tried, (document_id, topic, question) in enumerate(_candidates(assistant)):
        if tried >= _TRIES or len(kept) >= MOST:
            break
        from_here = sum(each == document_id for each in kept.values())
        if from_here >= MOST // 2 and len(assistant.index.ids()) > 1:
            continue
        if question not in kept and _is_answered(assistant.ask(question), topic):
            kept[question] = document_id
    return list(kept)


def _candidates(assistant: Assistant) -> Iterator[tuple[str, str, str]]:
    """(document id, topic, question), the documents taking turns."""
    index = assistant.index
    queues = [
        (document_id, _asked(index.document(document_id).text[:_CHARS]))
        for document_id in index.ids()[:_DOCUMENTS]
    ]
    while queues:
        still = []
        for document_id, queue in queues:
            if found := next(queue, None):
                yield document_id, *found
                still.append((document_id, queue))
        queues = still


def _asked(text: str) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for pattern in (_GLOSSED, _DEFINED, _TIMED):
        for match in pattern.finditer(text):
            topic = match[1]
            if topic.split()[0] in _NO_TOPIC or topic in seen:
                continue
            seen.add(topic)
            if pattern is _TIMED:
                yield topic, f"When was the {topic} {match[2]}?"
            else:
                yield topic, f"What is {topic}?"


def _is_answered(answer: Answer, topic: str) -> bool:
    said = " ".join(claim.sentence for claim in answer.shown).casefold()
    return answer.status == "answered" and topic.casefold() in said
