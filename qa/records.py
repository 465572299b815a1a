"""The nouns of Footnote: every value that passes between its parts.

Frozen, slotted dataclasses that hold tuples, never lists. This module does no work beyond
checking what it is given and turning answers into plain data and back; it knows nothing of
files, models or indexes. Standard library only.

All offsets count characters (not bytes) in `Document.text`, half-open: `[start, end)`.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import InitVar, asdict, dataclass, replace
from typing import Any, Literal

from qa.errors import AnswerFileError
from qa.plain import restored

Status = Literal["answered", "not_found", "unsupported", "conflicting"]
"""`answered`; or the kind of no: nothing relevant, relevant but no answer, sources disagree."""
Verdict = Literal["supported", "unsupported"]
Origin = Literal["extracted", "generated", "reattached"]
Fate = Literal["cited", "seen", "dropped"]
PlaceKind = Literal["heading", "sheet", "slide", "row", "time"]

_SEAL = object()
_ROW = re.compile(r"(?:^|, )(?:slide \d+, )?(?:table \d+, )?row \d+$")  # what a label ends with


@dataclass(frozen=True, slots=True)
class Place:
    """A named place in a document, from character `start` up to the next place.

    `label` says it in full, as a person would look it up: "Results › Methods", "slide 4",
    "Sheet1, row 12"; a time is one in a recording, "00:12:31".
    """

    start: int
    label: str
    kind: PlaceKind


@dataclass(frozen=True, slots=True)
class Document:
    """One source file, read. `id` is its POSIX path relative to the corpus folder.

    `text` is what was extracted from the file, `sha256` the hash of the file itself. `date`
    is a day, YYYY-MM-DD, or "" where none is known. `recognized` are the pages, counted from 1,
    that are pictures: their text was recognised, and may be wrong in places.
    """

    id: str
    title: str
    text: str
    sha256: str
    media_type: str = "text/plain"
    page_starts: tuple[int, ...] = ()
    places: tuple[Place, ...] = ()
    date: str = ""
    recognized: tuple[int, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The 1-based page that holds character `offset`; None if the format has no pages."""
        if not self.page_starts:
            return None
        return max(1, bisect_right(self.page_starts, offset))

    def where_at(self, offset: int) -> str:
        """Where a person finds character `offset`: "page 3", "Sheet1, row 12"; "" if unknown."""
        page = self.page_at(offset)
        place = self._place_at(offset)
        label = place.label if place else ""
        if page and label[:1].isdigit():
            label = f"§ {label}"  # "page 6, 4 Keepers" would be two pages
        scanned = " (recognised)" if page in self.recognized else ""
        return ", ".join(filter(None, (f"page {page}{scanned}" if page else "", label)))

    def under_at(self, offset: int) -> str:
        """The headings, or the sheet, that character `offset` stands under: "Results › Methods"."""
        place = self._place_at(offset)
        told = place is not None and place.kind not in ("slide", "time")
        return _ROW.sub("", place.label) if place and told else ""

    def _place_at(self, offset: int) -> Place | None:
        at = bisect_right(self.places, offset, key=lambda place: place.start)
        return self.places[at - 1] if at else None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that was left out of the corpus, and the reason."""

    document_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of whole sentences of one document: `text == document.text[start:end]`.

    `sentences` are the citable sentences inside it, as document offsets; what lies between
    them is white space or debris. `where` says where it begins: "page 3", "Results › Methods".
    What tells what it is about, and is not cited: `under`, the headings it stands under; `columns`,
    the names of the columns of a table that it goes on with; `called`, the words of its document's
    path and title; `names`, those that one opens with; `context`, all its words if it is short.
    `language` is that of its document (ISO 639), "" where it is not told.
    """

    id: str
    document_id: str
    start: int
    end: int
    text: str
    sentences: tuple[tuple[int, int], ...] = ()
    where: str = ""
    under: str = ""
    columns: str = ""
    called: str = ""
    names: str = ""
    context: str = ""
    language: str = ""

    @property
    def goes_by(self) -> str:
        """What its document is called, and the headings it stands under."""
        return f"{self.called}\n{self.under}"

    @property
    def around(self) -> str:
        """What it goes by, and what its document says that tells of all of it."""
        return f"{self.goes_by}\n{self.names}\n{self.context}"

    def sentence(self, span: tuple[int, int]) -> str:
        """The text of one of this passage's spans, exactly as it stands in the source."""
        return self.text[span[0] - self.start : span[1] - self.start]


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was considered for a question, and what became of it.

    `score` in [0, 1] is the fused score of the search, of `dense` (cosine) and `lexical` (BM25).
    `reader` is the probability that the passage answers; None before it was read. `rank` is
    that of the search, and in an answer that of the reading.
    """

    passage: Passage
    score: float
    rank: int
    dense: float | None = None
    lexical: float | None = None
    reader: float | None = None
    fate: Fate = "seen"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A place in a source: the quote is a slice of the document, never a model's words.

    `where` says where a person finds it: "page 3", "Results › Methods", "Sheet1, row 12".
    Build one with `Citation.of`; the constructor refuses any other caller.
    """

    marker: int
    document_id: str
    title: str
    sha256: str
    page: int | None
    start: int
    end: int
    quote: str
    where: str = ""
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError(
                "a Citation is built only by Citation.of(document, start, end), "
                "which slices the quote out of the source"
            )

    @classmethod
    def of(cls, document: Document, start: int, end: int, marker: int = 1) -> Citation:
        """Cites `document.text[start:end]`. Raises ValueError for an empty or outside span."""
        if not 0 <= start < end <= len(document.text):
            raise ValueError(
                f"[{start}, {end}) is not a span of '{document.id}', "
                f"which has {len(document.text)} characters"
            )
        return cls(
            marker=marker,
            document_id=document.id,
            title=document.title,
            sha256=document.sha256,
            page=document.page_at(start),
            start=start,
            end=end,
            quote=document.text[start:end],
            where=document.where_at(start),
            seal=_SEAL,
        )

    def numbered(self, marker: int) -> Citation:
        """The same place under another marker."""
        return replace(self, marker=marker, seal=_SEAL)

    @property
    def place(self) -> tuple[str, int, int]:
        """Document id, start and end: what makes two citations the same place."""
        return self.document_id, self.start, self.end


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The shortest direct answer, with a citation of exactly its own characters."""

    text: str
    citation: Citation

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer, where it is supported, and what the checks said of it."""

    sentence: str
    citations: tuple[Citation, ...]
    verdict: Verdict
    reason: str = ""
    origin: Origin = "extracted"


