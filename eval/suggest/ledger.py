"""What was decided: accepted questions in the gold file, rejected ones in a file beside it.

    GOLD.jsonl            accepted, one line each, added the moment it is accepted
    GOLD.rejected.jsonl   rejected, in the same form, so that they are not offered again

Each decision is one appended line that is on disk before the next candidate is shown, so stopping
at any time loses nothing. Lines that are there are never changed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from eval.errors import GoldError
from eval.gold import GoldQuestion, load
from eval.rows import gold_to_dict
from eval.suggest.drafting import Key, key_of


class Ledger:
    """The decisions on the candidates of one gold file."""

    def __init__(self, path: Path) -> None:
        """Reads what was decided before. Raises GoldError for a file that is none."""
        self.path = path
        self.rejections = path.with_suffix(".rejected.jsonl")
        accepted, rejected = _questions(path), _questions(self.rejections)
        self.accepted, self.rejected = len(accepted), len(rejected)
        self._keys = {key_of(each.question) for each in (*accepted, *rejected)}
        self._ids = {each.id for each in (*accepted, *rejected)}

    @property
    def decided(self) -> Collection[Key]:
        """The words of every question decided on; grows as decisions are made."""
        return self._keys

    def accept(self, question: GoldQuestion, offered: GoldQuestion | None = None) -> None:
        """Adds a question to the gold file; `offered` is how it was worded before an edit."""
        self._decide(self.path, self._with_own_id(question), offered)
        self.accepted += 1

    def reject(self, question: GoldQuestion) -> None:
        """Remembers that a question is not wanted."""
        self._decide(self.rejections, question, None)
        self.rejected += 1

    def _decide(self, path: Path, question: GoldQuestion, offered: GoldQuestion | None) -> None:
        _append(path, json.dumps(gold_to_dict(question), ensure_ascii=False))
        self._ids.add(question.id)
        self._keys |= {key_of(each.question) for each in (question, offered or question)}
        if offered and key_of(offered.question) != key_of(question.question):
            # The first wording must not come back either.
            _append(self.rejections, json.dumps(gold_to_dict(offered), ensure_ascii=False))

    def _with_own_id(self, question: GoldQuestion) -> GoldQuestion:
        number, name = 1, question.id
        while name in self._ids:
            number += 1
            name = f"{question.id}-{number}"
        return replace(question, id=name)


def _questions(path: Path) -> tuple[GoldQuestion, ...]:
    """None for a file that is not there or has nothing in it yet."""
    return load(path) if path.exists() and path.stat().st_size else ()


def _append(path: Path, line: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as stream:
            size = stream.seek(0, os.SEEK_END)
            if size:
                stream.seek(size - 1)
                line = line if stream.read(1) == b"\n" else f"\n{line}"
            stream.write(f"{line}\n".encode())
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise GoldError(f"cannot write to '{path}' ({error.strerror})") from error
