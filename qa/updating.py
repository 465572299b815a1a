"""Brings an index up to date with its folder, at the cost of what changed.

Unchanged files cost a stat, renamed ones keep their vectors, removed ones leave. Ties corpus,
chunking, embedding and index together; knows nothing of questions.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings

from qa import chunking, corpus
from qa.corpus import SourceFile, Unreadable
from qa.embedding import PROBE, embed_passages, embed_question, name_of
from qa.errors import IndexMismatch, IndexMissing
from qa.index import Index
from qa.index.index import Entry, Identity, Stamp, searchable
from qa.index.store import locked
from qa.records import Document, Passage, Skipped
from qa.settings import Settings

Progress = Callable[[int, int], None]
"""Called with (files done, files to read)."""

INDEX_FOLDER = ".footnote"
_BATCH_PASSAGES = 256  # embedded together; bounds what is held in memory
_PROBE_FLOATS = 16
_PROBE_TOLERANCE = 0.01  # other processors round differently; other weights differ by far more


@dataclass(frozen=True, slots=True)
class Report:
    """What an update did. `passages` and `documents` count what the index now holds."""

    added: int
    changed: int
    removed: int
    unchanged: int
    embedded: int
    documents: int
    passages: int
    seconds: float
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class _Plan:
    """What must happen to get from the index to the folder as it is."""

    read: tuple[tuple[Document, Stamp], ...]
    remove: tuple[str, ...]
    touched: tuple[tuple[str, Stamp], ...]
    same_text: dict[str, str]
    """New document id → id of an indexed document with the very same bytes."""
    skipped: tuple[Skipped, ...]


def default_index_folder(folder: Path) -> Path:
    """Where the index of a folder lies unless another place is named."""
    return folder / INDEX_FOLDER


def identity_of(embedder: Embeddings, settings: Settings) -> Identity:
    """What an index built with these would record."""
    probe = embed_question(embedder, PROBE)
    return Identity(
        embedder=name_of(embedder),
        dimension=len(probe),
        probe=tuple(round(float(value), 6) for value in probe[:_PROBE_FLOATS]),
        passage_chars=settings.passage_chars,
    )


def refuse_mismatch(index: Index, wanted: Identity) -> None:
    """Raises IndexMismatch if the index was not built by the wanted embedder."""
    built = index.identity
    same_name = (built.embedder, built.dimension) == (wanted.embedder, wanted.dimension)
    if same_name and np.allclose(built.probe, wanted.probe, atol=_PROBE_TOLERANCE):
        return
    other = "other weights of " if same_name else ""
    raise IndexMismatch(
        f"the index in '{index.folder}' was built by {other}'{built.embedder}' "
        f"({built.dimension} dimensions), not by '{wanted.embedder}' ({wanted.dimension}); "
        "use that embedder, or build it anew with: footnote index --rebuild"
    )


def update(
    folder: Path, index_folder: Path, embedder: Embeddings, settings: Settings, *,
    rebuild: bool = False, progress: Progress | None = None,
) -> tuple[Index, Report]:  # fmt: skip
    """Builds the index of `folder`, or brings it up to date.

    Raises CorpusError, IndexDamaged, IndexMismatch, or IndexUnusable if it cannot be written.
    With `rebuild` an index that is damaged or of another embedder is replaced.
    """
    began = time.perf_counter()
    files, skipped = corpus.scan(folder)
    wanted = identity_of(embedder, settings)
    with locked(index_folder):
        base = None if rebuild else _open_base(index_folder, wanted)
        plan = _plan(files, skipped, base)
        index = base
        embedded: list[int] = []
        if base is None or plan.read or plan.remove or plan.touched:
            entries = _entries(plan, base, embedder, settings, progress, embedded)
            index = Index.write(
                index_folder, wanted, entries, base=base, remove=plan.remove, touched=plan.touched
            )
    assert index is not None
    return index, _report(plan, base, index, sum(embedded), time.perf_counter() - began)


def _open_base(index_folder: Path, wanted: Identity) -> Index | None:
    """The index to start from; None if there is none or its passages are cut otherwise."""
    try:
        base = Index.open(index_folder)
    except IndexMissing:
        return None
    refuse_mismatch(base, wanted)
    return base if base.identity.passage_chars == wanted.passage_chars else None


def _plan(files: Sequence[SourceFile], skipped: Sequence[Skipped], base: Index | None) -> _Plan:
    known = base.stamps() if base else {}
    by_hash = {stamp.sha256: document_id for document_id, stamp in known.items()}
    read, touched, problems = [], [], list(skipped)
    gone = set(known)
    same_text = {}
    for file in files:
        old = known.get(file.id)
        if old and (old.size, old.mtime_ns) == (file.size, file.mtime_ns):
            gone.discard(file.id)
            continue
        try:
            document = corpus.read(file)
        except Unreadable as error:
            problems.append(Skipped(file.id, str(error)))
            continue
        stamp = Stamp(document.sha256, file.size, file.mtime_ns)
        if old and old.sha256 == document.sha256:
            gone.discard(file.id)
            touched.append((file.id, stamp))
            continue
        if twin := by_hash.get(document.sha256):
            same_text[file.id] = twin
        read.append((document, stamp))
    problems.sort(key=lambda problem: problem.document_id)
    return _Plan(tuple(read), tuple(sorted(gone)), tuple(touched), same_text, tuple(problems))


def _entries(
    plan: _Plan, base: Index | None, embedder: Embeddings, settings: Settings,
    progress: Progress | None, embedded: list[int],
) -> Iterator[Entry]:  # fmt: skip
    """Cuts and embeds what was read, a batch of documents at a time."""
    batch: list[tuple[Document, Stamp, tuple[Passage, ...]]] = []
    for done, (document, stamp) in enumerate(plan.read):
        if progress:
            progress(done, len(plan.read))
        passages = chunking.split(document, settings.passage_chars)
        twin = plan.same_text.get(document.id)
        if base and twin and base.document(twin).media_type == document.media_type:
            yield Entry(document, stamp, passages, base.vectors_of(twin))
            continue
        batch.append((document, stamp, passages))
        if sum(len(each) for _, _, each in batch) >= _BATCH_PASSAGES:
            yield from _embedded(batch, embedder, embedded)
            batch = []
    yield from _embedded(batch, embedder, embedded)
    if progress and plan.read:
        progress(len(plan.read), len(plan.read))


def _embedded(
    batch: Sequence[tuple[Document, Stamp, tuple[Passage, ...]]], embedder: Embeddings,
    embedded: list[int],
) -> Iterator[Entry]:  # fmt: skip
    texts = [searchable(passage) for _, _, passages in batch for passage in passages]
    if texts:
        vectors = embed_passages(embedder, texts)
        embedded.append(len(texts))
    at = 0
    for document, stamp, passages in batch:
        rows = vectors[at : at + len(passages)] if passages else np.empty((0, 0), np.float32)
        yield Entry(document, stamp, passages, rows)
        at += len(passages)


def _report(plan: _Plan, base: Index | None, index: Index, embedded: int, seconds: float) -> Report:
    before = set(base.ids()) if base else set()
    read = {document.id for document, _ in plan.read}
    documents = len(index.ids())
    return Report(
        added=len(read - before),
        changed=len(read & before),
        removed=len(before - set(index.ids())),
        unchanged=documents - len(read),
        embedded=embedded,
        documents=documents,
        passages=index.passages,
        seconds=seconds,
        skipped=plan.skipped,
    )


__all__ = ["Progress", "Report", "default_index_folder", "identity_of", "refuse_mismatch", "update"]
