"""Claims made from sentences by rule: some follow from the sentence, some do not.

Supported: the sentence itself, a part of it, its clauses in another order, active for passive,
a question joined to its answer. Contradicted: names exchanged, a number, name or other word
replaced, a negation added or removed, a question joined to another name of the sentence. Neither:
another sentence of the same text. Knows nothing about tokens; choices come from the generator.
"""

import random
import re

from training.examples import QaExample, SupportExample
from training.text import (
    ANTONYMS,
    content_words,
    name_spans,
    names,
    number_kind,
    number_spans,
    put,
)

_BE = re.compile(r"\b(is|are|was|were|has|have|had|can|could|will|would|may|should)\b")
_NOT = re.compile(r"\b(is|are|was|were|has|have|had|can|could|will|would|did|does|do) not\b")
_PASSIVE = re.compile(
    r"^(?P<object>.{3,60}?) (?:was|were) (?P<verb>\w+ed) by (?P<subject>[^,;]{3,60})\.$"
)
_ACTIVE = re.compile(
    r"^(?P<subject>[A-Z][\w .'-]{2,50}) (?P<verb>\w{3,}ed) "
    r"(?P<object>(?:the |a |an )?[A-Z][\w .'-]{2,50})\.$"
)
_LEAD = re.compile(r"^((?:In|On|At|During|After|By|Since|From) [^,]{3,40}), (.{15,})\.$")
_AND = re.compile(r"^(?P<left>.*?)(?P<a>[A-Z][\w'-]+) and (?P<b>[A-Z][\w'-]+)(?P<right>[ ,.].*)$")
_SUBJECT_QUESTION = re.compile(r"^(?:who|what|which \w+)\s+(?P<rest>\w+ .{4,})\?$", re.IGNORECASE)
_NOT_SUBJECT = frozenset(
    "did do does are is was were am kind type sort part year time date happened happens day".split()
)


def truncated(sentence: str, rng: random.Random) -> str | None:
    """The sentence without an aside in brackets or without its last clause."""
    without = re.sub(r"\s*\([^()]*\)", "", sentence)
    if without != sentence and rng.random() < 0.6:
        return without
    cuts = [
        m.start() for m in re.finditer(r", (?:which|who|while|where|and|with|as)\b|; ", sentence)
    ]
    cuts = [cut for cut in cuts if len(sentence[:cut].split()) >= 5]
    return sentence[: rng.choice(cuts)].rstrip() + "." if cuts else None


def reordered(sentence: str, rng: random.Random) -> str | None:
    """A true restatement: passive for active, a leading phrase moved, "B and A" for "A and B"."""
    passive, active = _PASSIVE.match(sentence), _ACTIVE.match(sentence)
    if passive:
        return _voice(passive, "{subject} {verb} {object}.")
    if active:
        return _voice(active, "{object} was {verb} by {subject}.")
    lead, pair = _LEAD.match(sentence), _AND.match(sentence)
    if lead and (pair is None or rng.random() < 0.5):
        return f"{_upper(lead[2])} {lead[1][0].lower()}{lead[1][1:]}."
    if pair:
        return f"{pair['left']}{pair['b']} and {pair['a']}{pair['right']}"
    return None


def wrong_voice(sentence: str) -> str | None:
    """Subject and object exchanged while the voice changes: "X made Y" as "X was made by Y"."""
    passive, active = _PASSIVE.match(sentence), _ACTIVE.match(sentence)
    if passive:
        return _voice(passive, "{object} {verb} {subject}.")
    if active:
        return _voice(active, "{subject} was {verb} by {object}.")
    return None


def _voice(match: re.Match[str], form: str) -> str:
    return _upper(form.format(**match.groupdict()))


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def swapped_roles(sentence: str, rng: random.Random) -> str | None:
    """Two names of the sentence exchanged, unless only "and", "or" or a comma stands between."""
    spans = name_spans(sentence)
    pairs = [
        (a, b)
        for i, a in enumerate(spans)
        for b in spans[i + 1 :]
        if sentence[a[0] : a[1]] != sentence[b[0] : b[1]] and content_words(sentence[a[1] : b[0]])
    ]
    if not pairs:
        return None
    (s1, e1), (s2, e2) = rng.choice(pairs)
    return sentence[:s1] + sentence[s2:e2] + sentence[e1:s2] + sentence[s1:e1] + sentence[e2:]


def changed_number(sentence: str, rng: random.Random) -> str | None:
    """One number replaced by another of its kind."""
    spans = number_spans(sentence)
    if not spans:
        return None
    start, end = rng.choice(spans)
    old = sentence[start:end]
    if number_kind(old) == "word":
        new = rng.choice([n for n in ("two", "three", "four", "six", "nine") if n != old.lower()])
    elif number_kind(old) == "year":
        new = str(int(old) + rng.choice([-30, -11, -4, -1, 1, 3, 10, 20]))
    else:
        digits = [i for i, char in enumerate(old) if char.isdigit()]
        at = rng.choice(digits)
        new = old[:at] + rng.choice([d for d in "123456789" if d != old[at]]) + old[at + 1 :]
    return put(sentence, (start, end), new)


