"""Thumbs up and down → one JSON line each, a candidate for the evaluation's gold questions.

A line holds the question, the verdict, and the places the answer rested on with the sha256 of
their documents, so that somebody can later decide whether it is worth keeping.
"""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from qa.records import Answer

Vote = Literal["up", "down"]
FILE = "feedback.jsonl"

_writing = threading.Lock()


def store(path: Path, answer: Answer, vote: Vote) -> None:
    """Appends one line. The folder is made if need be."""
    line = {
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "vote": vote,
        "question": answer.question,
        "status": answer.status,
        "answer": answer.text,
        "short": answer.short.text if answer.short else None,
        "drafter": answer.drafter,
        "evidence": [
            {
                "document_id": cited.document_id,
                "sha256": cited.sha256,
                "start": cited.start,
                "end": cited.end,
                "quote": cited.quote,
            }
            for cited in answer.citations
        ],
    }
    with _writing:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")
