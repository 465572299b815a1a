"""Names that speak of one country: "Tokyo", "Japanese" and "Japan".

A question may name a country by its people, its short form or the seat of its government where
the text has another of these. That they are the same matters only to whether a question is about
a text at all: where the words of a claim are checked, a capital is not its country.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from countryinfo import CountryInfo, all_countries

from qa.text import stem, words

_CODE = 3  # letters of a country's code at most
_CODES_IN_USE = {"US", "USA", "UAE", "UK"}  # the other codes are words: "IN", "IT", "NO"


def country_named(word: str, text: str) -> bool:
    """Whether `word`, in lower case, is part of a country's name and `text` has one for it.

    >>> country_named("tokyo", "Japanese officials said so.")
    True
    >>> country_named("tokyo", "French officials said so.")
    False
    """
    return any(_pattern(names).search(text) for names in _by_word().get(stem(word), ()))


@cache
def _by_word() -> dict[str, list[tuple[str, ...]]]:
    """The stem of each word of a country's names → all names of the countries it may mean."""
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for country in all_countries():
        names = tuple(sorted({name for name in _names(country) if name}))
        for each in {stem(word) for name in names for word in words(name)}:
            found[each].append(names)
    return dict(found)


@cache
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Compiled only for the countries that are asked about: there are 250."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(_spelled, names))})(?!\w)")


def _names(country: CountryInfo) -> Iterator[str]:
    """What a country, its people and its capital are called in English; codes are left out."""
    yield country.name()
    yield from re.split("[,/]", country.demonym() or "")
    capital = country.capital() or ""
    for seat in [capital] if isinstance(capital, str) else capital:  # Vatican City's is a list
        yield seat.removesuffix(" D.C.")
    for name in country.alt_spellings():
        if len(name) > _CODE or name in _CODES_IN_USE:
            yield name.removeprefix("Great ")


def _spelled(name: str) -> str:
    """A pattern for a name, with the stops of "U.S." and the plural of "Americans"."""
    return r"\.?".join(name) + r"\.?" if name in _CODES_IN_USE else re.escape(name) + "s?"
