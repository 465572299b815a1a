"""Footnote: answers from a folder of documents, every sentence pinned to its source.

    from qa import Assistant
    answer = Assistant.from_folder("corpus").ask("How much did Japan commit?")

Names are loaded when they are first used, so that importing `qa` costs nothing.
"""

from __future__ import annotations

import importlib
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.assistant import Assistant
    from qa.errors import FootnoteError
    from qa.records import (
        Answer,
        Citation,
        Claim,
        Document,
        Finished,
        Hit,
        Passage,
        Retrieved,
        ShortAnswer,
        Verified,
    )
    from qa.settings import Settings

# Nothing is reported to anyone. These libraries read the switch when they are first imported.
for _switch, _off in (
    ("ORT_DISABLE_TELEMETRY", "1"),
    ("HF_HUB_DISABLE_TELEMETRY", "1"),
    ("GRADIO_ANALYTICS_ENABLED", "False"),
):
    os.environ[_switch] = _off

_HOMES = {
    "Assistant": "qa.assistant",
    "FootnoteError": "qa.errors",
    "Settings": "qa.settings",
    **dict.fromkeys(
        ("Answer", "Citation", "Claim", "Document", "Finished", "Hit", "Passage", "Retrieved",
         "ShortAnswer", "Verified"),
        "qa.records",
    ),
}  # fmt: skip

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "Claim",
    "Document",
    "Finished",
    "FootnoteError",
    "Hit",
    "Passage",
    "Retrieved",
    "Settings",
    "ShortAnswer",
    "Verified",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'qa' has no attribute '{name}'")
    return getattr(importlib.import_module(_HOMES[name]), name)
