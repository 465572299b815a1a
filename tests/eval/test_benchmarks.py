"""Every adapter on a few made-up lines in the published layout, with figures worked by hand.

The published data itself is used where the environment variable FOOTNOTE_DATA names its folder.
"""

from __future__ import annotations

import csv
import gzip
import json
import os
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from eval.benchmarks import (
    EXPECTED,
    NAMES,
    BenchmarkError,
    Context,
    benchmark,
    expected,
    ranking,
    record,
    recorded,
)
from eval.benchmarks.base import find, read_lines, spread, value_of, write_corpus
from eval.benchmarks.clapnq import questions as clapnq_questions
from eval.benchmarks.clapnq import rouge_l
from eval.benchmarks.counterfactual import groups
from eval.benchmarks.excerpts import characters, shares
from eval.benchmarks.excerpts import questions as excerpts_questions
from eval.benchmarks.followups import follow_ups, overlap
from eval.benchmarks.squad_open import articles, as_read, questions
from eval.benchmarks.support import (
    SETS,
    balanced_accuracy,
    best_threshold,
    crossed,
    word_recall,
)
from eval.cli import cli
from eval.gold import Span
from eval.statistics import Interval
from qa.embedding import SentenceEmbedder
from tests.eval.builders import FIRST, SECOND, THIRD, answer

BRIDGE = "The old bridge of Arlen was built in 1566. It has a single arch of stone."
MARKET = "The market of Arlen is held on Fridays. It sells cheese and wool."
TOWER = "The tower of Brill is 40 metres tall. A bell hangs in it."


def write_lines(path: Path, lines: list[dict[str, Any]]) -> None:
    data = "".join(json.dumps(line) + "\n" for line in lines).encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


def squad(folder: Path) -> None:
    write_lines(
        folder / "corpus.jsonl.gz",
        [
            {"id": "p0", "title": "Arlen", "text": BRIDGE},
            {"id": "p1", "title": "Arlen", "text": MARKET},
            {"id": "p2", "title": "Brill", "text": TOWER},
        ],
    )
    ask = {"title": "Arlen", "paragraph": "p1"}
    day = {"text": "Fridays", "start": MARKET.index("Fridays")}
    write_lines(
        folder / "dev_questions.jsonl.gz",
        [
            {**ask, "id": "a", "question": "On which days is the market of Arlen held?",
             "answers": [day, day], "answerable": True},
            {**ask, "id": "b", "question": "Who founded the market of Arlen?", "answers": [day],
             "answerable": False},
        ],
    )  # fmt: skip


def nfcorpus(folder: Path) -> None:
    with zipfile.ZipFile(folder / "nfcorpus.zip", "w") as archive:
        documents = [("d1", BRIDGE), ("d2", MARKET), ("d3", TOWER)]
        lines = [json.dumps({"_id": i, "title": i, "text": text}) for i, text in documents]
        archive.writestr("nfcorpus/corpus.jsonl", "\n".join(lines))
        queries = [{"_id": "q1", "text": "tall tower of Brill"}, {"_id": "q2", "text": "unjudged"}]
        archive.writestr("nfcorpus/queries.jsonl", "\n".join(map(json.dumps, queries)))
        archive.writestr("nfcorpus/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\td3\t2\n")


def cranfield(folder: Path) -> None:
    documents = [("1", BRIDGE), ("2", MARKET), ("3", TOWER)]
    (folder / "cran.all.1400").write_text(
        "".join(f".I {n}\n.T\nt{n}\n.A\nx\n.B\ny\n.W\nt{n}\n{text}\n" for n, text in documents)
    )
    (folder / "cran.qry").write_text(
        ".I 004\n.W\nstone bridge arch\n.I 017\n.W\ncheese and\nwool\n"
    )
    (folder / "cranqrel").write_text("1 1 2 \n2 2 3\n2 3 -1\n")


def excerpts(folder: Path) -> None:
    (folder / "corpora").mkdir()
    names = ("chatlogs", "finance", "pubmed", "state_of_the_union", "wikitexts")
    for name, text in zip(names, (BRIDGE, MARKET, TOWER, BRIDGE, TOWER), strict=True):
        (folder / "corpora" / f"{name}.md").write_text(text)
    reference = {"content": MARKET[:39], "start_index": 0, "end_index": 39}
    with (folder / "questions_df.csv").open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["question", "references", "corpus_id"])
        writer.writerow(["When is the market of Arlen held?", json.dumps([reference]), "finance"])


