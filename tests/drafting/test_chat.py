"""A scripted model's output becomes drafted sentences; each way to fail has its kind."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest

from qa.drafting.chat import MOST_SENTENCES, ChatDrafter, refuses
from qa.drafting.models import load_model
from qa.drafting.stream import Restart
from qa.errors import ModelFailed
from qa.records import DraftSentence, Question
from tests.drafting.test_prompt import TEXTS, hits_of
from tests.scripted import Scripted, Step

ASKED = Question("How much?", ("How much did Japan commit?",))
HITS = hits_of(*TEXTS)


def drafter(script: Sequence[Step], *, seconds: float = 5.0, **options: object) -> ChatDrafter:
    return ChatDrafter(load_model(Scripted(script=script, **options), seconds=seconds))


def failure(script: Sequence[Step], *, seconds: float = 5.0, **options: object) -> ModelFailed:
    with pytest.raises(ModelFailed) as raised:
        list(drafter(script, seconds=seconds, **options).stream(ASKED, HITS))
    assert "\n" not in str(raised.value)
    return raised.value


@pytest.mark.parametrize("streams", [True, False])
def test_markers_become_hints(streams: bool) -> None:
    model = drafter(["Japan paid [", "1", "]. It did so", " on Monday [9]."], streams=streams)
    draft = model.draft(ASKED, HITS)
    assert draft.origin == "generated"
    assert draft.sentences == (
        DraftSentence("Japan paid.", ("p1",)),
        DraftSentence("It did so on Monday."),
    )


def test_sentences_come_before_the_model_is_done() -> None:
    sentences = drafter(["Japan paid [1]. It ", 0.5, "did so."]).stream(ASKED, HITS)
    began = time.monotonic()
    assert next(sentences) == DraftSentence("Japan paid.", ("p1",))
    assert time.monotonic() - began < 0.4
    assert next(sentences) == DraftSentence("It did so.")


def test_the_length_limit_cuts_the_tail_off() -> None:
    draft = drafter(["Japan paid. It cost $1."], finish="length").draft(ASKED, HITS)
    assert [sentence.text for sentence in draft.sentences] == ["Japan paid."]


def test_thinking_is_taken_back() -> None:
    model = drafter(["They ask this. So ", "</think>Japan paid."])
    assert [type(event) for event in model.stream(ASKED, HITS)] == [
        DraftSentence, Restart, DraftSentence,
    ]  # fmt: skip
    assert [sentence.text for sentence in model.draft(ASKED, HITS).sentences] == ["Japan paid."]


class APITimeoutError(Exception):
    """Named as clients name theirs."""


class APIConnectionError(Exception):
    """Named as clients name theirs."""


class StatusError(Exception):
    """Carries a status code, as clients' errors do."""

    def __init__(self, status_code: int, text: str) -> None:
        super().__init__(text)
        self.status_code = status_code


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (APIConnectionError("Connection error."), "unreachable"),
        (ConnectionRefusedError(111, "refused"), "unreachable"),
        (APITimeoutError("Request timed out."), "timeout"),
        (StatusError(404, "model 'x' not found"), "refused"),
        (StatusError(401, "no such key"), "refused"),
        (StatusError(429, "slow down"), "busy"),
        (StatusError(400, "This model's maximum context length is 4096 tokens"), "overflow"),
        (StatusError(500, "boom\nline two"), "broken"),
        (RuntimeError(), "broken"),
    ],
)
def test_each_way_to_fail_has_its_kind(step: Exception, kind: str) -> None:
    assert failure([step]).kind == kind
    assert failure(["Japan paid [1]. It ", step]).kind == kind  # also in the middle


def test_nothing_of_use_is_a_failure() -> None:
    assert failure([""]).kind == "empty"
    assert failure(["<think>Hm. And so on"]).kind == "empty"
    assert failure(["# Title\n\n[1]"]).kind == "empty"
    assert failure(["The passages do not answer this."]).kind == "declined"