def changed_name(sentence: str, others: list[str], rng: random.Random) -> str | None:
    """One name replaced by a name that the sentence does not hold."""
    spans = name_spans(sentence)
    choices = [name for name in others if name not in sentence]
    if not spans or not choices:
        return None
    return put(sentence, rng.choice(spans), rng.choice(choices))


def changed_polarity(sentence: str, rng: random.Random) -> str | None:
    """A "not" taken out or, if there is none, one put in."""
    negated = _NOT.search(sentence)
    if negated:
        return put(sentence, negated.span(), negated[1])
    at = _BE.search(sentence)
    if at is None:
        return None
    word = " never" if rng.random() < 0.2 else " not"
    return sentence[: at.end()] + word + sentence[at.end() :]


def changed_word(sentence: str, others: list[str], rng: random.Random) -> str | None:
    """A word replaced by its opposite or, as often, by one of another sentence that ends alike."""
    opposites = [m for m in re.finditer(r"[a-z]+", sentence) if m.group() in ANTONYMS]
    if opposites and rng.random() < 0.5:
        match = rng.choice(opposites)
        return put(sentence, match.span(), ANTONYMS[match.group()])
    spots = list(re.finditer(r"\b[a-z]{4,}\b", sentence))
    rng.shuffle(spots)
    there = sorted({word for text in others for word in re.findall(r"\b[a-z]{4,}\b", text)})
    for match in spots:
        fitting = [w for w in there if w[-2:] == match.group()[-2:] and w[:4] not in sentence]
        if content_words(match.group()) and fitting:
            return put(sentence, match.span(), rng.choice(fitting))
    return None


def from_sentence(
    sentence: str, neighbours: list[str], group: str, rng: random.Random
) -> list[SupportExample]:
    """A few claims about one sentence: one supported, up to three contradicted, one neither."""
    others = sorted({name for text in neighbours for name in names(text)})
    true = [truncated(sentence, rng), reordered(sentence, rng), sentence]
    roles = wrong_voice(sentence) or swapped_roles(sentence, rng)
    false = [
        changed_number(sentence, rng),
        changed_name(sentence, others, rng),
        changed_polarity(sentence, rng),
    ]
    base, made = _base(sentence, true, rng), []
    made.append(("true", base, "supported"))
    if roles:
        made.append(("roles", roles, "contradicted"))
    if word := changed_word(base if rng.random() < 0.5 else sentence, neighbours, rng):
        made.append(("word", word, "contradicted"))
    wrong = [claim for claim in false if claim]
    if wrong:
        made.append(("changed", rng.choice(wrong), "contradicted"))
    if neighbours and rng.random() < 0.6:
        made.append(("other", rng.choice(neighbours), "neither"))
    return [
        SupportExample(f"made+{kind}", group, claim, sentence, label) for kind, claim, label in made
    ]


def _base(sentence: str, true: list[str | None], rng: random.Random) -> str:
    """A supported claim: a restatement where there is one, the sentence itself now and then."""
    options = [claim for claim in true[:2] if claim]
    return rng.choice(options) if options and rng.random() < 0.8 else sentence


def from_question(example: QaExample, rng: random.Random) -> list[SupportExample]:
    """A subject question joined to its answer, and to another name or phrase of its sentence.

    "Who instructed Eric Holder?" and "Obama" make "Obama instructed Eric Holder."
    """
    match = _SUBJECT_QUESTION.match(example.question)
    if match is None or not example.spans or match["rest"].split()[0].lower() in _NOT_SUBJECT:
        return []
    rest = match["rest"]
    if rest.lower().rsplit(maxsplit=1)[-1] in ("by", "to", "for", "with", "of", "in", "from", "on"):
        return []
    start, end = rng.choice(example.spans)
    answer = example.passage[start:end]
    made = [("answer", answer, "supported")]
    asked = f"{rest} {answer}".lower()
    wrong = [name for name in names(example.passage) if name.lower() not in asked]
    swapped = swapped_roles(f"{_upper(answer)} {rest}.", rng)
    if wrong:
        made.append(("wrong-answer", rng.choice(wrong), "contradicted"))
    claims = [(kind, f"{_upper(subject)} {rest}.", label) for kind, subject, label in made]
    if swapped:
        claims.append(("wrong-roles", swapped, "contradicted"))
    return [
        SupportExample(f"made+{kind}", example.group, claim, example.passage, label)
        for kind, claim, label in claims
    ]
