"""A sentence → the words that are its subject, where that is plain.

"The pump of the lower tank is cold" opens with one; where a subject ends is told by the verb after
it, or by small letters after a name. What opens with a clause or has two subjects is left alone.

English words; nothing of sources.
"""

from __future__ import annotations

import re

from qa.text import STOPWORDS

_ADVERBS = (
    r"Additionally|Also|Afterwards?|Consequently|Currently|Eventually|Finally|Formerly|Further"
    r"|Furthermore|Hence|However|In addition|Initially|Later|Moreover|Nevertheless|Nowadays"
    r"|Originally|Previously|Similarly|Since then|Soon after|Subsequently|Then|Thereafter"
    r"|Therefore|Thus|Today|Traditionally|Typically|Usually"
)
_MONTHS = (
    r"January|February|March|April|May|June|July|August|September|October|November|December"
    r"|spring|summer|autumn|winter|early|late|mid"
)
_LEAD = re.compile(
    rf"(?:(?:{_ADVERBS}),? |(?:After|As of|At|Before|By|During|From|In|On|Since|Until) "
    rf"(?:(?:the )?(?:{_MONTHS}|\d[\w.]*),? ){{1,4}})"
)
DETERMINERS = frozenset("the a an this that these those our your my each every".split())
VERBS = frozenset(
    """are be became becomes began begins belongs brought built called came can comes connects
    consisted consists contained contains costs could covered covers created creates dates
    delivers describes did died do does employs ended ends exists expires fell focuses follows
    gained gave gives grew grows had handles has have held helps holds included includes is
    joined joins keeps kept leads led left lies lived lives lost made makes may measures met
    might moved must needs offered offers opened operated operates owns pays played plays
    produced produces provided provides published ran reads received receives refers remained
    remains replaced replaces represents requires returned rose runs said says sells served
    serves shall should shows sold specializes stands started starts stood stores studied
    supports takes taught teaches took used uses wants was weighs went were will won worked
    works would writes wrote""".split()
)
_NO_NOUNS = frozenset(
    """that which who whom whose when where if or but because while although though as than then to
    by with not there it he she they we you i since after before during until under near due
    nearly whereas despite unlike like among without within about around through following
    according""".split()
)
_LINKS = frozenset("of de del der di du la le van von the".split())
_BEFORE_NOUNS = frozenset("of in for on at from between".split())
_INFLECTED = re.compile(r"[a-z]{2,}(?:ed|[^s'’]s)")
_AFTER_VERBS = re.compile(  # what stands behind a verb rather than behind a noun in the plural
    r"(?:a|all|an|any|at|by|each|every|for|from|her|him|his|in|into|it|its|no|on|only|our|over|the|"
    r"their|them|this|through|to|up|with|your|[a-z]+ly|\d.*|two|three|four|five|six|seven|eight|"
    r"nine|ten|twelve|twenty|thirty|forty|fifty)[.,]?"
)
_MOST_WORDS = 8  # of a subject
Span = tuple[int, int]


def subject(sentence: str, plural: bool) -> Span | None:
    """Where the subject of a sentence stands, if it opens with one and where that ends is plain."""
    start = after_lead(sentence)
    tokens = [*re.finditer(r"\S+", sentence[start:])][: _MOST_WORDS + 1]
    for at, each in enumerate(tokens):
        word = each.group()
        verb = _is_verb(word, tokens[at + 1].group() if at + 1 < len(tokens) else "")
        if at and (verb or word.startswith("(") or _ends_name(word, tokens[0], tokens[at - 1])):
            end = start + tokens[at - 1].end()
            known = "" if verb else word
            return (start, end) if _is_noun(sentence[start:end], known, plural) else None
        if word.endswith(","):
            end = start + each.end() - 1
            after = tokens[at + 1].group() if at + 1 < len(tokens) else ""
            apposed = after in {"a", "an", "the", "also", "formerly", "known", "which", "who"}
            return (start, end) if apposed and _is_noun(sentence[start:end], "", plural) else None
        if not word[-1].isalnum() and not word.endswith(('"', "'", "”", "’")):
            return None
    return None


def after_lead(sentence: str) -> int:
    """Where a sentence goes on behind an adverb or a time that it opens with; 0 without one."""
    lead = _LEAD.match(sentence)
    return lead.end() if lead else 0


def _is_verb(word: str, after: str) -> bool:
    """Whether a word is a verb: one that is known, or one that stands where a plural would not."""
    inflected = _INFLECTED.fullmatch(word) and _AFTER_VERBS.fullmatch(after)
    return word.casefold() in VERBS or bool(inflected)


def _ends_name(word: str, first: re.Match[str], last: re.Match[str]) -> bool:
    """Whether a name ends before a word, as that has small letters."""
    opens, before = first.group(), last.group()
    name = opens[:1].isupper() and opens.casefold() not in STOPWORDS | DETERMINERS
    small = word[:1].islower() and word not in _LINKS | {"and", "or"}
    return name and small and before[:1].isupper() and not before.endswith(("'s", "’s"))


def _is_noun(text: str, after: str, plural: bool) -> bool:
    """Whether the words can be a subject by themselves: one name, or one thing with its "of".

    `after` is what follows, "" where that is a verb or the end of an apposition.
    """
    spelled = text.split()
    small = [word.casefold() for word in spelled]
    if small[0] in STOPWORDS - DETERMINERS or set(small) & _NO_NOUNS - {"that"}:
        return False
    if small[-1] in STOPWORDS | _LINKS or ("and" in small and not plural):
        return False
    if any(w in DETERMINERS and small[at] not in _BEFORE_NOUNS for at, w in enumerate(small[1:])):
        return False
    if small[0] in DETERMINERS:
        return len(spelled) > 1 and after[:1] in ("", "(")
    proper = all(word[:1].isupper() or word in _LINKS for word in spelled)
    if spelled[-1].endswith(("'s", "’s")):
        return False
    if after in _BEFORE_NOUNS | _NO_NOUNS and len(spelled) == 1:  # "Responsible for …"
        return False
    return (
        after[:1] in ("", "(") or (proper and len(spelled) > 1) or (proper and after[:1].islower())
    )
