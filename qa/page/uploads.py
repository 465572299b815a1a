"""Which uploaded files are taken in, and under what name.

Formats are those of the corpus; whether a file can really be read is decided by reading it.
Knows names and sizes only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from qa.corpus import KINDS, MEDIA_TYPES

_ARCHIVES = frozenset(
    ".zip .tar .gz .tgz .bz2 .tbz2 .xz .txz .7z .rar .zst .lz .lzma .cab .jar .iso .dmg".split()
)
_LONGEST_NAME = 120
_LONGEST_SUFFIX = 12
_UNSAFE = re.compile(r"[^\w .,()\[\]&+'-]")
_TOTAL_FACTOR = 5  # all uploads of a session together, in times the largest single one


class Refused(Exception):
    """A file is not taken in; the text says why, for a person."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a session may upload."""

    file_mb: int = 20
    files: int = 25

    @property
    def file_bytes(self) -> int:
        """The largest single file."""
        return self.file_mb * 1024 * 1024


def check(name: str, size: int, present: Collection[int], limits: Limits) -> None:
    """Raises Refused for a file of the wrong kind, or one too many, or too large."""
    suffix = PurePosixPath(name.lower()).suffix
    if suffix in _ARCHIVES:
        raise Refused("archives are not opened; upload the documents themselves")
    if suffix not in MEDIA_TYPES:
        raise Refused(f"this format is not read; the formats are {KINDS}")
    if size > limits.file_bytes:
        raise Refused(f"larger than {limits.file_mb} MB")
    if len(present) >= limits.files:
        raise Refused(f"{limits.files} uploads are the most; delete one first")
    if sum(present) + size > _TOTAL_FACTOR * limits.file_bytes:
        raise Refused(f"all uploads together may hold {_TOTAL_FACTOR * limits.file_mb} MB")


def safe_name(name: str) -> str:
    """A file name without folders, control characters, or anything a shell or page reads."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    suffix = PurePosixPath(last).suffix
    stem = " ".join(_UNSAFE.sub(" ", last.removesuffix(suffix)).split()).strip(" .")
    kept = "".join(filter(str.isalnum, suffix.lower()))[:_LONGEST_SUFFIX]
    return (stem[:_LONGEST_NAME].rstrip() or "document") + (f".{kept}" if kept else "")


def free_name(name: str, folder: Path) -> str:
    """The name, numbered if the folder already has a file of that name."""
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    number, free = 2, name
    while (folder / free).exists():
        free = f"{stem} ({number}){suffix}"
        number += 1
    return free
