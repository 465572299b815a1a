"""How a question is put → what is asked: without greetings, courtesies and "the article says".

"Hello! Could you tell me what the article says the fee is?" asks "What is the fee?". Of the rest
every answer would say the same, and a search or a reader that goes by it goes astray. English
only; knows nothing of documents or conversations.
"""

from __future__ import annotations

import re

from qa.records import Listing
from qa.text import content_words, is_negative

_FILES = r"documents?|docs?|files?|articles?|texts?|pdfs?|corpus|folder"
DOCUMENTS = rf"(?:{_FILES}|papers?|reports?)"
"""What people call what they have put in the folder, as a pattern."""

# "The report" may be what is asked about, so it only counts where it is said to say something.
_SOURCES = (
    r"(?:the|this|these|those|my|your|our|both|all(?: of)?)(?: (?:the|these|my|your|our|two|given|"
    r"provided|above|attached|uploaded|news|source))* "
    rf"(?:{_FILES}|passages?|sources?)"
)
_WRITINGS = rf"(?:{_SOURCES}|the (?:reports?|papers?|authors?))"
_SAY = r"(?:says?|said|states?|stated|claims?|reports?|mentions?|tells?(?: us| me)?|notes?)"
_ARE_ABOUT = (
    r"(?:mentions?|contains?|covers?|discuss(?:es)?|deals? with|talks? about|"
    rf"(?:is|are|was|were) about|{_SAY} (?:something |anything )?(?:about|on|of))"
)
_KINDS = (
    r"agreements?|books?|contracts?|e-?mails?|guides?|handbooks?|invoices?|leases?|letters?|"
    r"manuals?|memos?|minutes|notes?|offers?|polic(?:y|ies)|presentations?|proposals?|recipes?|"
    r"reviews?|slides|statements?|stud(?:y|ies)|tickets?"
)
_KIND = rf"(?:{DOCUMENTS}|(?P<kind>{_KINDS}))"
_SPEAK = rf"(?:{_ARE_ABOUT}|(?:has|have)(?! (?:been|had|to)\b)|includes?|refers? to|speaks? of)"
_TOPIC = r"(?P<topic>\S.*?)\W*$"
_LISTINGS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^\W*(?:in )?(?:which|what)(?: of (?:the|my|these|our))? {_KIND}(?: that| which)? "
        rf"{_SPEAK} {_TOPIC}",
        rf"^\W*in (?:which|what) {_KIND} (?:is|are|was|were) (?P<topic>\S.*?) "
        r"(?:mentioned|discussed|covered|described)\W*$",
        r"^\W*(?:(?:please|can you|could you) )*(?:list|show|find|name|get)(?: me)?(?: all| any)?"
        rf"(?: the| my| our| of)* {_KIND}(?: (?:that|which))? "
        rf"(?:{_SPEAK}|about|on|mentioning|containing|covering|discussing) {_TOPIC}",
    )
]
"""Asks which documents speak of something."""
_NOT_LISTINGS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^\W*(?:which|what)(?: of (?:the|my|these|our))? {_KIND}(?: that| which)? "
        rf"(?:(?:do|does|did)(?: not|n[’']t) (?:{_SPEAK}|speak of)|lacks?|(?:has|have|mentions?|"
        rf"contains?|includes?) (?:no|neither)|(?:is|are) (?:without|not about)) {_TOPIC}",
        rf"^\W*(?:list|show|find|name|get)(?: me)?(?: all| any)?(?: the| my| our| of)* {_KIND} "
        rf"(?:without|lacking|(?:that|which) (?:do|does)(?: not|n[’']t) {_SPEAK}) {_TOPIC}",
    )
]
"""Asks which ones do not."""
_ACCORDING_TO = rf"(?:according to|based on|going by|as \w+ (?:in|by)) {_WRITINGS}"
_GREETING = (
    r"(?:hi|hello|hey|greetings|good (?:morning|afternoon|evening|day)|"
    r"thanks?(?: you)?(?: so much| very much| a lot)?|great|"
    r"(?:(?:i have )?(?:a|one|another) )?(?:quick )?question)(?: (?:there|all|again|footnote))*"
)
_ABLE = r"(?:can|could|would|will) you (?:please |kindly )?"
_ASKED_OF = (
    r"(?:(?:do|would) you (?:happen to )?know|"
    r"(?:i|we)(?:['’]d| would)? (?:want|like|need) to (?:know|find out|learn|understand|ask)|"
    r"i(?:['’]m| am| was) (?:wondering|curious)|(?:have you )?any idea),?(?: please,?| about)?"
)
_TELL = r"(?:please )?(?:tell|show|explain|find out|let me know)(?: (?:to )?(?:me|us))?,?"
_ASKS = r"(?:what|who|whom|whose|when|where|why|which|how)\b"
_IS_TRUE = "Is it true that "


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_INDIRECT = (
    _pattern(rf"^\W*(?:{_ASKED_OF}|{_TELL}) (?={_ASKS})"),
    _pattern(rf"\b(?:does|do|did) {_WRITINGS} {_SAY}(?: that)?\s+(?=\w)"),
)
"""Before a question that is told, not asked: "could you tell me" of "how much it costs"."""
_FRAMES = (
    (_pattern(rf"^\W*(?:{_GREETING}\s*[,.!:;–—-]+\s*)+(?=\w)"), ""),
    (_pattern(r"[\s,.?!]+(?:please|pls|plz|thanks|thank you|thx)\W*$"), "?"),
    (_pattern(rf"^\W*(?:please )?{_ABLE}(?=(?:{_TELL}|list|name|describe|give)\b)"), ""),
    (_pattern(rf"^\W*(?:{_ASKED_OF}|{_TELL}) (?:if|whether) "), _IS_TRUE),
    (_pattern(rf"^\W*{_ASKED_OF} (?!{_ASKS})"), ""),
    (_pattern(rf"^\W*(?:does|do|did) {_WRITINGS} {_SAY} (?={_ASKS})"), ""),
    (
        _pattern(
            rf"^\W*(?:(?:in )?(?:which|what) {DOCUMENTS}|(?:what )?(?:does|do|did) {_WRITINGS}) "
            rf"{_ARE_ABOUT}\s+(?=\w)"
        ),
        "",
    ),
    (
        _pattern(
            rf"^\W*(?:where in {_SOURCES} )?(?:is|are|was|were) (.+?) "
            rf"(?:mentioned|discussed|covered)(?: anywhere)?(?: in {_SOURCES})?(?=\W*$)"
        ),
        r"\1",
    ),
    (_pattern(rf"^\W*(?:does|do|did) {_WRITINGS} {_SAY}(?: that)?\s+(?=\w)"), _IS_TRUE),
    (_pattern(rf"\b(?:does|do|did) {_WRITINGS} (?:call|name)\b"), "is"),
    (_pattern(rf"^\W*(?:{_ACCORDING_TO}|(?:in|from) {_SOURCES})\s*,?\s+(?=\w)"), ""),
    (_pattern(rf",?\s+(?:{_ACCORDING_TO}|(?:in|from|within|by) {_SOURCES})(?=\W*$)"), ""),
)
"""What says nothing of what is asked, and what is left of it."""

