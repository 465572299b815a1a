"""What somebody typed → Question: complete, separate questions, or a friendly reply.

Takes two questions apart, sets courtesies and instructions to the program aside, and knows a
greeting and what asks for whole documents. Rules over English words; knows nothing of documents,
so it cannot say whether a question can be answered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.conversation import Turn, standing_alone
from qa.errors import InputError
from qa.phrasing import DOCUMENTS, listing, plainly
from qa.records import Question
from qa.text import has_word, words

LONGEST = 2_000
"""Characters; a longer text is not one question."""

_SMALL_TALK = re.compile(
    r"\W*(?:(?:hi|hello|hey|hiya|yo|greetings|good (?:morning|afternoon|evening|day)|"
    r"thanks?(?: you)?(?: so much| very much| a lot)?|"
    r"that(?:'s| is| was) (?:very )?(?:great|good|helpful|nice|perfect)|"
    r"cheers|great|ok(?:ay)?|cool|nice|bye|goodbye|see you|there|footnote|"
    r"how are you(?: doing)?(?: today)?|what'?s up|"
    r"who are you|what are you|are you (?:a |an )?(?:bot|robot|human|ai)|"
    r"what can you do|what do you do|can you help(?: me)?|help(?: me)?|test|"
    r"tell me a joke|nice to meet you)\W*)+",
    re.IGNORECASE,
)
_INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?]{0,60}\b(?:sources?|documents?|"
    r"instructions?|contexts?|rules?|prompts?|articles?|text|above|everything|evidence|facts?)\b|"
    r"^\W*(?:please\s+)?(?:(?:now|and|then|just|instead),?\s+)*(?:say|repeat|print|output|respond|"
    r"reply|pretend|act|roleplay|answer only|answer with|you are now|from now on)\b|"
    r"\b(?:system prompt|developer mode|jailbreak)\b",
    re.IGNORECASE,
)
_POLITELY = r"(?:(?:please|can you|could you|give me|write|make|i (?:want|need))\s+)*"
_SUM_UP = (
    r"(?:summari[sz]e|sum up|tl;?dr|(?:summary|overview|translation)(?: of)?|"
    r"(?:what(?:'s| is| are) )?(?:the )?(?:main|key|most important) "
    r"(?:points?|ideas?|topics?|themes?|takeaways?|messages?|findings)(?: of| in| from)?)"
)
_ALL = (
    r"(?: (?:it|everything|all|both|this|that|these|those|the|my|your|of|whole|entire|first|second|"
    rf"last|{DOCUMENTS}))*"
)
_WHOLE = rf"(?:{DOCUMENTS}|agreement|book|chapter|contract|handbook|manual|minutes|thesis)"
_ONE = rf" (?:the|this|that|my|our|your)(?: [\w’'-]+){{1,8}} {_WHOLE}"  # "the Bitcoin paper"
_WIDE = re.compile(
    rf"^\W*{_POLITELY}(?:(?:an?|the|short|brief|quick) )*{_SUM_UP}(?:{_ALL}|{_ONE})\W*$|"
    rf"^\W*{_POLITELY}(?:translate|rewrite|rephrase|paraphrase)\b|"
    r"\b(?:compare|differences?|similarit(?:y|ies)|in common)\b.* (?:the|these|both|my|your) "
    rf"(?:(?:two|three|other) )?{DOCUMENTS}\W*$|"
    rf"\bhow many (?:of (?:the|my|these) )?{DOCUMENTS}\b.*\b(?:mention|contain|say|are there)|"
    r"\bhow (?:many times|often) (?:is|are|does|do)\b.*\b(?:mention|appear|occur)",
    re.IGNORECASE,
)
"""Asks for something of whole documents: a summary, a comparison, or a count of mentions."""
_THESE = rf"(?:all |both )?(?:(?:of )?(?:this|these|the|my|your) )?{DOCUMENTS}"
_CONTENTS = re.compile(
    rf"^\W*what(?:'s| is| are) {_THESE} (?:all )?about\W*$|"
    rf"^\W*(?:what|which|how many) {DOCUMENTS} (?:do you (?:have|know|see)|have you (?:got|read)|"
    r"can you (?:see|read|use)|are (?:there|indexed|loaded|available|in (?:here|there)))\W*$|"
    rf"^\W*{_POLITELY}(?:list|show|name)(?: me)? {_THESE}\W*$|"
    rf"^\W*what(?:'s| is) (?:in|inside) {_THESE}\W*$|"
    r"^\W*what (?:can|could|should|may) i ask(?: you)?(?: about)?\W*$|"
    r"^\W*what do you know(?: about)?\W*$",
    re.IGNORECASE,
)
"""Asks what documents there are."""
_ALL_OF_IT = re.compile(
    r"\W*what(?:'s| is)(?: all)? (?:this|it|that|here)(?: all)?(?: about)?\W*", re.IGNORECASE
)
"""The same, where nothing was said before it."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=\S)")
_SECOND_QUESTION = re.compile(
    r",?\s+and\s+(?:also\s+)?(?=(?:(?:at|by|for|from|in|of|on|over|to|with)\s+)?"
    r"(?:what|who|whom|whose|when|where|why|which|how)\b)|"
    r",\s+and\s+(?=(?:is|are|was|were|do|does|did|has|have|had|can|will)\b)",
    re.IGNORECASE,
)
_QUESTION_WORDS = frozenset("what who whom whose when where why which how".split())

