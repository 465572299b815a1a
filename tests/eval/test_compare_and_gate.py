"""Comparing two runs and holding one to bounds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from eval.cli import cli
from eval.compare import compare
from eval.errors import RunError
from eval.gate import Bound, judge
from eval.measures import score
from eval.rows import Row, write_json
from eval.statistics import mcnemar
from tests.eval.builders import FIRST, SECOND, answer, gold, graded


def row(number: int, right: bool) -> Row:
    question = gold([["12 letters"]], [[FIRST]], id=f"q{number}", question=f"Letter {number}?")
    given = answer(FIRST if right else SECOND, ranked=[FIRST, SECOND])
    return Row(question, given, 0.1, score(graded(question, given)), {})


def write(folder: Path, rows: list[Row]) -> Path:
    folder.mkdir()
    (folder / "rows.jsonl").write_text("".join(each.to_json() + "\n" for each in rows))
    return folder


def test_a_better_run() -> None:
    first = [row(at, right=at < 10) for at in range(30)]
    second = [row(at, right=at != 0) for at in range(30)]
    found = compare(first, second)
    assert found.questions == 30
    assert [change.gained for change in found.changes] == [False, *[True] * 20]
    by_name = {each.measure: each for each in found.differences}
    right = by_name["right"]
    assert right.first == pytest.approx(1 / 3)
    assert right.second == pytest.approx(29 / 30)
    assert right.p == mcnemar(1, 20)
    assert right.difference.low > 0
    assert by_name["CRAG score"].difference.value == pytest.approx(2 * 19 / 30)
    assert by_name["recall@5"].difference.value == 0.0
    assert by_name["recall@5"].corrected == 1.0
    assert "refusal F1" not in by_name  # nothing was refused
    assert all(each.corrected >= each.p for each in found.differences)


def test_different_questions_are_not_compared() -> None:
    with pytest.raises(RunError, match="share no question"):
        compare([row(1, True)], [row(2, True)])
    question = gold([["3 letters"]], [[SECOND]], id="q1", question="Other?")
    given = answer(SECOND)
    other = Row(question, given, 0.1, score(graded(question, given)), {})
    with pytest.raises(RunError, match="question 'q1' differs"):
        compare([row(1, True)], [other])


def test_an_old_run_is_not_compared() -> None:
    old = replace(row(1, True), scores={"right": 1.0})
    with pytest.raises(RunError, match="does not know 'CRAG score'; run it again"):
        compare([row(1, True)], [old])


def test_the_command_names_what_changed(tmp_path: Path) -> None:
    first = write(tmp_path / "a", [row(1, True), row(2, False)])
    second = write(tmp_path / "b", [row(1, False), row(2, True)])
    result = CliRunner().invoke(cli, ["compare", str(first), str(second)])
    assert result.exit_code == 0, result.output
    assert "lost  q1 (simple): Letter 1?" in result.output
    assert "gained  q2 (simple): Letter 2?" in result.output
    assert "Bob wrote 3 letters in 1850." in result.output


SUMMARY: dict[str, Any] = {
    "figures": {
        "assistant": {
            "joint": {"value": 0.91, "low": 0.84, "high": 0.96},
            "over-refusal": {"value": 0.05, "low": 0.0, "high": 0.1},
            "exact match": None,
        }
    }
}


@pytest.mark.parametrize(
    ("text", "least", "kept"),
    [
        ("joint=.90", True, True),
        ("joint=.91", True, True),
        ("joint=.92", True, False),
        ("over-refusal=.10", False, True),
        ("over-refusal=.01", False, False),
        ("exact match=0", True, False),
    ],
)
def test_bounds(text: str, least: bool, kept: bool) -> None:
    assert [verdict.kept for verdict in judge(SUMMARY, [Bound.parse(text, least)])] == [kept]


@pytest.mark.parametrize(
    ("text", "message"),
    [("joy=1", "no measure 'joy'"), ("joint", "no bound"), ("joint=high", "no bound")],
)
def test_a_bound_that_is_none(text: str, message: str) -> None:
    with pytest.raises(RunError, match=message):
        Bound.parse(text, least=True)


def test_the_gate_closes(tmp_path: Path) -> None:
    write_json(tmp_path / "summary.json", SUMMARY)
    kept = CliRunner().invoke(cli, ["gate", str(tmp_path), "--min", "joint=.90"])
    assert kept.exit_code == 0
    assert "kept    joint >= 0.9: 0.910 [0.840, 0.960]" in kept.output
    missed = CliRunner().invoke(
        cli, ["gate", str(tmp_path), "--min", "joint=.95", "--max", "over-refusal=.1"]
    )
    assert missed.exit_code == 1
    assert "MISSED  joint >= 0.95" in missed.output
    assert "kept    over-refusal <= 0.1" in missed.output
    assert CliRunner().invoke(cli, ["gate", str(tmp_path)]).exit_code == 2
