"""The facade: a folder in, verified answers out.

    question → hits → draft → verified claims → answer

Five steps, in that order; each is done by the module of its name, none of which knows another.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.embeddings import Embeddings

from qa import citation, corpus, language, updating
from qa.answering import composed, contents, verified
from qa.conversation import Turn, is_follow_up
from qa.drafting import Extractive
from qa.drafting.documents import MOST_DOCUMENTS, lacking, one_each
from qa.embedding import embed_question, load_embedder
from qa.errors import IndexUnusable, InputError
from qa.index import Index, store
from qa.naming import called
from qa.question import checked, understand
from qa.reader import Reader
from qa.records import (
    Answer,
    Draft,
    Event,
    Finished,
    Hit,
    Question,
    Retrieved,
    Verified,
)
from qa.retriever import PassageRetriever
from qa.settings import Settings
from qa.updating import Progress, Report
from qa.where import Where
from qa.writing import Checker, Responsive, Written, judge_by, write

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from qa.drafting.chat import ChatDrafter

_NOTHING_INDEXED = "There is nothing to answer from: no readable document is in the folder."
_NOTHING_LEFT = "No document is in the folder, of the kind and of the time you asked for."

Filter = Where | Mapping[str, Any] | None
"""What `where` may be; the names and their meaning: qa.where."""


class Assistant:
    """Answers questions about one folder of documents. Safe to use from several threads."""

    def __init__(
        self,
        folder: Path | None,
        index: Index,
        index_folder: Path,
        embedder: Embeddings,
        settings: Settings,
        writer: ChatDrafter | None = None,
        reader: Reader | None = None,
        report: Report | None = None,
    ) -> None:
        self.folder = folder
        self.report = report
        self.index_folder = index_folder
        self.settings = settings
        self._index = index
        self._embedder = embedder
        self._reader = reader or Reader.packaged()
        language.load()
        self._writer = writer
        self._updating = threading.Lock()
        self._unusable: int | None = None  # a generation that was found and not taken

    @classmethod
    def from_folder(
        cls,
        folder: str | Path,
        *,
        index: str | Path | None = None,
        embedder: str | Embeddings | None = None,
        model: str | BaseChatModel | None = None,
        settings: Settings | None = None,
        progress: Progress | None = None,
        seconds: float | None = None,
    ) -> Assistant:
        """Opens the index of a folder, first building it or bringing it up to date.

        `index` is the index folder (default: `.footnote` inside the folder), `embedder` a
        sentence-transformers name, its local folder, or any LangChain `Embeddings`, `model` a
        chat model that writes the answers: "provider:name" or any LangChain `BaseChatModel`.
        After `seconds` of reading it opens with what is read by then: `report.waiting` files are
        left for `update`.

        Raises CorpusError, ModelError, MissingExtra, or IndexUnusable.
        """
        folder = Path(folder)
        corpus.check_folder(folder)  # before a model is loaded for nothing
        index_folder = Path(index) if index is not None else updating.default_index_folder(folder)
        settings = settings or Settings()
        writer = _writer(model)
        loaded = embedder if isinstance(embedder, Embeddings) else load_embedder(embedder)
        opened, report = updating.update(
            folder, index_folder, loaded, settings, progress=progress, seconds=seconds
        )
        return cls(folder, opened, index_folder, loaded, settings, writer, report=report)

    @classmethod
    def from_index(
        cls,
        index: str | Path,
        *,
        embedder: str | Embeddings | None = None,
        model: str | BaseChatModel | None = None,
        settings: Settings | None = None,
    ) -> Assistant:
        """Opens an index as it is, without looking at the folder it was built from.

        Without `embedder`, the one that the index names is loaded. Raises ModelError,
        MissingExtra, or IndexUnusable.
        """
        writer = _writer(model)
        opened = Index.open(Path(index))
        named = opened.identity.embedder if embedder is None else embedder
        loaded = named if isinstance(named, Embeddings) else load_embedder(named)
        settings = settings or Settings()
        updating.refuse_mismatch(opened, updating.identity_of(loaded, settings))
        return cls(None, opened, Path(index), loaded, settings, writer)

    @property
    def index(self) -> Index:
        """The index that questions are answered from at this moment."""
        return self._index

    @property
    def waiting(self) -> int:
        """How many files its last update did not come to."""
        return self.report.waiting if self.report else 0

    def update(self, progress: Progress | None = None, seconds: float | None = None) -> Report:
        """Follows changes in the folder; questions meanwhile use the index from before.

        After `seconds` it ends, and `report.waiting` files are left for the next time.

        Raises InputError if the assistant was opened from an index alone.
        """
        if self.folder is None:
            raise InputError("there is no folder to follow; open it with Assistant.from_folder")
        with self._updating:
            self._index, self.report = updating.update(
                self.folder, self.index_folder, self._embedder, self.settings, progress=progress,
                seconds=seconds,
            )  # fmt: skip
            return self.report

    def ask(self, question: str, history: Sequence[Turn] = (), *, where: Filter = None) -> Answer:
        """The verified answer to a question, `history` being (question, answer text) pairs.

        `where` says which documents count, as in {"title": "budget", "folder": "reports/2025",
        "suffix": ".pdf", "after": "2025-01-01", "before": "2026-01-01"}.

        Any text is answered, if only with the reason why not. Raises InputError if `question`
        is no text, `history` holds no such pairs, or `where` no such filter.
        """
        for event in self.stream(question, history, where=where):
            if isinstance(event, Finished):
                return event.answer
        raise AssertionError("a stream ends with the answer")

    def stream(
        self, question: str, history: Sequence[Turn] = (), *, where: Filter = None
    ) -> Iterator[Event]:
        """The same in steps: `Retrieved`, a `Verified` for each kept sentence, `Finished`."""
        began = time.perf_counter()
        asked = self._understood(*checked(question, history))
        wanted = Where.of(where)
        index = self._latest()
        if asked.reply or not index.passages:
            message = asked.reply or _NOTHING_INDEXED
            if asked.contents and index.passages:
                message = f"{contents(index.ids(), index.document)} {message}"
            elif asked.contents:
                message = _NOTHING_INDEXED
            yield Finished(Answer(asked.asked, "not_found", message=message))
            return
        if asked.listing and asked.listing.absent:
            names = {each: called(index.document(each)) for each in index.ids(wanted)}
            said = lacking(asked.listing, names, index.holding(asked.listing.topic, wanted))
            yield Finished(Answer(asked.asked, "not_found", message=said))
            return
        hits = self._retrieve(index, asked, wanted)
        if not hits:
            yield Finished(Answer(asked.asked, "not_found", message=_NOTHING_LEFT))
            return
        retrieved = time.perf_counter()
        yield Retrieved(hits)
        draft = Extractive(index.terms, self._reader.read).draft(asked, hits)
        drafted = time.perf_counter()
        written = yield from self._write(asked, draft, hits, index)
        claims, short = written.claims, None
        if written.shown and self._writer:
            name = self._writer.name
            draft = replace(draft, status="answered", message="", drafter=name, notices=())
        else:
            extracted, short = yield from verified(draft, hits, index.document)
            claims += extracted
        timings = (
            ("retrieve", retrieved - began),
            ("draft", drafted - retrieved),
            ("verify", time.perf_counter() - drafted),
            ("total", time.perf_counter() - began),
        )
        answer = composed(asked, draft, claims, short, hits, timings)
        notices = (written.notice,) if written.notice else ()
        yield Finished(replace(answer, notices=notices + answer.notices))

    def as_retriever(self) -> PassageRetriever:
        """This assistant's search as a LangChain retriever."""
        return PassageRetriever(search=self.search)

    def search(self, question: str, *, where: Filter = None) -> tuple[Hit, ...]:
        """The passages that would be considered for a question, best first."""
        asked = understand(*checked(question))
        index, wanted = self._latest(), Where.of(where)
        return self._retrieve(index, asked, wanted) if asked.parts else ()

    def locate(
        self, quote: str, document_id: str, start: int = 0, end: int | None = None
    ) -> citation.Placed:
        """Pins a quote to `[start, end)` of a document, or says where else it stands."""
        index = self._index
        return citation.place(
            quote, document_id, (index.document(each) for each in index.ids()), start, end
        )

    def _understood(self, question: str, history: Sequence[Turn]) -> Question:
        """The question in full: a chat model completes a follow-up, or else a rule does."""
        if self._writer and history and is_follow_up(question):
            rewritten = self._writer.rewrite(question, history)
            if rewritten:
                return replace(understand(rewritten), asked=question)
        return understand(question, history)

    def _write(
        self, asked: Question, draft: Draft, hits: Sequence[Hit], index: Index
    ) -> Generator[Verified, None, Written]:
        """The chat model's verified sentences, if there is one and it has something to write.

        It is not asked about what the documents never mention, nor where they disagree: there
        the no, or both sides, must stand whatever a model would write. Nor is it where no
        sentence answers, as on a name that no passage holds: nothing it wrote could be shown.
        """
        asks = draft.status in ("answered", "unsupported") and draft.answering
        if self._writer is None or not asks:
            return Written()
        checker = Checker(hits, index.document, judge_by(self._reader.support, self._reader.read))
        sentences = self._writer.stream(asked, hits)
        return (yield from write(sentences, checker, _responsive(draft)))

    def _latest(self) -> Index:
        """The index as it is on disk now: another process may have written a newer one."""
        number = store.current_number(self.index_folder)
        if number in (None, self._index.number, self._unusable):
            return self._index
        if self._updating.acquire(blocking=False):  # meanwhile others use the one from before
            try:
                opened = Index.open(self.index_folder)
                updating.refuse_mismatch(opened, self._index.identity)
                self._index = opened
            except IndexUnusable:
                self._unusable = number
            finally:
                self._updating.release()
        return self._index

    def _retrieve(self, index: Index, asked: Question, where: Where | None) -> tuple[Hit, ...]:
        """The best passages over all parts of the question, ranked by their best score.

        Where documents are asked for, one passage of each that speaks of what is asked.
        """
        if asked.listing and (
            each := one_each(asked.listing, index.holding(asked.listing.topic, where))
        ):
            each = each[:MOST_DOCUMENTS]
            return tuple(replace(hit, rank=rank) for rank, hit in enumerate(each, start=1))
        best: dict[str, Hit] = {}
        most = self.settings.hits
        if len(asked.parts) > 1:  # every part reads the passages of all: keep them as many in all
            most = most // len(asked.parts) + 1
        for part in asked.parts:
            vector = embed_question(self._embedder, part)
            weight = self.settings.dense_weight
            for hit in index.search(part, vector, most, weight, where):
                known = best.get(hit.passage.id)
                best[hit.passage.id] = max(known or hit, hit, key=lambda each: each.score)
        ranked = sorted(best.values(), key=lambda hit: (-hit.score, hit.passage.id))
        return tuple(replace(hit, rank=rank) for rank, hit in enumerate(ranked, start=1))


def _responsive(draft: Draft) -> Responsive:
    """A claim answers if a source sentence of it nearly would, by the measure of the extracts."""
    return lambda claim: any(citation.place in draft.answering for citation in claim.citations)


def _writer(model: str | BaseChatModel | None) -> ChatDrafter | None:
    """The drafter of a chat model; without one, nothing of chat models is even imported."""
    if model is None:
        return None
    from qa.drafting.chat import ChatDrafter
    from qa.drafting.models import load_model

    return ChatDrafter(load_model(model))
