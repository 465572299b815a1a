"""The development questions on the two articles, held to the bounds beside them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from eval.cli import cli
from eval.errors import RunError
from eval.gate import Bound, read_bounds
from eval.gold import load

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "eval" / "gold" / "articles.dev.jsonl"
BOUNDS = GOLD.with_suffix(".bounds.json")


def test_the_figures_keep_their_bounds(tmp_path: Path) -> None:
    invoke = CliRunner().invoke
    corpus = ["--corpus", f"{ROOT / 'corpus'}", "--out", f"{tmp_path}"]
    ran = invoke(cli, ["run", "--gold", f"{GOLD}", *corpus])
    assert ran.exit_code == 0, ran.output
    assert f"{len(load(GOLD))} questions" in ran.output
    held = invoke(cli, ["gate", f"{tmp_path}", "--bounds", f"{BOUNDS}"])
    assert held.exit_code == 0, held.output
    assert held.output.count("kept") == len(read_bounds(BOUNDS))


def test_the_bounds_are_read_from_one_file() -> None:
    bounds = {(each.measure, each.least) for each in read_bounds(BOUNDS)}
    assert bounds >= {
        ("recall@5", True), ("joint", True), ("offsets", True), ("over-refusal", False),
    }  # fmt: skip
    assert Bound("offsets", 1.0, least=True) in read_bounds(BOUNDS)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "holds no bounds"),
        ("[]", "holds no bounds"),
        ('{"least": {}}', "unknown: least"),
        ('{"min": {"joy": 1}}', "no measure 'joy'"),
        ('{"min": {"joint": "high"}}', "'joint=high' is no bound"),
        ('{"min": ["joint"]}', "holds no bounds"),
    ],
)
def test_a_file_without_bounds_is_named(content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "bounds.json"
    path.write_text(content)
    with pytest.raises(RunError, match=message):
        read_bounds(path)
    with pytest.raises(RunError, match="holds no bounds"):
        read_bounds(tmp_path / "missing.json")
