"""Words of which one rules out the others: days, months, colours, peoples, points, figures.

Lists by hand, of what most texts name. Knows single words and what stands right before them; not
what is said of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from qa.text import CARDINALS, ORDINALS, TENS, numbers

Member = tuple[str, str]
"""What a word is one of, and which one it is: ("day", "Monday"), ("ordinal", "3")."""

KINDS = {
    "day": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "month": """January February March April May June July August September October November
        December""",
    "season": "spring summer autumn winter",
    "point": "north south east west",
    "point between": "northeast northwest southeast southwest",
    "side": "northern southern eastern western",
    "side between": "northeastern northwestern southeastern southwestern",
    "continent": "Africa Asia Europe America Australia Antarctica",
    "sea": "Atlantic Pacific Arctic Mediterranean Baltic Caribbean",
    "planet": "Mercury Venus Earth Mars Jupiter Saturn Uranus Neptune Pluto",
    "colour": "red orange yellow green blue purple violet pink brown black white grey",
    "metal": "iron copper gold silver tin lead zinc nickel steel bronze platinum uranium",
    "scale": "hundred thousand million billion trillion",
    "people": """American Arab Arabic Australian Austrian Belgian British Canadian Chinese Czech
        Danish Dutch Egyptian English Finnish French German Greek Hebrew Hungarian Indian Iranian
        Iraqi Irish Italian Japanese Korean Mexican Norwegian Persian Polish Portuguese Romanian
        Russian Scottish Spanish Swedish Swiss Turkish Ukrainian Welsh""",
}
"""Kind → its members. One with a capital counts only as it is written here ("May", "Polish")."""
_MEMBERS = {word: (kind, word) for kind, of in KINDS.items() for word in of.split()}
_COUNTING = CARDINALS[2:13]  # "one" is more often no number
_ROMAN = frozenset("I II III IV V VI VII VIII IX X XI XII".split())
_YEAR = re.compile(r"1\d{3}|20\d\d")
FIGURE = re.compile(r"(\d+(?:[.,]\d+)*)(st|nd|rd|th|['’]?s)?")
"""Digits, and the ending of an ordinal or a decade."""


def member(word: str) -> Member | None:
    """What a word as it is spelled is one of; None for a figure and for most words."""
    return _MEMBERS.get(word) or _MEMBERS.get(word.casefold())


def figure(spelled: Sequence[str], at: int) -> Member | None:
    """The kind and value of the figure at a place among words; None if there is none.

    Kinds are number, year, decade, ordinal and roman; equal figures are equal however they are
    written ("2nd", "second"). A part of a longer number ("twenty-one") is none.
    """
    before, word = spelled[at - 1].casefold() if at else "", spelled[at].casefold()
    if before in TENS:
        return None
    if digits := FIGURE.fullmatch(word):
        return _in_digits(*digits.groups())
    if word in ORDINALS:
        return "ordinal", str(ORDINALS.index(word) + 1)
    if word in _COUNTING and before != "other":  # "the other two" of three
        return "number", str(CARDINALS.index(word))
    return ("roman", spelled[at]) if spelled[at] in _ROMAN else None


def _in_digits(digits: str, ending: str | None) -> Member | None:
    if ending:
        return ("decade", digits[-2:]) if ending.endswith("s") else ("ordinal", digits)
    if _YEAR.fullmatch(digits):
        return "year", digits
    value = numbers(digits)
    return ("number", min(value)) if value else None
