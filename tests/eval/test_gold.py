"""The gold files are sound, and a broken one is named in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.checks import check, share_unanswerable
from eval.errors import GoldError
from eval.gold import GoldQuestion, load, load_documents, parse
from eval.measures.text import tokens
from eval.rows import gold_to_dict
from tests.eval.builders import document

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = load_documents(ROOT / "corpus")
HALVES = {half: load(ROOT / "eval" / "gold" / f"articles.{half}.jsonl") for half in ("dev", "test")}
TYPES = frozenset(
    """simple list numeric temporal definition paraphrase keyword typo comparison two-part two-hop
    across follow-up conflict near_miss false_premise chit-chat injection""".split()
)
GOOD: dict[str, Any] = {
    "id": "q1",
    "type": "simple",
    "question": "How many letters did Ada write?",
    "history": [],
    "answerable": True,
    "answers": [["12 letters", "twelve"]],
    "evidence": [{"document_id": "letters.txt", "start": 0, "end": 29, "group": 0}],
}
LETTERS = {"letters.txt": document()}


@pytest.mark.parametrize("half", HALVES)
def test_each_half_is_sound(half: str) -> None:
    assert [str(problem) for problem in check(HALVES[half], DOCUMENTS)] == []
    assert share_unanswerable(HALVES[half]) >= 0.33
    assert {question.type.replace(" ", "_") for question in HALVES[half]} == TYPES


def test_the_halves_are_alike_and_share_no_question() -> None:
    dev, test = HALVES["dev"], HALVES["test"]
    assert len(dev) + len(test) >= 150
    assert sorted(q.type for q in dev) == sorted(q.type for q in test)
    assert not {q.id for q in dev} & {q.id for q in test}
    pairs = [(one, other) for one in dev for other in test if likeness(one, other) >= 0.7]
    assert pairs == []


def likeness(one: GoldQuestion, other: GoldQuestion) -> float:
    first, second = set(tokens(one.question)), set(tokens(other.question))
    return len(first & second) / len(first | second)


@pytest.mark.parametrize("half", HALVES)
def test_evidence_starts_and_ends_with_words(half: str) -> None:
    for question in HALVES[half]:
        for span in (*question.spans, *question.also, *question.near):
            quote = DOCUMENTS[span.document_id].text[span.start : span.end]
            assert quote == quote.strip()
            assert "\n" not in quote


@pytest.mark.parametrize("half", HALVES)
def test_plain_data_and_back(half: str) -> None:
    for question in HALVES[half]:
        assert parse(gold_to_dict(question)) == question


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": 7}, "'id' must be text"),
        ({"question": ""}, "'question' must be text"),
        ({"answerable": "yes"}, "'answerable' must be true or false"),
        ({"answers": []}, "needs both answers and evidence"),
        ({"answerable": False}, "is not answerable but has answers"),
        ({"answers": ["twelve"]}, "a group of answers must be a list of strings"),
        ({"history": [["only a question"]]}, "a turn of the history"),
        ({"colour": "red"}, "there is no field 'colour'"),
        ({"evidence": [{"document_id": "letters.txt", "start": 9, "end": 9}]}, "a span must be"),
        (
            {"evidence": [{"document_id": "letters.txt", "start": 0, "end": 9, "group": 1}]},
            "numbered from 0",
        ),
    ],
)
def test_a_broken_line_is_named(change: dict[str, Any], message: str, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(GOOD) + "\n" + json.dumps({**GOOD, **change}) + "\n")
    with pytest.raises(GoldError, match=message) as caught:
        load(path)
    assert "line 2" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content", ["", "{not json", "[]", '{"id": "q1"}'])
def test_a_file_that_is_no_gold_file(content: str, tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(content)
    with pytest.raises(GoldError, match=r"gold\.jsonl"):
        load(path)
    with pytest.raises(GoldError, match="cannot read"):
        load(tmp_path / "missing.jsonl")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([{}, {"id": "q1"}], "q1: the id occurs more than once"),
        ([{}, {"id": "q2", "question": "how many letters did ada write"}], "asks the same as q1"),
        ([{"evidence": [{"document_id": "b.txt", "start": 0, "end": 9}]}], "no document 'b.txt'"),
        ([{"evidence": [{"document_id": "letters.txt", "start": 60, "end": 99}]}], "lies outside"),
        ([{"answers": [["13 letters"]]}], "no evidence holds any of '13 letters'"),
        ([{"answerable": False, "answers": [], "evidence": []}], "no near miss is named"),
        ([{}], "0% of the questions have no answer; expected 30%"),
    ],
)
def test_what_a_check_finds(changes: list[dict[str, Any]], message: str) -> None:
    questions = [parse({**GOOD, **change}) for change in changes]
    assert message in " | ".join(map(str, check(questions, LETTERS)))
