"""Follows a folder: updates its index a moment after the last of a burst of changes.

The folder is looked at again and again rather than reported by the system: that costs one
stat for each file, and works on every file system, network drives among them. Knows nothing
of what an update does.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from qa import corpus
from qa.errors import CorpusError

SECONDS = 2.0


def watch(
    folder: Path,
    index_folder: Path,
    update: Callable[[], None],
    stop: threading.Event,
    *,
    seconds: float = SECONDS,
) -> None:
    """Calls `update` once at the start and after every burst of changes, until `stop` is set.

    A burst is over when the folder has not changed for `seconds`. Errors of `update` pass
    through; a folder that is away for a while (an unplugged disk) is waited for.
    """
    done: object = None
    before = _state(folder, index_folder)
    while not stop.is_set():
        now = _state(folder, index_folder)
        if now is not None and now == before and now != done:
            update()
            done = now
        before = now
        stop.wait(seconds)


def _state(folder: Path, index_folder: Path) -> object:
    """What is equal for two moments exactly if no file was added, changed or removed."""
    try:
        files, skipped = corpus.scan(folder, leave_out=index_folder)
    except CorpusError:
        return None
    return [(file.id, file.size, file.mtime_ns) for file in files], skipped
