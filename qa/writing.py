"""Drafted sentences → verified claims of one answer, each as soon as it is checked.

What a chat model writes is shown only sentence by sentence, after the citation step has found a
source sentence that supports it and, where there is a judge of that, it answers the question.
Knows nothing of how sentences are drafted, nor of how an answer is put together.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from qa.checks.check import coverage
from qa.checks.evidence import Documents, Judge
from qa.citation import verify
from qa.drafting.stream import Restart
from qa.errors import ModelFailed
from qa.reader import Reading, Support
from qa.records import Claim, DraftSentence, Hit, Origin, ShortAnswer, Verified
from qa.text import STOPWORDS, stems

Responsive = Callable[[Claim], bool]
"""Whether a supported claim answers the question, going by the source sentences it rests on."""

Reads = Callable[[str, Sequence[str]], Sequence[Reading]]
"""(question, texts) → what the reader finds in each."""
Supports = Callable[[Sequence[tuple[str, str]]], Sequence[Support]]
"""(claim, evidence) pairs → what each evidence says to its claim, as the reader reads it."""

SUPPORTED = 0.5
"""The least probability of support for a sentence with words of its own. A word put in the place
of another then passes one time in ten (99 in 100 without the reader), and three in four true
restatements do; other values: docs/LOG.md, by tests/benchmarks/claims.py."""
_ONLY_WORDS = "no source sentence says of it what the list says"
_FEW_WORDS = 3
_MOST_OF_IT = 0.7
_ITEM_WORDS = 12  # of an item that can be read in a sentence
BESIDE_THE_POINT = "it is supported but does not answer the question"
TAKEN_BACK = "the model wrote it while thinking, before its answer"


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a model's sentences; `failure` says how the model failed, if it did.

    Neither claims nor failure: no model was asked.
    """

    claims: tuple[Claim, ...] = ()
    failure: str = ""

    @property
    def shown(self) -> bool:
        """Whether anything is left."""
        return any(claim.verdict == "supported" for claim in self.claims)

    @property
    def notice(self) -> str:
        """What the reader should know of it; empty if the answer is the model's, and whole."""
        if self.shown:
            return f"The answer may be incomplete: {self.failure}." if self.failure else ""
        if not self.claims and not self.failure:
            return ""
        why = self.failure or "nothing that the model wrote could be verified"
        return f"{why[0].upper()}{why[1:]}; the answer is taken from the documents themselves."


class Checker:
    """Verifies the sentences of one answer; the same place has the same marker throughout."""

    def __init__(
        self, hits: Sequence[Hit], documents: Documents, judge: Judge | None = None
    ) -> None:
        self._hits = hits
        self._documents = documents
        self._judge = judge
        self._markers: dict[tuple[str, int, int], int] = {}

    def check(
        self, sentence: DraftSentence, origin: Origin, responsive: Responsive | None = None
    ) -> tuple[Claim, ShortAnswer | None]:
        """The verdict on the next sentence; `responsive` may refuse one that is supported."""
        claim, short = self._judged(sentence, origin, responsive)
        claim = self._numbered(claim)
        if short:
            short = replace(short, citation=short.citation.numbered(claim.citations[0].marker))
        return claim, short

    def check_list(
        self, items: Sequence[DraftSentence], responsive: Responsive | None = None
    ) -> list[Claim]:
        """The verdicts on what a model wrote as a list.

        All items that a source sentence holds together with what announces them are one claim; the
        others are held against the sources one by one.
        """
        together = self._told(items, responsive)
        kept = list(items)
        if together.verdict != "supported":
            kept = [i for i in items if self._told([i], responsive).verdict == "supported"]
            together = self._told(kept, responsive) if kept else together
        if together.verdict != "supported":
            kept = []
        left = (
            self._judged(each, "generated", responsive)[0] for each in items if each not in kept
        )
        claims = [*map(_of_a_list, left), *([together] if kept else [])]
        return [self._numbered(claim) for claim in claims]

    def _told(self, items: Sequence[DraftSentence], responsive: Responsive | None) -> Claim:
        return self._judged(_as_one(items), "generated", responsive)[0]

    def restart(self) -> None:
        """Begins the numbering anew."""
        self._markers.clear()

    def _judged(
        self, sentence: DraftSentence, origin: Origin, responsive: Responsive | None
    ) -> tuple[Claim, ShortAnswer | None]:
        claim, short = verify(sentence, self._hits, self._documents, origin, self._judge)
        if claim.verdict == "supported" and responsive and not responsive(claim):
            return refused(claim, BESIDE_THE_POINT), None
        return claim, short

    def _numbered(self, claim: Claim) -> Claim:
        citations = (
            cited.numbered(self._markers.setdefault(cited.place, len(self._markers) + 1))
            for cited in claim.citations
        )
        return replace(claim, citations=tuple(citations))


