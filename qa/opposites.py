"""Words that say the opposite of each other, in the forms they come in.

A list by hand, and so never whole: it makes the plain cases certain, whatever a model thinks of
them. Knows single words; not what a sentence makes of them.
"""

from __future__ import annotations

from collections.abc import Set

from qa.text import stem

_PAIRS = """
rise rose risen increase grow grew grown gain climb expand surge soar jump up
= fall fell fallen decrease decline shrink shrank shrunk drop plunge slump dwindle down
more = less fewer
most = least fewest
many = few
high higher highest = low lower lowest
large larger largest big bigger biggest = small smaller smallest
long longer longest = short shorter shortest
old older oldest = new newer newest young younger youngest
first = last
before = after
early earlier earliest = late later latest
above over exceed = below under beneath
begin began begun start open = end finish stop cease close
win won winner victory = lose lost loser defeat
accept approve adopt endorse = reject decline refuse deny
allow permit legalise legalize = forbid forbade forbidden ban prohibit outlaw
include = exclude
join enter = leave left quit withdraw withdrew withdrawn exit
buy bought purchase acquire = sell sold
arrive = depart
import = export
profit = loss
success succeed = failure fail
support favour favor = oppose opposition
agree = disagree
strengthen strong stronger strongest = weaken weak weaker weakest
better best improve = worse worst worsen deteriorate
good = bad
major = minor
maximum = minimum
majority = minority
public = private
true = false
legal = illegal
safe = dangerous unsafe
rich richer richest = poor poorer poorest
hot hotter hottest warm warmer = cold colder coldest cool cooler
fast faster fastest quick quickly = slow slower slowest slowly
easy easier easiest = hard harder hardest difficult
light lighter = heavy heavier dark darker
hire appoint = dismiss fire sack
build built create found establish = demolish destroy dissolve abolish
appear = disappear vanish
inside indoor = outside outdoor
northern = southern
eastern = western
male = female
birth born = death die
marry = divorce
war = peace
attack = defend
friend ally = enemy foe
always = never
ancient = modern
permanent permanently = temporary temporarily
voluntary = compulsory mandatory
"""


def _sides() -> dict[str, list[tuple[frozenset[str], frozenset[str]]]]:
    """Stem → for each pair it belongs to, its own side and the other one."""
    found: dict[str, list[tuple[frozenset[str], frozenset[str]]]] = {}
    lines = _PAIRS.replace("\n=", " =").strip().splitlines()
    for line in lines:
        one, other = (frozenset(map(stem, side.split())) for side in line.split("="))
        for own, far in ((one, other), (other, one)):
            for word in own:
                found.setdefault(word, []).append((own, far))
    return found


_SIDES = _sides()


def opposite(said: Set[str], there: Set[str]) -> tuple[str, str] | None:
    """The first word of one text, and the word of the other text that says its opposite.

    Both texts are given as stems. A word that the other text holds too, or of which it holds
    both sides, is none.
    """
    for word in sorted(said - there):
        for own, far in _SIDES.get(word, ()):
            if not own & there and not far & said and (against := far & there):
                return word, min(against)
    return None