def test_a_prompt_that_does_not_fit_is_refused_before_the_call() -> None:
    model = Scripted(script=["Yes."])
    small = ChatDrafter(load_model(model, context=200))
    with pytest.raises(ModelFailed, match="larger context") as raised:
        list(small.stream(ASKED, HITS))
    assert raised.value.kind == "overflow"
    assert model.prompts == []


def test_a_model_that_hangs_is_left_behind() -> None:
    began = time.monotonic()
    assert failure(["Japan paid. It ", 3.0], seconds=0.3).kind == "timeout"
    assert time.monotonic() - began < 1.5


def test_a_model_that_never_ends_is_stopped() -> None:
    loop = drafter(["Japan paid again and again. "] * 100_000)
    assert len(loop.draft(ASKED, HITS).sentences) == 1
    counting = drafter([f"Number {n} is a number. " for n in range(100_000)])
    assert len(counting.draft(ASKED, HITS).sentences) == MOST_SENTENCES
    babble = drafter(["and so on "] * 100_000)
    with pytest.raises(ModelFailed, match="wrote no sentence"):
        babble.draft(ASKED, HITS)


@pytest.mark.parametrize("streams", [True, False])
def test_others_are_not_kept_waiting_by_one_that_hangs(streams: bool) -> None:
    def steps(prompt: str) -> Sequence[Step]:
        return [2.0, "Somebody paid."] if "Who" in prompt else ["Japan paid."]

    model = ChatDrafter(load_model(Scripted(script=steps, streams=streams), seconds=5))
    hanging = threading.Thread(
        target=lambda: list(model.stream(Question("Who?", ("Who?",)), HITS)), daemon=True
    )
    hanging.start()
    began = time.monotonic()
    threads = [threading.Thread(target=model.draft, args=(ASKED, HITS)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - began < 1.5
    hanging.join()


def test_places_taken_by_hanging_calls_are_counted() -> None:
    chat = replace(load_model(Scripted(script=[1.0, "Yes."]), seconds=0.2), at_once=1)
    model = ChatDrafter(chat)
    kinds = []
    for _ in range(2):
        with pytest.raises(ModelFailed) as raised:
            model.draft(ASKED, HITS)
        kinds.append(raised.value.kind)
    assert kinds == ["timeout", "busy"]


def test_a_reader_who_leaves_stops_the_model() -> None:
    model = Scripted(script=["Japan paid. It did. "] + [0.05, "And so on. "] * 1000)
    chat = replace(load_model(model, seconds=60), at_once=1)
    sentences = ChatDrafter(chat).stream(ASKED, HITS)
    next(sentences)
    sentences.close()  # type: ignore[attr-defined]
    before = threading.active_count()
    time.sleep(0.3)
    assert threading.active_count() < before


@pytest.mark.parametrize(
    "sentence",
    [
        "The passages do not answer this.",
        "The provided passages don't mention the price.",
        "I do not know.",
        "I'm sorry, but the documents do not contain that.",
        "There is no information about it.",
    ],
)
def test_refusals_are_known(sentence: str) -> None:
    assert refuses(sentence)
    assert not refuses("Japan did not commit more than $500 million.")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("When did Japan commit $500 million?", "When did Japan commit $500 million?"),
        ("Rewritten question: **When did Japan commit?**\nBecause", "When did Japan commit?"),
        ("<think>it = Japan</think>\nWhen did Japan commit?", "When did Japan commit?"),
        ("When did Germany commit?", None),
        ("How much did Japan commit?", None),
        ("", None),
        ("Japan " * 200, None),
    ],
)
def test_a_rewritten_question_brings_in_nothing_new(written: str, expected: str | None) -> None:
    history = [("How much did Japan commit?", "It committed $500 million [1].")]
    assert drafter([written]).rewrite("When did it do so?", history) == expected


def test_a_rewriting_that_fails_is_none() -> None:
    assert drafter([RuntimeError("no")]).rewrite("And when?", [("What?", "That.")]) is None
