"""A prompt → the characters a model writes, as they come, never later than the deadline.

The model runs in a thread of its own. A model that hangs is left behind: its thread ends with
the process or with the model's own time limit, holds one of a few places until then, and makes
nobody else wait. Whatever an adapter raises becomes one `ModelFailed`. Knows nothing of what
the characters mean.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from langchain_core.messages import HumanMessage, SystemMessage

from qa.drafting.models import ChatModel
from qa.drafting.prompt import Prompt
from qa.drafting.stream import Finish
from qa.errors import FailureKind, ModelFailed

_FINISHES: dict[str, Finish] = {
    "stop": "stop", "end_turn": "stop", "eos": "stop", "stop_sequence": "stop",
    "length": "length", "max_tokens": "length",
}  # fmt: skip
_FINISH_KEYS = ("finish_reason", "done_reason", "stop_reason")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some text, or the reason why the model stopped."""

    text: str
    finish: Finish | None = None


class Caller:
    """Calls one model, for any number of threads, at most `at_once` at a time."""

    def __init__(self, chat: ChatModel) -> None:
        self.chat = chat
        self._places = threading.BoundedSemaphore(chat.at_once)

    def stream(self, prompt: Prompt) -> Generator[Chunk, None, None]:
        """What the model writes. Raises ModelFailed; closing the iterator stops the model."""
        deadline = time.monotonic() + self.chat.seconds
        if not self._places.acquire(timeout=self.chat.seconds):
            raise ModelFailed(
                "busy",
                f"the model '{self.chat.name}' had no place free within {self.chat.seconds:g} s",
            )
        chunks: queue.SimpleQueue[Chunk | Exception | None] = queue.SimpleQueue()
        unwanted = threading.Event()
        arguments = (prompt, chunks, unwanted)
        threading.Thread(target=self._run, args=arguments, name="chat-model", daemon=True).start()
        try:
            yield from self._received(chunks, deadline)
        finally:
            unwanted.set()

    def _received(
        self, chunks: queue.SimpleQueue[Chunk | Exception | None], deadline: float
    ) -> Iterator[Chunk]:
        while True:
            try:
                chunk = chunks.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise ModelFailed(
                    "timeout",
                    f"the model '{self.chat.name}' did not finish within {self.chat.seconds:g} s",
                ) from None
            if chunk is None:
                return
            if isinstance(chunk, Exception):
                raise _failure(self.chat.name, chunk) from chunk
            yield chunk

    def _run(
        self,
        prompt: Prompt,
        chunks: queue.SimpleQueue[Chunk | Exception | None],
        unwanted: threading.Event,
    ) -> None:
        """The thread: hands over chunks until the model ends or nobody wants them."""
        try:
            messages = [SystemMessage(prompt.system), HumanMessage(prompt.human)]
            for message in self.chat.model.stream(messages):
                if unwanted.is_set() and not self.chat.runs_out:
                    break
                chunks.put(Chunk(str(message.text), _finish(message.response_metadata)))
            chunks.put(None)
        except Exception as error:  # adapters raise whatever their clients raise
            chunks.put(error)
        finally:
            self._places.release()


def _finish(metadata: dict[str, object]) -> Finish | None:
    stated = [metadata[key] for key in _FINISH_KEYS if metadata.get(key)]
    return _FINISHES.get(str(stated[0]).lower(), "unknown") if stated else None


def _failure(name: str, error: Exception) -> ModelFailed:
    """The kind of failure, read from status codes and class names that adapters agree on."""
    status = getattr(error, "status_code", None)
    chain = " ".join(type(each).__name__ for each in _causes(error))
    text = " ".join(str(error).split())
    lowered = text.lower()
    kind: FailureKind = "broken"
    says = f"the model '{name}' failed"
    if "context" in lowered and any(w in lowered for w in ("length", "window", "exceed", "size")):
        kind, says = "overflow", f"the prompt is too long for the model '{name}'"
    elif status in (400, 401, 403, 404, 422):
        kind, says = "refused", f"the server refused the model '{name}'"
    elif status == 429:
        kind, says = "busy", f"the server of the model '{name}' is busy"
    elif "Timeout" in chain:
        kind, says = "timeout", f"the model '{name}' did not answer in time"
    elif "Connect" in chain:
        kind, says = "unreachable", f"the server of the model '{name}' cannot be reached"
    return ModelFailed(kind, f"{says} ({text[:200] or type(error).__name__})")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
