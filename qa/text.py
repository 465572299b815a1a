"""Comparing texts: folding, words, numbers, names and negations, with offsets kept.

The one place that says which differences between two texts do not matter: white space and
typographic quotes. Everything else (a digit, a letter, a "not") does. Works on strings alone;
knows nothing of documents or questions.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator, Set
from functools import lru_cache

import snowballstemmer

from qa.marks import Folded, unmarked

ITEM_MARK = (
    r"[-*+•‣◦·–—]|\(?\d{1,3}[.)]|\(?[a-zA-Z]{1,3}\)|"
    r"\d{1,3}(?:\.\d{1,3}){1,3}\.?(?=\s+[A-Z])"  # "3.2 Travel", not "3.2 million"
)
"""What stands before an item of a list or a clause, as a pattern; white space follows it."""
TITLE_WORDS = 10
"""Most words of a line without an end that is taken for a title."""

_stemmer = snowballstemmer.stemmer("english")
_stemming = threading.Lock()  # a stemmer holds the word it works on

_QUOTES = str.maketrans("“”„‟«»″‘’‚‛′`´", "\"\"\"\"\"\"\"'''''''")
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:'[^\W_]+)*")
_MAY = re.compile(r"(?<=[^\W_][ ,;)])May\b|(?<=[^\W_], )May\b|\bMay(?=,? ?\d)")  # the month
_LETTER = re.compile(r"(?<=[^\W\d_] )[A-HJ-Z](?![\w':]|\.[^\W_])")  # "Plan B"; no label: "Q:"
_BEFORE = re.compile(r"([^\W\d_]+) $")
_AFTER = re.compile(r"\.?[^\S\n]+([A-Z]\w*)")
_LONGEST_WORD = 30  # characters looked back over
_NAMED = "\u02c8"  # stands behind what is a name although it is spelled as a function word is
_UNSPACED = re.compile(  # Thai to Khmer, Japanese, Chinese: scripts without spaces between words
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)
_TOKEN = re.compile(r"(?<![\w-])[-−]\d[\d.,]*|\d[\d.,]*|[^\W\d_]+|\S")
_FIGURE_AND_LETTERS = re.compile(r"(\d+)([a-z]{1,12})")
_CLAUSE_END = re.compile(r"[,;:.!?()–—]")
_CLOSING = ".,;:!?)]}%"
STOPWORDS = frozenset(
    """a an the and or but if then than that this these those there here it its it's is are was
    were be been being am do does did doing done have has had having will would shall should can
    could may might must of in on at by for with about against between into through during before
    after above below to from up down out off over under again further once as so such no nor not
    only own same too very just also i me my we our you your he him his she her they them their
    what which who whom whose when where why how much many all any both each few more most other
    some us s t re ve ll d m please tell give say says said let know""".split()
)
NEGATIONS = frozenset(
    """no not never none nothing nobody neither nor without cannot hardly barely scarcely seldom
    rarely fails failed fail lacks lacked lack refuses refused refuse denies denied deny""".split()
)
CARDINALS = """zero one two three four five six seven eight nine ten eleven twelve thirteen
    fourteen fifteen sixteen seventeen eighteen nineteen twenty""".split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_UNITS = {word: value for value, word in enumerate(CARDINALS)}
_UNITS |= {word: 10 * value for value, word in enumerate(TENS, start=2)}
ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_UNITS |= {word: value for value, word in enumerate(ORDINALS[1:], start=2)}  # "first" orders words
_SCALES = {
    "hundred": 10**2, "thousand": 10**3, "k": 10**3, "million": 10**6, "mn": 10**6, "m": 10**6,
    "billion": 10**9, "bn": 10**9, "b": 10**9, "trillion": 10**12, "tn": 10**12,
}  # fmt: skip


def fold(text: str) -> Folded:
    """Folds white space to single spaces and typographic quotes to straight ones.

    A space before closing punctuation that ends a word is dropped ("cost ." = "cost."), but
    never one inside a number ("0 .5" stays apart from "0.5").
    """
    characters: list[str] = []
    origins: list[int] = []
    for at, character in enumerate(text.translate(_QUOTES)):
        if character.isspace():
            if not characters or characters[-1] == " ":
                continue
            character = " "
        elif character in _CLOSING and characters and characters[-1] == " ":
            following = text[at + 1 : at + 2]
            if not following or following.isspace() or following in _CLOSING + "\"'":
                characters.pop()
                origins.pop()
        characters.append(character)
        origins.append(at)
    if characters and characters[-1] == " ":
        characters.pop()
        origins.pop()
    return Folded("".join(characters), (*origins, len(text)))


def tidy(text: str) -> str:
    """A slice of a source made fit to read: single spaces, no space before a full stop, no marks.

    "Marks" are Markdown's; see `unmarked`.
    """
    plain = unmarked(text).text
    kept = "".join(plain[origin] for origin in fold(plain).origins[:-1])
    return re.sub(r"\s", " ", kept)


def words(text: str) -> list[str]:
    """The words of a text in lower case, without possessive endings and accents.

    An acronym that would read as a function word keeps a full stop: "U.S." and "US" are both
    "us.", and so is never taken for "us". The month of May is "may." likewise.
    """
    shouting = text.isupper()
    return [_plain(word, shouting) for word in _WORD.findall(spaced(_spelled(text)))]


def spaced(text: str) -> str:
    """A text with what is written without spaces in pairs of letters: "東京都" is "東京 京都".

    As Lucene's CJK analyzer does: words that nobody marks off are found by their parts.
    """
    return text if text.isascii() else _UNSPACED.sub(_in_pairs, text)


def _in_pairs(run: re.Match[str]) -> str:
    letters = run[0]
    pairs = (letters[at : at + 2] for at in range(max(1, len(letters) - 1)))
    return f" {' '.join(pairs)} "


def _spelled(text: str) -> str:
    """A text with straight quotes, and a mark behind the month of May and the B of "Plan B"."""
    plain = text.translate(_QUOTES)
    if "May" in plain:
        plain = _MAY.sub(f"May{_NAMED}", plain)
    return _LETTER.sub(_named, plain)


def _named(letter: re.Match[str]) -> str:
    """A capital letter, with the mark if it names something: it is no article and no initial."""
    text, at = letter.string, letter.start()
    before = _BEFORE.search(text, max(0, at - _LONGEST_WORD), at)
    after = _AFTER.match(text, letter.end())
    left, right = before[1] if before else "", after[1] if after else ""
    capital = left[:1].isupper()
    article = letter[0] == "A" and not (capital and left.casefold() not in STOPWORDS)
    goes_on = bool(right) and right.casefold() not in STOPWORDS
    initial = goes_on and (capital or len(right) == 1)
    return letter[0] if article or initial else letter[0] + _NAMED


def _plain(word: str, shouting: bool) -> str:
    letters = unicodedata.normalize("NFKD", word.replace(".", ""))
    letters = "".join(c for c in letters if not unicodedata.combining(c)).casefold()
    if letters.endswith(_NAMED):
        return letters[:-1] + "."
    acronym = "." in word or (word.isupper() and len(word) > 1 and not shouting)
    if acronym and letters in STOPWORDS:
        return letters + "."
    return letters.removesuffix("'s")


def has_word(text: str) -> bool:
    """Whether there is a letter or digit in it."""
    return any(map(str.isalnum, text))


def apart(word: str) -> str | None:
    """A figure and the letters behind it apart: "100km" is "100 km"; None for any other word."""
    parts = _FIGURE_AND_LETTERS.fullmatch(word)
    return f"{parts[1]} {parts[2]}" if parts else None


def stands_apart(word: str, text: str) -> bool:
    """Whether the figure and the letters of a word stand in a text beside each other: "401(k)"."""
    parts = _FIGURE_AND_LETTERS.fullmatch(word)
    if not parts:
        return False
    pattern = rf"(?<![^\W_]){parts[1]}[\W_]{{0,2}}{parts[2]}(?![^\W_])"
    return re.search(pattern, text, re.IGNORECASE) is not None


def content_words(text: str) -> list[str]:
    """The words that carry meaning: no function words, no single letters, but single digits."""
    return [w for w in words(text) if w not in STOPWORDS and (len(w) > 1 or w.isdigit())]


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The English Snowball stem (Porter 2001) of a lower-case word."""
    with _stemming:
        return str(_stemmer.stemWord(word))


