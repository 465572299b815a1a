"""The page with a chat model that takes its time: what it writes comes word by word.

The model is LangChain's own interface implemented for real, only its words are fixed: two
sentences of the sources, and then one that no source supports.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

import ui
from qa.embedding import load_embedder

FIRST = (
    "The most recent framework was the U.S.-Japan Technology Prosperity Deal signed in October "
    "2025."
)
REST = (
    "SoftBank Group has identified four priority AI areas: AI chips, AI robots, AI data centers, "
    "and the energy to power them. The walruses signed it in June 1994."
)
SECONDS = 3.0


class SlowWriter(BaseChatModel):
    """Writes the first sentence at once, and the rest over `SECONDS`."""

    @property
    def _llm_type(self) -> str:
        return "slow"

    def _generate(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> ChatResult:
        return ChatResult(
            generations=[ChatGeneration(message=AIMessage(content=f"{FIRST} [1] {REST}"))]
        )

    def _stream(
        self, messages: list[BaseMessage], *args: Any, **kwargs: Any
    ) -> Iterator[ChatGenerationChunk]:
        yield ChatGenerationChunk(message=AIMessageChunk(content=f"{FIRST} [1]\n"))
        words = REST.split()
        for word in words:
            time.sleep(SECONDS / len(words))
            yield ChatGenerationChunk(message=AIMessageChunk(content=f"{word} "))


if __name__ == "__main__":
    _, _, corpus, _, port = sys.argv
    ui.serve(Path(corpus), None, load_embedder(), SlowWriter(), ui.Options(port=int(port)))
