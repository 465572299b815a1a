"""A little English: auxiliaries, and what a finite verb is without its ending.

Closed classes are listed. Whether what is left of a regular past is a verb is looked up in the
vocabulary of the reader's tokenizer. Knows nothing of sentences or questions.
"""

from __future__ import annotations

import re
from functools import cache

from qa.reader import FOLDER

BE = frozenset("is are was were".split())
MODALS = frozenset("will would can could may might must shall should".split())
HAVE = {"has": "does", "have": "do", "had": "did"}
FINITE = BE | MODALS | HAVE.keys()
DETERMINERS = frozenset("the a an".split())
NOT_A_SUBJECT = frozenset(
    """about above across after again against all along also although among and another any around
    as at because before behind below beneath beside between beyond both but by despite down during
    each either every except few first finally following for from further given he her hers here
    his how however i if in including indeed inside instead into it its itself just last like many
    me more most much my near neither next no none nor not nothing of off on once one only onto or
    other others our out outside over per please rather second she since so some such than that
    their them then there therefore these they third this those though through throughout thus to
    together toward under unless unlike until up upon us via we what when where whereas whether
    which while who whom whose why with within without yes yet you your""".split()
)
"""Words that open no subject which could be understood alone."""
PREPOSITIONS = frozenset(
    """about above across after against along among around as at because before behind below
    beneath beside between beyond by despite during except for from in inside into like near of
    off on onto out outside over per since than through throughout to toward towards under until
    up upon via when where while with within without""".split()
)

_IRREGULAR = {
    past: base
    for base, past in (
        pair.split(">")
        for pair in """arise>arose become>became begin>began bring>brought build>built buy>bought
        catch>caught choose>chose come>came do>did draw>drew drink>drank drive>drove eat>ate
        fall>fell feed>fed feel>felt fight>fought find>found fly>flew forbid>forbade forget>forgot
        get>got give>gave go>went grow>grew hear>heard hide>hid hold>held keep>kept know>knew
        lay>laid lead>led leave>left lend>lent lose>lost make>made mean>meant meet>met pay>paid
        ride>rode ring>rang rise>rose run>ran say>said see>saw seek>sought sell>sold send>sent
        show>showed sing>sang sink>sank sit>sat sleep>slept speak>spoke spend>spent stand>stood
        steal>stole strike>struck swear>swore swim>swam take>took teach>taught tell>told
        think>thought throw>threw understand>understood undergo>underwent wear>wore win>won
        write>wrote withdraw>withdrew overtake>overtook undertake>undertook oversee>oversaw
        foresee>foresaw""".split()
    )
}
_PRESENT = frozenset(_IRREGULAR.values()) | frozenset(
    """accept act add aim allow announce appear apply argue believe belong call carry cause change
    claim close combine compare connect consist contain continue control cost cover create decide
    define describe develop display employ enable end enter exist expect explain express face
    follow form govern happen help host house include increase introduce involve join lie link
    live look manage mark measure mention move name need offer open operate own perform place plan
    play possess prevent produce protect prove provide publish raise range reach receive refer
    reduce remain remove replace report represent require serve set share sign start state stay
    store study suggest supply support surround teach train treat turn use visit want weigh
    work""".split()
)
_PARTICIPLES = frozenset(
    """been become begun broken brought built bought caught chosen come done drawn driven eaten
    fallen felt fought found flown given gone grown heard held hidden kept known laid led left lent
    lost made meant met paid put read risen run said seen sent set shown sold sought spent spoken
    stolen stood struck sunk sworn taken taught thought thrown told understood won worn
    written""".split()
)
_NO_PAST = frozenset("hundred indeed exceed proceed succeed speed breed sacred kindred".split())
_DOUBLED = re.compile(r"([bdgklmnprtvz])\1$")
_SHORT = re.compile(r"[^aeiou]*[aeiou][^aeiouwxy]$")


def main_verb(word: str) -> tuple[str, str] | None:
    """A finite main verb as ("did", its base); None for anything else.

    "sold" is ("did", "sell"), "sells" ("does", "sell"). Plural nouns look like the latter, so
    only verbs of the list count there.
    """
    if word in _IRREGULAR:
        return "did", _IRREGULAR[word]
    if _is_past(word):
        return "did", _regular(word)
    for ending, added in (("ies", "y"), ("es", ""), ("s", "")):
        base = word.removesuffix(ending) + added
        if word.endswith(ending) and base in _PRESENT:
            return "does", base
    return None


def is_participle(word: str) -> bool:
    """Whether "has" or "was" before the word would make one verb with it."""
    return word in _PARTICIPLES or _is_past(word)


def _is_past(word: str) -> bool:
    return word.endswith("ed") and len(word) > 4 and word not in _NO_PAST


def _regular(word: str) -> str:
    if word.endswith("ied"):
        return f"{word[:-3]}y"
    root = word[:-2]
    known = vocabulary()
    if _DOUBLED.search(root) and root[:-1] in known:
        return root[:-1]
    if root in known and f"{root}e" in known:
        return f"{root}e" if _SHORT.fullmatch(root) else root
    if f"{root}e" in known:
        return f"{root}e"
    # A root that the vocabulary lacks ends in "e" where English spelling wants one.
    if root in known or root[-1] not in "cgsuvz":
        return root
    return f"{root}e"


@cache
def vocabulary() -> frozenset[str]:
    """The whole words of the reader's tokenizer, in lower case."""
    from tokenizers import Tokenizer

    tokens = Tokenizer.from_file(str(FOLDER / "tokenizer.json")).get_vocab()
    return frozenset(token for token in tokens if token.isalpha())
