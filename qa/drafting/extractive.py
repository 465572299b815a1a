"""The drafter without a chat model: sentences of the sources, chosen and put in order.

Proposes at most a few sentences, or says which kind of no it is. Every sentence it proposes is
a source sentence, yet it goes through the same checks as anybody's. Knows nothing of indexes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from qa.drafting import documents
from qa.drafting.certainty import about
from qa.drafting.layout import announces, code_below, in_code, is_title
from qa.drafting.lists import ALL_WORDS, listed, told
from qa.drafting.premise import Otherwise, holds, otherwise
from qa.drafting.rivals import disagreeing, singled_out
from qa.drafting.selection import Candidate, Read, missing_names, select, share, spelled
from qa.language import caution
from qa.records import Draft, DraftSentence, Hit, Question, Term
from qa.text import tidy, words

Terms = Callable[[str], Sequence[Term]]
"""The content words of a question, each with its rarity in the corpus."""

Span = tuple[int, int]

MOST_SENTENCES = 3
LEAST_CERTAINTY = 0.14
"""Below this certainty the best sentence is no answer. The highest tried at which no more than 8%
of the answerable questions about the two articles are refused; of questions about other documents
it is 2 to 3%, and 8 to 9% at .30: docs/LOG.md."""
_FEW_WORDS = 3  # "For example:", "The server:"
_NEARLY = 0.04
_BESIDE = 4.0
"""What somebody else wrote may rest on a sentence of at least this probability, and not so far
(log-odds) behind the best."""
_FOUND_MARGIN = 0.0  # of the reader: it rather says these words than that there is no answer
_NEAR_ENOUGH = 2.0  # log-odds behind the best, where a sentence may still be the right one
_NEAR_ENOUGH_OF_MANY = 3.0  # the same where several are asked for
_LEAST_ABOUT = 0.5
_SURE_SHARE = 0.5  # of being the right one among the candidates
_ASKS_FOR_MORE = re.compile(
    r"\b(?:why|how (?!much|many|long|old|far|large|big|often|tall)|explain|describe|list|name|"
    r"compare|differ|difference|or|both|and|larger|bigger|more|less|first|earlier|all|"
    r"which (?:\w+ )?[a-z]+(?<!s)s)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a question looked up: its candidates, best first, and the names not found.

    `missing` names stand in no passage considered, `absent` ones in no document at all.
    `denied` is what its first candidate says otherwise than the question.
    """

    asked: str
    candidates: tuple[Candidate, ...]
    missing: tuple[str, ...]
    absent: tuple[str, ...]
    denied: Otherwise | None

    @property
    def sure(self) -> float:
        """How sure it is that its first candidate answers."""
        return self.candidates[0].sure if self._may_answer else 0.0

    @property
    def answers(self) -> bool:
        """Whether that is sure enough."""
        return bool(self.candidates) and self.sure >= _least(self.candidates[0])

    def answering(self) -> Iterator[tuple[str, int, int]]:
        """The places of the sentences that answer it, or nearly do."""
        for each in self.candidates if self._may_answer else ():
            behind = self.candidates[0].score - each.score
            if (each.unread or each.chance >= _NEARLY) and behind < _BESIDE:
                yield each.passage.document_id, *each.span

    @property
    def _may_answer(self) -> bool:
        return bool(self.candidates) and not self.missing and not self.denied


class Extractive:
    """Drafts from the sources' own sentences."""

    name = "extractive"

    def __init__(self, terms: Terms, read: Read) -> None:
        self._terms = terms
        self._read = read

    def draft(self, question: Question, hits: Sequence[Hit]) -> Draft:
        """The best sentences for each part of the question; or a no, with its kind."""
        if question.listing and (draft := documents.listed(question.listing, hits)):
            return draft
        parts = [self._looked_up(part, hits) for part in question.parts]
        answered = [part for part in parts if part.answers]
        unread = max((part.candidates[0].unread for part in parts if part.candidates), default="")
        rivals = [
            (part.candidates[0], disagreeing(part.asked, part.candidates)) for part in answered
        ]
        conflicts = [_conflict(one, other) for one, other in rivals if other]
        if conflicts:
            draft = conflicts[0]
        elif answered:
            draft = _drafted(answered)
        else:
            draft = _refusal(parts[0])
        return replace(
            draft,
            readings=_readings(parts),
            answering=frozenset(place for part in parts for place in part.answering()),
            notices=draft.notices
            + tuple(
                f"No answer found to: “{asked}”"
                for asked, part in zip(question.parts, parts, strict=True)
                if answered and part not in answered
            ),
            confidence=None if unread else max(part.sure for part in parts),
            caution=caution(question.parts[0], unread) if unread else "",
        )

    def _looked_up(self, part: str, hits: Sequence[Hit]) -> _Part:
        terms = self._terms(part)
        asked = spelled(part, terms, hits)
        denied, candidates = _undenied(asked, told(asked, select(asked, terms, hits, self._read)))
        missing = missing_names(asked, hits)
        known = {word for term in terms if term.found for word in (term.word, term.found)}
        absent = tuple(name for name in missing if not known.issuperset(words(name)))
        return _Part(asked, candidates, tuple(missing), absent, denied)


