"""An index that is damaged, half-written or of another kind is refused, never searched."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from qa.errors import IndexDamaged, IndexMismatch, IndexMissing
from qa.index import Index
from qa.settings import Settings
from qa.updating import update
from tests.fakes import WordEmbedder, prose

FILES = ["CURRENT", "g000001/manifest.json", "g000001/texts.sqlite", "g000001/vectors.faiss"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    for seed in range(5):
        (folder / f"{seed}.txt").write_text(prose(seed), encoding="utf-8")
    update(folder, folder / "index", WordEmbedder(), Settings())[0].close()
    return folder


@pytest.fixture
def index_folder(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "copy")) / "index"


def refused(index_folder: Path, name: str) -> None:
    """Opening and updating must both name the file and the mend."""
    for attempt in (
        lambda: Index.open(index_folder),
        lambda: update(index_folder.parent, index_folder, WordEmbedder(), Settings()),
    ):
        with pytest.raises(IndexDamaged) as caught:
            attempt()
        message = str(caught.value)
        assert str(index_folder / name) in message
        assert "footnote index --rebuild" in message
        assert "\n" not in message


@pytest.mark.parametrize("name", FILES)
def test_one_flipped_bit_anywhere_is_noticed(index_folder: Path, name: str) -> None:
    path = index_folder / name
    data = path.read_bytes()
    for at in {0, 1, len(data) // 3, len(data) // 2, len(data) - 1}:
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        if name == "CURRENT" and 0 < at < 7:  # then it names a generation that is not there
            with pytest.raises(IndexDamaged, match="footnote index --rebuild"):
                Index.open(index_folder)
        else:
            refused(index_folder, "g000001/manifest.json" if 8 <= at < len(data) - 1
                    and name == "CURRENT" and data[at : at + 1].isalnum()
                    and bytes([data[at] ^ 1]) in b"0123456789abcdef" else name)  # fmt: skip
    path.write_bytes(data)
    Index.open(index_folder).close()


@pytest.mark.parametrize("name", FILES)
def test_a_truncated_file_is_noticed(index_folder: Path, name: str) -> None:
    path = index_folder / name
    data = path.read_bytes()
    for length in (0, len(data) // 2, len(data) - 1):
        path.write_bytes(data[:length])
        refused(index_folder, name)


@pytest.mark.parametrize("name", FILES[1:])
def test_a_missing_file_is_noticed(index_folder: Path, name: str) -> None:
    (index_folder / name).unlink()
    refused(index_folder, name)


def test_a_missing_pointer_is_noticed(index_folder: Path) -> None:
    (index_folder / "g000001").rename(index_folder / "g000002")
    (index_folder / "CURRENT").unlink()
    refused(index_folder, "CURRENT")


def test_a_pointer_that_is_a_folder_is_noticed(index_folder: Path) -> None:
    (index_folder / "CURRENT").unlink()
    (index_folder / "CURRENT").mkdir()
    refused(index_folder, "CURRENT")


def test_rebuilding_mends_a_damaged_index(index_folder: Path) -> None:
    (index_folder / "g000001" / "texts.sqlite").write_bytes(b"not a database")
    index, report = update(
        index_folder.parent, index_folder, WordEmbedder(), Settings(), rebuild=True
    )
    assert report.documents == 5
    index.close()
    Index.open(index_folder).close()


def put_in_format(index_folder: Path, number: int) -> None:
    """Makes a whole index one of another format."""
    path = index_folder / "g000001" / "manifest.json"
    manifest = json.loads(path.read_bytes())
    path.write_text(json.dumps({**manifest, "format": number}), encoding="utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (index_folder / "CURRENT").write_bytes(f"g000001 {digest}\n".encode())


def test_an_index_of_another_format_is_refused(index_folder: Path) -> None:
    put_in_format(index_folder, 99)
    with pytest.raises(IndexMismatch, match=r"has format 99, this version reads \d+; .*--rebuild"):
        Index.open(index_folder)


def test_an_index_of_an_earlier_format_is_built_anew(index_folder: Path) -> None:
    put_in_format(index_folder, 2)
    with pytest.raises(IndexMismatch, match=r"has format 2, this version reads \d+; .*--rebuild"):
        Index.open(index_folder)
    index, report = update(index_folder.parent, index_folder, WordEmbedder(), Settings())
    assert report.added == 5
    index.close()
    Index.open(index_folder).close()


@pytest.mark.parametrize("name", ["tests/other", "tests/words"])
def test_an_index_of_another_embedder_is_refused(index_folder: Path, name: str) -> None:
    class OtherWeights(WordEmbedder):
        def _vector(self, text: str) -> list[float]:
            return super()._vector(text + " other")

    with pytest.raises(IndexMismatch, match=r"was built by .*'tests/words'.*--rebuild"):
        update(index_folder.parent, index_folder, OtherWeights(name), Settings())
    Index.open(index_folder).close()


def test_a_folder_without_an_index_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match="build one with: footnote index"):
        Index.open(tmp_path)
