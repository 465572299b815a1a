"""The nouns: what they refuse, and that saving an answer loses nothing."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qa import records
from qa.errors import AnswerFileError
from qa.records import Answer, Citation, Claim, Document, Hit, Passage, ShortAnswer

texts = st.text(max_size=30)
documents = st.builds(
    Document,
    id=texts,
    title=texts,
    text=st.text(min_size=5, max_size=60),
    sha256=st.just("a" * 64),
    page_starts=st.sampled_from([(), (0, 3)]),
)


@st.composite
def citations(draw: st.DrawFn) -> Citation:
    document = draw(documents)
    start = draw(st.integers(0, len(document.text) - 1))
    end = draw(st.integers(start + 1, len(document.text)))
    return Citation.of(document, start, end, draw(st.integers(1, 9)))


claims = st.builds(
    Claim,
    sentence=texts,
    citations=st.lists(citations(), max_size=2).map(tuple),
    verdict=st.sampled_from(["supported", "unsupported"]),
    reason=texts,
    origin=st.sampled_from(["extracted", "generated", "reattached"]),
)
hits = st.builds(
    Hit,
    passage=st.builds(
        Passage,
        id=texts,
        document_id=texts,
        start=st.just(0),
        end=st.just(5),
        text=texts,
        sentences=st.sampled_from([(), ((0, 2), (3, 5))]),
    ),
    score=st.floats(0, 1),
    rank=st.integers(1, 9),
    reader=st.none() | st.floats(0, 1),
    fate=st.sampled_from(["cited", "seen", "dropped"]),
)
answers = st.builds(
    Answer,
    question=texts,
    status=st.sampled_from(["answered", "not_found", "unsupported", "conflicting"]),
    claims=st.lists(claims, max_size=3).map(tuple),
    short=st.none() | st.builds(ShortAnswer, text=texts, citation=citations()),
    hits=st.lists(hits, max_size=3).map(tuple),
    message=texts,
    notices=st.lists(texts, max_size=2).map(tuple),
    timings=st.sampled_from([(), (("total", 0.25),)]),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(answers)
def test_an_answer_survives_json(answer: Answer) -> None:
    assert Answer.from_dict(json.loads(json.dumps(answer.to_dict()))) == answer


@pytest.mark.parametrize(
    "change",
    [
        {"status": "maybe"},
        {"question": 5},
        {"claims": [{}]},
        {"claims": "text"},
        {"short": {"text": "x"}},
        {"hits": [{"passage": {}}]},
        {"timings": [["total"]]},
    ],
)
def test_anything_else_is_refused_in_one_line(change: dict[str, Any]) -> None:
    data = Answer("q", "not_found").to_dict() | change
    with pytest.raises(AnswerFileError, match="this is not a saved answer") as caught:
        Answer.from_dict(data)
    assert "\n" not in str(caught.value)
    assert "footnote ask QUESTION --json" in str(caught.value)


def test_what_an_older_version_wrote_is_read() -> None:
    passage = Passage("p", "a.txt", 0, 4, "Text", ((0, 4),), "page 1", "Fees", "Name | Fee")
    answer = Answer("q", "not_found", hits=(Hit(passage, 0.5, 1),))
    data = json.loads(json.dumps(answer.to_dict()))
    del data["hits"][0]["passage"]["under"], data["hits"][0]["passage"]["columns"]
    (read,) = Answer.from_dict(data).hits
    assert read.passage == Passage("p", "a.txt", 0, 4, "Text", ((0, 4),), "page 1")


@pytest.mark.parametrize("data", [None, [], "text", 5, {}])
def test_other_json_is_refused(data: Any) -> None:
    with pytest.raises(AnswerFileError):
        Answer.from_dict(data)


def test_every_noun_is_frozen_slotted_and_holds_no_list() -> None:
    nouns = [
        value
        for value in vars(records).values()
        if dataclasses.is_dataclass(value) and isinstance(value, type)
    ]
    assert len(nouns) >= 12
    for noun in nouns:
        assert noun.__dataclass_params__.frozen, noun  # type: ignore[attr-defined]
        assert hasattr(noun, "__slots__"), noun
        assert not any("list" in str(field.type) for field in dataclasses.fields(noun)), noun


def test_text_shows_supported_claims_only() -> None:
    document = Document("a.txt", "A", "One. Two.", "b" * 64)
    answer = Answer(
        "q",
        "answered",
        (
            Claim("One.", (Citation.of(document, 0, 4),), "supported"),
            Claim("Three.", (), "unsupported", "no"),
            Claim("Two.", (Citation.of(document, 5, 9, 2),), "supported"),
        ),
    )
    assert answer.text == "One. [1] Two. [2]"
    assert [citation.quote for citation in answer.citations] == ["One.", "Two."]


def test_pages_count_from_one() -> None:
    document = Document("a.pdf", "A", "one two three", "c" * 64, page_starts=(0, 4, 8))
    assert [document.page_at(offset) for offset in (0, 3, 4, 12)] == [1, 1, 2, 3]
    assert Document("a.txt", "A", "one", "d" * 64).page_at(0) is None