def judge_by(supports: Supports, reads: Reads) -> Judge:
    """A judge that believes the reader where it gives support at least `SUPPORTED`."""
    return Judge(
        lambda claim, evidence: supports([(claim, evidence)])[0].supported >= SUPPORTED,
        lambda question, text: reads(question, [text])[0].spans,
    )


def write(
    sentences: Iterable[DraftSentence | Restart],
    checker: Checker,
    responsive: Responsive | None = None,
) -> Generator[Verified, None, Written]:
    """Checks a model's sentences while it writes; `Restart` takes back all before it.

    A supported sentence that does not answer the question, `responsive` says, is dropped. A list
    is one sentence with what announces it, if a source says it in one, or else item by item.
    Whatever was verified before the model failed is kept: half an answer is true, too.
    """
    claims: list[Claim] = []
    try:
        for group in _grouped(sentences):
            if isinstance(group, Restart):
                checker.restart()
                claims = [refused(claim, TAKEN_BACK) for claim in claims]
                continue
            checked = _checked(group, checker, responsive)
            claims += checked
            yield from (Verified(claim) for claim in checked if claim.verdict == "supported")
    except ModelFailed as error:
        return Written(tuple(claims), str(error))
    return Written(tuple(claims))


def _grouped(
    sentences: Iterable[DraftSentence | Restart],
) -> Iterator[list[DraftSentence] | Restart]:
    """Each sentence alone, the items of one list together."""
    group: list[DraftSentence] = []
    try:
        for sentence in sentences:
            under = "" if isinstance(sentence, Restart) else sentence.under
            if group and under != group[0].under:
                yield group
                group = []
            if isinstance(sentence, Restart):
                yield sentence
            elif under:
                group.append(sentence)
            else:
                yield [sentence]
    except ModelFailed:
        if group:
            yield group
        raise
    if group:
        yield group


def _checked(
    group: Sequence[DraftSentence], checker: Checker, responsive: Responsive | None
) -> list[Claim]:
    """The claims of a sentence, or of a list."""
    if group[0].under and all(len(item.text.split()) <= _ITEM_WORDS for item in group):
        return checker.check_list(group, responsive)
    return [checker.check(each, "generated", responsive)[0] for each in group]


def _of_a_list(claim: Claim) -> Claim:
    """An item by itself; a few words of a longer source sentence say nothing of what they are."""
    few = len(stems(claim.sentence)) <= _FEW_WORDS
    if few and claim.citations and coverage(claim.citations[0].quote, claim.sentence) < _MOST_OF_IT:
        return refused(claim, _ONLY_WORDS)
    return claim


def _as_one(items: Sequence[DraftSentence]) -> DraftSentence:
    """The items of a list as one sentence, behind what announces them."""
    *others, last = (_inside(item.text) for item in items)
    comma = "," if len(others) > 1 else ""
    told = f"{', '.join(others)}{comma} and {last}" if others else last
    hints = dict.fromkeys(hint for item in items for hint in item.hints)
    return DraftSentence(f"{items[0].under} {told}.", tuple(hints))


def _inside(item: str) -> str:
    """An item as it is spelled within a sentence."""
    first = item.split(maxsplit=1)[0]
    small = first.casefold() in STOPWORDS
    return (item[0].lower() + item[1:] if small else item).rstrip(".")


def refused(claim: Claim, reason: str) -> Claim:
    """A claim that is not shown, with the reason; one refused before keeps its own."""
    if claim.verdict == "unsupported":
        return claim
    return replace(claim, citations=(), verdict="unsupported", reason=reason)
