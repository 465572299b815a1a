"""Whatever happens to the process or the disk, the index on disk is whole."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa.errors import IndexUnusable
from qa.index import Index
from qa.updating import update
from tests.fakes import WordEmbedder, prose
from tests.test_updating import SETTINGS, Corpus

ROOT = Path(__file__).parent.parent
KILLS = 50
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals and limits")

# Imports once and then forks for each line it reads, so that a round costs no start-up.
SERVER = """
import os, resource, signal, sys
from pathlib import Path
from qa.language import load
from qa.settings import Settings
from qa.updating import update
from tests.fakes import WordEmbedder

load()
steps = 0
WATCHED = ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree")

def die_at_step(event, args):
    global steps
    if steps and event in WATCHED and ".footnote" in str(args[0]):
        steps -= 1
        if not steps:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(die_at_step)
for line in sys.stdin:
    folder, index, die_at, file_bytes = line.rstrip("\\n").split("\\t")
    ear, mouth = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            if int(file_bytes):
                signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
                resource.setrlimit(resource.RLIMIT_FSIZE, (int(file_bytes),) * 2)
            steps = int(die_at)
            update(Path(folder), Path(index), WordEmbedder(), Settings(passage_chars=300))
            code = 0
        except BaseException as error:
            os.write(mouth, f"{type(error).__name__}: {error}".encode())
        finally:
            os._exit(code)
    os.close(mouth)
    print(child, flush=True)
    sys.stdin.readline()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    with open(ear, "rb") as stream:
        print(code, stream.read().decode(), flush=True)
"""


class Updater:
    """Runs updates in processes of their own, which can be killed or limited."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-c", SERVER], cwd=ROOT, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip

    def start(self, corpus: Corpus, die_at: int = 0, file_bytes: int = 0) -> int:
        """Starts an update; returns the process's id."""
        return int(self._told(f"{corpus.folder}\t{corpus.index_folder}\t{die_at}\t{file_bytes}"))

    def wait(self) -> tuple[int, str]:
        """The exit code of the update, minus the signal that ended it, and its error."""
        code, _, error = self._told("").partition(" ")
        return int(code), error

    def close(self) -> None:
        """Ends the server."""
        self._server.communicate(timeout=60)

    def _told(self, line: str) -> str:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(line.encode() + b"\n")
        self._server.stdin.flush()
        return self._server.stdout.readline().decode().rstrip("\n")


@pytest.fixture(scope="module")
def updaters() -> Iterator[list[Updater]]:
    made = [Updater(), Updater()]
    yield made
    for updater in made:
        updater.close()


@posix_only
def test_a_process_killed_at_any_of_fifty_moments_leaves_a_whole_index(
    tmp_path: Path, updaters: list[Updater]
) -> None:
    rng = random.Random(20)
    corpus = Corpus(tmp_path / "corpus", files=40)
    finished = identical = 0
    longest = {0: 0.2, 1: 0.3}
    for round_number in range(KILLS):
        building = round_number % 2
        if building:
            shutil.rmtree(corpus.index_folder, ignore_errors=True)
        else:
            for _ in range(6):
                corpus.write(f"{rng.randrange(50)}.txt", prose(rng.randrange(500)))
            (corpus.folder / f"{rng.randrange(40)}.txt").unlink(missing_ok=True)
        began = time.perf_counter()
        process = updaters[0].start(corpus)
        time.sleep(rng.uniform(0, longest[building]))
        os.kill(process, signal.SIGKILL)  # its id is its own until the server waits for it
        if updaters[0].wait()[0] == 0:
            finished += 1
            longest[building] = (time.perf_counter() - began) * 0.95
        if (corpus.index_folder / "CURRENT").exists():
            Index.open(corpus.index_folder).close()  # whole: every byte is checked
        corpus.update()
        identical += corpus.searched() == corpus.fresh()
    assert identical == KILLS
    assert finished <= KILLS // 2, "the moments did not fall inside the work"
    assert not list(corpus.index_folder.glob("*.partial"))


@posix_only
def test_a_process_killed_at_every_step_of_writing_leaves_a_whole_index(
    tmp_path: Path, updaters: list[Updater]
) -> None:
    """It dies at its first touch of the index folder, then at the second, and so on."""
    corpus = Corpus(tmp_path / "corpus", files=5)
    corpus.update()
    died = 0
    for step in range(1, 200):
        corpus.write("0.txt", prose(1000 + step))
        updaters[0].start(corpus, die_at=step)
        code, error = updaters[0].wait()
        Index.open(corpus.index_folder).close()
        corpus.update()
        assert corpus.searched() == corpus.fresh()
        if code == 0:
            break
        assert code == -signal.SIGKILL, error
        died += 1
    assert died > 15, "too few steps were seen"


