"""What kind of thing a question asks for, and whether words are of that kind.

Some kinds can be told by rule in English: a count, a share, another quantity, a time, and a person
or body. A question that asks for none of them ("what", "why") is compatible with any words. Knows
single questions and short texts; a disagreement is a signal, never a verdict.
"""

from __future__ import annotations

import re
from typing import Literal

from qa.text import names, numbers

Kind = Literal["count", "share", "quantity", "time", "name"]

_ASKS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "count",
        re.compile(
            r"\bhow many\b(?! (?:\w+ )?(?:dollars|euros|pounds|yen|percent))", re.IGNORECASE
        ),
    ),
    (
        "share",
        re.compile(
            r"\b(?:what|which|how many) (?:percentage|percent|share|fraction|proportion)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "quantity",
        re.compile(
            r"\bhow (?:many|much|old|tall|long|far|large|big|high|deep|wide|heavy|fast|often)\b|"
            r"\b(?:what|which) (?:amount|number|sum|price|cost|age|height|length|size|population|"
            r"distance|speed|rate)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "time",
        re.compile(
            r"\bwhen\b(?! (?:it|they|he|she|you|we|the)\b)|"
            r"\b(?:what|which) (?:year|years|date|day|month|decade|century|season|time)\b|"
            r"\bsince when\b",
            re.IGNORECASE,
        ),
    ),
    ("name", re.compile(r"\b(?:who|whom|whose|which person)\b", re.IGNORECASE)),
)
_TIME = re.compile(
    r"\b(?:1\d|20)\d\d\b|\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}[:.]\d\d\b|"
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|monday|tuesday|wednesday|thursday|friday|"
    r"saturday|sunday|spring|summer|autumn|fall|winter|century|centuries|decades?|years?|months?|"
    r"weeks?|days?|today|yesterday|tomorrow|morning|noon|evening|night|midnight|ago|"
    r"before|after|during|until|o'clock|[ap]\.?m\.?|bc|ad|bce|ce)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[$€£¥]\s?\d[\d.,]*(?:\s?(?:thousand|million|billion|trillion|[kmb]n?)\b)?", re.IGNORECASE
)
_SHARE = re.compile(
    r"%|\b(?:per ?cent(?:age)?|half|thirds?|quarters?|fifths?|tenths?|all|most|none)\b",
    re.IGNORECASE,
)
_SOME = re.compile(
    r"\b(?:half|quarter|dozens?|hundreds?|thousands?|millions?|billions?|trillions?|twice|once|"
    r"none|all|most|both|several|few|many|daily|weekly|monthly|yearly|annually|every)\b",
    re.IGNORECASE,
)


def kind_of(question: str) -> Kind | None:
    """The kind of thing asked for; None if the question does not say."""
    found = [(match.start(), kind) for kind, asks in _ASKS if (match := asks.search(question))]
    return min(found, key=lambda each: each[0])[1] if found else None


def agreement(kind: Kind | None, words: str) -> float:
    """1 if the words hold a thing of that kind, -1 if not, 0 if any kind would do."""
    return 0.0 if kind is None else 1.0 if _holds(kind, words) else -1.0


def _holds(kind: Kind, words: str) -> bool:
    if kind == "share":
        return bool(_SHARE.search(words))
    if kind == "time":
        return bool(_TIME.search(words))
    if kind == "name":
        # The words may be the opening of a sentence, whose capital says nothing by itself.
        return bool(names("so " + words))
    if kind == "count":
        words = _MONEY.sub("", words)
    return bool(numbers(words) or _SOME.search(words))