def _undenied(
    asked: str, candidates: Sequence[Candidate]
) -> tuple[Otherwise | None, tuple[Candidate, ...]]:
    """What the best sentence says otherwise than the question, unless one as good does not.

    That one must hold the very word: "Sunday: 9 to 12" beside "Saturday: 8 to 12".
    """
    best = candidates[0] if candidates else None
    if not best or not _of_the_matter(best):
        return None, tuple(candidates)
    around = f"{best.passage.around}\n{best.passage.text}"
    denied = otherwise(asked, best.text, around)
    if not denied:
        return None, tuple(candidates)
    near = best.score - _NEAR_ENOUGH
    for at, each in enumerate(candidates):
        if each.score < near:
            break
        if holds(each.text, denied.asked) and not otherwise(asked, each.text):
            return None, (each, *candidates[:at], *candidates[at + 1 :])
    return denied, tuple(candidates)


def _conflict(one: Candidate, other: Candidate) -> Draft:
    return Draft(
        (_sentence(one), _sentence(other)),
        status="conflicting",
        message="Your documents disagree: "
        + " or ".join(f"“{tidy(each.short or '')}”" for each in (one, other))
        + ".",
    )


def _best(question: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The best sentence, and those that come so near it that leaving them out is a gamble."""
    best = candidates[0]
    more = _ASKS_FOR_MORE.search(question) is not None
    found = best.short is not None and best.signals.margin > _FOUND_MARGIN
    if found and not more:
        return [best]
    many = more or share(candidates) < _SURE_SHARE
    near = best.score - (_NEAR_ENOUGH_OF_MANY if more else _NEAR_ENOUGH)
    enough = [
        each
        for each in candidates
        if each is best or (each.score >= near and _joins(question, best, each))
    ]
    distinct = {each.text: each for each in reversed(enough)}  # of the same words, the best place
    most = MOST_SENTENCES if many else 2
    return sorted(distinct.values(), key=enough.index)[:most]


def _of_the_matter(candidate: Candidate) -> bool:
    """Whether it would be an answer, or is at least about what is asked."""
    return candidate.sure >= _least(candidate) or _is_about(candidate)


def _least(candidate: Candidate) -> float:
    return _LEAST_ABOUT if candidate.unread else LEAST_CERTAINTY


def _joins(question: str, best: Candidate, candidate: Candidate) -> bool:
    """Whether a sentence may stand beside the best one."""
    few = candidate.text.endswith(":") and len(candidate.text.split()) <= _FEW_WORDS
    only_announces = few and not code_below(candidate.passage, candidate.span)
    title = is_title(candidate.passage, candidate.span)
    if candidate.signals.fragment or title or only_announces:
        return False
    return not (otherwise(question, candidate.text) or singled_out(question, best, candidate))


def _refusal(part: _Part) -> Draft:
    if part.absent:
        message = f"Your documents do not mention “{part.absent[0]}”."
        return Draft(status="not_found", message=message)
    if part.denied:
        said, asked = part.denied.said, part.denied.asked
        message = f"Your documents say “{said}” where the question says “{asked}”."
        return Draft(status="unsupported", message=message)
    if part.candidates and part.candidates[0].unread:
        message = "No sentence of your documents is near enough to that by its words."
        return Draft(status="not_found", message=message)
    if not any(map(_is_about, part.candidates)):
        return Draft(status="not_found", message="Nothing in your documents is about that.")
    return Draft(
        status="unsupported", message="Your documents touch on that, but do not answer it."
    )


def _is_about(candidate: Candidate) -> bool:
    """Whether its passage is about what is asked, or the sentence has all words of it."""
    return about(candidate.signals) >= _LEAST_ABOUT or candidate.signals.coverage >= ALL_WORDS


def _readings(parts: Sequence[_Part]) -> tuple[tuple[str, float], ...]:
    """For each passage the highest probability that a sentence of it answers any part."""
    best: dict[str, float] = {}
    for each in (c for part in parts for c in part.candidates if not c.unread):
        best[each.passage.id] = max(best.get(each.passage.id, 0.0), each.chance)
    return tuple(best.items())


def _drafted(parts: Sequence[_Part]) -> Draft:
    """The best sentences of all parts, and a notice of each list that is not given whole.

    Of the first part's best one alone the shortest answer is kept, wherever it comes to stand.
    """
    chosen: dict[tuple[str, Span], Candidate] = {}
    notices: dict[str, None] = {}  # each once, in order
    for part in parts:
        best, notice = listed(part.asked, _best(part.asked, part.candidates), part.candidates)
        notices[notice] = None
        for each in best:
            first = part is parts[0] and each.place == part.candidates[0].place
            chosen.setdefault(each.place, each if first else replace(each, short=None))
    sentences = tuple(_sentence(candidate) for candidate in _in_order([*chosen.values()]))
    return Draft(sentences, notices=tuple(filter(None, notices)))


def _in_order(chosen: Sequence[Candidate]) -> list[Candidate]:
    """Best first, but sentences of one document in the order they stand there."""
    order = list(dict.fromkeys(candidate.passage.document_id for candidate in chosen))
    return sorted(chosen, key=lambda c: (order.index(c.passage.document_id), c.span))


def _sentence(candidate: Candidate) -> DraftSentence:
    text = candidate.text.rstrip(",")  # of an item, which goes on in the next one
    if in_code(candidate.passage, candidate.span) or "|" in text:
        text = candidate.text  # to be typed as it is, or a row
    elif text[-1] not in ".!?:;…\"'”’)»。！？।؟":
        text += ":" if announces(candidate.passage, candidate.span) else "."
    return DraftSentence(text, (candidate.passage.id,), candidate.short)
