"""Questions that a passage looks able to answer and does not, made from answered ones.

Four ways, after what people do in SQuAD 2.0 (Rajpurkar et al. 2018, table 1): another passage
of the same article, a name or number swapped, an antonym or a negation put in, and another thing
asked of the same subject ("how many domes" for "how many visitors"). And two after what documents
do: the passage without the sentence that answers, and without the phrase that does ("It was
signed in October." does not say where). Knows nothing about tokens; all choices come from the
random generator passed in.
"""

import random
import re
from collections.abc import Iterable, Sequence

from training.examples import QaExample
from training.text import (
    ANTONYMS,
    STOP_WORDS,
    content_words,
    name_spans,
    names,
    number_kind,
    number_spans,
    put,
    sentence_spans,
    sentences,
)

# Where a question says what it wants to know: the thing counted, the kind of thing, the quality of
# a subject, and what the subject did.
_FOCUS = {
    "counted": re.compile(r"\bhow (?:many|much) (?P<word>[a-z]{3,})\b", re.IGNORECASE),
    "kind": re.compile(
        r"\b(?:what|which) (?P<word>[a-z]{3,}) (?:is|was|are|were|did|does|do|has|had|have|can|"
        r"would|[a-z]+ed)\b",
        re.IGNORECASE,
    ),
    "quality": re.compile(
        r"\b(?:what|who|where|when) (?:is|was|are|were|'s) the (?P<word>[a-z]{3,}) (?:of|for|in)\b",
        re.IGNORECASE,
    ),
    "deed": re.compile(
        r"\b(?:did|does|do|will|would|can|could) (?:the )?(?:[A-Z][\w'.-]* )+(?P<word>[a-z]{3,})\b"
    ),
}
_TOO_BROAD = STOP_WORDS | frozenset(
    "kind kinds type types sort name names term word year years date time people person thing "
    "things place part way other number amount percentage percent example called".split()
)
_SAME_WORD = 5  # letters: words that begin alike are taken for forms of one word
_AUXILIARY = re.compile(r"\b(did|does|do|was|were|is|are|can|could|has|have|had|will|would)\b")

# A phrase that a sentence can do without: a preposition and what follows it, up to a point where
# the sentence goes on without it.
_LEADS_IN = re.compile(
    r"\b(?:in|at|on|by|from|to|for|with|near|during|since|until|after|before|between|under|of|"
    r"around|into|through|as|because of|due to)\s+"
    r"(?:(?:the|an?|about|around|nearly|over|early|late)\s+)?$",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"[.;:)]|,? (?:by|in|on|at|with|for|from|after|before|as|when|while|where|which|who|because|"
    r"during|since|until|that|but)\b"
)
_SENTENCE_START = re.compile(r"(?:^|[.!?][\"'”’)]?\s+)$")


def closest_passages(example: QaExample, passages: Sequence[str], limit: int) -> list[str]:
    """Up to `limit` passages sharing most words with the question that hold none of its answers."""
    question = content_words(example.question)
    answers = [example.passage[start:end].lower() for start, end in example.spans]
    scored = []
    for order, passage in enumerate(passages):
        lowered = passage.lower()
        if passage == example.passage or any(answer in lowered for answer in answers):
            continue
        shared = len(question & content_words(passage))
        if shared:
            scored.append((-shared, order, passage))
    return [passage for _, _, passage in sorted(scored)[:limit]]


def other_passage(
    example: QaExample, passages: Sequence[str], rng: random.Random
) -> QaExample | None:
    """The question with a look-alike passage of the same article, the closest most often."""
    found = closest_passages(example, passages, limit=4)
    if not found:
        return None
    passage = found[min(int(rng.expovariate(1.0)), len(found) - 1)]
    return QaExample(f"{example.source}+passage", example.group, example.question, passage, ())


def swapped_entity(
    example: QaExample, passages: Sequence[str], rng: random.Random
) -> QaExample | None:
    """The question with one name or number replaced by another of its kind from the article."""
    spans = _replaceable(example)
    rng.shuffle(spans)
    for start, end, kind in spans:
        old = example.question[start:end]
        choices = _alternatives(old, kind, example, passages, rng)
        if choices:
            question = put(example.question, (start, end), rng.choice(choices))
            return QaExample(f"{example.source}+swap", example.group, question, example.passage, ())
    return None


def _replaceable(example: QaExample) -> list[tuple[int, int, str]]:
    """Spans of the question's names (found in the passage, in any case) and numbers."""
    question = example.question
    found = [(s, e, number_kind(question[s:e])) for s, e in number_spans(question)]
    lowered = question.lower()
    for name in sorted(set(names(example.passage)), key=lambda name: (-len(name), name)):
        at = re.search(rf"\b{re.escape(name.lower())}\b", lowered)
        if at and len(name) > 2 and not any(s < at.end() and at.start() < e for s, e, _ in found):
            found.append((at.start(), at.end(), "name"))
    return found


