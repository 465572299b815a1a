"""What was recognised on the pages of a file, kept so that it need not be recognised again.

    FOLDER/SHA256.jsonl    a line that says who recognised it, then one line for each page

A line is appended as soon as its page is done: work that was interrupted goes on from there. A
file of another recogniser, and a line that was cut short, count for nothing. Knows files and
words; nothing of PDF.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from qa.corpus.extracted import Seen

FOLDER = "recognized"
"""Where it lies in the folder of an index."""

_NAME = re.compile(r"([0-9a-f]{64})\.jsonl")
_CORNERS = 8


def pages(folder: Path, sha256: str, recognizer: str) -> dict[int, tuple[Seen, ...]]:
    """The pages of a file that this recogniser has done; "" takes what any has done."""
    try:
        text = _path(folder, sha256).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return {}
    head, *lines = text.split("\n")
    if not lines or (recognizer and head != _head(recognizer)):
        return {}
    return dict(_parsed(lines[:-1]))  # what no line break ends was cut short


def keep(folder: Path, sha256: str, recognizer: str, number: int, seen: tuple[Seen, ...]) -> None:
    """Adds a page. Raises OSError."""
    path = _path(folder, sha256)
    folder.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as stream:
        head = _head(recognizer).encode() + b"\n"
        stream.seek(0)
        if stream.read(len(head)) != head:
            stream.truncate(0)
            stream.write(head)
        stream.seek(-1, os.SEEK_END)
        if stream.read(1) != b"\n":
            stream.write(b"\n")
        row = [number, [[each.text, each.corners] for each in seen]]
        stream.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")


def forget(folder: Path, wanted: Collection[str]) -> None:
    """Removes what was kept of files whose hash is not among these."""
    for path in [*folder.glob("*.jsonl")] if folder.is_dir() else []:
        match = _NAME.fullmatch(path.name)
        if match and match.group(1) not in wanted:
            path.unlink(missing_ok=True)


def _path(folder: Path, sha256: str) -> Path:
    return folder / f"{sha256}.jsonl"


def _head(recognizer: str) -> str:
    return json.dumps({"recognizer": recognizer})


def _parsed(lines: list[str]) -> Iterator[tuple[int, tuple[Seen, ...]]]:
    for line in lines:
        try:
            number, found = json.loads(line)
            seen = tuple(Seen(text, tuple(map(float, corners))) for text, corners in found)
        except (ValueError, TypeError):
            continue
        if isinstance(number, int) and all(
            isinstance(each.text, str) and len(each.corners) == _CORNERS for each in seen
        ):
            yield number, seen
