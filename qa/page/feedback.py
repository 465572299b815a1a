"""Thumbs up and down → one JSON line each, in the form of the evaluation's gold questions.

What was answered stands there as if it were right, with the places it rested on; `type` says
which thumb it was. So a line is a candidate: a person decides whether to keep or correct it.
"""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from qa.page.sessions import Turn
from qa.records import Answer

Vote = Literal["up", "down"]
FILE = "feedback.jsonl"

_writing = threading.Lock()


def store(path: Path, turn: Turn, vote: Vote) -> None:
    """Appends one line; nothing for a turn without an answer. The folder is made if need be."""
    if turn.answer is None:
        return
    line = json.dumps(candidate(turn, turn.answer, vote), ensure_ascii=False)
    with _writing:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")


def candidate(turn: Turn, answer: Answer, vote: Vote) -> dict[str, Any]:
    """The turn as a gold question. Each cited place is a group of evidence of its own."""
    said = [[answer.short.text]] if answer.short else [[each.sentence] for each in answer.shown]
    return {
        "id": f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{turn.id}",
        "type": f"thumbs-{vote} {answer.drafter}",
        "question": turn.question,
        "history": [list(exchange) for exchange in turn.history],
        "answerable": bool(answer.shown),
        "answers": said if answer.shown else [],
        "evidence": [
            {"document_id": cited.document_id, "start": cited.start, "end": cited.end, "group": at}
            for at, cited in enumerate(answer.citations)
        ],
        "near": [
            {"document_id": hit.passage.document_id, "start": hit.passage.start,
             "end": hit.passage.end}
            for hit in answer.hits[:1]
            if not answer.shown
        ],
    }  # fmt: skip