@posix_only
def test_two_processes_updating_at_once_take_turns(tmp_path: Path, updaters: list[Updater]) -> None:
    corpus = Corpus(tmp_path / "corpus", files=30)
    for round_number in range(10):
        for updater in updaters:
            updater.start(corpus)
        assert [updater.wait() for updater in updaters] == [(0, ""), (0, "")]
        index = Index.open(corpus.index_folder)
        assert index.number == round_number + 1  # the second found nothing left to do
        index.close()
        assert corpus.searched() == corpus.fresh()
        corpus.write("0.txt", prose(90 + round_number))


@posix_only
def test_a_full_disk_ends_in_one_clear_error_and_the_old_index_stays(
    tmp_path: Path, updaters: list[Updater]
) -> None:
    corpus = Corpus(tmp_path / "corpus", files=10)
    corpus.update()
    before = corpus.searched()
    stamp = (corpus.index_folder / "CURRENT").read_bytes()
    for seed in range(100, 160):
        corpus.write(f"{seed}.txt", prose(seed, 20))
    for kilobytes in (1, 8, 40, 60, 100):  # each ends the writing of another file
        updaters[0].start(corpus, file_bytes=kilobytes * 1024)
        code, error = updaters[0].wait()
        assert code == 1
        assert error.startswith("IndexUnusable: the index in "), error
        assert "what it held before is untouched" in error
        assert not list(corpus.index_folder.glob("*.partial"))
        assert (corpus.index_folder / "CURRENT").read_bytes() == stamp
        assert corpus.searched() == before
    corpus.update()
    assert corpus.searched() == corpus.fresh()


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of half a megabyte."""
    folder = Path(tempfile.mkdtemp())
    mounted = sys.platform == "linux" and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(folder)], capture_output=True
    ).returncode == 0  # fmt: skip
    if not mounted:
        folder.rmdir()
        pytest.skip("file systems cannot be mounted here; the test with file size limits stands in")
    yield folder
    subprocess.run(["umount", str(folder)], check=True, capture_output=True)
    folder.rmdir()


def test_a_really_full_disk_ends_in_one_clear_error(tmp_path: Path, small_disk: Path) -> None:
    corpus = Corpus(tmp_path / "corpus", files=10)
    corpus.index_folder = small_disk / "index"
    corpus.update()
    before = corpus.searched()
    for seed in range(100, 200):
        corpus.write(f"{seed}.txt", prose(seed, 30))
    with pytest.raises(IndexUnusable, match=r"could not be written \(.*make room"):
        corpus.update()
    assert corpus.searched() == before
    assert not list(corpus.index_folder.glob("*.partial"))


@posix_only
def test_a_read_only_index_answers_and_refuses_changes(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as name:
        made = Corpus(Path(name) / "corpus", files=5)
        made.update()
        before = made.searched()
        Path(name).chmod(0o755)
        for path in (made.index_folder, *made.index_folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        somebody = os.geteuid() == 0
        if somebody:
            os.seteuid(65534)
        try:
            assert made.update().unchanged == 5  # only read
            assert made.searched() == before
        finally:
            if somebody:
                os.seteuid(0)
        made.write("new.txt", "A new file to index.")
        if somebody:
            os.seteuid(65534)
        try:
            with pytest.raises(IndexUnusable, match=r"cannot be written \(.*--index"):
                made.update()
            assert made.searched() == before
        finally:
            if somebody:
                os.seteuid(0)
            for path in (made.index_folder, *made.index_folder.rglob("*")):
                path.chmod(0o755)


def test_an_embedder_that_fails_changes_nothing(tmp_path: Path) -> None:
    class Failing(WordEmbedder):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            raise ConnectionError("the service is away")

    corpus = Corpus(tmp_path / "corpus", files=5)
    corpus.update()
    before = corpus.searched()
    corpus.write("9.txt", prose(9))
    with pytest.raises(ConnectionError, match="the service is away"):
        update(corpus.folder, corpus.index_folder, Failing(), SETTINGS)
    assert corpus.searched() == before
    assert not list(corpus.index_folder.glob("*.partial"))
