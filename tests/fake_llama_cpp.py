"""The small surface of llama-cpp-python that is used, over answers read from a file.

Imported as `llama_cpp` where the real package is absent. As the real one, it refuses
a file without the magic number and a prompt that exceeds the window, ends at stop strings and at
`max_tokens`, computes a stream only as it is read, and is ruined by two calls at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

MAGIC = b"GGUF"


def write(path: Path, answers: Mapping[str, str], **metadata: str) -> Path:
    """A model file that answers a conversation that holds a key with its value."""
    content = {"answers": dict(answers), "metadata": metadata}
    path.write_bytes(MAGIC + json.dumps(content).encode())
    return path


class Llama:
    """Tokens are words, each with the space before it."""

    def __init__(
        self, model_path: str, *, n_ctx: int = 512, n_threads: int | None = None,
        vocab_only: bool = False, verbose: bool = True,
    ) -> None:  # fmt: skip
        content = Path(model_path).read_bytes()
        if not content.startswith(MAGIC):
            raise ValueError(f"Failed to load model from file: {model_path}")
        read = json.loads(content[len(MAGIC) :])
        self.metadata: dict[str, str] = read["metadata"]
        self.calls: list[dict[str, Any]] = []
        self._answers: dict[str, str] = read["answers"]
        self._n_ctx = n_ctx
        self._vocab_only = vocab_only
        self._computing = False

    def n_ctx(self) -> int:
        """The window in tokens."""
        return self._n_ctx

    def create_chat_completion(
        self, messages: list[dict[str, str]], *, stop: list[str], max_tokens: int | None,
        temperature: float, seed: int, stream: bool = False,
    ) -> Any:  # fmt: skip
        """A completion, or its chunks one by one."""
        if self._vocab_only:
            raise RuntimeError("the weights were not loaded")
        self.calls.append({"messages": messages, "stop": stop, "max_tokens": max_tokens})
        prompt = " ".join(message["content"] for message in messages)
        asked = len(prompt.split())
        if asked >= self._n_ctx:
            raise ValueError(f"Requested tokens ({asked}) exceed context window of {self._n_ctx}")
        written = self._written(prompt, stop, min(max_tokens or self._n_ctx, self._n_ctx - asked))
        if stream:
            return self._streamed(written)
        tokens = list(written)
        text, finish = "".join(text for text, _ in tokens), tokens[-1][1]
        message = {"role": "assistant", "content": text}
        used = {
            "prompt_tokens": asked,
            "completion_tokens": len(tokens) - 1,
            "total_tokens": asked + len(tokens) - 1,
        }
        return {"choices": [{"message": message, "finish_reason": finish}], "usage": used}

    def _written(self, prompt: str, stop: list[str], most: int) -> Iterator[tuple[str, str | None]]:
        """Tokens, then an empty one with the reason to stop."""
        answer = next((text for key, text in self._answers.items() if key in prompt), "I pass.")
        cut = min((answer.index(each) for each in stop if each in answer), default=len(answer))
        tokens = [f" {word}" for word in answer[:cut].rstrip().split(" ")]
        for at, token in enumerate(tokens[:most]):
            if self._computing:
                raise RuntimeError("two calls at once have ruined the context")
            self._computing = True
            yield token if at else token[1:], None
            self._computing = False
        yield "", "stop" if len(tokens) <= most else "length"

    def _streamed(self, written: Iterator[tuple[str, str | None]]) -> Iterator[dict[str, Any]]:
        yield {"choices": [{"delta": {"role": "assistant"}, "finish_reason": None}]}
        for text, finish in written:
            delta = {} if finish else {"content": text}
            yield {"choices": [{"delta": delta, "finish_reason": finish}]}


def llama_log_callback(function: Any) -> Any:
    """What the real one needs to call a function of Python."""
    return function


def llama_log_set(callback: Any, data: Any) -> None:
    """Takes what is to hear its remarks; it has none."""
