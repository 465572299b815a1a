"""A sentence as chat models write them → what it says, without words that say nothing of their own.

"According to the provided context, …" and "The text states that …" name no document and claim
nothing; "Department of Energy (DOE)" spells a name a second time. What is left is what must be
supported. Knows English words; nothing of sources.
"""

from __future__ import annotations

import re

from qa.text import is_negative

_NOUN = (
    r"(?:articles?|contents?|context|documents?|documentation|excerpts?|files?|information|"
    r"materials?|passages?|sources?|texts?)"
)
"""What a model may call all that it was given. A report or a contract is one of them."""
_GIVEN = r"(?:above|available|cited|following|given|provided|relevant|retrieved|supplied|uploaded)"
_GIVEN_ALL = (
    rf"(?:the |these |this |those |your )?(?:{_GIVEN} )*{_NOUN}"
    rf"(?: (?:{_GIVEN}|(?:that )?(?:you|i was|i am|were|was|is|are) {_GIVEN}))?(?![\w’'-]| \d)"
)
_SAID = r"(?:described|given|indicated|mentioned|noted|outlined|reported|shown|stated)"
_SAYS = (
    r"(?:(?:clearly|also|explicitly) )?(?:states?|says?|mentions?|notes?|indicates?|reports?|"
    r"explains?|shows?|specif(?:y|ies)|describes?)"
)
_BY = rf"(?:according to|based on|as {_SAID} (?:in|by)|as per|per|from|in)"
_OPENING = re.compile(
    rf"\s*(?:{_BY} {_GIVEN_ALL}(?:,| -|:)\s*|{_GIVEN_ALL} {_SAYS} that |"
    rf"it is {_SAID}(?: (?:in|by) {_GIVEN_ALL})? that |yes[,!:.]\s*|"
    r"(?:in (?:short|conclusion|summary|brief)|to (?:sum up|summari[sz]e|conclude)|sure|certainly|"
    r"of course)[,!:.]\s*)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    rf",? (?:according to|based on|as {_SAID} (?:in|by)|as per) {_GIVEN_ALL}(?=\s*[.!]?\s*$)",
    re.IGNORECASE,
)
_NO = re.compile(r"\s*no[,!:.]\s*", re.IGNORECASE)
_SHORT_FORM = re.compile(r" ?\(([A-Z][A-Za-z]?[A-Z]{1,6})\)")
_SMALL = frozenset("a an and for in of on or the to".split())
_WORD = re.compile(r"[^\W\d_]+")


def bare(sentence: str) -> str:
    """What a sentence says; the sentence itself if nothing would be left."""
    said = _CLOSING.sub("", sentence)
    while opening := _OPENING.match(said):
        said = said[opening.end() :]
    no = _NO.match(said)
    if no and is_negative(said[no.end() :]):  # "No, it is not": the answer, and then what it is
        said = said[no.end() :]
    said = _SHORT_FORM.sub(_unless_told, said)
    if not _WORD.search(said):
        return sentence
    return said if said[0].isupper() or said == sentence else said[0].upper() + said[1:]


def _unless_told(short: re.Match[str]) -> str:
    """Nothing for a short form whose letters begin the words right before it, else as it is."""
    before = _WORD.findall(short.string[: short.start()])
    letters = short[1].casefold()
    for words in (before, [word for word in before if word.casefold() not in _SMALL]):
        if "".join(word[0] for word in words[-len(letters) :]).casefold() == letters:
            return ""
    return short[0]
