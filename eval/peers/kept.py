"""Replies on disk, so that an interrupted comparison goes on where it stopped.

A reply is used again only for the same questions, documents, options, pins and code. Times in it
were measured when it was made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from eval.peers.catalogue import HERE, Peer
from eval.peers.environments import pins_of
from eval.rows import write_json

_PROJECT = HERE.parents[1]


def key_of(peer: Peer, request: Mapping[str, Any], threads: int | None) -> str:
    """What the reply depends on, as one sha256. Raises NotInstalled, OSError."""
    digest = hashlib.sha256(json.dumps([request, threads], sort_keys=True).encode())
    for path in (*map(Path, sorted(request["documents"])), *_code(peer)):
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def read(path: Path, key: str) -> Any:
    """The reply that was kept under this key; None if there is none."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return kept.get("reply") if isinstance(kept, dict) and kept.get("key") == key else None


def write(path: Path, key: str, reply: Any) -> None:
    """Keeps a reply."""
    write_json(path, {"key": key, "reply": reply})


def _code(peer: Peer) -> Iterator[Path]:
    """The scripts and pins of a peer; of Footnote the library with its weights."""
    workers = HERE / "workers"
    yield from (workers / "serve.py", workers / f"{peer.worker}.py")
    if peer.environment:
        yield from map(pins_of, ("base", peer.environment))
    else:
        library = sorted((_PROJECT / "qa").rglob("*"))
        yield from (path for path in library if path.is_file() and "__pycache__" not in path.parts)