def _alternatives(
    old: str, kind: str, example: QaExample, passages: Sequence[str], rng: random.Random
) -> list[str]:
    """Replacements of the same kind, from this passage or the article's others with equal odds."""
    where: Iterable[str] = [example.passage] if rng.random() < 0.5 else passages[:40]
    answers = {example.passage[start:end].lower() for start, end in example.spans}
    asked = example.question.lower()
    found = set()
    for passage in where:
        spans = name_spans(passage) if kind == "name" else number_spans(passage)
        for start, end in spans:
            text = passage[start:end]
            if kind != "name" and number_kind(text) != kind:
                continue
            if text.lower() in asked or old.lower() in text.lower():
                continue
            if any(text.lower() in answer or answer in text.lower() for answer in answers):
                continue
            found.add(text if old != old.lower() else text.lower())
    return sorted(found)


def turned_round(example: QaExample, rng: random.Random) -> QaExample | None:
    """The question with a word replaced by its antonym or, failing that, negated."""
    question = example.question
    turnable = [m for m in re.finditer(r"[A-Za-z]+", question) if m.group() in ANTONYMS]
    if turnable:
        match = rng.choice(turnable)
        changed = put(question, match.span(), ANTONYMS[match.group()])
    else:
        at = _AUXILIARY.search(question)
        if at is None or " not " in question or "n't" in question:
            return None
        rest = question[at.end() :]
        subject = name_spans(rest)
        cut = at.end() + (subject[0][1] if subject and subject[0][0] <= 1 else 0)
        changed = f"{question[:cut]} not{question[cut:]}"
    return QaExample(f"{example.source}+turned", example.group, changed, example.passage, ())


def focus_words(questions: Iterable[str]) -> dict[str, list[str]]:
    """What the questions want to know, by where they say it; for `swapped_focus`."""
    found: dict[str, set[str]] = {slot: set() for slot in _FOCUS}
    for question in questions:
        for slot, pattern in _FOCUS.items():
            match = pattern.search(question)
            if match and match["word"].lower() not in _TOO_BROAD:
                found[slot].add(match["word"].lower())
    return {slot: sorted(words) for slot, words in found.items()}


def swapped_focus(
    example: QaExample, near: dict[str, list[str]], far: dict[str, list[str]], rng: random.Random
) -> QaExample | None:
    """The question asking another thing of the same subject, of which the passage has no word.

    `near` holds the focus words of the article's questions, `far` those of all.
    """
    slots = [
        (slot, match)
        for slot, pattern in _FOCUS.items()
        if (match := pattern.search(example.question)) and match["word"].lower() not in _TOO_BROAD
    ]
    if not slots:
        return None
    slot, match = rng.choice(slots)
    here = {word[:_SAME_WORD] for word in content_words(example.passage + " " + example.question)}
    pool = near[slot] if rng.random() < 0.6 else far[slot]
    choices = [word for word in pool if word[:_SAME_WORD] not in here]
    if not choices:
        return None
    question = put(example.question, match.span("word"), rng.choice(choices))
    return QaExample(f"{example.source}+focus", example.group, question, example.passage, ())


def without_phrase(example: QaExample) -> QaExample | None:
    """The question with its passage less the phrase that answers; None if it is no such phrase.

    "In 1902, Quill sold it to the city of Delft." asked when: "Quill sold it to the city of Delft."
    """
    passage = example.passage
    start, end = max(example.spans, key=lambda span: span[1] - span[0])
    if any(s < start or e > end for s, e in example.spans):
        return None
    lead = _LEADS_IN.search(passage[:start])
    if not lead:
        return None
    left, right = passage[: lead.start()], passage[end:]
    opens = _SENTENCE_START.search(left) is not None
    if opens and right.startswith(", "):
        rest = left + right[2:3].upper() + right[3:]
    elif not opens and _GOES_ON.match(right):
        rest = left.rstrip() + right
    else:
        return None
    told = content_words(passage[start:end])
    if not told or told & content_words(f"{rest} {example.question}"):
        return None
    return QaExample(f"{example.source}+phrase", example.group, example.question, rest, ())


def without_sentence(example: QaExample) -> QaExample | None:
    """The question with its passage less every sentence that holds a word of an answer.

    None if nothing is left that shares a word with the question.
    """
    passage = example.passage
    told = frozenset().union(*(content_words(passage[s:e]) for s, e in example.spans))
    rest = " ".join(text for text in sentences(passage) if not told & content_words(text))
    if not told or not content_words(example.question) & content_words(rest):
        return None
    return QaExample(f"{example.source}+without", example.group, example.question, rest, ())


def single_sentences(example: QaExample, rng: random.Random) -> list[QaExample]:
    """The question with the sentence that answers it, and with the closest one that does not."""
    if not example.spans:
        return []
    passage = example.passage
    spans = sentence_spans(passage)
    made = []
    others = []
    for start, end in spans:
        inside = tuple((s - start, e - start) for s, e in example.spans if start <= s and e <= end)
        text = passage[start:end]
        if inside:
            source = f"{example.source}+sentence"
            made.append(QaExample(source, example.group, example.question, text, inside))
        elif end - start > 30:
            others.append(text)
    close = closest_passages(example, others, limit=2)
    if close:
        source = f"{example.source}+other-sentence"
        made.append(QaExample(source, example.group, example.question, rng.choice(close), ()))
    return made[-2:]