def stems(text: str) -> set[str]:
    """The stems of the content words."""
    return {stem(word) for word in content_words(text)}


def spelled_with(text: str, wanted: Set[str]) -> list[str]:
    """The words of a text that have one of the stems, each once, as they are spelled."""
    shouting = text.isupper()
    found = [
        each for each in _WORD.findall(_spelled(text)) if stem(_plain(each, shouting)) in wanted
    ]
    return [*dict.fromkeys(each.removesuffix(_NAMED) for each in found)]


def numbers(text: str) -> set[str]:
    """Every quantity in a text in one spelling: "$1.5 billion" and "1,500 million" are equal.

    Digits and number words, "second" to "tenth" among them, are read; a scale word after a
    number is multiplied in. A percent sign is part of the number.
    """
    found: set[str] = set()
    tokens = _TOKEN.findall(text)
    for at, token in enumerate(tokens):
        value = _value(token) if token[-1:].isdigit() or token[:1].isdigit() else None
        if value is None:
            value = _UNITS.get(token.casefold())
        if value is None:
            continue
        following = [near.casefold() for near in tokens[at + 1 : at + 3] if near not in "-–"]
        scale = _SCALES.get(following[0], 1) if following else 1
        percent = "%" if following and following[0] in ("%", "percent") else ""
        found.add(f"{value * scale:.10g}{percent}")
    return found


