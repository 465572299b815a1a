"""What the README shows is true: its Python runs, its commands and files exist."""

from __future__ import annotations

import contextlib
import io
import re

import click
import pytest

from qa.cli import main
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The fenced blocks of one language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_python_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (code,) = blocks("python")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(code, {})  # noqa: S102 - the README's own example
    first, second = out.getvalue().splitlines()[:2]
    assert first.startswith("$500 million | ")
    assert first.endswith("[1]")
    assert second.startswith("1 000_fd3c5f8b42af19fa.txt 0 219 Japan has announced")


def test_every_command_of_the_shell_blocks_exists() -> None:
    context = click.Context(main)
    for line in "\n".join(blocks("sh")).splitlines():
        words = line.split("#")[0].replace(".venv/bin/", "").split()
        if words[:1] == ["make"]:
            assert f"\n{words[1]}:" in (ROOT / "Makefile").read_text(encoding="utf-8")
        if words[:1] == ["footnote"]:
            command = main.get_command(context, words[1])
            assert command is not None, line
            known = {option for each in command.params for option in each.opts}
            used = {word for word in words[2:] if word.startswith("--")}
            assert used <= known or words[1] == "chat", line


def test_every_file_of_the_tree_exists() -> None:
    (tree,) = blocks("text")
    folder = ""
    for line in tree.splitlines():
        name = line.split()[0]
        folder = folder if line.startswith("  ") else name if name.endswith("/") else ""
        path = ROOT / (folder + name if line.startswith("  ") else name)
        assert path.exists(), line


def test_linked_files_exist() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)|src(?:set)?=\"([^\"]+)\"", README):
        assert (ROOT / (target[0] or target[1])).exists(), target