_GREETING = (
    "Hello! Ask me a question about your documents, and I will answer from them, "
    "with the places cited."
)
_EMPTY = "Please type a question about your documents."
_ASK_ABOUT = "Ask about something in particular: a name, a number, a date, a reason."
_TOO_WIDE = (
    "I find the sentences that answer a question, a few at a time; summing up, comparing, counting "
    f"or translating whole documents is more than that. {_ASK_ABOUT}"
)
_NOT_A_QUESTION = "I answer questions from your documents only, and set other instructions aside."


def checked(asked: object, history: object = ()) -> tuple[str, list[Turn]]:
    """A question and its history if they are what they should be. Raises InputError."""
    if not isinstance(asked, str):
        raise InputError(f"a question must be text, not {type(asked).__name__}")
    if not isinstance(history, Sequence) or isinstance(history, str):
        raise InputError("history must be a sequence of (question, answer text) pairs")
    turns: list[Turn] = []
    for turn in history:
        pair = isinstance(turn, Sequence) and len(turn) == 2
        if not pair or not all(isinstance(text, str) for text in turn):
            raise InputError(f"history must hold (question, answer text) pairs, not {turn!r:.80}")
        turns.append((turn[0], turn[1]))
    return asked, turns


def understand(asked: str, history: Sequence[Turn] = ()) -> Question:
    """The questions in what was typed, each made complete from the conversation so far."""
    text = " ".join(asked.replace("\0", " ").split())
    if not has_word(text):
        return Question(asked, reply=_EMPTY)
    if len(text) > LONGEST:
        return Question(
            asked,
            reply=f"That is {len(text):,} characters long; please ask one question of at most "
            f"{LONGEST:,}.",
        )
    if _SMALL_TALK.fullmatch(text):
        return Question(asked, reply=_GREETING)
    said = [part for part in _SENTENCE_END.split(text) if not _SMALL_TALK.fullmatch(part)]
    kept = [part for part in said if not _INSTRUCTION.search(part)]
    if not kept:
        return Question(asked, reply=_NOT_A_QUESTION)
    text = " ".join(kept)
    plain = plainly(text)
    for each in (text, plain):
        if _CONTENTS.search(each) or (not history and _ALL_OF_IT.fullmatch(each)):
            return Question(asked, reply=_ASK_ABOUT, contents=True)
        if _WIDE.search(each):
            return Question(asked, reply=_TOO_WIDE)
    return Question(asked, parts=_completed(_parts(plain), history), listing=listing(text))


def _parts(text: str) -> tuple[str, ...]:
    """Two questions in one sentence, or several sentences that each ask, taken apart."""
    sentences = _SENTENCE_END.split(text)
    if sum(sentence.endswith("?") for sentence in sentences) < 2:
        sentences = [text]
    parts = [part for sentence in sentences for part in _SECOND_QUESTION.split(sentence)]
    if any(len(words(part)) < 2 for part in parts) or not _opens_as_question(parts):
        return (text,)
    return tuple(part.strip() for part in parts)


def _opens_as_question(parts: Sequence[str]) -> bool:
    """Only a sentence that asks from its start is taken apart ("Tell me who … and what …")."""
    first = words(parts[0])
    asks = len(parts) > 1 and any(word in _QUESTION_WORDS for word in first[:4])
    return asks or len(parts) == 1


def _completed(parts: Sequence[str], history: Sequence[Turn]) -> tuple[str, ...]:
    complete: list[str] = []
    for part in parts:
        before = [(question, "") for question in complete] or list(history)
        complete.append(standing_alone(part, before))
    return tuple(complete)