def _value(token: str) -> float | None:
    plain = token.replace("−", "-").rstrip(".,")
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"-?\d+,\d+", plain):
        plain = plain.replace(",", ".")
    try:
        return float(plain)
    except ValueError:
        return None


def names(text: str) -> set[str]:
    """Words spelled as names: a capital or a digit in them, in lower case.

    The first word of a sentence counts only when its spelling says more than that it is the
    first: a further capital or digit in it, or another name right after it.
    """
    return {word for word, sure in _capitalised(text) if sure}


def opening_words(text: str) -> set[str]:
    """Words, in lower case, whose capital may come from opening a sentence, or be a name's."""
    return {word for word, sure in _capitalised(text) if not sure}


def _capitalised(text: str) -> Iterator[tuple[str, bool]]:
    """Every word spelled with a capital or a digit, and whether that can only be a name."""
    plain = _spelled(text)
    matches = list(_WORD.finditer(plain))
    for at, match in enumerate(matches):
        word = match.group()
        if not any(c.isupper() or c.isdigit() for c in word) or word.isdigit():
            continue
        lowered = _plain(word, shouting=False)
        if lowered in STOPWORDS or (len(lowered) == 1 and not lowered.isdigit()):
            continue
        opens = at == 0 or plain[: match.start()].rstrip()[-1:] in (".", "!", "?", ":", '"')
        following = matches[at + 1].group() if at + 1 < len(matches) else ""
        marked = any(c.isupper() or c.isdigit() for c in word[1:]) or following[:1].isupper()
        yield lowered, not opens or marked


def negated(text: str) -> set[str]:
    """The stems that stand in the reach of a negation: up to five words after it.

    The reach ends with the clause. After Chapman et al. (2001), "A simple algorithm for
    identifying negated findings" (NegEx), whose window is also five words.
    """
    found: set[str] = set()
    for clause in _CLAUSE_END.split(text.translate(_QUOTES)):
        reach = 0
        for word in words(clause):
            if word in NEGATIONS or word.endswith("n't"):
                reach = 5
            elif reach:
                found.add(stem(word))
                reach -= 1
    return found


def is_negative(text: str) -> bool:
    """Whether any negation stands in the text."""
    return any(word in NEGATIONS or word.endswith("n't") for word in words(text))
