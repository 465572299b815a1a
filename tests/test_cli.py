"""The command line as a person uses it: real files, and a real process for each kind of end.

What only needs the command's own work runs in this process, where the embedder's libraries are
loaded once.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from qa.cli import main
from qa.index import store
from tests.conftest import ROOT


def footnote(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Runs `python -m qa …`."""
    return subprocess.run(
        [sys.executable, "-m", "qa", *arguments],
        capture_output=True,
        text=True,
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "HOME": str(cwd)},
    )


def here(*arguments: str) -> Result:
    """Runs the command in this process."""
    return CliRunner().invoke(main, arguments, prog_name="footnote", catch_exceptions=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with two good files and three that cannot be read."""
    made = tmp_path_factory.mktemp("cli") / "corpus"
    shutil.copytree(ROOT / "corpus", made, ignore=shutil.ignore_patterns(".*"))
    (made / "empty.txt").write_text("", encoding="utf-8")
    (made / "greek.txt").write_bytes("Γειά".encode("iso8859-7"))
    (made / "picture.xyz").write_bytes(b"\x89PNG\0")
    return made


@pytest.fixture(scope="module")
def saved(folder: Path) -> Path:
    """An answer saved by `ask --json`."""
    done = footnote("ask", "How much did Japan commit?", "--corpus", str(folder), "--json")
    assert done.returncode == 0, done.stderr
    path = folder.parent / "answer.json"
    path.write_text(done.stdout, encoding="utf-8")
    return path


def test_index_names_what_it_left_out(folder: Path) -> None:
    done = here("index", str(folder), "--rebuild")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("2 documents, ")
    assert "left out: empty.txt: empty" in done.stderr
    assert "left out: greek.txt: not UTF-8 text (byte 0xc3 at 0)" in done.stderr
    assert "left out: picture.xyz" in done.stderr
    assert "%|" not in done.stderr, "no progress bar outside a terminal"


def test_ask_prints_the_answer_with_its_sources(folder: Path, saved: Path) -> None:
    done = here("ask", "How much did Japan commit?", "--corpus", str(folder))
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("$500 million\n")
    assert "[1]" in done.stdout
    assert "000_fd3c5f8b42af19fa.txt [0, 219)" in done.stdout
    answer = json.loads(saved.read_text(encoding="utf-8"))
    assert answer["status"] == "answered"
    index_alone = here("ask", "How much did Japan commit?", "--index", str(folder / ".footnote"))
    assert index_alone.stdout == done.stdout


def test_verify_says_what_became_of_each_citation(
    folder: Path, saved: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "corpus"
    shutil.copytree(folder, copy)
    file = copy / "000_fd3c5f8b42af19fa.txt"
    original = file.read_text(encoding="utf-8")

    def states() -> tuple[int, list[str]]:
        done = here("verify", str(saved), "--corpus", str(copy))
        return done.exit_code, [line.split()[0] for line in done.stdout.splitlines()]

    assert states() == (0, ["intact", "intact"])
    file.write_text("A new first line.\n" + original, encoding="utf-8")
    assert states() == (0, ["moved", "moved"])
    file.write_text(original.replace("$500 million", "$600 million"), encoding="utf-8")
    assert states() == (1, ["changed", "changed"])
    file.write_text(original, encoding="utf-8")
    file.rename(copy / "renamed.txt")
    assert states() == (0, ["moved", "moved"])
    (copy / "renamed.txt").unlink()
    assert states() == (1, ["gone", "gone"])


def test_doctor_finds_what_is_wrong(folder: Path, saved: Path, tmp_path: Path) -> None:
    done = footnote("doctor", "--corpus", str(folder))
    assert done.returncode == 0, done.stdout
    assert "weights as published" in done.stdout
    assert "ok    scans and pictures: recognised by rapidocr" in done.stdout
    done = footnote("doctor", "--corpus", str(folder), "--index", str(tmp_path / "none"))
    assert done.returncode == 1
    assert "WRONG index: there is no index in" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("ask", "Who?", "--corpus", "nowhere"), "'nowhere' is not a folder"),
        (("index", "nowhere"), "'nowhere' is not a folder"),
        (("verify", "nowhere.json"), "'nowhere.json' cannot be read as a saved answer"),
        (("ask", "Who?", "--set", "hits=many"), "setting 'hits' cannot be 'many'"),
        (("ask", "Who?", "--set", "hits"), "'hits' changes no setting; expected NAME=VALUE"),
        (("ask", "Who?", "--index", "nowhere"), "there is no index in 'nowhere'"),
        (("index", "corpus", "--embedder", "./no/such"), "the embedder './no/such' cannot be"),
    ],
)
def test_errors_are_one_line_with_exit_code_two(
    arguments: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    (tmp_path / "corpus").mkdir()
    done = footnote(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("footnote: ")
    assert done.stderr.count("\n") == 1


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    done = footnote("--debug", "index", "nowhere", cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_snapshots_are_taken_listed_and_restored(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "corpus"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".*"))
    assert "set aside as 'first'" in here("index", str(copy), "--snapshot", "first").stdout
    (copy / "new.txt").write_text("The Velden harbour opened in 1871.", encoding="utf-8")
    assert here("index", str(copy)).stdout.startswith("3 documents")
    assert here("snapshots", "list", "--corpus", str(copy)).stdout.strip().endswith("first")
    done = here("snapshots", "restore", "first", "--corpus", str(copy))
    assert done.exit_code == 0, done.stderr
    alone = here("ask", "When did the Velden harbour open?", "--index", str(copy / ".footnote"))
    assert "1871" not in alone.stdout


def test_questions_can_be_limited_to_a_folder(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "corpus"
    (copy / "old").mkdir(parents=True)
    shutil.copy(folder / "000_fd3c5f8b42af19fa.txt", copy / "old")
    (copy / "new.md").write_text("# Harbour\n\nThe harbour opened in 1871.\n", encoding="utf-8")
    ask = ("ask", "How much did Japan commit?", "--corpus", str(copy))
    assert "$500 million" in here(*ask, "--in", "old").stdout
    assert "$500 million" not in here(*ask, "--title", "NEW").stdout
    wrong = here(*ask, "--after", "yesterday")
    assert wrong.exit_code == 2
    assert "yesterday" in wrong.stderr


def test_doctor_repairs_a_damaged_index(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "corpus"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".*"))
    here("index", str(copy))
    (vectors,) = (copy / ".footnote").glob("g*/vectors.faiss")
    vectors.write_bytes(vectors.read_bytes()[:-8])
    assert here("doctor", "--corpus", str(copy)).exit_code == 1
    assert here("doctor", "--corpus", str(copy), "--repair").exit_code == 0
    (copy / "new.txt").write_text("The Velden harbour opened in 1871.", encoding="utf-8")
    done = here("doctor", "--corpus", str(copy))
    assert done.exit_code == 0
    assert f"files changed since: 1; follow them with: footnote index '{copy}'" in done.stdout


def test_a_question_does_not_wait_for_an_update(folder: Path, saved: Path) -> None:
    with store.locked(folder / ".footnote"):
        done = here("ask", "How much did Japan commit?", "--corpus", str(folder), "--json")
    assert done.exit_code == 0, done.stderr
    assert "another process is updating the index; this answer is from" in done.stderr
    before = json.loads(saved.read_text(encoding="utf-8"))
    assert json.loads(done.stdout)["text"] == before["text"]


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals and pipes")
def test_ctrl_c_ends_in_one_line(tmp_path: Path) -> None:
    """What an interrupted update leaves: tests/index/test_pending.py."""
    pipe = tmp_path / "answer.json"
    os.mkfifo(pipe)
    # A process that a shell started in the background ignores Ctrl+C; this one must not.
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    code += "from qa.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "verify", str(pipe)],
        cwd=ROOT, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    with pipe.open("w"):  # returns as soon as the command has begun to read
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=300)
    assert process.returncode == 130
    assert said == "footnote: stopped; run it again to go on\n"
