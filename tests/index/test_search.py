"""The search's values against independent implementations in a few lines of NumPy."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from qa.index import Index, searchable
from qa.index.writing import spoken
from qa.records import Passage
from qa.settings import Settings
from qa.updating import update
from qa.where import Where
from tests.fakes import QUESTIONS, WordEmbedder, prose, ranking

SETTINGS = Settings(passage_chars=200)


@dataclass(frozen=True)
class Built:
    folder: Path
    index: Index
    embedder: WordEmbedder
    passages: list[Passage]


def all_passages(index: Index, embedder: WordEmbedder) -> list[Passage]:
    """Every passage, found by asking for it with more candidates than there are."""
    found: dict[str, Passage] = {}
    for document_id in index.ids():
        for question in (index.document(document_id).text, *QUESTIONS):
            vector = np.asarray(embedder.embed_query(question), dtype=np.float32)
            for hit in index.search(question[:500], vector, 100, 0.5):
                found[hit.passage.id] = hit.passage
    return [found[key] for key in sorted(found)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("search")
    for seed in range(12):
        path = folder / f"{'reports' if seed % 2 else 'notes'}/{seed % 3}/{seed}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(prose(seed, 4 + seed % 3), encoding="utf-8")
    embedder = WordEmbedder()
    index, _ = update(folder, folder / ".footnote", embedder, SETTINGS)
    passages = all_passages(index, embedder)
    assert len(passages) == index.passages < 50  # so that no candidate is cut off below
    yield Built(folder, index, embedder, passages)
    index.close()


def test_what_is_searched_stands_below_its_headings() -> None:
    text = "Fees\n\nA **lost** card costs four."
    spans = ((100, 104), (106, 106 + len("A **lost** card costs four.")))
    passage = Passage("p", "a.md", 100, 100 + len(text), text, spans, under="*Book* › Fees")
    assert searchable(passage) == "Book\nFees A lost card costs four."
    assert searchable(replace(passage, under="Fees")) == spoken(passage)
    assert searchable(replace(passage, under="Cards")) == f"Cards\n{spoken(passage)}"
    assert searchable(replace(passage, under="")) == "Fees A lost card costs four."


def searched(passage: Passage) -> str:
    return " ".join(
        passage.text[s - passage.start : e - passage.start] for s, e in passage.sentences
    )


def cosines(built: Built, question: str) -> dict[str, float]:
    vectors = np.array([built.embedder._vector(searched(each)) for each in built.passages])
    query = np.array(built.embedder._vector(question))
    values = vectors @ query / np.linalg.norm(vectors, axis=1) / np.linalg.norm(query)
    return {each.id: float(value) for each, value in zip(built.passages, values, strict=True)}


def bm25(built: Built, terms: list[str]) -> dict[str, float]:
    """Robertson & Zaragoza (2009), k1 = 1.2 and b = 0.75, an idf of at least 1e-6.

    Over whole words: no two words of the test's vocabulary share a stem. A word of what the
    document goes by counts three tenths of one of the passage.
    """
    texts = {each.id: re.findall(r"\w+", searched(each).lower()) for each in built.passages}
    names = {
        each.id: re.findall(r"\w+", f"{each.called} {each.names} {each.context}".lower())
        for each in built.passages
    }
    sizes = {key: len(texts[key]) + len(names[key]) for key in texts}
    mean = sum(sizes.values()) / len(texts)
    scores = dict.fromkeys(texts, 0.0)
    for term in terms:
        holding = sum(term in texts[key] or term in names[key] for key in texts)
        idf = max(math.log((len(texts) - holding + 0.5) / (holding + 0.5)), 1e-6)
        for key, size in sizes.items():
            count = texts[key].count(term) + 0.3 * names[key].count(term)
            scores[key] += idf * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * size / mean))
    return scores


def content(question: str) -> list[str]:
    words = re.findall(r"\w+", question.lower())
    spoken = [word for word in dict.fromkeys(words) if word not in ("the", "and")]
    return [word for word in spoken if len(word) > 1 or word.isdigit()]


def scaled(scores: dict[str, float]) -> dict[str, float]:
    low, high = min(scores.values()), max(scores.values())
    return {
        key: (score - low) / (high - low) if high > low else 0.0 for key, score in scores.items()
    }


def search(built: Built, question: str, weight: float, where: Where | None = None) -> list[object]:
    vector = np.asarray(built.embedder.embed_query(question), dtype=np.float32)
    return list(built.index.search(question, vector, 50, weight, where))


@pytest.mark.parametrize("question", QUESTIONS)
def test_dense_lexical_and_fused_scores_are_those_of_brute_force(
    built: Built, question: str
) -> None:
    dense, lexical = cosines(built, question), bm25(built, content(question))
    for weight in (0.0, 0.3, 1.0):
        fused = {
            key: weight * scaled(dense)[key] + (1 - weight) * scaled(lexical)[key] for key in dense
        }
        hits = search(built, question, weight)
        assert len(hits) == len(fused)
        for hit in hits:
            key = hit.passage.id  # type: ignore[attr-defined]
            assert hit.dense == pytest.approx(dense[key], abs=1e-5)  # type: ignore[attr-defined]
            assert hit.lexical == pytest.approx(lexical[key], abs=1e-5)  # type: ignore[attr-defined]
            assert hit.score == pytest.approx(fused[key], abs=1e-5)  # type: ignore[attr-defined]
        scores = [hit.score for hit in hits]  # type: ignore[attr-defined]
        assert scores == sorted(scores, reverse=True) or weight == 0.0
        assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "values",
    [
        {"folder": "reports"}, {"folder": "notes/0"}, {"suffix": "txt"}, {"suffix": ".pdf"},
        {"folder": "report"}, {"title": "NUMBER 3 holds"}, {"title": "1.TXT"}, {"title": "%"},
        {"after": "2020-01-01"}, {"before": "2020-01-01"},
    ],
)  # fmt: skip
def test_a_filter_finds_what_filtering_the_whole_ranking_finds(
    built: Built, values: dict[str, str]
) -> None:
    where = Where.of(values)
    for question in QUESTIONS:
        found = {hit.passage.id for hit in search(built, question, 0.5, where)}  # type: ignore[attr-defined]
        assert found == {each.id for each in built.passages if admitted(built.index, each, values)}


def admitted(index: Index, passage: Passage, values: dict[str, str]) -> bool:
    document = index.document(passage.document_id)
    day = document.date
    return (
        values.get("title", "").casefold()
        in f"{document.title}\n{Path(document.id).name}".casefold()
        and passage.document_id.startswith(
            values.get("folder", "").rstrip("/") + "/" * ("folder" in values)
        )
        and passage.document_id.endswith(values.get("suffix", ""))
        and values.get("after", "") <= day < values.get("before", "9")
    )


def test_of_equal_passages_the_first_by_its_place_is_found(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number:02d}.txt").write_text(prose(1), encoding="utf-8")
    embedder = WordEmbedder()
    index, _ = update(tmp_path, tmp_path / ".footnote", embedder, Settings())
    (tmp_path / "00.txt").write_text(prose(2), encoding="utf-8")
    index, _ = update(tmp_path, tmp_path / ".footnote", embedder, Settings())
    (tmp_path / "00.txt").write_text(prose(1), encoding="utf-8")
    index, _ = update(tmp_path, tmp_path / ".footnote", embedder, Settings())
    vector = np.asarray(embedder.embed_query(prose(1)), dtype=np.float32)
    (tmp_path / "b.txt").write_text(prose(3), encoding="utf-8")
    index, _ = update(tmp_path, tmp_path / ".footnote", embedder, Settings())
    hits = index.search(prose(1), vector, 10, 0.5)
    assert [hit.passage.document_id for hit in hits] == ["00.txt", "b.txt"]
    assert [hit.rank for hit in hits] == [1, 2]
    index.close()


def test_what_is_saved_is_found_again_exactly(built: Built) -> None:
    again = Index.open(built.folder / ".footnote")
    for question in QUESTIONS:
        vector = np.asarray(built.embedder.embed_query(question), dtype=np.float32)
        first = built.index.search(question, vector, 20, 0.5)
        assert again.search(question, vector, 20, 0.5) == first
        assert ranking(first)
    assert [again.document(each) for each in again.ids()] == [
        built.index.document(each) for each in built.index.ids()
    ]
    assert again.stamps() == built.index.stamps()
    assert again.identity == built.index.identity
    again.close()


@pytest.mark.parametrize(
    "text",
    ['"', "'", 'a" OR "b', "NEAR(a b)", "a*", "-a", "text:a", "", "\0", "😀", "a" * 5000, "(", "^"],
)
def test_no_text_breaks_the_keyword_search(built: Built, text: str) -> None:
    assert len(search(built, text, 0.5)) == len(built.passages)


def test_a_typing_error_is_found_in_the_vocabulary(built: Built) -> None:
    (term,) = built.index.terms("harbuor")
    assert term.found == "harbour"
    (term,) = built.index.terms("xylophonist")
    assert term.found is None
    assert term.rarity == 1.0


def test_rarity_follows_its_formula(built: Built) -> None:
    (term,) = built.index.terms("number")
    n = built.index.passages
    assert term.rarity == pytest.approx(math.log((n + 1) / (n + 0.5)) / math.log((n + 1) / 0.5))
