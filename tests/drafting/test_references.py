"""Words that only point elsewhere are no short answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa import Assistant
from qa.drafting.references import answering
from qa.embedding import SentenceEmbedder
from qa.reader import Span

TEXT = (
    "It is well known [28], as section 5.2.1 and Theorem 4.1 say (see Fig. 3b); Appendix B holds "
    "the 28 tables of [7, 9]. The second chapter is by Ann."
)


def kept(question: str, words: str) -> bool:
    start = TEXT.index(words)
    return answering(question, TEXT, [Span(start, start + len(words), 1.0)]) != ()


@pytest.mark.parametrize(
    "words",
    ["28", "[28]", "section 5.2.1", "Theorem 4.1", "section 5.2.1 and Theorem 4.1", "see Fig. 3b",
     "Fig. 3b", "Appendix B", "7, 9", "9", "of [7, 9]"],
)  # fmt: skip
def test_what_points_elsewhere_is_left_out(words: str) -> None:
    assert kept("What is known?", words) is (words == "of [7, 9]")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is known?", "the 28 tables"),
        ("What is known?", "28 tables"),
        ("What is known?", "The second chapter"),
        ("Who wrote it?", "Ann"),
        ("Where is that said?", "section 5.2.1"),
        ("Which theorem says so?", "Theorem 4.1"),
        ("Which works are cited?", "[28]"),
    ],
)
def test_what_answers_is_kept(question: str, words: str) -> None:
    assert kept(question, words)


def test_a_number_of_pages_is_no_number_of_a_work(
    tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    (tmp_path / "a.txt").write_text(
        "The crawl of the web was large [28]. The crawl holds 24 million pages in all [31].\n",
        encoding="utf-8",
    )
    answer = Assistant.from_folder(tmp_path, embedder=embedder).ask(
        "How many pages does the crawl hold?"
    )
    assert answer.short is not None
    assert "24 million" in answer.short.text
