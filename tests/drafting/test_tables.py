"""Rows of Markdown tables: how they are read, which of them answers, and which cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import Assistant
from qa.drafting.tables import NOWHERE, as_read, cell_asked_for
from qa.embedding import SentenceEmbedder

WIKI = """# Data platform

## Services

| Service | Language | Port | On call |
|---------|:--------:|-----:|---------|
| ingest  | Go       | 8081 | Mara    |
| **planner** | Python |    | Tobias  |
| gateway | Rust     | 443  | Yuki    |

A service is restarted every Monday.
"""


def test_a_row_is_read_with_the_names_of_its_columns() -> None:
    assert as_read(WIKI).text == (
        "# Data platform\n\n## Services\n\n"
        "Service: ingest; Language: Go; Port: 8081; On call: Mara; \n"
        "Service: planner; Language: Python; On call: Tobias; \n"
        "Service: gateway; Language: Rust; Port: 443; On call: Yuki; \n\n"
        "A service is restarted every Monday.\n"
    )
    assert as_read("a | b\n--|--\n1 | 2\nso").text == "a: 1; b: 2; \nso"
    assert as_read("either | or\n\n- | -").text == "either | or\n\n- | -"


@given(st.text(alphabet="ab1 |-:\n*", max_size=60))
def test_what_is_read_is_the_source_s_or_put_in(source: str) -> None:
    read = as_read(source)
    assert len(read.origins) == len(read.text) + 1
    own = [(c, o) for c, o in zip(read.text, read.origins, strict=False) if o != NOWHERE]
    assert all(source[origin] == character for character, origin in own)
    assert [origin for _, origin in own] == sorted({origin for _, origin in own})


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("Which port does ingest use?", "8081"),
        ("Who is on call for ingest?", "Mara"),
        ("What language is ingest written in?", "Go"),
        ("Which language and port does ingest have?", None),
        ("What is ingest?", None),
    ],
)
def test_the_cell_under_the_one_column_that_is_named(question: str, cell: str | None) -> None:
    columns = "Service | Language | Port | On call"
    assert cell_asked_for(question, columns, "| ingest | Go | **8081** | Mara |") == cell


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceEmbedder) -> Assistant:
    folder = tmp_path_factory.mktemp("wiki")
    (folder / "wiki.md").write_text(WIKI, encoding="utf-8")
    return Assistant.from_folder(folder, embedder=embedder)


@pytest.mark.parametrize(
    ("question", "row", "short"),
    [
        ("Which port does ingest use?", "ingest", "8081"),
        ("Who is on call for the planner?", "planner", "Tobias"),
        ("What language is the gateway written in?", "gateway", "Rust"),
        ("Which service is written in Go?", "ingest", "ingest"),
    ],
)
def test_the_row_that_is_asked_for_stands_under_its_columns(
    wiki: Assistant, question: str, row: str, short: str
) -> None:
    answer = wiki.ask(question)
    columns, told, *_ = (claim.sentence for claim in answer.claims)
    assert columns == "Service | Language | Port | On call"
    assert told.startswith(row)
    assert answer.short is not None
    assert answer.short.text == short
    assert WIKI[answer.short.citation.start : answer.short.citation.end] == short


def test_rows_are_given_together_where_several_are_asked_for(wiki: Assistant) -> None:
    answer = wiki.ask("Which services are there?")
    assert [claim.sentence.split(" ")[0] for claim in answer.claims] == [
        "Service", "ingest", "planner", "gateway",
    ]  # fmt: skip
    assert answer.short is None
