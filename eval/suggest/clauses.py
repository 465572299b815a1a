"""A sentence → its first clause: subject, auxiliary, and the rest, as far as shallow rules go.

    The old bridge of Arlen | was | built in 1566
    Ada                     | did | write 12 letters to Bob in 1843

No parser: the first finite verb that stands after something that can be a subject. Sentences
that it could be wrong about (a pronoun for a subject, two verbs) give nothing. Knows nothing of
questions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from eval.suggest.english import (
    BE,
    DETERMINERS,
    FINITE,
    HAVE,
    MODALS,
    NOT_A_SUBJECT,
    PREPOSITIONS,
    is_participle,
    main_verb,
)

Span = tuple[int, int]

_MOST_SUBJECT_WORDS = 8
_LONGEST_PREDICATE = 160  # characters; questions about more are not read to their end
_BREAK = re.compile(
    r"[,;:]\s|\s[-–—]+\s|\s\((?![A-Z][\w-]{1,9}\)\s)|[.!?…]?[\"”'’]*\s*$|\s(?:but|while|because|although|whereas|which|who"
    r"|whose|so that|and (?:it|they|he|she|we|the|is|are|was|were|has|have|will|then|also))\s"
)
_DANGLING = PREPOSITIONS - frozenset("in on up out off over down".split())
_WORD = re.compile(r"\S+")
_OPENING = re.compile(
    r"(?:In|On|By|Since|During|At) (?:the )?[^,]{0,20}(?:\d{4}|century|(?:Mon|Tues|Wednes|Thurs"
    r"|Fri|Satur|Sun)day)s?, "
)
_ASIDE = re.compile(r"([A-Z][a-z]+)(?: [^,;:.]{1,60})?, ")
_ADVERBS = frozenset("also now still then first once later soon already never often".split())
_PRONOUNS = frozenset(
    "that if when to not it they this these our we itself themselves himself herself".split()
)
# After a comma these go on with something new; anything else may be the next item of a list.
_NEW_THOUGHT = re.compile(
    r", (?:which|who|whose|where|while|but|because|although|whereas|with|in|on|at|as|by|"
    r"for|from|after|before|and (?:it|they|he|she|we|the|is|are|was|were|has|have|will|then|also)|"
    r"so|[a-z]+ing|[a-z]+ed (?:at|by|from|in|on|to|with))\b"
)
_DEBRIS = re.compile(r"[\[\]{}<>|=\\_\"“”]|https?:|www\.")


@dataclass(frozen=True, slots=True)
class Clause:
    """`sentence` cut at its joints, in characters of `sentence`.

    auxiliary: "did" or "does" if the sentence has none of its own; verb: what follows it (a base
    form, or words of the sentence); said: the finite verb as it stands; after: what follows the
    verb up to the first break; moved: a time that opened the sentence, "In 1843"; whole:
    whether nothing follows after the break.
    """

    sentence: str
    subject: Span
    auxiliary: str
    verb: str
    said: Span
    after: Span
    moved: Span | None
    whole: bool

    def text(self, span: Span) -> str:
        """A part of the sentence."""
        return self.sentence[slice(*span)]


def clause_of(sentence: str) -> Clause | None:
    """The first clause of a sentence; None where the rules do not reach."""
    opening, aside = _OPENING.match(sentence), _aside(sentence)
    start = opening.end() if opening else aside
    broken = _BREAK.search(sentence, start)
    end = broken.start() if broken else len(sentence)
    words = [match.span() for match in _WORD.finditer(sentence, start, end)]
    if not words:
        return None
    if _DEBRIS.search(sentence, start, end) or end - start > _LONGEST_PREDICATE:
        return None
    if sentence[end : end + 2] in (", ", " (") and not _NEW_THOUGHT.match(sentence, end):
        return None
    at = _finite(sentence, words)
    if at is None or not _is_subject(sentence, words[:at], start > 0):
        return None
    moved = (0, opening.end() - 2) if opening else None
    if sentence[slice(*words[-1])].lower() in _DANGLING:
        return None
    whole = not sentence[end:].strip(".!?…\"”'’ ")
    return _joined(sentence, words, at, end, moved, whole)


def _aside(sentence: str) -> int:
    """Where the clause begins after an opening such as "For its part, "; 0 without one."""
    match = _ASIDE.match(sentence)
    opens = match and (match[1].lower() in NOT_A_SUBJECT or match[1].endswith("ly"))
    return match.end() if match and opens else 0


def lowered(sentence: str, span: Span) -> str:
    """A subject as it is spelled within a sentence."""
    text = sentence[slice(*span)]
    first, space, rest = text.partition(" ")
    return first.lower() + space + rest if first.lower() in DETERMINERS else text


def _joined(
    sentence: str, words: list[Span], at: int, end: int, moved: Span | None, whole: bool
) -> Clause | None:
    subject = (words[0][0], words[at - 1][1])
    said = words[at]
    finite = sentence[slice(*said)].lower()
    following = sentence[slice(*words[at + 1])].lower() if at + 1 < len(words) else ""
    after = (said[1], end)
    if finite in BE or finite in MODALS or (finite in HAVE and is_participle(following)):
        auxiliary, (verb, last) = finite, _verb(sentence, words[at + 1 :], finite)
        after = (last or said[1], end)
        if finite in MODALS and (not verb or following == "not"):
            return None
    elif finite in HAVE:
        auxiliary, verb = HAVE[finite], "have"
    else:
        auxiliary, verb = main_verb(finite) or ("", "")
        if _finite_later(sentence, words[at + 1 :]):
            return None
    if not sentence[slice(*after)].strip():
        return None
    return Clause(sentence, subject, auxiliary, verb, said, after, moved, whole)


def _verb(sentence: str, words: list[Span], auxiliary: str) -> tuple[str, int]:
    """The rest of the verb after an auxiliary ("also been built"), and where it ends."""
    taken: list[Span] = []
    for span in words[:4]:
        word = sentence[slice(*span)].lower()
        bare = auxiliary in MODALS and not any(map(str.isalpha, _heads(sentence, taken)))
        if word in _ADVERBS or (word.endswith("ly") and word.isalpha()):
            taken.append(span)
            continue
        if not (word.isalpha() and (bare or is_participle(word) or word.endswith("ing"))):
            break
        taken.append(span)
        if word not in ("be", "been", "being", "have"):
            return sentence[taken[0][0] : span[1]], span[1]
    return "", 0


def _heads(sentence: str, taken: list[Span]) -> str:
    """The words taken so far, adverbs aside."""
    spelled = (sentence[slice(*span)].lower() for span in taken)
    return "".join(word for word in spelled if word not in _ADVERBS and not word.endswith("ly"))


def _finite(sentence: str, words: list[Span]) -> int | None:
    """Which word is the finite verb."""
    for at, span in enumerate(words[: _MOST_SUBJECT_WORDS + 1]):
        word = sentence[slice(*span)].lower()
        before = sentence[slice(*words[at - 1])].lower() if at else ""
        described = before in DETERMINERS or before in PREPOSITIONS  # "a negotiated peace"
        following = sentence[slice(*words[at + 1])].lower() if at + 1 < len(words) else ""
        if at and (word in FINITE or (not described and _is_verb(sentence, span, following))):
            return at
    return None


def _is_verb(sentence: str, span: Span, following: str) -> bool:
    """Whether a word is a finite main verb, and no noun before one ("price controls fell")."""
    word = sentence[slice(*span)]
    found = main_verb(word) if word.isalpha() and word.islower() else None
    return found is not None and not (
        found[0] == "does" and (following in FINITE or main_verb(following))
    )


def _finite_later(sentence: str, words: list[Span]) -> bool:
    """Whether another verb shows that the first was none ("The letters posted then were …")."""
    for span in words:
        word = sentence[slice(*span)].lower()
        if word in ("that", "to", "and"):
            return False
        if word in FINITE:
            return True
    return False


def _is_subject(sentence: str, words: list[Span], opened: bool) -> bool:
    if not words:
        return False
    spelled = [sentence[slice(*span)] for span in words]
    first, plain = spelled[0], [word.lower() for word in spelled]
    if not (first[0].isupper() or (opened and plain[0] in DETERMINERS)):
        return False
    if plain[0] in NOT_A_SUBJECT or plain[0].endswith(("ly", "ing")):
        return False
    if _PRONOUNS & {*plain} or plain[-1].endswith(("'s", "’s")):
        return False
    alone = plain[0] in DETERMINERS
    named = any(word[0].isupper() for word in (spelled[1:] if alone else spelled))
    return named or len(plain) - alone >= 2
