"""Words, names, numbers and sentences of English text, by rule.

No model and no dictionary: names are runs of capitalised words, numbers are digits and a few
number words. Good enough to build training examples, not good enough to judge answers.
"""

import re
from functools import lru_cache

from nupunkt import sent_spans

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_NUMBER = re.compile(
    r"\b(?:\d[\d,.]*\d|\d)\b"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundred)\b",
    re.IGNORECASE,
)
_CAPITALISED = r"[A-Z][^\W\d_]*(?:['’.-][^\W\d_]+)*"
_NAME = re.compile(rf"\b{_CAPITALISED}(?:\s(?:(?:of|the|de|van|von|al)\s)?{_CAPITALISED})*")

STOP_WORDS = frozenset(
    "a an and are as at be been but by did do does for from had has have he her his how i if in "
    "into is it its many more most much not of on or she so some such than that the their them "
    "then there these they this those to under was we were what when where which while who whom "
    "whose why will with would you after all also although another any because before both "
    "during each every following however most no one only other since through until upon".split()
)

ANTONYMS = {
    "first": "last", "largest": "smallest", "highest": "lowest", "oldest": "newest",
    "most": "fewest", "more": "fewer", "before": "after", "increase": "decrease",
    "increased": "decreased", "north": "south", "northern": "southern", "east": "west",
    "eastern": "western", "longest": "shortest", "best": "worst", "early": "late",
    "earliest": "latest", "major": "minor", "above": "below", "win": "lose", "won": "lost",
    "begin": "end", "began": "ended", "start": "stop", "started": "stopped", "open": "close",
    "opened": "closed", "male": "female", "true": "false", "maximum": "minimum", "upper": "lower",
    "strong": "weak", "rich": "poor", "join": "leave", "joined": "left", "rise": "fall",
    "rose": "fell", "common": "rare", "modern": "ancient", "born": "buried", "bought": "sold",
}  # fmt: skip
ANTONYMS |= {value: key for key, value in ANTONYMS.items()}


def words(text: str) -> list[str]:
    """Lower-cased words in order."""
    return [match.group().lower() for match in _WORD.finditer(text)]


@lru_cache(maxsize=200_000)
def content_words(text: str) -> frozenset[str]:
    """Lower-cased words that are not function words."""
    return frozenset(words(text)) - STOP_WORDS


@lru_cache(maxsize=100_000)
def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Character spans of the sentences, surrounding white space left out."""
    spans = []
    for start, end in sent_spans(text):
        piece = text[start:end]
        start += len(piece) - len(piece.lstrip())
        end -= len(piece) - len(piece.rstrip())
        if start < end:
            spans.append((start, end))
    return tuple(spans)


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [text[start:end] for start, end in sentence_spans(text)]


def number_spans(text: str) -> list[tuple[int, int]]:
    """Character spans of numbers, in digits or as words."""
    return [match.span() for match in _NUMBER.finditer(text)]


def name_spans(text: str) -> list[tuple[int, int]]:
    """Character spans of names; leading function words ("The", "In") are not part of one."""
    spans = []
    for match in _NAME.finditer(text):
        start, end = match.span()
        first = text[start:end].split(maxsplit=1)
        while first and first[0].lower() in STOP_WORDS:
            start = end if len(first) == 1 else end - len(first[1])
            first = text[start:end].split(maxsplit=1)
        if end - start > 1:
            spans.append((start, end))
    return spans


def names(text: str) -> list[str]:
    """The names in a text, in order, repeats kept."""
    return [text[start:end] for start, end in name_spans(text)]


def number_kind(number: str) -> str:
    """Numbers of one kind may stand for one another: years, words, or digits of one length."""
    if not number[0].isdigit():
        return "word"
    if len(number) == 4 and number.isdigit():
        return "year"
    return f"digits{len(number)}"


def put(text: str, span: tuple[int, int], words: str) -> str:
    """The text with other words in the place of a span."""
    start, end = span
    return text[:start] + words + text[end:]
