"""Questions that yes or no answers, made from claims: "It is open." becomes "Is it open?".

Evidence that supports or contradicts a claim answers its question, evidence that does neither does
not. Knows nothing about tokens; choices come from the generator.
"""

import random
import re
from collections.abc import Iterable, Iterator

from training.examples import WHOLE, QaExample, SupportExample
from training.text import STOP_WORDS

# Odds that a claim is asked; among the made ones about half shall have no answer.
_ODDS = {
    "snli": 1.0,
    "fm2": 1.0,
    "fever_symmetric": 1.0,
    "made+true": 0.35,
    "made+changed": 0.2,
    "made+roles": 0.1,
    "made+other": 1.0,
}
_VERB = re.compile(r"\b(is|are|was|were|has|have|had|can|could|will|would)\b")
_OWNING = {"has": "Does", "have": "Do", "had": "Did"}
_PARTICIPLE = re.compile(r"(?:also |since |never |been|\w+(?:ed|en)\b)")
_NO_SUBJECT = re.compile(r"[,;:()\"“”]|\b(?:which|who|that|when|where|while|as|and|but|not)\b")
_MOST_WORDS = (8, 20)  # of a subject, and of a question as people ask them


def yes_no_questions(claims: Iterable[SupportExample], rng: random.Random) -> Iterator[QaExample]:
    """The claims that can be asked, each with its evidence as passage."""
    for claim in claims:
        if rng.random() >= _ODDS.get(claim.source, 0.0):
            continue
        question = as_question(claim.claim)
        if question:
            spans = () if claim.label == "neither" else (WHOLE,)
            source = f"yes-no/{claim.source}"
            yield QaExample(source, claim.group, question, claim.evidence, spans)


def as_question(claim: str) -> str | None:
    """The claim asked: its verb first. None if the verb, or what it is said of, is not clear."""
    verb = _VERB.search(claim)
    if not verb:
        return None
    subject, rest = claim[: verb.start()].strip(), claim[verb.end() :].strip(" .")
    if not 1 <= len(subject.split()) <= _MOST_WORDS[0] or _NO_SUBJECT.search(subject):
        return None
    if not rest or len(claim.split()) > _MOST_WORDS[1] or re.match(r"(?:not|n't|to)\b", rest):
        return None
    if subject.split()[0].lower() in STOP_WORDS:
        subject = subject[0].lower() + subject[1:]
    if verb.group() in _OWNING and not _PARTICIPLE.match(rest):
        return f"{_OWNING[verb.group()]} {subject} have {rest}?"
    return f"{verb.group().capitalize()} {subject} {rest}?"
