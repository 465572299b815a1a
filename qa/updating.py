"""Brings an index up to date with its folder, at the cost of what changed.

Unchanged files cost a stat, renamed ones keep their vectors, removed ones leave. Ties corpus,
chunking, embedding and index together; knows nothing of questions.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import numpy as np
from langchain_core.embeddings import Embeddings

from qa import chunking, corpus
from qa.batches import Batch
from qa.corpus import kept
from qa.embedding import PROBE, embed_question, name_of
from qa.errors import IndexMismatch, IndexMissing, IndexOutdated, IndexUnusable
from qa.index import (
    Change,
    Entry,
    Identity,
    Index,
    Pending,
    Removed,
    Touched,
    Unread,
    store,
)
from qa.plan import Plan, Progress, Read, plan_of, readings
from qa.records import Skipped
from qa.settings import Settings

INDEX_FOLDER = ".footnote"
_NO_VECTORS = np.empty((0, 0), np.float32)
_PROBE_FLOATS = 16
_PROBE_TOLERANCE = 0.01  # other processors round differently; other weights differ by far more


@dataclass(frozen=True, slots=True)
class Report:
    """What an update did. `passages` and `documents` count what the index now holds.

    `embedded` counts the passages that were embedded; every other one kept its vector.
    `skipped` are the files that were left out, `partly` those that were read but for something;
    `waiting` counts those that were not come to, if there was a limit of time.
    """

    added: int
    changed: int
    removed: int
    unchanged: int
    embedded: int
    documents: int
    passages: int
    seconds: float
    skipped: tuple[Skipped, ...]
    partly: tuple[Skipped, ...] = ()
    waiting: int = 0


@dataclass(slots=True)
class _Tally:
    """What was found while the changes were made."""

    read: int = 0
    added: int = 0
    changed: int = 0
    embedded: int = 0
    skipped: list[Skipped] = field(default_factory=list)


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
        reading=corpus.READING,
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
    rebuild: bool = False, progress: Progress | None = None, seconds: float | None = None,
) -> tuple[Index, Report]:  # fmt: skip
    """Builds the index of `folder`, or brings it up to date.

    With `seconds` it ends when they are over, and the index holds what was done by then; unless
    files have gone, which may only have been renamed, or all are to be read anew.

    Raises CorpusError, IndexDamaged, IndexMismatch, or IndexUnusable if it cannot be written.
    With `rebuild` an index that is damaged or of another embedder is replaced. An index that
    is up to date is only read, so it may lie in a folder that cannot be written.
    """
    began = time.perf_counter()
    wanted = identity_of(embedder, settings)
    former = None if rebuild else _former(index_folder, wanted)
    index: Index | None = None
    try:
        base = _base(former, wanted)
        plan = plan_of(folder, base, index_folder)
        if base is not None and plan.is_empty:
            index = base
            return base, _report(_Tally(), base, base, plan, began)
        with store.locked(index_folder):
            if not rebuild and store.current_number(index_folder) != _number(former):
                former = _reopened(former, index_folder, wanted)  # another process was first
                base = _base(former, wanted)
                plan = plan_of(folder, base, index_folder)
            tally, pending = _Tally(), Pending(index_folder, wanted)
            batch = Batch(embedder, pending)
            keeps = index_folder / kept.FOLDER
            whole = bool(plan.gone) or former is not base
            read = readings(plan, keeps, progress, None if whole else seconds)
            changes = _changes(plan, read, base, former, batch, settings, tally)
            index = _written(index_folder, wanted, changes, base, pending)
            tally.embedded = batch.embedded
            if tally.read == len(plan.read):
                kept.forget(keeps, {each.sha256 for each in index.stamps().values()})
        return index, _report(tally, base, index, plan, began)
    finally:
        if former is not None and former is not index:
            former.close()


def _written(
    index_folder: Path, wanted: Identity, changes: Iterator[Change], base: Index | None,
    pending: Pending,
) -> Index:  # fmt: skip
    """The next generation; the base itself if there is no change after all."""
    first = next(changes, None)
    if first is None and base is not None:
        return base
    try:
        index = Index.write(index_folder, wanted, chain(filter(None, [first]), changes), base)
    except IndexUnusable:
        pending.discard()  # the disk may be full of it
        raise
    pending.discard()
    return index


def _number(index: Index | None) -> int | None:
    return index.number if index else None


def _reopened(former: Index | None, index_folder: Path, wanted: Identity) -> Index | None:
    if former is not None:
        former.close()
    return _former(index_folder, wanted)


def _former(index_folder: Path, wanted: Identity) -> Index | None:
    """The index there is, by the same embedder; None if there is none in this format."""
    try:
        former = Index.open(index_folder)
    except (IndexMissing, IndexOutdated):
        return None
    try:
        refuse_mismatch(former, wanted)
    except IndexMismatch:
        former.close()
        raise
    return former


def _base(former: Index | None, wanted: Identity) -> Index | None:
    """The index to start from: the former one, if its files were read and cut alike."""
    if former is None:
        return None
    built = former.identity
    alike = (built.passage_chars, built.reading) == (wanted.passage_chars, wanted.reading)
    return former if alike else None


def _changes(
    plan: Plan, read: Iterator[Unread | Read], base: Index | None, former: Index | None,
    batch: Batch, settings: Settings, tally: _Tally,
) -> Iterator[Change]:  # fmt: skip
    """Cuts and embeds what was read, a batch of documents at a time.

    What the former index has of the same words need not be embedded, even if it is no base.
    """
    known = base.stamps() if base else {}
    unread = base.unread() if base else {}
    before = former.stamps() if former else {}
    by_hash = {stamp.sha256: document_id for document_id, stamp in before.items()}
    yield from map(Removed, plan.gone)
    for tally.read, change in enumerate(read, start=1):
        if isinstance(change, Unread):
            tally.skipped.append(change.skipped)
            if unread.get(change.skipped.document_id) != (change.skipped, change.stamp):
                yield change
            continue
        document, stamp, notes = change
        if notes:
            tally.skipped.append(Skipped(document.id, notes))
        old = known.get(document.id)
        if old and old.sha256 == document.sha256 and document.id not in plan.anew:
            if old != stamp:
                yield Touched(document.id, stamp, document.date)
            continue
        tally.added, tally.changed = tally.added + (not old), tally.changed + bool(old)
        twin = by_hash.get(document.sha256, document.id if document.id in before else None)
        vectors = former.vectors_by_text(twin) if former and twin else {}
        passages = chunking.split(document, settings.passage_chars)
        batch.add(Entry(document, stamp, passages, _NO_VECTORS, notes), vectors)
        if batch.is_full:
            yield from batch.emptied()
    yield from batch.emptied()


def _report(tally: _Tally, base: Index | None, index: Index, plan: Plan, began: float) -> Report:
    before = set(base.ids()) if base else set()
    documents = index.ids()
    named = sorted((*plan.skipped, *tally.skipped), key=lambda skip: skip.document_id)
    there = set(documents)
    return Report(
        added=tally.added,
        changed=tally.changed,
        removed=len(before - there),
        unchanged=len(documents) - tally.added - tally.changed,
        embedded=tally.embedded,
        documents=len(documents),
        passages=index.passages,
        seconds=time.perf_counter() - began,
        skipped=tuple(skip for skip in named if skip.document_id not in there),
        partly=tuple(skip for skip in named if skip.document_id in there),
        waiting=len(plan.read) - tally.read,
    )


__all__ = [
    "Progress",
    "Report",
    "default_index_folder",
    "identity_of",
    "refuse_mismatch",
    "update",
]