@dataclass(frozen=True, slots=True)
class Listing:
    """Asked for: the documents that speak of a topic; `kind`, if any, is what they go by.

    With `absent`, those that do not.
    """

    topic: str
    kind: str = ""
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody typed, made ready to be looked up.

    `parts` are its questions, each complete in itself; `reply` is set instead when there is
    nothing to look up (a greeting, nothing, far too much). `contents` is set where it asks what
    documents there are, which `reply` does not say, `listing` where it asks for those that speak
    of something.
    """

    asked: str
    parts: tuple[str, ...] = ()
    reply: str = ""
    contents: bool = False
    listing: Listing | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A content word of a question: how it is found, and its rarity in [0, 1].

    `found` is the word itself, a near word of the corpus, or None; `rarity` is the inverse
    passage frequency, scaled to 1 for a word that no passage holds. `only_named` where no passage
    says it, but documents go by it.
    """

    word: str
    found: str | None
    rarity: float
    only_named: bool = False


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """A sentence somebody proposes, with the passages (by id) it claims to rest on.

    `hints` are only hints. The citation step finds the support itself. `under` is what announces
    it, if it is an item of a list.
    """

    text: str
    hints: tuple[str, ...] = ()
    short: str | None = None
    under: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a drafter proposes, before anything is checked.

    `status` other than "answered" is the drafter's own no, with a friendly `message`.
    `readings` pairs passage ids with the probability that the passage answers.
    `answering` holds the places (document id, start, end) of every sentence that answers, or
    nearly does, whether it was drafted or not. `notices` is what the answer leaves out: a part of
    the question that nothing answers, the rest of a long list. `caution` is what nobody judged of
    it. `confidence` is the probability that the first sentence answers, or would have; None if
    the reader does not know its language.
    """

    sentences: tuple[DraftSentence, ...] = ()
    status: Status = "answered"
    message: str = ""
    origin: Origin = "extracted"
    drafter: str = "extractive"
    readings: tuple[tuple[str, float], ...] = ()
    answering: frozenset[tuple[str, int, int]] = frozenset()
    notices: tuple[str, ...] = ()
    confidence: float | None = None
    caution: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A verified answer with its ledger.

    `claims` holds the kept and the refused sentences; only those with the verdict
    "supported" are shown. `message` is what is said when there is no answer, `notices` what
    the reader should know besides (a model that failed, say). `timings` are seconds per step.
    `confidence` is the probability that the documents answer the question, by the measure of
    the extracts, also where the answer is a no; None if nothing was looked up, if documents were
    listed, or if they are in a language that the reader does not know.
    """

    question: str
    status: Status
    claims: tuple[Claim, ...] = ()
    short: ShortAnswer | None = None
    hits: tuple[Hit, ...] = ()
    message: str = ""
    notices: tuple[str, ...] = ()
    drafter: str = "extractive"
    timings: tuple[tuple[str, float], ...] = ()
    confidence: float | None = None

    @property
    def shown(self) -> tuple[Claim, ...]:
        """The claims that are part of the answer."""
        return tuple(claim for claim in self.claims if claim.verdict == "supported")

    @property
    def text(self) -> str:
        """The answer with its markers, "… [1]"; the message when there is none."""
        parts = [
            claim.sentence + "".join(f" [{citation.marker}]" for citation in claim.citations)
            for claim in self.shown
        ]
        if self.status in ("answered", "conflicting") and parts:
            return " ".join([self.message, *parts] if self.message else parts)
        return self.message

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every place the shown claims rest on, once each, in marker order."""
        places = {c.place: c for claim in self.shown for c in claim.citations}
        return tuple(sorted(places.values(), key=lambda citation: citation.marker))

    def to_dict(self) -> dict[str, Any]:
        """Plain data (JSON types) from which `from_dict` makes an equal Answer."""
        data: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return {**data, "text": self.text}

    @classmethod
    def from_dict(cls, data: Any) -> Answer:
        """The inverse of `to_dict`. The quotes are as saved: `verify` holds them to the files.

        Raises AnswerFileError if `data` is not a saved answer.
        """
        try:
            answer: Answer = restored(cls, data, {Citation: {"seal": _SEAL}})
        except (KeyError, TypeError, ValueError) as error:
            raise AnswerFileError(
                f"this is not a saved answer ({type(error).__name__}: {error}); expected the "
                "JSON of Answer.to_dict(), as written by: footnote ask QUESTION --json"
            ) from error
        return answer


@dataclass(frozen=True, slots=True)
class Retrieved:
    """Stream event: retrieval is done."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """Stream event: one more sentence passed every check."""

    claim: Claim


@dataclass(frozen=True, slots=True)
class Finished:
    """Stream event, always the last: the whole answer."""

    answer: Answer


Event = Retrieved | Verified | Finished
