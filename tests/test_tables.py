"""Rows of Markdown tables: how they are read, which of them answers, and which cell."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import Assistant
from qa.embedding import SentenceEmbedder
from qa.tables import NOWHERE, as_read, cell_asked_for, columns_above

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


def test_a_passage_that_goes_on_with_a_table_knows_its_columns() -> None:
    assert columns_above(WIKI, WIKI.index("gateway")) == "Service | Language | Port | On call"
    assert columns_above(WIKI, WIKI.index("ingest")) == "Service | Language | Port | On call"
    for nothing in ("Service | L", "A service", "Services"):
        assert columns_above(WIKI, WIKI.index(nothing)) == ""
    assert (
        as_read("| **7** | 8 |\n| 9 |\n\nso | so", "a | b").text
        == "a: 7; b: 8; \na: 9; \n\nso | so"
    )


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


def test_a_follow_up_asks_for_another_row(wiki: Assistant) -> None:
    told = "Service | Language | Port | On call [1] ingest | Go | 8081 | Mara [2]"
    history = [("Which port does ingest use?", told)]
    answer = wiki.ask("And the gateway?", history=history)
    assert answer.short is not None
    assert answer.short.text == "443"
    assert answer.claims[1].sentence.startswith("gateway")


def test_rows_are_given_together_where_several_are_asked_for(wiki: Assistant) -> None:
    answer = wiki.ask("Which services are there?")
    assert [claim.sentence.split(" ")[0] for claim in answer.claims] == [
        "Service", "ingest", "planner", "gateway",
    ]  # fmt: skip
    assert answer.short is None


def test_a_row_far_down_a_long_table_is_told_by_its_columns(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    people = "Ada Lind|Bo Ek|Cara Holm|Dag Berg|Eva Sund|Finn Dahl|Greta Moe|Hugo Falk|Ida Krog"
    names = [*people.split("|"), "Jon Vik", "Kaja Lund", "Lars Strand"]
    table = "# Staff\n\n| Name | Team | Telephone | Office |\n|--|--|--|--|\n"
    for number, name in enumerate(names):
        floor = ("first", "second", "third")[number % 3]
        table += (
            f"| {name} | Sales | Extension {400 + 7 * number} | Room {number} on the {floor} |\n"
        )
    (tmp_path / "staff.md").write_text(table, encoding="utf-8")
    assistant = Assistant.from_folder(tmp_path, embedder=embedder)
    assert assistant.index.passages > 1
    answer = assistant.ask("What is the telephone of Lars Strand?")
    assert answer.short is not None
    assert answer.short.text == "Extension 477"
    assert [claim.sentence.split(" | ")[0] for claim in answer.claims] == ["Lars Strand"]
