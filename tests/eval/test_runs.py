"""Runs: resumed where they stopped, refused where they would be mixed, and readable afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from eval.cli import cli
from eval.errors import RunError
from eval.gold import GoldQuestion, load, load_documents
from eval.rows import Row, read_rows, read_summary
from eval.runs import run
from eval.systems import BASELINES, Bench
from qa.embedding import SentenceEmbedder
from tests.eval.builders import TEXT

ROOT = Path(__file__).resolve().parents[2]
GOLD = [
    {
        "id": "q1",
        "type": "numeric",
        "question": "How many letters did Ada write in 1843?",
        "answerable": True,
        "answers": [["12 letters", "12"]],
        "evidence": [{"document_id": "letters.txt", "start": 0, "end": 29}],
    },
    {
        "id": "q2",
        "type": "near miss",
        "question": "Which stamps did Bob collect?",
        "answerable": False,
        "near": [{"document_id": "letters.txt", "start": 30, "end": 58}],
    },
    {"id": "q3", "type": "chit-chat", "question": "hello!", "answerable": False},
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("run")
    (path / "corpus").mkdir()
    (path / "corpus" / "letters.txt").write_text(TEXT)
    (path / "gold.jsonl").write_text("".join(json.dumps(line) + "\n" for line in GOLD))
    return path


@pytest.fixture(scope="module")
def bench(folder: Path, embedder: SentenceEmbedder) -> Bench:
    return Bench.open(folder / "corpus", folder / "index", embedder)


def run_into(out: Path, folder: Path, bench: Bench, **options: object) -> tuple[Row, ...]:
    questions = load(folder / "gold.jsonl")
    documents = load_documents(folder / "corpus")
    rows, _ = run(questions, documents, bench, out, **options)  # type: ignore[arg-type]
    return rows


def test_a_run_can_be_read_back(folder: Path, bench: Bench, tmp_path: Path) -> None:
    rows = run_into(tmp_path, folder, bench)
    assert read_rows(tmp_path) == rows
    summary = read_summary(tmp_path)
    assert summary["questions"] == 3
    assert set(summary["figures"]) == {"assistant", *(each.name for each in BASELINES)}
    assert summary["documents"].keys() == {"letters.txt"}
    assert summary["settings"]["hits"] == bench.settings.hits
    assert summary["figures"]["top sentence"]["correct"]["value"] == 1.0
    assert summary["figures"]["top sentence"]["refusal recall"]["value"] == 0.0
    assert summary["types"]["numeric"]["questions"] == 1


def test_an_interrupted_run_goes_on(folder: Path, bench: Bench, tmp_path: Path) -> None:
    def stop_after_one(questions: list[GoldQuestion]) -> Iterator[GoldQuestion]:
        yield questions[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_into(tmp_path, folder, bench, track=stop_after_one)
    with (tmp_path / "rows.jsonl").open("a") as stream:
        stream.write('{"gold": {"id": "q2", "ty')  # killed while it wrote
    asked: list[str] = []

    def watch(questions: list[GoldQuestion]) -> Iterator[GoldQuestion]:
        for question in questions:
            asked.append(question.id)
            yield question

    rows = run_into(tmp_path, folder, bench, track=watch)
    assert asked == ["q2", "q3"]
    assert [row.gold.id for row in rows] == ["q1", "q2", "q3"]
    assert read_rows(tmp_path) == rows


def test_other_settings_are_not_mixed_in(folder: Path, bench: Bench, tmp_path: Path) -> None:
    run_into(tmp_path, folder, bench)
    other = Bench.open(folder / "corpus", folder / "index", bench.embedder, changes={"hits": "2"})
    with pytest.raises(RunError, match=r"different: settings.*--again"):
        run_into(tmp_path, folder, other)
    run_into(tmp_path, folder, other, again=True)
    assert read_summary(tmp_path)["settings"]["hits"] == 2


def test_the_command_prints_the_figures(folder: Path, tmp_path: Path) -> None:
    arguments = ["run", "--gold", f"{folder}/gold.jsonl", "--corpus", f"{folder}/corpus"]
    result = CliRunner().invoke(cli, [*arguments, "--out", str(tmp_path), "--limit", "2"])
    assert result.exit_code == 0, result.output
    for word in ("recall@5", "joint", "refusal F1", "CRAG score", "top passage", "keyword only"):
        assert word in result.output
    assert "2 questions" in result.output


def test_the_check_command_fails_on_a_bad_set(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "gold.jsonl").write_text(json.dumps({**GOLD[0], "answers": [["99"]]}) + "\n")
    corpus = ["--corpus", f"{folder}/corpus"]
    bad = CliRunner().invoke(cli, ["check", f"{tmp_path}/gold.jsonl", *corpus])
    assert bad.exit_code == 1
    assert "no evidence holds any of '99'" in bad.output
    good = CliRunner().invoke(cli, ["check", f"{folder}/gold.jsonl", *corpus])
    assert good.exit_code == 0
    assert "3 questions, 67% without an answer, 0 problems" in good.output


def test_a_wrong_setting_is_one_clear_line(folder: Path, tmp_path: Path) -> None:
    arguments = ["run", "--gold", f"{folder}/gold.jsonl", "--corpus", f"{folder}/corpus"]
    options = [*arguments, "--out", str(tmp_path)]
    unnamed = CliRunner().invoke(cli, [*options, "--set", "hits"])
    assert "--set expects NAME=VALUE, not 'hits'" in unnamed.output
    unknown = CliRunner().invoke(cli, [*options, "--set", "hitz=3"])
    assert "no setting 'hitz'" in str(unknown.exception)


def test_no_results_is_said(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="holds no results"):
        read_rows(tmp_path)
    with pytest.raises(RunError, match="holds no finished run"):
        read_summary(tmp_path)
    (tmp_path / "summary.json").write_text("{}")
    with pytest.raises(RunError, match="is no summary of a run"):
        read_summary(tmp_path)


def test_a_damaged_key_is_said(folder: Path, bench: Bench, tmp_path: Path) -> None:
    (tmp_path / "key.json").write_text("{")
    with pytest.raises(RunError, match=r"key\.json' is damaged.*--again"):
        run_into(tmp_path, folder, bench)


def test_overhead_is_printed(folder: Path) -> None:
    options = ["--corpus", str(folder / "corpus"), "--index", str(folder / "overhead")]
    result = CliRunner().invoke(cli, ["overhead", "--gold", str(folder / "gold.jsonl"), *options])
    assert result.exit_code == 0, result.output
    assert "verification of 10 sentences over 8 passages" in result.output


def test_without_the_extra_one_line_names_it(tmp_path: Path) -> None:
    (tmp_path / "ir_measures.py").write_text("raise ImportError")
    (tmp_path / "gold.jsonl").write_text(json.dumps(GOLD[0]))
    result = subprocess.run(
        [sys.executable, "-m", "eval", "check", f"{tmp_path}/gold.jsonl", "--corpus", "corpus"],
        capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=False,
    )  # fmt: skip
    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "pip install 'footnote-qa[eval]'" in result.stderr
