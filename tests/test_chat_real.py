"""Real loading paths: Hugging Face in this process, and an OpenAI-compatible server process.

The model is tiny and knows five answers by heart; the paths it takes are those of any model.
Set FOOTNOTE_TEST_MODEL to a model's name (as for --model) to hold that one to the invariants.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from eval.cli import cli
from qa import Answer, Assistant, Verified
from qa.drafting.models import load_model
from qa.drafting.prompt import build
from qa.embedding import SentenceEmbedder
from qa.errors import ModelError
from qa.question import understand
from tests import tiny
from tests.eval.test_benchmarks import cast
from tests.test_assistant import assert_pinned

DOCUMENTS = {
    "bridge.txt": "The Aldwater bridge was opened in May 1931. It was built by the Harrow company. "
    "The bridge is 412 metres long. It cost 3.2 million pounds.",
    "river.txt": "The river Ald rises in the Moss hills. It flows south for 96 kilometres. "
    "Salmon returned to the river in 2004.",
}
TRUE = "The Aldwater bridge was opened in May 1931"
SPAN = "The bridge is 412 metres long"
OPENED = "When was the Aldwater bridge opened?"
COST = "What did the bridge cost?"
ANSWERS = {
    OPENED: f"{TRUE} [{{right}}].",
    "How long is the bridge?": f"{SPAN} [9].",
    COST: "The bridge cost 4.7 million pounds [1].",
    "When did salmon return to the river?": "The passages do not answer this.",
    "Where does the river Ald rise?": "The river Ald rises in the Moss hills [{right}]. "
    "It rises near Geneva [1].",
}


@dataclass(frozen=True, slots=True)
class Tiny:
    """A trained model's folder, and the documents it was trained on."""

    model: Path
    documents: Path
    index: Path


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceEmbedder) -> Tiny:
    """Trained on the very prompts that the assistant makes for the five questions."""
    home = tmp_path_factory.mktemp("tiny")
    made = Tiny(home / "model", home / "documents", home / "index")
    made.documents.mkdir()
    for name, text in DOCUMENTS.items():
        (made.documents / name).write_text(text, encoding="utf-8")
    assistant = Assistant.from_folder(made.documents, index=made.index, embedder=embedder)
    pairs = {}
    for question, answer in ANSWERS.items():
        prompt = build(understand(question), assistant.search(question), 1536)
        right = 1 + [("Moss" in hit.passage.text) for hit in assistant.search(question)].index(
            "river" in question
        )
        pairs[prompt.system, prompt.human] = answer.format(right=right)
    parameters = tiny.train(pairs, made.model)
    assert 100_000 < parameters < 115_000
    return made


def opened(trained: Tiny, model: str, embedder: SentenceEmbedder) -> Assistant:
    return Assistant.from_folder(
        trained.documents, index=trained.index, embedder=embedder, model=model
    )


@pytest.fixture(scope="module", params=["huggingface", "openai"])
def model(request: pytest.FixtureRequest, trained: Tiny) -> Iterator[str]:
    """The same model in this process, and behind a server."""
    if request.param == "huggingface":
        yield f"huggingface:{trained.model}"
        return
    with tiny.serving(trained.model) as (url, _):
        yield f"openai:tiny@{url}"


def test_the_five_answers(model: str, trained: Tiny, embedder: SentenceEmbedder) -> None:
    assistant = opened(trained, model, embedder)
    answers = {question: assistant.ask(question) for question in ANSWERS}
    right, outside, false, refused, mixed = answers.values()
    assert right.text == f"{TRUE}. [1]"
    assert right.shown[0].origin == "generated"
    assert outside.text == f"{SPAN}. [1]"
    assert outside.shown[0].origin == "reattached"
    assert [claim.origin for claim in false.shown] == ["extracted"]
    assert "4.7" not in false.text
    assert false.claims[0].reason == "the number 4700000 is not in the source sentence"
    assert "2004" in refused.text
    assert refused.notices[0].endswith("found no answer; the answer is taken from the documents "
                                       "themselves.")  # fmt: skip
    assert mixed.text == "The river Ald rises in the Moss hills. [1]"
    assert "Geneva" in mixed.claims[1].sentence
    for answer in answers.values():
        assert_pinned(answer, assistant)
        assert Answer.from_dict(answer.to_dict()) == answer


