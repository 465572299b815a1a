"""A name or a LangChain chat model → a model with its limits set.

    ollama:llama3.2                             a model of a local Ollama
    openai:NAME@http://127.0.0.1:8080/v1        any OpenAI-compatible server: llama.cpp, vLLM,
                                                LM Studio; NAME is what the server calls it
    huggingface:folder/or/hub-name              loaded into this process
    llamacpp:path/to/model.gguf                 the same, on llama.cpp
    anthropic:…, openai:…, mistralai:…          hosted, with the key in its usual variable

Time and length limits are always set, also where a provider has none by default. Knows nothing
of prompts; imports LangChain's model packages only when a name is loaded.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import BaseChatModel

from qa.errors import MissingExtra, ModelError

if TYPE_CHECKING:
    from qa.drafting.llamacpp import LlamaCpp

CONTEXT = 4096
"""Tokens that prompt and answer may have together, where nothing else is known: what Ollama and
llama.cpp give on small machines."""
ANSWER_TOKENS = 512
SECONDS = 120.0
"""The longest wait for a whole answer."""

_AT_ONCE = 8
_PACKAGES = {"huggingface": "langchain_huggingface", "openai": "langchain_openai"}
_EXTRAS = {"ollama": "ollama", "openai": "openai", "huggingface": "huggingface"}
_NAME = re.compile(r"(?P<provider>[a-z][a-z0-9_-]*):(?P<name>[^@\s].*?)(?:@(?P<url>https?://\S+))?")
_EXPECTED = (
    "expected PROVIDER:NAME, such as 'ollama:llama3.2', 'huggingface:FOLDER', "
    "'llamacpp:FILE.gguf' or 'openai:NAME@http://127.0.0.1:8080/v1'"
)


@dataclass(frozen=True, slots=True)
class ChatModel:
    """A chat model and what it may use. `at_once` calls may run beside each other.

    `runs_out`: it cannot be stopped, so a call that nobody waits for any more must run out.
    """

    name: str
    model: BaseChatModel
    context: int = CONTEXT
    answer_tokens: int = ANSWER_TOKENS
    seconds: float = SECONDS
    at_once: int = _AT_ONCE
    runs_out: bool = False

    @property
    def prompt_tokens(self) -> int:
        """What is left for the prompt."""
        return self.context - self.answer_tokens


def load_model(
    model: str | BaseChatModel,
    *,
    context: int | None = None,
    answer_tokens: int = ANSWER_TOKENS,
    seconds: float = SECONDS,
) -> ChatModel:
    """The chat model of a name, or a given one, with its limits.

    `context` is the model's window in tokens; None means what the model says of itself, or
    4096. Raises ModelError for a name that cannot be used, MissingExtra for a missing package.
    """
    if not isinstance(model, str | BaseChatModel):
        raise ModelError(
            f"a chat model must be a name or a LangChain BaseChatModel, not "
            f"{type(model).__name__}; {_EXPECTED}"
        )
    if isinstance(model, BaseChatModel):
        window = context or _window(model)
        return _limited(type(model).__name__, model, window, answer_tokens, seconds)
    parts = parts_of(model)
    if parts is None:
        raise ModelError(f"'{model}' names no chat model; {_EXPECTED}")
    provider, name, url = parts
    if provider == "llamacpp":
        loaded: BaseChatModel = _from_file(name, url, context, answer_tokens)
    else:
        settings = _settings(provider, url, context or CONTEXT, answer_tokens, seconds)
        loaded = _loaded(provider, name, settings)
    window = context or (CONTEXT if url or provider == "ollama" else _window(loaded))
    return _limited(model.strip(), loaded, window, answer_tokens, seconds)


def parts_of(model: str) -> tuple[str, str, str | None] | None:
    """Provider, name and base URL (or None) of a model's name; None if it is no such name."""
    match = _NAME.fullmatch(model.strip())
    if not match or "://" in match["name"]:
        return None
    return match["provider"].replace("-", "_"), match["name"], match["url"]


def _limited(
    name: str, model: BaseChatModel, window: int, answer_tokens: int, seconds: float
) -> ChatModel:
    runs_out = hasattr(model, "llm") and hasattr(model.llm, "pipeline")
    one_by_one = runs_out or model._llm_type == "llamacpp"
    answer = min(answer_tokens, window // 4)
    return ChatModel(name, model, window, answer, seconds, 1 if one_by_one else _AT_ONCE, runs_out)


def _from_file(name: str, url: str | None, context: int | None, answer_tokens: int) -> LlamaCpp:
    from qa.drafting import llamacpp

    if url:
        raise ModelError(
            f"'llamacpp:{name}@{url}' names a server; expected llamacpp:FILE.gguf, or for a "
            f"server openai:NAME@{url}"
        )
    return llamacpp.load(Path(name), context, answer_tokens, CONTEXT)


def _settings(
    provider: str, url: str | None, context: int, answer_tokens: int, seconds: float
) -> dict[str, Any]:
    """The limits, spelled as each provider's adapter wants them."""
    if provider == "ollama":
        return {
            "num_ctx": context,
            "num_predict": answer_tokens,
            "reasoning": False,
            "temperature": 0,
            "client_kwargs": {"timeout": seconds},
            **({"base_url": url} if url else {}),
        }
    if provider == "huggingface":
        generation = {"max_new_tokens": answer_tokens, "max_time": seconds}
        return {"pipeline_kwargs": generation | {"do_sample": False, "return_full_text": False}}
    limits: dict[str, Any] = {"timeout": seconds, "max_retries": 0}
    if provider == "openai" and url:
        # Local servers know `max_tokens`; llama.cpp's ignores the newer `max_completion_tokens`.
        key = os.environ.get("OPENAI_API_KEY") or "none"
        extra = {"max_tokens": answer_tokens}
        return limits | {"base_url": url, "api_key": key, "extra_body": extra, "temperature": 0}
    return limits | {"max_tokens": answer_tokens} | ({"base_url": url} if url else {})


def _loaded(provider: str, name: str, settings: dict[str, Any]) -> BaseChatModel:
    if find_spec("langchain") is None:
        raise MissingExtra("langchain", "a chat model", _EXTRAS.get(provider, "openai"))
    from langchain.chat_models import init_chat_model

    try:
        loaded: BaseChatModel = init_chat_model(name, model_provider=provider, **settings)
    except ImportError as error:
        missing = re.search(r"pip install ([\w-]+)", str(error))
        package = missing[1] if missing else _PACKAGES.get(provider, f"langchain-{provider}")
        if provider in _EXTRAS:
            raise MissingExtra(package, f"a model of '{provider}'", _EXTRAS[provider]) from error
        raise ModelError(
            f"a model of '{provider}' needs the package '{package}', which is not installed; "
            f"install it with: pip install {package}"
        ) from error
    except Exception as error:  # adapters raise whatever their clients raise
        raise ModelError(
            f"the chat model '{provider}:{name}' cannot be loaded ({_first_line(error)}); "
            f"{_EXPECTED}"
        ) from error
    return loaded


def _window(model: BaseChatModel) -> int:
    """The context window that a model states, or the careful default."""
    stated = (getattr(model, "profile", None) or {}).get("max_input_tokens")
    pipeline = getattr(getattr(model, "llm", None), "pipeline", None)
    config = getattr(getattr(pipeline, "model", None), "config", None)
    window = stated or getattr(config, "max_position_embeddings", None)
    return window if isinstance(window, int) and window > 0 else CONTEXT


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:200]}" if lines else type(error).__name__
