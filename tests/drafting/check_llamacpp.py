r"""The real llama.cpp, chosen by naming this file: it has to be compiled first, which takes long.

    pip install -c constraints.txt -e '.[test-llamacpp]'
    python -m pytest -o asyncio_mode=auto -o asyncio_default_fixture_loop_scope=function \
        tests/drafting/check_llamacpp.py

A tiny model is trained, written as GGUF, and must say through llama.cpp what it says through
Hugging Face; then come the standard tests of LangChain chat models.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_tests.integration_tests import ChatModelIntegrationTests
from langchain_tests.unit_tests import ChatModelUnitTests

from qa.drafting.llamacpp import LlamaCpp
from qa.drafting.models import load_model
from tests import tiny, tiny_gguf

PAIRS = {
    ("Answer.", "When was it opened?"): "The bridge was opened in May 1931 [1].",
    ("Answer.", "How long is it?"): "It is 412 metres long [9].",
    ("Answer.", "What did it cost?"): "The passages do not answer this.",
    ("Be brief.", "Where does the river rise?"): "It rises in the Moss hills [2]. It is short [1].",
}
OTHERS = ["When was the river opened?", "How much?", "Hello, 日本!", "Count to  3.5\n\tplease."]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("tiny") / "model"
    tiny.train(PAIRS, made)
    tiny_gguf.write(made, made / "tiny.gguf", tiny.TEMPLATE)
    return made


@pytest.fixture(scope="module")
def llamacpp(folder: Path) -> LlamaCpp:
    loaded = load_model(f"llamacpp:{folder}/tiny.gguf")
    assert (loaded.context, loaded.at_once) == (2048, 1)
    assert isinstance(loaded.model, LlamaCpp)
    return loaded.model


def test_it_says_what_hugging_face_says(folder: Path, llamacpp: LlamaCpp) -> None:
    other = load_model(f"huggingface:{folder}", answer_tokens=40).model
    model = LlamaCpp(llama=llamacpp.llama, max_tokens=40)
    prompts = [*PAIRS, *(("Answer.", text) for text in OTHERS)]
    for system, human in prompts:
        said = [SystemMessage(system), HumanMessage(human)]
        text = model.invoke(said).text
        assert text == str(other.invoke(said).text)
        assert "".join(part.text for part in model.stream(said)) == text
        assert text == PAIRS.get((system, human), text)


def test_stop_words_and_limits_hold(llamacpp: LlamaCpp) -> None:
    said = [SystemMessage("Answer."), HumanMessage("When was it opened?")]
    assert llamacpp.invoke(said, stop=[" May"]).text == "The bridge was opened in"
    cut = llamacpp.invoke(said, max_tokens=3)
    assert cut.response_metadata["finish_reason"] == "length"
    assert cut.usage_metadata is not None
    assert cut.usage_metadata["output_tokens"] == 3


class Standard:
    """What both standard suites are told."""

    @pytest.fixture(autouse=True)
    def loaded(self, llamacpp: LlamaCpp) -> None:
        """Gives the suites the model; in them, `model` is a fixture of their own."""
        self._llama = llamacpp.llama

    @property
    def chat_model_class(self) -> type[LlamaCpp]:
        return LlamaCpp

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"llama": self._llama}

    @property
    def standard_chat_model_params(self) -> dict[str, Any]:
        return {"temperature": 0, "max_tokens": 30}


class TestUnit(Standard, ChatModelUnitTests):
    """The standard unit tests."""


class TestIntegration(Standard, ChatModelIntegrationTests):
    """The standard integration tests, as far as a model without tools can take them."""

    @pytest.mark.xfail(reason="llama.cpp does not count the tokens of what it streams")
    def test_usage_metadata_streaming(self, model: BaseChatModel) -> None:
        """As the suite has it."""
        super().test_usage_metadata_streaming(model)
