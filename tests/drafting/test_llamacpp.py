"""Models from GGUF files: limits, stop words, streams, threads, and what is wrong with a file.

llama.cpp is stood in for by `tests/fake_llama_cpp.py`; `check_llamacpp.py` runs the real one.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, ChatMessage, HumanMessage, SystemMessage, ToolMessage

from qa.drafting.chat import ChatDrafter
from qa.drafting.llamacpp import LlamaCpp
from qa.drafting.models import ChatModel, load_model
from qa.errors import MissingExtra, ModelError, ModelFailed
from qa.records import Question
from tests import fake_llama_cpp as llama_cpp
from tests.drafting.test_prompt import TEXTS, hits_of

ANSWERS = {
    "How much": "Japan paid $500 million [1]. It did so on Monday.",
    "Who": "RIKEN and Fujitsu signed [3].",
    "Count": "one two three four five",
}
TEMPLATE = {"tokenizer.chat_template": "{{ messages }}"}
STATED = {"general.architecture": "llama", "llama.context_length": "2048"}


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes `import llama_cpp` find the stand-in."""
    monkeypatch.setitem(sys.modules, "llama_cpp", llama_cpp)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A model file, in a folder with a space in its name."""
    (tmp_path / "my models").mkdir()
    return llama_cpp.write(tmp_path / "my models" / "m.gguf", ANSWERS, **TEMPLATE, **STATED)


def opened(file: Path, **limits: int) -> tuple[ChatModel, LlamaCpp]:
    loaded = load_model(f"llamacpp:{file}", **limits)
    assert isinstance(loaded.model, LlamaCpp)
    return loaded, loaded.model


def test_limits_are_always_set(file: Path) -> None:
    loaded, model = opened(file)
    assert (loaded.context, loaded.answer_tokens, loaded.at_once) == (2048, 512, 1)
    assert loaded.runs_out is False
    model.invoke("Count")
    model.invoke("Count", max_tokens=7)
    assert [call["max_tokens"] for call in model.llama.calls] == [512, 7]
    small, model = opened(file, context=400)
    assert (small.context, model.llama.n_ctx(), model.max_tokens) == (400, 400, 100)
    for wrong in (0, -1, None):
        with pytest.raises(ValueError, match=f"max_tokens cannot be {wrong}"):
            model.invoke("Count", max_tokens=wrong)


def test_a_window_is_no_larger_than_the_careful_default(tmp_path: Path) -> None:
    stated = {**STATED, "llama.context_length": "131072"}
    file = llama_cpp.write(tmp_path / "m.gguf", ANSWERS, **TEMPLATE, **stated)
    assert opened(file)[0].context == 4096
    assert opened(file, context=32_768)[0].context == 32_768


def test_stop_words_are_honoured_and_left_out(file: Path) -> None:
    _, model = opened(file)
    assert model.invoke("Count", stop=["four"]).text == "one two three"
    assert "".join(part.text for part in model.stream("Count", stop=["three"])) == "one two"
    ending = LlamaCpp(llama=model.llama, stop=["five"])
    assert ending.invoke("Count").text == "one two three four"
    assert ending.invoke("Count", stop=["two"]).text == "one"


def test_an_answer_says_how_it_ended_and_what_it_took(file: Path) -> None:
    _, model = opened(file)
    whole = model.invoke("Count")
    assert whole.response_metadata["finish_reason"] == "stop"
    assert whole.usage_metadata == {"input_tokens": 1, "output_tokens": 5, "total_tokens": 6}
    cut = model.invoke("Count", max_tokens=2)
    assert (cut.text, cut.response_metadata["finish_reason"]) == ("one two", "length")
    parts = list(model.stream("Count", max_tokens=2))
    assert [part.text for part in parts if part.text] == ["one", " two"]
    assert [f for part in parts if (f := part.response_metadata.get("finish_reason"))] == ["length"]


def test_roles_are_told_to_the_template(file: Path) -> None:
    _, model = opened(file)
    parts = [{"type": "text", "text": "Count"}]
    said = [
        SystemMessage("Be brief."),
        HumanMessage(parts),
        AIMessage("one"),
        ChatMessage("x", role="critic"),
    ]
    model.invoke(said)
    assert model.llama.calls[0]["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Count"},
        {"role": "assistant", "content": "one"},
        {"role": "critic", "content": "x"},
    ]
    with pytest.raises(ValueError, match="cannot be given a ToolMessage"):
        model.invoke([ToolMessage("4", tool_call_id="1")])


def test_it_drafts_like_any_model(file: Path) -> None:
    drafter = ChatDrafter(opened(file)[0])
    draft = drafter.draft(Question("How much?", ("How much?",)), hits_of(*TEXTS))
    assert [(s.text, s.hints) for s in draft.sentences] == [
        ("Japan paid $500 million.", ("p1",)),
        ("It did so on Monday.", ()),
    ]
    assert drafter.name == f"llamacpp:{file}"


def test_a_window_that_overflows_is_named_so(file: Path) -> None:
    loaded, _ = opened(file, context=150)
    drafter = ChatDrafter(ChatModel("m", loaded.model, context=4096))
    with pytest.raises(ModelFailed, match=r"too long .* exceed context window of 150") as raised:
        drafter.draft(Question("q", ("How much?",)), hits_of("word " * 300))
    assert raised.value.kind == "overflow"


def test_threads_take_turns(file: Path) -> None:
    _, model = opened(file)
    texts: list[str] = []

    def ask() -> None:
        texts.append("".join(part.text for part in model.stream("Count")))
        texts.append(model.invoke("Count").text)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == ["one two three four five"] * 16


def test_a_stream_that_is_left_frees_the_model(file: Path) -> None:
    _, model = opened(file)
    stream = model.stream("Count")
    assert next(stream).text == "one"
    stream.close()
    model.llama._computing = False  # the real one starts over with each call
    assert model.invoke("Count").text == "one two three four five"


def test_it_can_be_awaited(file: Path) -> None:
    _, model = opened(file)

    async def both() -> tuple[str, str]:
        parts = [part.text async for part in model.astream("Count")]
        return (await model.ainvoke("Count")).text, "".join(parts)

    with ThreadPoolExecutor(1) as pool:  # a browser's event loop may run in this thread
        awaited = pool.submit(lambda: asyncio.run(both())).result()
    assert awaited == ("one two three four five",) * 2


def test_what_is_wrong_with_a_file_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "text.gguf").write_text("hello")
    llama_cpp.write(tmp_path / "base.gguf", ANSWERS, **STATED)
    llama_cpp.write(tmp_path / "mute.gguf", ANSWERS, **TEMPLATE)
    llama_cpp.write(tmp_path / "good.gguf", ANSWERS, **TEMPLATE, **STATED)
    for name, says in (
        ("none.gguf", r"there is no file '.*none.gguf'; expected llamacpp:PATH.gguf"),
        ("text.gguf", r"text.gguf' cannot be loaded \(Failed .*\); expected a GGUF file"),
        ("base.gguf", r"base.gguf' has no chat template; expected an instruct or chat model"),
        ("mute.gguf", r"mute.gguf' does not state its context length"),
        ("good.gguf@http://127.0.0.1:8080/v1", r"names a server; expected llamacpp:FILE.gguf"),
    ):
        with pytest.raises(ModelError, match=says) as raised:
            load_model(f"llamacpp:{tmp_path}/{name}")
        assert "\n" not in str(raised.value)
    with pytest.raises(ModelError, match=r"context of 9000 tokens: it was trained with 2048"):
        load_model(f"llamacpp:{tmp_path / 'good.gguf'}", context=9000)


def test_without_llama_cpp_the_command_is_named(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "llama_cpp", None)
    with pytest.raises(MissingExtra, match=r"pip install 'footnote-qa\[llamacpp\]'"):
        load_model(f"llamacpp:{file}")
