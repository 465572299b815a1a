"""Comparing an answer's words with accepted answers.

Two normalisations, for two purposes:

`squad_normal`  that of the official evaluation script of SQuAD (Rajpurkar et al. 2016), letter
                for letter, so that exact match and F1 are the published measures
`tokens`        for "is this string in the answer": also folds typographic marks, currency signs,
                dashes and digit grouping, so that "$500 million" stands in "(¥75bn; 500 million)"
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Sequence

_ARTICLES = re.compile(r"\b(a|an|the)\b", re.UNICODE)
_PUNCTUATION = frozenset(string.punctuation)
_GROUPING = re.compile(r"(?<=\d),(?=\d{3})")
_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[^\W\d_]+")


def squad_normal(text: str) -> str:
    """Lower case, without ASCII punctuation, articles and extra white space."""
    text = "".join(character for character in text.lower() if character not in _PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", text).split())


def exact_match(answer: str, accepted: Sequence[str]) -> float:
    """1 if the answer equals an accepted one after normalisation, else 0 (SQuAD)."""
    return float(any(squad_normal(answer) == squad_normal(each) for each in accepted))


def token_f1(answer: str, accepted: Sequence[str]) -> float:
    """The best F1 over bags of tokens with any accepted answer (SQuAD); 0 if there is none."""
    return max((_f1(answer, each) for each in accepted), default=0.0)


def tokens(text: str) -> tuple[str, ...]:
    """Words and numbers in lower case without articles; "U.S." is "us", "1,000" is "1000"."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = _ACRONYM.sub(lambda match: match.group().replace(".", ""), text)
    found: list[str] = _TOKEN.findall(_GROUPING.sub("", text))
    return tuple(token for token in found if token not in ("a", "an", "the"))


def contains(text: str, accepted: str) -> bool:
    """Whether the tokens of `accepted` stand in the text, one after the other."""
    inside, wanted = tokens(text), tokens(accepted)
    return bool(wanted) and any(
        inside[at : at + len(wanted)] == wanted for at in range(len(inside) - len(wanted) + 1)
    )


def groups_present(text: str, groups: Sequence[Sequence[str]]) -> float:
    """The share of groups of which one accepted string is in the text."""
    if not groups:
        return 0.0
    return sum(any(contains(text, each) for each in group) for group in groups) / len(groups)


def _f1(answer: str, accepted: str) -> float:
    given, wanted = squad_normal(answer).split(), squad_normal(accepted).split()
    if not given or not wanted:
        return float(given == wanted)
    common = sum((Counter(given) & Counter(wanted)).values())
    if not common:
        return 0.0
    precision, recall = common / len(given), common / len(wanted)
    return 2 * precision * recall / (precision + recall)
