"""Words that say the opposite of each other, in the forms they come in.

A list by hand, and so never whole: it makes the plain cases certain, whatever a model thinks of
them. Knows single words; not what a sentence makes of them.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from qa.text import stem

Sides = tuple[frozenset[str], frozenset[str]]

_PAIRS = """
rise rose risen increase raise grow grew grown gain climb expand surge soar jump up
= fall fell fallen decrease decline reduce lower shrink shrank shrunk drop plunge slump dwindle down
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
accept approve adopt endorse = reject decline refuse deny
allow permit legalise legalize = forbid forbade forbidden ban prohibit outlaw
include = exclude
join enter = leave left quit withdraw withdrew withdrawn exit
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
marry = divorce
war = peace
attack = defend
friend ally = enemy foe
always = never
ancient = modern
permanent permanently = temporary temporarily
voluntary optional = compulsory mandatory
common frequent frequently = rare rarely uncommon infrequent
able = unable
possible = impossible
known = unknown
popular = unpopular
equal = unequal
eligible = ineligible
limited = unlimited
official officially = unofficial unofficially
successful successfully = unsuccessful unsuccessfully
important = unimportant
formal = informal
direct directly = indirect indirectly
dependent = independent
active = inactive
visible = invisible
positive = negative
internal = external
domestic = foreign
urban = rural
upper top = lower bottom
expensive = cheap inexpensive
wide wider widest = narrow narrower narrowest
thick = thin
deep deeper deepest = shallow
gross = net
upload = download
input = output
enable = disable
connect = disconnect
install = uninstall
encrypt = decrypt
cause = prevent
with = without
ascend = descend
north = south
east = west
summer = winter
employer = employee
landlord = tenant
man men = woman women
"""

# One of them says the other too, or it and its end are told in one breath: "open from 9 to 5"
# answers when it closes, "A bought it of B" who sold it.
_CONVERSES = """
begin began begun start open = end finish stop cease close
win won winner victory = lose lost loser defeat
buy bought purchase acquire = sell sold
birth born = death die
lend lender = borrow borrower
"""


def _sides(pairs: str) -> dict[str, list[Sides]]:
    """Stem → for each pair it belongs to, its own side and the other one."""
    found: dict[str, list[Sides]] = {}
    for line in pairs.replace("\n=", " =").strip().splitlines():
        one, other = (frozenset(map(stem, side.split())) for side in line.split("="))
        for own, far in ((one, other), (other, one)):
            for word in own:
                found.setdefault(word, []).append((own, far))
    return found


_ADVERSE = _sides(_PAIRS)
_ALL = _sides(_PAIRS + _CONVERSES.lstrip())


def sides(word: str) -> Sequence[Sides]:
    """Of a stem, for each pair of which one excludes the other, its own side and the other one."""
    return _ADVERSE.get(word, ())


def opposite(said: Set[str], there: Set[str]) -> tuple[str, str] | None:
    """The first word of one text, and the word of the other text that says its opposite.

    Both texts are given as stems. A word that the other text holds too, or of which it holds
    both sides, is none.
    """
    for word in sorted(said - there):
        for own, far in _ALL.get(word, ()):
            if not own & there and not far & said and (against := far & there):
                return word, min(against)
    return None
