"""The index folder: whole generations, one of them current, switched in one atomic step.

    FOLDER/CURRENT            the name of the current generation
    FOLDER/g000007/           never changed once it is there
        manifest.json         format, embedder, and the sha256 of every other file
        texts.sqlite          documents, passages, keywords
        vectors.faiss         one vector for each passage
    FOLDER/g000008.partial/   being written, or left by a process that was killed

A new generation is written beside the old one, flushed to disk, renamed, and then named in
CURRENT by an atomic replace. A process killed at any moment leaves the old one whole. The
generation before is kept for readers that opened it a moment ago.

Knows folders, hashes and the manifest; nothing of what is inside the files.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from qa.errors import IndexDamaged, IndexMismatch, IndexMissing, IndexUnusable

FORMAT = 1
MANIFEST = "manifest.json"
_GENERATION = re.compile(r"g(\d{6,})")
_LOCK_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Identity:
    """What an index was built with. Two indexes with equal identities hold equal vectors.

    `probe` is the embedding of a fixed sentence: a name alone does not tell that the weights
    behind it were exchanged.
    """

    embedder: str
    dimension: int
    probe: tuple[float, ...]
    passage_chars: int


@dataclass(frozen=True, slots=True)
class Generation:
    """One whole, checked state of the index."""

    path: Path
    number: int
    identity: Identity


def current(folder: Path) -> Generation:
    """The current generation, every file checked against the manifest.

    Raises IndexMissing, IndexMismatch (another format) or IndexDamaged, each naming the file.
    """
    name = _current_name(folder)
    path = folder / name
    manifest = _read_manifest(path)
    if manifest.get("format") != FORMAT:
        raise IndexMismatch(
            f"the index in '{folder}' has format {manifest.get('format')!r}, this version reads "
            f"{FORMAT}; build it anew with: footnote index --rebuild"
        )
    try:
        identity = Identity(**{**manifest["identity"], "probe": tuple(manifest["identity"]["probe"])})
        hashes = dict(manifest["files"])
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(path / MANIFEST, f"has no valid entry ({error})") from error
    for file, expected in hashes.items():
        if _sha256(path / file) != expected:
            raise _damaged(path / file, "is not as it was written")
    return Generation(path, _number(name), identity)


def current_number(folder: Path) -> int | None:
    """The number of the current generation, without checking it; None if there is none."""
    try:
        return _number(_current_name(folder))
    except IndexUnusable:
        return None


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds the right to write; a second writer waits, and gives up after ten minutes."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock", timeout=_LOCK_SECONDS)
        with lock:
            yield
    except Timeout as error:
        raise IndexUnusable(
            f"another process has been writing the index in '{folder}' for ten minutes; "
            "end it, or choose another folder with --index"
        ) from error
    except PermissionError as error:
        raise IndexUnusable(
            f"the index folder '{folder}' cannot be written ({error.strerror}); "
            "choose another with --index"
        ) from error


@contextmanager
def new_generation(folder: Path, identity: Identity) -> Iterator[Path]:
    """A folder to write the next generation into; it becomes current when the block ends.

    The caller holds the lock. If the block raises, nothing is left and nothing changed.
    """
    number = 1 + max((_number(path.name) for path in _generations(folder)), default=0)
    partial = folder / f"g{number:06d}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir()
        yield partial
        _seal(partial, identity)
        final = folder / f"g{number:06d}"
        partial.rename(final)
        _switch(folder, final.name)
    except OSError as error:
        raise IndexUnusable(
            f"the index in '{folder}' could not be written ({error.strerror or error}); "
            "the one from before is untouched"
        ) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    _prune(folder, keep={number, number - 1})


def _seal(partial: Path, identity: Identity) -> None:
    files = sorted(path.name for path in partial.iterdir())
    manifest = {
        "format": FORMAT,
        "identity": asdict(identity),
        "files": {name: _sha256(partial / name) for name in files},
    }
    (partial / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    for name in (*files, MANIFEST):
        _flush(partial / name)
    _flush(partial)


def _switch(folder: Path, name: str) -> None:
    _flush(folder)
    pointer = folder / "CURRENT.new"
    pointer.write_text(name + "\n", encoding="utf-8")
    _flush(pointer)
    pointer.replace(folder / "CURRENT")
    _flush(folder)


def _prune(folder: Path, keep: set[int]) -> None:
    for path in _generations(folder):
        if _number(path.name) not in keep:
            shutil.rmtree(path, ignore_errors=True)
    for path in folder.glob("g*.partial"):
        shutil.rmtree(path, ignore_errors=True)


def _current_name(folder: Path) -> str:
    try:
        name = (folder / "CURRENT").read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        if next(_generations(folder), None) is not None:
            raise _damaged(folder / "CURRENT", "is missing") from None
        raise IndexMissing(
            f"there is no index in '{folder}'; build one with: footnote index FOLDER"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(folder / "CURRENT", f"cannot be read ({error})") from error
    if not _GENERATION.fullmatch(name):
        raise _damaged(folder / "CURRENT", f"names no generation ({name!r:.40})")
    return name


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        data = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(path / MANIFEST, f"cannot be read ({error})") from error
    if not isinstance(data, dict):
        raise _damaged(path / MANIFEST, "is not a manifest")
    return data


def _generations(folder: Path) -> Iterator[Path]:
    return (path for path in folder.glob("g*") if _GENERATION.fullmatch(path.name))


def _number(name: str) -> int:
    match = _GENERATION.fullmatch(name)
    return int(match.group(1)) if match else 0


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise _damaged(path, f"cannot be read ({error.strerror or error})") from error


def _flush(path: Path) -> None:
    if os.name == "nt" and path.is_dir():  # Windows cannot flush a folder
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _damaged(path: Path, what: str) -> IndexDamaged:
    return IndexDamaged(
        f"the index is damaged: '{path}' {what}; build it anew with: footnote index --rebuild"
    )
