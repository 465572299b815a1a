"""A GGUF file → a LangChain chat model that runs in this process, on llama.cpp.

LangChain's own adapter lives in a package that is no longer kept up, and its `invoke` drops stop
words. This one honours them, always has a length limit, takes the chat template from the file,
and lets one call at a time into the model, which is not thread-safe. Knows nothing of prompts.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Protocol

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LangSmithParams
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    BaseMessage,
    ChatMessage,
    HumanMessage,
    SystemMessage,
)
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field, PrivateAttr, SkipValidation

from qa.errors import MissingExtra, ModelError

_TEMPLATE = "tokenizer.chat_template"
_SEED = 0  # with temperature 0 it decides nothing; other callers get the same on every run


class Llama(Protocol):
    """What is used of `llama_cpp.Llama`."""

    metadata: dict[str, str]

    def n_ctx(self) -> int:
        """The context window in tokens."""

    def create_chat_completion(self, messages: Any, **settings: Any) -> Any:
        """An OpenAI-style completion, or an iterator of its chunks."""


class LlamaCpp(BaseChatModel):
    """A loaded llama.cpp model. Safe to use from several threads: calls wait for each other."""

    llama: Annotated[Llama, SkipValidation] = Field(exclude=True, repr=False)
    """A `Llama`, finished; `load` makes one of a file."""
    max_tokens: int = Field(default=512, gt=0)
    """Most tokens of an answer; llama.cpp alone would fill the whole context window."""
    temperature: float = Field(default=0.0, ge=0)
    stop: list[str] | None = None
    """Strings that end an answer and are not part of it."""
    _lock: Any = PrivateAttr(default_factory=threading.Lock)

    @property
    def _llm_type(self) -> str:
        return "llamacpp"

    @property
    def _identifying_params(self) -> dict[str, Any]:
        return {"model": self._name, "max_tokens": self.max_tokens, "temperature": self.temperature}

    @property
    def _name(self) -> str:
        return str(self.llama.metadata.get("general.name", "gguf"))

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:
        """What callbacks are told of the model; nothing is sent anywhere."""
        params = super()._get_ls_params(stop=stop, **kwargs)
        params["ls_model_name"] = str(kwargs.get("model") or self._name)
        return params

    def _resolve_model_profile(self) -> Any:
        return {"max_input_tokens": self.llama.n_ctx()}

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        spoken = _spoken(messages)
        with self._lock:
            done = self.llama.create_chat_completion(spoken, **self._settings(stop, kwargs))
        choice, used = done["choices"][0], done["usage"]
        message = AIMessage(
            content=choice["message"]["content"] or "",
            response_metadata={"finish_reason": choice["finish_reason"], "model_name": self._name},
            usage_metadata=UsageMetadata(
                input_tokens=used["prompt_tokens"],
                output_tokens=used["completion_tokens"],
                total_tokens=used["total_tokens"],
            ),
        )
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        """Tokens as they are computed; closing the iterator stops the model and frees it."""
        spoken = _spoken(messages)
        with self._lock:
            settings = self._settings(stop, kwargs)
            for part in self.llama.create_chat_completion(spoken, stream=True, **settings):
                choice = part["choices"][0]
                text = choice["delta"].get("content") or ""
                finish = choice["finish_reason"]
                if not text and not finish:
                    continue  # the first part only names the role
                message = AIMessageChunk(content=text, response_metadata=self._metadata(finish))
                if run_manager and text:
                    run_manager.on_llm_new_token(text)
                yield ChatGenerationChunk(message=message)

    def _metadata(self, finish: str | None) -> dict[str, Any]:
        return {"finish_reason": finish, "model_name": self._name} if finish else {}

    def _settings(self, stop: list[str] | None, changed: dict[str, Any]) -> dict[str, Any]:
        own = {
            "max_tokens": self.max_tokens,
            "temperature": self.temperature,
            "stop": [*(self.stop or []), *(stop or [])],
            "seed": _SEED,
        }
        settings = own | changed
        if not isinstance(settings["max_tokens"], int) or settings["max_tokens"] < 1:
            raise ValueError(f"max_tokens cannot be {settings['max_tokens']!r}: expected 1 or more")
        return settings


def load(path: Path, context: int | None, answer_tokens: int, most: int) -> LlamaCpp:
    """The model of a GGUF file with `context` tokens: its own window, but `most`, if None.

    Raises MissingExtra without llama-cpp-python; ModelError for a file that is no chat model, or
    a window larger than the one it was trained with.
    """
    if not path.is_file():
        raise ModelError(f"there is no file '{path}'; expected llamacpp:PATH.gguf")
    try:
        import llama_cpp
    except ImportError as error:
        raise MissingExtra("llama-cpp-python", "a model of 'llamacpp'", "llamacpp") from error
    _quieten(llama_cpp)
    trained = _trained(llama_cpp, path)
    if context is not None and context > trained:
        raise ModelError(
            f"the model '{path}' cannot have a context of {context} tokens: "
            f"it was trained with {trained}"
        )
    llama = _opened(llama_cpp, path, n_ctx=context or min(trained, most), n_threads=_threads())
    return LlamaCpp(llama=llama, max_tokens=min(answer_tokens, llama.n_ctx() // 4))


@lru_cache(maxsize=1)
def _quieten(llama_cpp: Any) -> Any:
    """Keeps its remarks off the terminal; errors are raised. What is returned must stay alive."""
    silent = llama_cpp.llama_log_callback(lambda level, text, data: None)
    llama_cpp.llama_log_set(silent, None)
    return silent


def _trained(llama_cpp: Any, path: Path) -> int:
    """The window a model was trained with, read without its weights."""
    metadata = _opened(llama_cpp, path, vocab_only=True).metadata
    if not metadata.get(_TEMPLATE):
        raise ModelError(
            f"the model '{path}' has no chat template; expected an instruct or chat model "
            "with its template in the file"
        )
    stated = metadata.get(f"{metadata.get('general.architecture')}.context_length", "")
    if not stated.isdigit() or int(stated) < 1:
        raise ModelError(f"the model '{path}' does not state its context length; convert it anew")
    return int(stated)


def _opened(llama_cpp: Any, path: Path, **options: Any) -> Any:
    try:
        return llama_cpp.Llama(str(path), verbose=False, **options)
    except Exception as error:  # it raises ValueError, RuntimeError or what its C code raises
        says = str(error).strip().splitlines() or [type(error).__name__]
        raise ModelError(
            f"the model '{path}' cannot be loaded ({says[0][:200]}); expected a GGUF file"
        ) from error


def _threads() -> int:
    """All cores that this process may use: more threads would only wait for each other."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def _spoken(messages: Sequence[BaseMessage]) -> list[dict[str, str]]:
    return [{"role": _role(message), "content": str(message.text)} for message in messages]


def _role(message: BaseMessage) -> str:
    if isinstance(message, ChatMessage):
        return message.role
    for kind, role in ((SystemMessage, "system"), (HumanMessage, "user"), (AIMessage, "assistant")):
        if isinstance(message, kind):
            return role
    raise ValueError(
        f"a llama.cpp model cannot be given a {type(message).__name__}: "
        "expected system, human and AI messages"
    )
