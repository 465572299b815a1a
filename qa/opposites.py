"""Words that say the opposite of each other, in the forms they come in.

A list by hand, and so never whole: it makes the plain cases certain, whatever a model thinks of
them. Knows single words; not what a sentence makes of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

_PREFIXES = ("un", "non")
_NO_PREFIX = frozenset("unless unlike until nonprofit".split())  # not what "less" is not
Sides = tuple[frozenset[str], frozenset[str]]

_PAIRS = """
rise rose risen increase raise grow grew grown gain climb expand surge soar jump up growth
= fall fell fallen decrease decline reduce reduction lower shrink shrank shrunk drop plunge down
more = less fewer
most = least fewest
many = few
high higher highest = low lower lowest
large larger largest big bigger biggest = small smaller smallest
long longer longest = short shorter shortest
old older oldest = new newer newest young younger youngest
first = last
early earlier earliest = late later latest
above over exceed = below under beneath
accept approve adopt endorse approval acceptance
= reject decline refuse deny rejection refusal
allow permit legalise legalize require encourage
= forbid forbade forbidden ban prohibit outlaw prevent discourage
include = exclude
join enter participate participation entry accession
= leave left quit withdraw withdrew withdrawn withdrawal exit
arrive = depart
profit gain = loss
success succeed = failure fail
agree = disagree
strengthen strong stronger strongest strength strongly
= weaken weak weaker weakest weakness weakly
better best improve = worse worst worsen deteriorate
good = bad poor
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
male = female
marry = divorce
war = peace
attack = defend
friend ally allied = enemy foe
win won winner = lose lost loser
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
summer = winter
employer = employee
landlord = tenant
man men = woman women
boy = girl
father = mother
son = daughter
king = queen
adult = child children
senior = junior
same similar similarly = different differently
combine merge join unite united = separate separated split
current currently = former formerly previous previously
single = multiple double triple
double = triple
primary = secondary
necessary = unnecessary
simple simpler simplest = complex complicated
encourage = discourage
praise = criticise criticize criticism
hardware = software
local locally = global globally
national nationally = international internationally
local = national
horizontal horizontally = vertical vertically
add = remove delete
multiply = divide
interior = exterior
tighten = loosen relax
greater greatest = lesser least
advantage = disadvantage
normal = abnormal
accelerate = decelerate
alive = dead
fake = real genuine
free = paid
correct correctly = incorrect incorrectly
complete = incomplete
accurate = inaccurate
efficient = inefficient
effective = ineffective
adequate = inadequate
sufficient = insufficient
significant = insignificant
appropriate = inappropriate
consistent = inconsistent
compatible = incompatible
capable = incapable
valid = invalid
regular = irregular
relevant = irrelevant
mature = immature
honest = dishonest
theory = practice
quantity = quality
singular = plural
vowel = consonant
noun = verb
liquid = solid gas
acid acidic = alkaline
wet wetter wettest = dry drier driest
clean = dirty
full = empty
hope = despair
wild = domesticated tame
guilty = innocent
offence offense = defence defense
tall taller tallest = short shorter shortest
tiny = huge enormous
heat = cool
clockwise = anticlockwise counterclockwise
odd = even
import importer = export exporter
wholesale = retail
fiction = nonfiction
credit = debit
asset = liability
supply = demand
morning = evening
sunrise dawn = sunset dusk
daily = weekly monthly yearly annual annually
weekly = monthly yearly annual annually
monthly = yearly annual annually
hourly = daily weekly monthly
freshwater = saltwater
upstream = downstream
inbound incoming = outbound outgoing
onshore = offshore
online = offline
manual manually = automatic automatically
synchronous = asynchronous
static = dynamic
verbal = nonverbal
civilian = military
urban = rural suburban
"""

# One of them says the other too, or it and its end are told in one breath: "open from 9 to 5"
# answers when it closes, "A bought it of B" who sold it, "A, sister of B" who her brother is.
_CONVERSES = """
north northern = south southern
east eastern = west western
before = after
support favour favor = oppose opposition
begin began begun start open = end finish stop cease close
victory = defeat loss
buy bought purchase acquire = sell sold
birth born = death die
lend lender = borrow borrower
brother = sister
husband = wife
teacher = student pupil
parent = child children
doctor = patient
buyer purchaser = seller vendor
"""


def _sides(pairs: str) -> dict[str, list[Sides]]:
    """Word of the list → for each pair it belongs to, its own side and the other one."""
    found: dict[str, list[Sides]] = {}
    for line in pairs.replace("\n=", " =").strip().splitlines():
        one, other = (frozenset(side.split()) for side in line.split("="))
        for own, far in ((one, other), (other, one)):
            for word in own:
                found.setdefault(word, []).append((own, far))
    return found


def _forms(word: str) -> Iterator[str]:
    """A word's ordinary forms as verb or noun, and some that no word has."""
    for root in {word, word.removesuffix("e"), word + word[-1]}:  # "raise", "raising"; "dropped"
        yield from (root + ending for ending in ("ed", "ing"))
    yield from (word + ending for ending in ("s", "es", "'s"))
    if word.endswith("y"):
        yield from (word[:-1] + ending for ending in ("ies", "ied"))


_ADVERSE = _sides(_PAIRS)
_ALL = _sides(_PAIRS + _CONVERSES.lstrip())
_LISTED = {form: word for word in _ALL for form in _forms(word)} | {word: word for word in _ALL}


def listed(word: str) -> str:
    """The word of the list that a word, in lower case, is a form of; itself if of none.

    A stem would be too much: "important" has that of "import", "position" that of "positive".
    """
    return _LISTED.get(word, word)


def sides(word: str) -> Sequence[Sides]:
    """Of a word as `listed`, its side and the other of each pair where one excludes the other."""
    return [*_ADVERSE.get(word, ()), *_negating(word)]


def opposite(said: Iterable[str], there: Iterable[str]) -> tuple[str, str] | None:
    """The first word of one text, and the word of the other text that says its opposite.

    Both texts are given as words in lower case. A word that the other text holds too, or of which
    it holds both sides, is none.
    """
    mine, theirs = ({listed(word): word for word in text} for text in (said, there))
    for word in sorted(mine.keys() - theirs.keys()):
        for own, far in [*_ALL.get(word, ()), *_negating(word)]:
            against = far & theirs.keys()
            if against and not own & theirs.keys() and not far & mine.keys():
                return mine[word], theirs[min(against)]
    return None


def _negating(word: str) -> Iterator[Sides]:
    """The pair a word makes with "un-" or "non-" before it, or without."""
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) > len(prefix) + 3 and word not in _NO_PREFIX:
            yield frozenset({word}), frozenset({word.removeprefix(prefix)})
    if len(word) > 3:
        yield frozenset({word}), frozenset(prefix + word for prefix in _PREFIXES) - _NO_PREFIX
