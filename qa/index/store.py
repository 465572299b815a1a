"""The index folder: whole generations, one of them current, switched in one atomic step.

    FOLDER/CURRENT            the name of the current generation, the sha256 of its manifest
    FOLDER/lock               held by the process that writes
    FOLDER/pending            what an unfinished update has embedded so far (pending.py)
    FOLDER/recognized/        the words of pages that are pictures (qa/corpus/kept.py)
    FOLDER/g000007/           never changed once it is there
        manifest.json         format, embedder, and the sha256 of every other file
        texts.sqlite          documents, passages, keywords
        vectors.faiss         one vector for each passage
    FOLDER/g000008.partial/   being written, or left by a process that was killed

A new generation is written beside the old one, flushed to disk, renamed, and then named in
CURRENT by an atomic replace. A process killed at any moment leaves the old one whole. The
generation before is kept for readers that are about to open it, and for repairs.

Knows folders, hashes and the manifest; nothing of what is inside the files.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from qa.errors import IndexDamaged, IndexMismatch, IndexMissing, IndexOutdated, IndexUnusable

FORMAT = 4
MANIFEST = "manifest.json"
CURRENT = "CURRENT"
LOCK = "lock"
_GENERATION = re.compile(r"g(\d{6,})")
_POINTER = re.compile(r"(g\d{6,}) ([0-9a-f]{64})\n")
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
    reading: int = 1
    """Which way of reading files its texts come from (`qa.corpus.READING`)."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One whole state of the index."""

    path: Path
    number: int
    identity: Identity


@dataclass(frozen=True, slots=True)
class Partial:
    """A generation being written at `path`; it will be at `generation.path` when whole."""

    path: Path
    generation: Generation


def current(folder: Path) -> Generation:
    """The current generation, every file checked against the manifest.

    Raises IndexMissing, IndexMismatch (another format) or IndexDamaged, each naming the file.
    """
    while True:
        name, manifest_sha256 = pointer(folder)
        try:
            return checked(folder / name, manifest_sha256)
        except IndexDamaged:
            # A reader that was slow may find that two updates have removed what it was opening.
            if pointer(folder)[0] == name:
                raise


def current_number(folder: Path) -> int | None:
    """The number of the current generation, without checking it; None if there is none."""
    try:
        return number_of(folder / pointer(folder)[0])
    except IndexUnusable:
        return None


def checked(path: Path, manifest_sha256: str) -> Generation:
    """The generation in a folder, if every byte of it is as it was written."""
    try:
        data = (path / MANIFEST).read_bytes()
    except OSError as error:
        raise damaged(path / MANIFEST, f"cannot be read ({error.strerror or error})") from error
    if hashlib.sha256(data).hexdigest() != manifest_sha256:
        raise damaged(path / MANIFEST, "is not as it was written")
    manifest = json.loads(data)
    written = manifest["format"]
    if written != FORMAT:
        earlier = isinstance(written, int) and written < FORMAT
        raise (IndexOutdated if earlier else IndexMismatch)(
            f"the index in '{path.parent}' has format {written!r}, this version reads "
            f"{FORMAT}; build it anew with: footnote index --rebuild"
        )
    identity = manifest["identity"]
    for file, expected in manifest["files"].items():
        if sha256_of(path / file) != expected:
            raise damaged(path / file, "is not as it was written")
    return Generation(
        path, number_of(path), Identity(**{**identity, "probe": tuple(identity["probe"])})
    )


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds the right to write; a second writer waits, and gives up after ten minutes."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, timeout=_LOCK_SECONDS)
        lock.acquire()
    except Timeout as error:
        raise IndexUnusable(
            f"another process has been writing the index in '{folder}' for ten minutes; "
            "end it, or choose another folder with --index"
        ) from error
    except OSError as error:
        raise IndexUnusable(
            f"the index folder '{folder}' cannot be written ({error.strerror or error}); "
            "make it writable, or choose another with --index"
        ) from error
    try:
        yield
    finally:
        lock.release()