def multihop(folder: Path) -> None:
    hotpot = {"Arlen": [BRIDGE], "Market": [MARKET], "Brill": [TOWER]}
    (folder / "hotpotqa_train_corpus.json").write_text(json.dumps(hotpot))
    question = "How tall is the tower of Brill, and when was the old bridge of Arlen built?"
    hops = [{"question": question, "supporting_facts": [["Arlen", 0], ["Brill", 0]]}]
    (folder / "hotpotqa_train.json").write_text(json.dumps(hops))
    corpus = [{"title": title, "text": texts[0]} for title, texts in hotpot.items()]
    (folder / "musique_train_corpus.json").write_text(json.dumps(corpus))
    paragraphs = [
        {"title": each["title"], "paragraph_text": each["text"],
         "is_supporting": each["title"] == "Market"}
        for each in corpus
    ]  # fmt: skip
    ask = [{"question": "What does the market sell?", "paragraphs": paragraphs}]
    (folder / "musique_train.json").write_text(json.dumps(ask))


def clapnq(folder: Path) -> None:
    passage = [{"title": "Arlen", "text": MARKET}]
    answer = {"answer": "It is held on Fridays.", "selected_sentences": [MARKET[:39]]}
    write_lines(
        folder / "answerable.jsonl",
        [{"id": "a", "input": "when is the market of arlen held", "passages": passage,
          "output": [answer]}],
    )  # fmt: skip
    nothing = {"answer": "", "selected_sentences": []}
    tower = [{"title": "Brill", "text": TOWER}]
    write_lines(
        folder / "unanswerable.jsonl",
        [{"id": "b", "input": "who won the chess championship of 1972", "passages": tower,
          "output": [nothing]}],
    )  # fmt: skip


def rgb(folder: Path) -> None:
    line = {
        "id": 0, "query": "When was the old bridge of Arlen built?", "answer": "1566",
        "fakeanswer": "1766", "positive": [BRIDGE], "negative": [MARKET, " "],
        "positive_wrong": [BRIDGE.replace("1566", "1766")],
    }  # fmt: skip
    worded = {**line, "id": 1, "answer": [["1566", "the year 1566"]]}
    write_lines(folder / "en_fact.json", [line, worded])


def cast(folder: Path) -> None:
    turns = ["What is the tower of Brill?", "How tall is it?", "What hangs in the bell tower?"]
    topic = {
        "number": 7,
        "turn": [{"number": at, "raw_utterance": text} for at, text in enumerate(turns, 1)],
    }
    (folder / "2019_data_evaluation_evaluation_topics_v1.0.json").write_text(json.dumps([topic]))
    rewrites = [turns[0], "How tall is the tower of Brill?", turns[2]]
    (folder / "2019_data_evaluation_evaluation_topics_annotated_resolved_v1.0.tsv").write_text(
        "".join(f"7_{at}\t{text}\n" for at, text in enumerate(rewrites, 1))
    )


def claims(folder: Path) -> None:
    pairs = [
        ("The old bridge of Arlen was built in 1566.", BRIDGE, "supported"),
        ("A bell hangs in the tower of Brill.", TOWER, "supported"),
        ("Nobody counts stars anymore.", TOWER, "partial"),
        ("Nobody has ever seen the sea.", MARKET, "contradicted"),
    ]
    lines = [{"claim": c, "premise": p, "label": label} for c, p, label in pairs]
    for file in SETS.values():
        write_lines(folder / f"{file}.jsonl.gz", lines)


MADE: dict[str, tuple[Callable[[Path], None], dict[str, float]]] = {
    "squad_open": (squad, {"success@1": 1.0, "success@5, as read": 1.0, "offsets": 1.0}),
    "nfcorpus": (nfcorpus, {"nDCG@10": 1.0, "R@100": 1.0, "keyword only: RR@10": 1.0}),
    "cranfield": (cranfield, {"nDCG@10": 1.0, "dense only: RR@10": 1.0}),
    "chunking_eval": (excerpts, {"excerpts found@5": 1.0, "passages@5: recall": 1.0}),
    "multihop": (multihop, {"HotpotQA: recall@2": 1.0, "MuSiQue: recall@2": 1.0}),
    "clapnq": (clapnq, {"recall@5": 1.0}),
    "rgb": (rgb, {}),
    "followups": (cast, {}),
    "support_bench": (claims, {"WiCE: ROUGE-L": 1.0}),
}


