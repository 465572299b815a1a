"""Named snapshots of an index: a generation set aside under a name, and brought back.

    FOLDER/snapshots/NAME/     the files of the generation, as links where the disk can do that
    FOLDER/snapshots/NAME/CURRENT

A snapshot costs no space until its generation is gone. Knows folders; nothing of documents.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from qa.errors import IndexUnusable, InputError
from qa.index import store

SNAPSHOTS = "snapshots"
_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,63}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One snapshot: its name, when it was made (UTC), and the bytes it holds."""

    name: str
    made: datetime
    size: int


def take(folder: Path, name: str) -> Snapshot:
    """Sets the current generation aside. Raises InputError or IndexUnusable."""
    _check(name)
    final = folder / SNAPSHOTS / name
    with store.locked(folder):
        if final.exists():
            raise InputError(
                f"there is already a snapshot '{name}'; choose another name, or remove the "
                f"folder '{final}'"
            )
        generation = store.current(folder)
        with store.writing(folder), _made(final) as partial:
            for path in sorted(generation.path.iterdir()):
                _link(path, partial / path.name)
            (partial / store.CURRENT).write_bytes((folder / store.CURRENT).read_bytes())
    return _described(final)


def restore(folder: Path, name: str) -> int:
    """Makes a snapshot the current generation again; returns the number it now has.

    An index that follows its folder will then be updated to what is there. Raises InputError,
    or IndexUnusable: a damaged snapshot is refused and nothing changes.
    """
    source = folder / SNAPSHOTS / _check(name)
    if not source.is_dir():
        known = ", ".join(snapshot.name for snapshot in listed(folder)) or "none"
        raise InputError(f"there is no snapshot '{name}'; there are: {known}")
    with store.locked(folder):
        _, manifest_sha256 = store.pointer(source)
        generation = store.checked(source, manifest_sha256)
        before = store.current_number(folder)
        number = 1 + max((before or 0, *map(store.number_of, store.generations(folder))))
        final = folder / f"g{number:06d}"
        with store.writing(folder):
            with _made(final) as partial:
                for path in generation.path.iterdir():
                    if path.name != store.CURRENT:
                        _link(path, partial / path.name)
            store.switch(folder, final.name, manifest_sha256)
        store.prune(folder, keep={number, before or number})
    return number


def listed(folder: Path) -> tuple[Snapshot, ...]:
    """All snapshots, the oldest first."""
    found = [
        _described(path)
        for path in sorted((folder / SNAPSHOTS).glob("*"))
        if (path / store.CURRENT).is_file()
    ]
    return tuple(sorted(found, key=lambda snapshot: (snapshot.made, snapshot.name)))


@contextmanager
def _made(final: Path) -> Iterator[Path]:
    """A folder that is at `final` when everything in it is written, or not at all."""
    partial = final.with_name(f"{final.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True)
        yield partial
        for path in partial.iterdir():
            store.flush(path)
        partial.rename(final)
        store.flush(final.parent)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links, or one that allows no more of them
        shutil.copyfile(source, target)


def _described(path: Path) -> Snapshot:
    status = (path / store.CURRENT).stat()
    size = sum(each.stat().st_size for each in path.iterdir())
    return Snapshot(path.name, datetime.fromtimestamp(status.st_mtime, UTC), size)


def _check(name: str) -> str:
    if not _NAME.fullmatch(name) or name.endswith(".partial"):
        raise InputError(
            f"a snapshot cannot be called '{name[:80]}'; use letters, digits, '-', '_' and '.', "
            "at most 64 of them"
        )
    return name


def rescue(folder: Path) -> int | None:
    """Makes the newest whole generation or snapshot current; None if there is none.

    The caller holds the lock, and has found the current generation damaged.
    """
    candidates = sorted(store.generations(folder), key=store.number_of, reverse=True)
    for path in candidates:
        try:
            digest = store.sha256_of(path / store.MANIFEST)
            store.checked(path, digest)
        except (IndexUnusable, ValueError, KeyError, TypeError):
            continue
        store.switch(folder, path.name, digest)
        return store.number_of(path)
    return None
