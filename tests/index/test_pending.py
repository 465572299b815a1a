"""What a stopped update had embedded is there for the next one, and only whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from qa.index import Identity, Pending
from qa.settings import Settings
from qa.updating import update
from tests.fakes import WordEmbedder, prose
from tests.test_durability import posix_only

IDENTITY = Identity("tests/words", 4, (0.5, 0.25), 800)
TEXTS = ["One.", "Two.", "Drei – ü."]
VECTORS = np.arange(12, dtype=np.float32).reshape(3, 4)
FILES = 300  # more passages than are embedded together


def found(folder: Path, identity: Identity = IDENTITY) -> dict[str, list[float]]:
    vectors = Pending(folder, identity).get([*TEXTS, "Another."])
    return {text: vector.tolist() for text, vector in vectors.items()}


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    pending = Pending(tmp_path, IDENTITY)
    pending.add(TEXTS[:2], VECTORS[:2])
    pending.add(TEXTS[2:], VECTORS[2:])
    return tmp_path / "pending"


def test_vectors_are_found_again_by_their_text(kept: Path) -> None:
    assert found(kept.parent) == dict(zip(TEXTS, VECTORS.tolist(), strict=True))
    other = Identity("tests/words", 4, (0.5, 0.26), 800)
    assert found(kept.parent, other) == {}


def test_what_is_not_whole_is_cut_off(kept: Path) -> None:
    whole = kept.read_bytes()
    size = (len(whole) - 32) // 3
    for length in range(32 + 2 * size, len(whole)):
        kept.write_bytes(whole[:length])
        assert list(found(kept.parent)) == TEXTS[:2]
        assert kept.stat().st_size == 32 + 2 * size
    kept.write_bytes(whole[:-size] + bytes([whole[-size] ^ 1]) + whole[1 - size :])
    assert list(found(kept.parent)) == TEXTS[:2]
    kept.write_bytes(whole[:10])
    assert found(kept.parent) == {}


def test_without_room_nothing_is_kept_and_nothing_fails(tmp_path: Path) -> None:
    pending = Pending(tmp_path / "nowhere", IDENTITY)
    pending.add(TEXTS, VECTORS)
    pending.add(TEXTS, VECTORS)
    assert pending.get(TEXTS) == {}


class Stopping(WordEmbedder):
    """Is interrupted when the second batch is to be embedded."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if self.embedded:
            raise KeyboardInterrupt
        return super().embed_documents(texts)


def many(folder: Path) -> Path:
    folder.mkdir()
    for seed in range(FILES):
        (folder / f"{seed}.txt").write_text(prose(seed), encoding="utf-8")
        os.utime(folder / f"{seed}.txt", (10**9, 10**9))
    return folder


def test_a_build_that_was_interrupted_goes_on(tmp_path: Path) -> None:
    folder, index_folder = many(tmp_path / "corpus"), tmp_path / "index"
    first = Stopping()
    with pytest.raises(KeyboardInterrupt):
        update(folder, index_folder, first, Settings())
    assert sorted(path.name for path in index_folder.iterdir()) == ["lock", "pending"]
    second = WordEmbedder()
    index, report = update(folder, index_folder, second, Settings())
    index.close()
    assert report.passages == FILES
    assert report.embedded == len(second.embedded) == FILES - len(first.embedded)
    assert set(first.embedded) | set(second.embedded) == {prose(seed) for seed in range(FILES)}
    assert not (index_folder / "pending").exists()


def test_the_same_text_is_embedded_once_however_many_files_hold_it(tmp_path: Path) -> None:
    folder = many(tmp_path / "corpus")
    for seed in range(FILES):
        (folder / f"copy of {seed}.txt").write_text(prose(seed), encoding="utf-8")
    embedder = WordEmbedder()
    index, report = update(folder, tmp_path / "index", embedder, Settings())
    index.close()
    assert report.passages == 2 * FILES
    assert len(embedder.embedded) == FILES


KILLED = """
import os, signal, sys
from pathlib import Path
from qa.settings import Settings
from qa.updating import update
from tests.fakes import WordEmbedder

class Dying(WordEmbedder):
    def embed_documents(self, texts):
        if self.embedded:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().embed_documents(texts)

update(Path(sys.argv[1]), Path(sys.argv[2]), Dying(), Settings())
"""


@posix_only
def test_a_build_that_was_killed_goes_on(tmp_path: Path) -> None:
    folder, index_folder = many(tmp_path / "corpus"), tmp_path / "index"
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(folder), str(index_folder)],
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    embedder = WordEmbedder()
    index, report = update(folder, index_folder, embedder, Settings())
    index.close()
    assert (report.documents, len(embedder.embedded)) == (FILES, report.embedded)
    assert report.embedded < FILES
    assert sorted(path.name for path in index_folder.iterdir()) == ["CURRENT", "g000001", "lock"]
