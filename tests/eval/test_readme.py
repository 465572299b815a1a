"""What the evaluation's README says is so: commands, the example question, the benchmarks."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import click
import pytest

from eval.benchmarks import NAMES, benchmark
from eval.cli import cli
from eval.gold import load

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "eval" / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    python -m eval (.+)$", README, re.MULTILINE)


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_is_one_that_exists(line: str) -> None:
    name, *arguments = shlex.split(line)
    command = cli.commands[name]
    with click.Context(command) as context:
        command.parse_args(context, arguments)


def test_the_example_is_a_question_of_the_gold_file() -> None:
    example = json.loads("".join(re.findall(r"^ +(\{\"id\".+\n.+\n.+\})$", README, re.MULTILINE)))
    questions = {each.id: each for each in load(ROOT / "eval" / "gold" / "articles.dev.jsonl")}
    asked = questions[example["id"]]
    assert asked.question == example["question"]
    assert [(s.document_id, s.start, s.end) for s in asked.spans] == [
        (span["document_id"], span["start"], span["end"]) for span in example["evidence"]
    ]


def test_every_benchmark_is_listed_with_its_source() -> None:
    for name in NAMES:
        assert f"| {name} | {benchmark(name).measures}" in README
        for address in benchmark(name).published.split(", "):
            assert f"<{address}>" in README
