"""What a document goes by: the words of its path, its title, and the names that it opens with.

A passage seldom repeats whose contract it is of, or of which month the report is. Knows one
document; not what is done with its names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from qa.alternatives import KINDS
from qa.records import Document
from qa.text import STOPWORDS, names, tidy, words

_SHORT = 2_000  # characters: a page, which is about one thing
OPENING = 400  # characters in which a document says what it is
_MOST_NAMES = 12
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z]{2})")  # "AcmeContract"; not "iPhone", "McBride"
_CODE = re.compile(r"(?=.*\d)(?=.*[^\W\d]).{8,}|\d{9,}")  # of a scanner or a download
_SUFFIX = re.compile(r"\.\w{1,8}$")
_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[-_. ]?(0[1-9]|1[0-2])(?:[-_. ]?(0[1-9]|[12]\d|3[01]))?(?!\d)"
)
_MONTHS = KINDS["month"].split()
_YEAR = re.compile(r"(?:19|20)\d\d")
_ENDED = re.compile(r"[.!?…]\W*$")


def called(document: Document, under: str = "") -> str:
    """The words of a document's path and title, each once; none that stands in `under`."""
    known, parts = words(under), []
    for part in _called(document.id, document.title):
        if kept := _beyond(known, part):
            parts.append(" ".join(kept))
            known += kept
    return " › ".join(parts)


def head_names(document: Document, under: str = "") -> str:
    """The names and years that a document opens with, beyond what it is called and `under`."""
    return _more(document, under, _opening(document.text[:OPENING]))


def context(document: Document, under: str = "") -> str:
    """Every word of a short document beyond what it is called and `under`; "" of a longer one."""
    short = len(document.text) <= _SHORT
    return _more(document, under, _spoken(document.text)) if short else ""


def _more(document: Document, under: str, said: Iterable[str]) -> str:
    named = chain.from_iterable(_called(document.id, document.title))
    return " ".join(_beyond([*words(under), *named], said))


def tells_more(document_id: str, title: str) -> bool:
    """Whether a document's path has words that its title lacks, as of many with one title."""
    return bool(_beyond(words(title), chain.from_iterable(_path(document_id))))


@lru_cache(maxsize=1024)
def _called(document_id: str, title: str) -> tuple[tuple[str, ...], ...]:
    """The words of the parts of a path, and those of a title that is no sentence."""
    titled = [] if _ENDED.search(title) else _WORD.findall(tidy(title))
    return tuple(map(tuple, (*_path(document_id), titled)))


def _path(document_id: str) -> list[list[str]]:
    """The words of each folder of a path, and of the file."""
    return [_telling(part) for part in _SUFFIX.sub("", document_id).split("/")]


def _telling(part: str) -> list[str]:
    """The words of one part of a path: its dates spelled out, no codes, no mere numbers."""
    dated = _DAY.sub(_spelled, part)
    found = [each for word in _WORD.findall(dated) for each in _CAMEL.split(word)]
    plain = [word.lstrip("0") or word for word in found if not _CODE.fullmatch(word)]
    if any(not word.isdigit() for word in plain):
        return plain
    return [word for word in plain if _YEAR.fullmatch(word)]


@lru_cache(maxsize=1024)
def _spoken(text: str) -> tuple[str, ...]:
    return tuple(_beyond(STOPWORDS, _WORD.findall(tidy(text))))


@lru_cache(maxsize=1024)
def _opening(text: str) -> tuple[str, ...]:
    plain = tidy(text)
    spelled = set(map(_key, names(plain)))
    found = [
        word
        for word in _WORD.findall(plain)
        if (not word.islower() and _key(word) in spelled) or _YEAR.fullmatch(word)
    ]
    return tuple(_beyond((), found)[:_MOST_NAMES])


def _beyond(known: Iterable[str], found: Iterable[str]) -> list[str]:
    """Each word found once, as it is first spelled, without the known ones."""
    left = {_key(word): word for word in reversed([*found])}
    for word in known:
        left.pop(_key(word), None)
    return [*reversed(left.values())]


def _key(word: str) -> str:
    return word.casefold().replace(".", "")


def _spelled(date: re.Match[str]) -> str:
    year, month, day = date.groups()
    return f" {(day or '').lstrip('0')} {_MONTHS[int(month) - 1]} {year} "