@pytest.mark.parametrize("name", NAMES)
def test_an_adapter_on_a_small_copy_of_its_layout(
    name: str, tmp_path: Path, embedder: SentenceEmbedder
) -> None:
    make, known = MADE[name]
    (tmp_path / "data").mkdir()
    make(tmp_path / "data")
    measured = benchmark(name).run(Context(tmp_path / "data", tmp_path / "work", embedder=embedder))
    found = {name: value_of(figure) for name, figure in measured.items()}
    assert found
    assert all(0.0 <= value <= 100.0 for value in found.values())
    assert {each: found[each] for each in known} == known


@pytest.mark.parametrize("name", NAMES)
def test_another_folder_is_one_clear_line(name: str, tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match="expected the benchmark's folder"):
        benchmark(name).run(Context(tmp_path, tmp_path / "work"))


def test_an_unknown_benchmark_is_named() -> None:
    with pytest.raises(BenchmarkError, match="no benchmark 'glue'; the benchmarks are: squad_open"):
        benchmark("glue")


def test_squad_keeps_the_characters_of_every_answer(tmp_path: Path) -> None:
    squad(tmp_path)
    texts, places = articles(Context(tmp_path, tmp_path))
    assert texts == {"Arlen.txt": f"{BRIDGE}\n\n{MARKET}", "Brill.txt": TOWER}
    first, second = questions(Context(tmp_path, tmp_path), places)
    ((span,),) = first.evidence
    assert texts[span.document_id][span.start : span.end] == "Fridays"
    assert first.answers == (("Fridays",),)
    assert not second.answerable
    assert texts["Arlen.txt"][second.near[0].start : second.near[0].end] == MARKET


def test_a_wrong_excerpt_is_refused(tmp_path: Path) -> None:
    excerpts(tmp_path)
    (tmp_path / "corpora" / "finance.md").write_text("x" + MARKET)
    with pytest.raises(BenchmarkError, match=r"question 1: its excerpt is not in 'finance\.md'"):
        benchmark("chunking_eval").run(Context(tmp_path, tmp_path / "work"))


def test_follow_ups_leave_out_what_needs_no_rewrite(tmp_path: Path) -> None:
    cast(tmp_path)
    ((history, typed, rewrite),) = follow_ups(Context(tmp_path, tmp_path))
    assert history == [("What is the tower of Brill?", "")]
    assert (typed, rewrite) == ("How tall is it?", "How tall is the tower of Brill?")


def test_formulas_by_hand() -> None:
    assert overlap(frozenset("abc"), frozenset("bcde")) == pytest.approx((2 / 3, 1 / 2, 4 / 7))
    assert overlap(frozenset("a"), frozenset("b")) == (0.0, 0.0, 0.0)
    # Longest common subsequence: "police killed", two of three tokens.
    assert rouge_l("gunman police killed", "police killed gunman") == pytest.approx(2 / 3)
    given, wanted = characters([Span("d", 0, 6)]), characters([Span("d", 4, 8)])
    assert shares(given, wanted) == pytest.approx((2 / 4, 2 / 6, 2 / 8))
    assert shares(set(), wanted) == (0.0, 0.0, 0.0)


def test_an_answer_is_published_in_two_ways() -> None:
    assert groups("1566") == [["1566"]]
    assert groups([["July 21 2017", "21 July 2017"], "Paris"]) == [
        ["July 21 2017", "21 July 2017"], ["Paris"],
    ]  # fmt: skip


def test_support_formulas_by_hand() -> None:
    # Both true ones right, one of two false ones: (1 + 1/2) / 2.
    assert balanced_accuracy([True, True, True, False], [True, True, False, False]) == 0.75
    assert balanced_accuracy([True, False], [True, True]) == 0.5
    # "bridge was built" of "bridge was built by Ada": 3 of 5 words, in this order.
    assert word_recall([("Bridge was built by Ada", "the bridge, it was built")]) == [3 / 5]
    assert word_recall([("", "words")]) == [0.0]
    assert best_threshold([0.1, 0.2, 0.8, 0.9], [False, False, True, True]) == pytest.approx(
        0.212, abs=0.02
    )
    # Every second score by the others' threshold: .8 and .1 by .2065 (just above the .2 of the
    # false one), .85 and .2 by .107, which lets .2 pass.
    assert crossed([0.8, 0.85, 0.1, 0.2], [True, True, False, False]) == [True, True, False, True]


def test_passages_as_read_by_the_reader() -> None:
    ranked = answer(ranked=[FIRST, SECOND, THIRD, FIRST]).hits
    probabilities = (None, 0.2, 0.9, 0.2)
    hits = [replace(hit, reader=p) for hit, p in zip(ranked, probabilities, strict=True)]
    assert [hit.rank for hit in as_read(hits)] == [3, 2, 4, 1]


