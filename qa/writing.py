"""Drafted sentences → verified claims of one answer, each as soon as it is checked.

What a chat model writes is shown only sentence by sentence, after the citation step has found a
source sentence that supports it and, where there is a judge of that, it answers the question.
Knows nothing of how sentences are drafted, nor of how an answer is put together.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass, replace

from qa.citation import Documents, Judge, verify
from qa.drafting.stream import Restart
from qa.errors import ModelFailed
from qa.reader import Support
from qa.records import Citation, Claim, DraftSentence, Hit, Origin, ShortAnswer, Verified

Responsive = Callable[[Claim], bool]
"""Whether a supported claim answers the question, going by the source sentence it rests on."""

Supports = Callable[[Sequence[tuple[str, str]]], Sequence[Support]]
"""(claim, evidence) pairs → what each evidence says to its claim, as the reader reads it."""

SUPPORTED = 0.5
"""The least probability of support for a sentence with words of its own. A word put in the place
of another then passes one time in ten (99 in 100 without the reader), and three in four true
restatements do; other values: docs/LOG.md, by tests/benchmarks/claims.py."""
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
        claim, short = verify(sentence, self._hits, self._documents, origin, self._judge)
        if claim.verdict == "supported" and responsive and not responsive(claim):
            return refused(claim, BESIDE_THE_POINT), None
        citations = tuple(self._numbered(cited) for cited in claim.citations)
        if short:
            short = replace(short, citation=short.citation.numbered(citations[0].marker))
        return replace(claim, citations=citations), short

    def restart(self) -> None:
        """Begins the numbering anew."""
        self._markers.clear()

    def _numbered(self, cited: Citation) -> Citation:
        return cited.numbered(self._markers.setdefault(cited.place, len(self._markers) + 1))


def judge_by(supports: Supports) -> Judge:
    """A judge that believes the reader where it gives support at least `SUPPORTED`."""
    return lambda claim, evidence: supports([(claim, evidence)])[0].supported >= SUPPORTED


def write(
    sentences: Iterable[DraftSentence | Restart],
    checker: Checker,
    responsive: Responsive | None = None,
) -> Generator[Verified, None, Written]:
    """Checks a model's sentences while it writes; `Restart` takes back all before it.

    A supported sentence that does not answer the question, `responsive` says, is dropped.
    Whatever was verified before the model failed is kept: half an answer is true, too.
    """
    claims: list[Claim] = []
    try:
        for sentence in sentences:
            if isinstance(sentence, Restart):
                checker.restart()
                claims = [refused(claim, TAKEN_BACK) for claim in claims]
                continue
            claim, _ = checker.check(sentence, "generated", responsive)
            claims.append(claim)
            if claim.verdict == "supported":
                yield Verified(claim)
    except ModelFailed as error:
        return Written(tuple(claims), str(error))
    return Written(tuple(claims))


def refused(claim: Claim, reason: str) -> Claim:
    """A claim that is not shown, with the reason; one refused before keeps its own."""
    if claim.verdict == "unsupported":
        return claim
    return replace(claim, citations=(), verdict="unsupported", reason=reason)
