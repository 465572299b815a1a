"""The imports point one way, and nobody but the citation step makes citations."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import qa

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "qa").rglob("*.py"))

# Each layer may import from those below it, and no sibling from its own layer.
LAYERS = [
    "errors plain marks",
    "records text settings where reader",
    "opposites alternatives countries phrasing furniture tables language",
    "naming conversation",
    "passages checks",
    "corpus chunking index embedding drafting citation question retriever rates",
    "batches plan recheck writing",
    "updating",
    "answering",
    "assistant doctor watching repairing",
    "page terminal options",
    "cli",
    "__main__ __init__",
]
CHECKS = ["subjects facts bare", "clauses references attribution order", "check", "evidence"]
"""The same within `qa.checks`."""
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names.split()}


def module_of(path: Path) -> str:
    """The part of `qa` that a file belongs to: its module, or its package."""
    first = path.relative_to(ROOT / "qa").parts[0]
    return first.removesuffix(".py")


def imports_of(path: Path) -> set[str]:
    """The parts of `qa` that a file imports, `qa` itself as "__init__"."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "qa":
            found |= {alias.name if alias.name in LEVEL else "__init__" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qa."):
            found.add((node.module or "").split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("qa.")}
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_point_down(path: Path) -> None:
    here = module_of(path)
    assert here in LEVEL, f"{here} has no layer; give it one in LAYERS"
    for imported in imports_of(path) - {here}:
        assert LEVEL[imported] < LEVEL[here], f"{here} must not import {imported}"


def test_checks_build_on_one_another() -> None:
    level = {name: level for level, names in enumerate(CHECKS) for name in names.split()}
    files = [path for path in (ROOT / "qa" / "checks").glob("*.py") if path.stem != "__init__"]
    assert {path.stem for path in files} == set(level)
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qa.checks."):
                imported = (node.module or "").removeprefix("qa.checks.")
                assert level[imported] < level[path.stem], f"{path.stem} imports {imported}"


def test_no_part_imports_the_evaluation() -> None:
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith(("eval", "training", "tests"))
            elif isinstance(node, ast.Import):
                assert not any(a.name.startswith(("eval", "training", "tests")) for a in node.names)


def test_only_records_call_the_citation_constructor() -> None:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "Citation" or path.name == "records.py", path


def test_nothing_is_unpickled_or_evaluated() -> None:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {alias.name for alias in node.names} | {getattr(node, "module", None)}
                assert not names & {"pickle", "marshal", "shelve", "dill", "cloudpickle"}, path
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("eval", "exec"), path


def test_the_public_names_are_these() -> None:
    assert qa.__all__ == sorted(qa.__all__)
    for name in qa.__all__:
        assert getattr(qa, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = qa.Nothing


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from qa.cli import main\n"
        "try:\n    main(['--help'], prog_name='footnote')\n"
        "except SystemExit:\n    pass\n"
        "heavy = {'torch', 'faiss', 'gradio', 'langchain', 'langchain_core', 'numpy',"
        " 'sentence_transformers', 'transformers'}\n"
        "loaded = heavy & set(sys.modules)\n"
        "assert not loaded, loaded\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "verify" in done.stdout