def test_a_limit_takes_from_everywhere() -> None:
    assert spread(range(10), 5) == [0, 2, 4, 6, 8]
    assert spread(range(3), None) == spread(range(3), 9) == [0, 1, 2]


def test_a_corpus_is_what_was_written_last(tmp_path: Path) -> None:
    write_corpus(tmp_path, {"a.txt": "one", "b.txt": "two"})
    kept = (tmp_path / "a.txt").stat().st_mtime_ns
    write_corpus(tmp_path, {"a.txt": "one", "c.txt": "three"})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "c.txt"]
    assert (tmp_path / "a.txt").stat().st_mtime_ns == kept


def test_broken_lines_are_named(tmp_path: Path) -> None:
    (tmp_path / "lines.jsonl").write_text("{")
    with pytest.raises(BenchmarkError, match=r"lines\.jsonl' is not one JSON object per line"):
        read_lines(tmp_path, "lines.jsonl")
    with pytest.raises(BenchmarkError, match="holds no 'other'"):
        find(tmp_path, "other")


def test_the_command_prints_figures_beside_those_before(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    cast(tmp_path / "data")
    result = CliRunner().invoke(
        cli, ["benchmark", "followups", "--data", f"{tmp_path}/data", "--out", f"{tmp_path}/out"]
    )
    assert result.exit_code == 0, result.output
    assert "word F1" in result.output
    assert "before" in result.output
    assert "treccastweb" in result.output
    assert (tmp_path / "out" / "figures-all.json").exists()


def test_recorded_figures_are_those_of_their_limit(tmp_path: Path) -> None:
    path = tmp_path / "expected.json"
    path.write_text("{}")
    record("followups", None, {"word F1": 0.512345}, path)
    record("followups", 10, {"word F1": 0.25}, path)
    record("followups", 10, {"word F1": 0.5}, path)
    assert expected("followups", None, path) == {"word F1": 0.5123}
    assert expected("followups", 10, path) == {"word F1": 0.5}
    assert expected("followups", 20, path) == {}
    record("squad_open", None, {"joint": Interval(0.75, 0.7, 0.8)}, path)
    assert expected("squad_open", None, path) == {"joint": Interval(0.75, 0.7, 0.8)}
    assert [each.limit for each in recorded("followups", path)] == [None, 10]


def published(name: str) -> Context:
    folder = Path(os.environ.get("FOOTNOTE_DATA", "no folder is named")) / name
    if not folder.is_dir():
        pytest.skip(f"the environment variable FOOTNOTE_DATA names no folder with '{name}' in it")
    return Context(folder, folder)


def test_published_follow_ups_are_no_worse_than_measured() -> None:
    found = benchmark("followups").run(published("followup_trec_cast"))
    assert value_of(found["word F1"]) >= value_of(expected("followups", None)["word F1"]) - 0.02


def test_published_squad_answers_stand_where_they_say() -> None:
    context = published("squad_open")
    texts, places = articles(context)
    asked = questions(context, places)
    assert len(asked) > 1_900
    for question in asked:
        for span in question.spans:
            assert texts[span.document_id][span.start : span.end] in question.answers[0]


def test_published_excerpts_and_sentences_are_found() -> None:
    context = published("chunking_eval")
    names = sorted((context.data / "corpora").glob("*.md"))
    texts = {path.name: path.read_bytes().decode() for path in names}
    assert len(excerpts_questions(context, texts)) == 472
    texts, gold = clapnq_questions(published("clapnq"))
    assert sum(question.answerable for question in gold) == 299
    assert all(span.end <= len(texts[span.document_id]) for q in gold for span in q.spans)


def test_published_collections_are_read_whole() -> None:
    texts, queries, qrels = ranking.cranfield(published("cranfield"))
    assert (len(texts), len(queries), len(qrels)) == (1_398, 225, 225)
    assert sum(map(len, qrels.values())) == 1_837
    texts, queries, qrels = ranking.nfcorpus(published("beir"))
    assert (len(texts), len(qrels)) == (3_633, 323)
    assert set(qrels) <= set(queries)


def test_figures_measured_before_are_of_known_benchmarks() -> None:
    measured = json.loads(EXPECTED.read_text())
    assert set(measured) <= set(NAMES)
    for name, entries in measured.items():
        for entry in entries:
            assert entry["command"].startswith(f"python -m eval benchmark {name} ")
            for figure, value in entry["figures"].items():
                low, high = value[1:] if isinstance(value, list) else (value, value)
                assert low <= value_of(expected(name, entry["limit"])[figure]) <= high
