"""Mends an index with as little work as it takes. Knows what can go wrong with one, not why."""

from __future__ import annotations

from pathlib import Path

from langchain_core.embeddings import Embeddings

from qa.errors import IndexDamaged, IndexMismatch, IndexMissing
from qa.index import Index, snapshots, store
from qa.settings import Settings
from qa.updating import Progress, identity_of, refuse_mismatch, update


def repair(
    folder: Path,
    index_folder: Path,
    embedder: Embeddings,
    settings: Settings,
    *,
    progress: Progress | None = None,
) -> tuple[Index, str]:
    """Mends the index of `folder` with as little work as it takes; returns what was done.

    A damaged index falls back to its newest whole generation, which is then updated; if none
    is whole, or it is of another embedder or format, everything is built anew.
    """
    done = "the index was whole; brought it up to date"
    rebuild = False
    try:
        opened = Index.open(index_folder)
        opened.close()
        refuse_mismatch(opened, identity_of(embedder, settings))
    except IndexMissing:
        done = "there was no index; built it"
    except IndexMismatch:
        done, rebuild = "the index was of another embedder or format; built it anew", True
    except IndexDamaged as error:
        with store.locked(index_folder):
            number = snapshots.rescue(index_folder)
        rebuild = number is None
        how = "built it anew" if rebuild else f"went back to generation {number} and updated it"
        done = f"{str(error).split('; ')[0]}; {how}"
    index, _ = update(folder, index_folder, embedder, settings, rebuild=rebuild, progress=progress)
    return index, done
