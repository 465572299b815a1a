"""A sentence of two whole clauses → the clauses, where each can be told by itself.

"Revenue was 47 million euros, and the result was 3 million." says two things, which may stand in
two source sentences. Parted only where both clauses have a subject and a verb of their own, so
that neither borrows from the other; what the first opens with ("In 2024, …") is said of both.

English words and strings; knows nothing of sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa.checks.subjects import VERBS, subject
from qa.text import is_negative, stems

_GOES_ON = "|".join(("it", "they", "these", "this", "he", "she", *sorted(VERBS)))
_JOINT = re.compile(
    rf"(?:;|,? (?:and|but)|, (?:while|whereas)) (?=\S)|, (?=(?:{_GOES_ON})\b)|"
    r"(?P<which>, which )(?=(?:is|are|was|were|has|have|had|can|will|must|may)\b)"
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|shall|should|does|do|"
    r"did|isn't|aren't|wasn't|weren't|hasn't|haven't|won't|can't|cannot|doesn't|don't|didn't)\b"
)
_SUBJECT = re.compile(
    r"(?:(?:the|a|an|this|that|these|those|its|their|his|her|our|your|each|every|all|no) \w|"
    r"(?:it|they|he|she|we|you|there)\b|[A-Z]\w*|\w+(?= (?:is|are|was|were|has|have|had|will)\b))"
)
_POINTS_BACK = re.compile(
    r"(?:it|they|he|she|its|their|his|her|this|that|these|those|such)\b", re.IGNORECASE
)
_BORROWS = re.compile(
    r"\b(?:that|which|who|whom|whose|where|when|if|unless|whether|because|to)\b", re.IGNORECASE
)
_SPANS_BOTH = re.compile(
    r"\b(?:between|both|either|if|neither|nor|unless|whether)\b", re.IGNORECASE
)
_LEAD = re.compile(
    r"(?:after|according|around|as|at|before|between|by|during|for|from|in|of|on|over|since|"
    r"through|throughout|to|under|until|when|while|with|within|without)\b",
    re.IGNORECASE,
)
_MOST = 5  # joints that are tried
_ENOUGH = 3  # content words of what is told by itself though no verb is seen in it


def parted(sentence: str) -> Iterator[tuple[str, str]]:
    """Each way to read a sentence as two clauses that can be told by themselves."""
    for joint in [*_JOINT.finditer(sentence)][:_MOST]:
        first, second = sentence[: joint.start()].strip(), sentence[joint.end() :].strip()
        lead = _lead(first)
        if joint["which"]:
            second = f"it {second}"
        if lead is None or not second:
            continue
        second = _with_subject(first, second)
        if not (_can_be_told(first[len(lead) :]) and _can_be_told(second)):
            continue
        if _SPANS_BOTH.search(first) or (is_negative(first) and _BORROWS.search(first)):
            continue
        own = not lead or _LEAD.match(second)  # "in 2024, …, while in 2023, …"
        yield f"{first}.", second[0].upper() + second[1:] if own else f"{lead}{second}"


def points_back(text: str) -> bool:
    """Whether a clause opens with what stands for something said before: "it", "their", "this"."""
    return _POINTS_BACK.match(text) is not None


def has_verb(clause: str) -> bool:
    """Whether a clause has a verb of its own for sure: most verbs are not told from nouns here."""
    return _is_clause(clause[len(_lead(clause) or "") :])


def _can_be_told(text: str) -> bool:
    opens = _SUBJECT.match(text) or _LEAD.match(text)
    return _is_clause(text) or bool(opens and len(stems(text)) >= _ENOUGH)


def _with_subject(first: str, second: str) -> str:
    """The second clause, with the subject of the first if it opens with a verb: "and makes …"."""
    verb = second.split(maxsplit=1)[0].casefold()
    named = subject(first, plural=True)
    if verb not in VERBS or named is None or _BORROWS.search(first, named[1]):
        return second
    return f"{first[slice(*named)]} {second}"


def _lead(first: str) -> str | None:
    """What a clause opens with before its subject; None if where that ends cannot be told."""
    if not _LEAD.match(first):
        return ""
    end = first.find(", ")
    return None if end < 0 else first[: end + 2]


def _is_clause(text: str) -> bool:
    """Whether it has a subject first, and then a verb that is its own."""
    verb = _VERB.search(text)
    subject = _SUBJECT.match(text)
    return bool(verb and subject and not _BORROWS.search(text, subject.end(), verb.start()))