def is_being_written(folder: Path) -> bool:
    """Whether another process holds the right to write at this moment."""
    if not (folder / LOCK).exists():
        return False
    try:
        with FileLock(folder / LOCK, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:  # a folder that cannot be written is not being written by this user
        return False


@contextmanager
def new_generation(folder: Path, identity: Identity) -> Iterator[Partial]:
    """A folder to write the next generation into; it becomes current when the block ends.

    The caller holds the lock. If the block raises, nothing is left and nothing changed.
    """
    before = current_number(folder)
    number = 1 + (before or 0)
    final = folder / f"g{number:06d}"
    partial = Partial(folder / f"{final.name}.partial", Generation(final, number, identity))
    shutil.rmtree(partial.path, ignore_errors=True)
    try:
        with writing(folder):
            partial.path.mkdir()
        yield partial
        with writing(folder):
            manifest_sha256 = _seal(partial.path, identity)
            if final.exists():  # whole, but its process was killed before it became current
                shutil.rmtree(final)
            partial.path.rename(final)
            switch(folder, final.name, manifest_sha256)
    finally:
        shutil.rmtree(partial.path, ignore_errors=True)
    prune(folder, keep={number, before or number})


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turns what goes wrong while the index is written (a full disk, say) into one clear error."""
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise IndexUnusable(
            f"the index in '{folder}' could not be written ({reason}); what it held before is "
            "untouched; make room there, or choose another folder with --index"
        ) from error


def switch(folder: Path, name: str, manifest_sha256: str) -> None:
    """Makes a whole generation the current one, in one step."""
    flush(folder)
    pointer = folder / "CURRENT.new"
    pointer.write_bytes(f"{name} {manifest_sha256}\n".encode())
    flush(pointer)
    pointer.replace(folder / CURRENT)
    flush(folder)


def prune(folder: Path, keep: set[int]) -> None:
    """Removes the generations that are not kept, and what killed processes left."""
    for path in generations(folder):
        if number_of(path) not in keep:
            shutil.rmtree(path, ignore_errors=True)
    for path in folder.glob("g*.partial"):
        shutil.rmtree(path, ignore_errors=True)


def generations(folder: Path) -> Iterator[Path]:
    """The folders of all generations, current or not."""
    return (path for path in folder.glob("g*") if _GENERATION.fullmatch(path.name))


def sha256_of(path: Path) -> str:
    """The hash of a file of the index. Raises IndexDamaged if it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise damaged(path, f"cannot be read ({error.strerror or error})") from error


def damaged(path: Path, what: str) -> IndexDamaged:
    """The error for a file of the index that is not as it should be."""
    return IndexDamaged(
        f"the index is damaged: '{path}' {what}; mend it with: footnote doctor --repair, "
        "or build it anew with: footnote index --rebuild"
    )


def _seal(partial: Path, identity: Identity) -> str:
    files = sorted(path.name for path in partial.iterdir())
    manifest = {
        "format": FORMAT,
        "identity": asdict(identity),
        "files": {name: sha256_of(partial / name) for name in files},
    }
    data = json.dumps(manifest, indent=1).encode()
    (partial / MANIFEST).write_bytes(data)
    for name in (*files, MANIFEST):
        flush(partial / name)
    flush(partial)
    return hashlib.sha256(data).hexdigest()


def pointer(folder: Path) -> tuple[str, str]:
    """The name of the current generation and the sha256 of its manifest."""
    try:
        text = (folder / CURRENT).read_bytes().decode("ascii")
    except FileNotFoundError:
        # The very first generation may be whole, and its process killed before this file was.
        if any(number_of(path) > 1 for path in generations(folder)):
            raise damaged(folder / CURRENT, "is missing") from None
        raise IndexMissing(
            f"there is no index in '{folder}'; build one with: footnote index FOLDER"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise damaged(folder / CURRENT, f"cannot be read ({error})") from error
    match = _POINTER.fullmatch(text)
    if not match:
        raise damaged(folder / CURRENT, f"names no generation ({text!r:.40})")
    return match.group(1), match.group(2)


def number_of(path: Path) -> int:
    """The number of a generation's folder; 0 for any other."""
    match = _GENERATION.fullmatch(path.name)
    return int(match.group(1)) if match else 0


def flush(path: Path) -> None:
    """Waits until a file or folder is on the disk."""
    if os.name == "nt" and path.is_dir():  # Windows cannot flush a folder
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