_TOLD_OF_BEING = _pattern(
    r"^(what|who|which \w+|how(?: \w+)?) (.+) (is|are|was|were)( about| for| like)?(?=\W*$)"
)
_TOLD_OF_DOING = _pattern(
    r"^(when|where|why|how(?: much| long| far| often)?) (?!.*\b(?:is|are|was|were|do|does|did|has|"
    r"have|had|can|could|will|would|should|may|might|must)\b)"
)


def plainly(text: str) -> str:
    """The question itself, and the whole text where nothing would be left of it."""
    for frame, left in _FRAMES:
        text = _unless_empty(text, frame.sub(left, text))
    for frame in _INDIRECT:
        told = frame.sub("", text)
        if told != text:
            told = _TOLD_OF_BEING.sub(r"\1 \3 \2\4", told)
            text = _unless_empty(text, _TOLD_OF_DOING.sub(r"\1 did ", told))
    return text


def _unless_empty(text: str, rest: str) -> str:
    return rest if re.search(r"\w", rest) else text


def listing(text: str) -> Listing | None:
    """The documents that are asked for: "Which contracts mention a penalty?"; None if none are."""
    for absent, patterns in ((True, _NOT_LISTINGS), (False, _LISTINGS)):
        for pattern in patterns:
            asks = pattern.match(text)
            if asks and content_words(asks["topic"]) and not is_negative(asks["topic"]):
                return Listing(asks["topic"], asks["kind"] or "", absent)
    return None
