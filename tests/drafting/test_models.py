"""Names become models with limits, or one clear line."""

from __future__ import annotations

import sys

import pytest
from langchain_core.language_models import BaseChatModel

from qa.drafting.models import ANSWER_TOKENS, CONTEXT, load_model
from qa.errors import MissingExtra, ModelError
from tests.scripted import Scripted

SERVER = "http://127.0.0.1:8080/v1"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("llama3", "'llama3' names no chat model; expected PROVIDER:NAME"),
        ("", "names no chat model"),
        ("openai:", "names no chat model"),
        ("openai:name@ftp://x", "names no chat model"),
        ("nobody:model", "Unsupported provider='nobody'"),
        ("huggingface:/no/such/folder", "'huggingface:/no/such/folder' cannot be loaded"),
    ],
)
def test_a_wrong_name_is_one_clear_line(
    name: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    with pytest.raises(ModelError, match=says) as raised:
        load_model(name)
    assert "\n" not in str(raised.value)


def test_what_is_no_model_is_refused() -> None:
    with pytest.raises(ModelError, match="not int"):
        load_model(3)  # type: ignore[arg-type]


def test_a_hosted_model_without_its_key_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ModelError, match="OPENAI_API_KEY"):
        load_model("openai:gpt-5-mini")


def test_a_missing_package_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "langchain_groq", None)
    with pytest.raises(ModelError, match="pip install langchain-groq"):
        load_model("groq:some-model")


def test_a_missing_extra_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    from langchain.chat_models import base

    base._get_chat_model_creator.cache_clear()
    monkeypatch.setitem(sys.modules, "langchain_ollama", None)
    with pytest.raises(MissingExtra, match=r"pip install 'footnote-qa\[ollama\]'"):
        load_model("ollama:llama3.2")


def test_limits_reach_an_openai_compatible_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    loaded = load_model(f"openai:org/model:Q4@{SERVER}", seconds=7)
    settings = vars(loaded.model)
    assert settings["model_name"] == "org/model:Q4"
    assert settings["openai_api_base"] == SERVER
    assert settings["extra_body"] == {"max_tokens": ANSWER_TOKENS}
    assert settings["request_timeout"] == 7
    assert settings["max_retries"] == 0
    assert (loaded.context, loaded.seconds, loaded.runs_out) == (CONTEXT, 7, False)


def test_limits_reach_ollama() -> None:
    pytest.importorskip("langchain_ollama")
    loaded = load_model("ollama:llama3.2:1b", context=8192)
    settings = vars(loaded.model)
    assert settings["model"] == "llama3.2:1b"
    assert settings["num_ctx"] == loaded.context == 8192
    assert settings["num_predict"] == ANSWER_TOKENS
    assert settings["reasoning"] is False
    elsewhere = load_model("ollama:llama3.2@http://10.0.0.5:11434")
    assert vars(elsewhere.model)["base_url"] == "http://10.0.0.5:11434"


def test_any_langchain_model_is_taken_as_it_is() -> None:
    model: BaseChatModel = Scripted(script=["Yes."])
    loaded = load_model(model, context=1000)
    assert loaded.model is model
    assert loaded.name == "Scripted"
    assert loaded.context == 1000
    assert loaded.answer_tokens == 250  # a small window is not given away to the answer
    assert loaded.prompt_tokens == 750
