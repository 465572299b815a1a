"""A chat model that follows a script: LangChain's real base class, and no intelligence."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

Step = str | float | Exception
"""Text to write, seconds to wait, or an error to raise."""


class Scripted(BaseChatModel):
    """Streams the steps of a script, or of what a function makes of the prompt.

    With `streams=False` it gives everything at once, as models without streaming do.
    """

    script: Sequence[Step] | Callable[[str], Sequence[Step]]
    finish: str | None = "stop"
    streams: bool = True
    _prompts: list[str] = PrivateAttr(default_factory=list)
    _lock: Any = PrivateAttr(default_factory=threading.Lock)

    @property
    def prompts(self) -> list[str]:
        """The human messages received so far."""
        return self._prompts

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _steps(self, messages: list[BaseMessage]) -> Sequence[Step]:
        prompt = str(messages[-1].content)
        with self._lock:
            self._prompts.append(prompt)
        return self.script(prompt) if callable(self.script) else self.script

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        text = "".join(_played(self._steps(messages)))
        metadata = {"finish_reason": self.finish} if self.finish else {}
        message = AIMessage(text, response_metadata=metadata)
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        for text in _played(self._steps(messages)):
            yield ChatGenerationChunk(message=AIMessageChunk(text))
        metadata = {"finish_reason": self.finish} if self.finish else {}
        yield ChatGenerationChunk(message=AIMessageChunk("", response_metadata=metadata))

    def _should_stream(self, **kwargs: Any) -> bool:
        return self.streams


def _played(steps: Sequence[Step]) -> Iterator[str]:
    for step in steps:
        if isinstance(step, Exception):
            raise step
        if isinstance(step, float):
            time.sleep(step)
        else:
            yield step