def test_several_threads_share_one_model(
    model: str, trained: Tiny, embedder: SentenceEmbedder
) -> None:
    assistant = opened(trained, model, embedder)
    texts: dict[int, str] = {}

    def ask(at: int) -> None:
        texts[at] = assistant.ask(list(ANSWERS)[at % 2]).text

    threads = [threading.Thread(target=ask, args=(at,)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == {at: f"{(TRUE, SPAN)[at % 2]}. [1]" for at in range(4)}


def test_a_server_killed_in_mid_answer(trained: Tiny, embedder: SentenceEmbedder) -> None:
    with tiny.serving(trained.model, "--pause", "0.1") as (url, process):
        assistant = opened(trained, f"openai:tiny@{url}", embedder)
        question = "Where does the river Ald rise?"
        for event in assistant.stream(question):
            if isinstance(event, Verified) and process.poll() is None:
                process.kill()
                process.wait()
        assert event.answer.text == "The river Ald rises in the Moss hills. [1]"  # type: ignore[union-attr]
        assert event.answer.notices[0].startswith("The answer may be incomplete: the ")  # type: ignore[union-attr]
        gone = assistant.ask(question)  # the process lives, and the documents answer
        assert [claim.origin for claim in gone.shown] == ["extracted"]
        assert "cannot be reached" in gone.notices[0]
        assert "\n" not in gone.notices[0]


def test_a_name_the_server_does_not_know(trained: Tiny, embedder: SentenceEmbedder) -> None:
    with tiny.serving(trained.model) as (url, _):
        answer = opened(trained, f"openai:other@{url}", embedder).ask("How long is the bridge?")
        assert answer.drafter == "extractive"
        assert "refused the model 'openai:other@" in answer.notices[0]
        assert "there is no model 'other'" in answer.notices[0]


def test_a_gold_set_is_run_with_a_model(model: str, trained: Tiny, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    lines = [
        {"id": "q1", "type": "simple", "question": OPENED, "answerable": True,
         "answers": [["1931"]], "evidence": [{"document_id": "bridge.txt", "start": 0, "end": 43}]},
        {"id": "q2", "type": "simple", "question": COST, "answerable": True, "answers": [["3.2"]],
         "evidence": [{"document_id": "bridge.txt", "start": 108, "end": 136}]},
        {"id": "q3", "type": "chit-chat", "question": "hello!", "answerable": False},
    ]  # fmt: skip
    gold.write_text("".join(json.dumps(line) + "\n" for line in lines))
    options = ["--corpus", str(trained.documents), "--out", str(tmp_path / "out"), "--model", model]
    result = CliRunner().invoke(cli, ["run", "--gold", str(gold), *options])
    assert result.exit_code == 0, result.output
    printed = [line.split() for line in result.output.splitlines()]
    assert "extractive" in printed[0]
    assert ["answers", "generated", "1"] in printed
    assert ["answers", "extracted", "1"] in printed
    assert ["answers", "abstained", "1"] in printed
    assert "dropped: the number … is not in the source sentence" in result.output
    print(result.output)


def test_follow_ups_are_measured_with_a_model(trained: Tiny, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    cast(tmp_path / "data")
    options = ["--data", f"{tmp_path}/data", "--out", f"{tmp_path}/out"]
    result = CliRunner().invoke(
        cli, ["benchmark", "followups", *options, "--model", f"huggingface:{trained.model}"]
    )
    assert result.exit_code == 0, result.output
    assert "chat model: questions rewritten" in result.output


def test_the_window_of_a_local_model_is_its_own(trained: Tiny) -> None:
    loaded = load_model(f"huggingface:{trained.model}")
    assert (loaded.context, loaded.answer_tokens) == (2048, 512)
    assert (loaded.runs_out, loaded.at_once) == (True, 1)


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=f"'huggingface:{tmp_path}' cannot be loaded"):
        load_model(f"huggingface:{tmp_path}")


@pytest.mark.own_model
def test_a_model_of_your_own_keeps_the_invariants(
    articles: Assistant, embedder: SentenceEmbedder, tmp_path: Path
) -> None:
    name = os.environ["FOOTNOTE_TEST_MODEL"]
    assert articles.folder is not None
    own = Assistant.from_folder(
        articles.folder, index=tmp_path / "index", embedder=embedder, model=name
    )
    for question in ("How much did Japan commit?", "What is a Statement of Intent?"):
        answer = own.ask(question)
        assert answer.shown
        assert_pinned(answer, own)
        assert all(1 <= citation.marker <= len(answer.citations) for citation in answer.citations)
    assert own.ask("How much did Germany commit?").status != "answered"
    (tmp_path / "empty").mkdir()
    empty = Assistant.from_folder(tmp_path / "empty", embedder=embedder, model=name)
    assert empty.ask("How much did Japan commit?").shown == ()
