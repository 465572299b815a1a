"""Snapshots come back as they were, and what is damaged is mended with what is left."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from qa.errors import IndexDamaged, InputError
from qa.index import snapshots
from qa.repairing import repair
from qa.watching import watch
from qa.where import Where
from tests.fakes import WordEmbedder, prose
from tests.test_updating import SETTINGS, Corpus


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    made = Corpus(tmp_path / "corpus", files=6)
    made.update()
    return made


def test_a_snapshot_is_restored_exactly(corpus: Corpus) -> None:
    before = corpus.searched()
    taken = snapshots.take(corpus.index_folder, "monday")
    assert taken.size > 0
    for round_number in range(3):
        corpus.write("0.txt", prose(50 + round_number))
        corpus.update()
    assert corpus.searched() != before
    assert [each.name for each in snapshots.listed(corpus.index_folder)] == ["monday"]
    number = snapshots.restore(corpus.index_folder, "monday")
    assert number == 5  # newer than all before, so that readers take it up
    assert corpus.searched() == before
    corpus.update()
    assert corpus.searched() == corpus.fresh()


def test_a_snapshot_shares_its_files_with_the_index(corpus: Corpus) -> None:
    snapshots.take(corpus.index_folder, "a")
    twin = corpus.index_folder / "g000001" / "texts.sqlite"
    assert os.path.samefile(twin, corpus.index_folder / "snapshots" / "a" / "texts.sqlite")


@pytest.mark.parametrize("name", ["", "..", "a/b", ".hidden", "a" * 65, "a b", "x.partial"])
def test_a_name_that_is_no_name_is_refused(corpus: Corpus, name: str) -> None:
    with pytest.raises(InputError, match="a snapshot cannot be called"):
        snapshots.take(corpus.index_folder, name)


def test_a_name_is_given_once_and_a_missing_one_says_what_there_is(corpus: Corpus) -> None:
    snapshots.take(corpus.index_folder, "first")
    with pytest.raises(InputError, match="there is already a snapshot 'first'"):
        snapshots.take(corpus.index_folder, "first")
    with pytest.raises(InputError, match="no snapshot 'second'; there are: first"):
        snapshots.restore(corpus.index_folder, "second")


def test_a_damaged_snapshot_is_refused_and_changes_nothing(corpus: Corpus) -> None:
    snapshots.take(corpus.index_folder, "bad")
    path = corpus.index_folder / "snapshots" / "bad" / "vectors.faiss"
    data = path.read_bytes()
    path.unlink()  # the index shares the file; only the snapshot's is to be damaged
    path.write_bytes(data[:-1] + b"?")
    before = corpus.searched()
    with pytest.raises(IndexDamaged, match=r"vectors\.faiss"):
        snapshots.restore(corpus.index_folder, "bad")
    assert corpus.searched() == before


@pytest.mark.parametrize("name", ["CURRENT", "texts.sqlite", "vectors.faiss", "manifest.json"])
@pytest.mark.parametrize("generations", [1, 2])
def test_a_damaged_index_is_repaired(corpus: Corpus, name: str, generations: int) -> None:
    if generations == 2:
        corpus.write("0.txt", prose(70))
        corpus.update()
    folder = corpus.index_folder
    path = folder / name if name == "CURRENT" else folder / f"g{generations:06d}" / name
    path.write_bytes(b"damaged")
    embedder = WordEmbedder()
    index, done = repair(corpus.folder, folder, embedder, SETTINGS)
    index.close()
    assert str(path) in done
    if generations == 2 or name == "CURRENT":
        assert "went back to generation" in done
        assert len(embedder.embedded) < 4
    else:
        assert "built it anew" in done
    assert corpus.searched() == corpus.fresh()


def test_repairing_a_whole_a_missing_and_another_index(corpus: Corpus) -> None:
    def mended(embedder: WordEmbedder) -> str:
        index, done = repair(corpus.folder, corpus.index_folder, embedder, SETTINGS)
        index.close()
        return done

    assert mended(WordEmbedder()) == "the index was whole; brought it up to date"
    assert mended(WordEmbedder("tests/other")).endswith("built it anew")
    shutil.rmtree(corpus.index_folder)
    assert mended(WordEmbedder()) == "there was no index; built it"
    assert corpus.searched() == corpus.fresh()


def test_a_folder_is_followed(corpus: Corpus) -> None:
    stop = threading.Event()
    updates: list[int] = []

    def update() -> None:
        updates.append(corpus.update().documents)

    thread = threading.Thread(
        target=watch,
        args=(corpus.folder, corpus.index_folder, update, stop),
        kwargs={"seconds": 0.05},
    )
    thread.start()
    for seed in range(20, 24):
        corpus.write(f"{seed}.txt", prose(seed))
    deadline = time.monotonic() + 30
    while (not updates or updates[-1] != 10) and time.monotonic() < deadline:
        time.sleep(0.02)
    seen = -1
    while seen != len(updates) and time.monotonic() < deadline:  # a slow burst may end in two
        seen = len(updates)
        time.sleep(0.5)
    stop.set()
    thread.join()
    assert updates[-1] == 10
    assert len(updates) == seen  # nothing changed any more, so nothing was updated
    assert corpus.searched() == corpus.fresh()


def test_an_assistant_takes_up_what_another_process_wrote(corpus: Corpus, articles: object) -> None:
    from qa import Assistant

    assistant = Assistant.from_folder(
        corpus.folder, index=corpus.index_folder, embedder=corpus.embedder, settings=SETTINGS
    )
    before = assistant.index
    corpus.write("new.txt", "The xylophone of the abbot is kept in the attic.")
    code = (
        "import sys\nfrom pathlib import Path\nfrom qa.settings import Settings\n"
        "from qa.updating import update\nfrom tests.fakes import WordEmbedder\n"
        "update(Path(sys.argv[1]), Path(sys.argv[2]), WordEmbedder(), Settings(passage_chars=300))"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(corpus.folder), str(corpus.index_folder)],
        cwd=Path(__file__).parents[2],
        check=True,
    )
    found = assistant.search("Where is the xylophone?")
    assert found[0].passage.document_id == "new.txt"
    assert assistant.index is not before
    (corpus.index_folder / "g000002" / "vectors.faiss").write_bytes(b"damaged")
    corpus_now = assistant.index
    assert assistant.search("Where is the xylophone?") == found
    assert assistant.index is corpus_now


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ("reports", "where must be a mapping such as"),
        ({"colour": "red"}, "where has no 'colour'; it can hold title, folder, suffix, after"),
        ({"after": "last week"}, "'after' cannot be 'last week': expected YYYY-MM-DD"),
        ({"before": "2025-02-30"}, "'before' cannot be '2025-02-30'"),
        ({"folder": "../x"}, "must be inside the folder of documents"),
        ({"suffix": 3}, "'suffix' must be text, not 3"),
    ],
)
def test_a_wrong_filter_is_refused(values: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Where.of(values)  # type: ignore[arg-type]


def test_filters_are_read_generously() -> None:
    assert Where.of(None) is None
    assert Where.of({}) is None
    assert Where.of({"folder": "", "suffix": None}) is None
    assert Where.of({"folder": "/"}) is None
    assert Where.of({"title": " Großer  BERICHT "}) == Where(title="grosser bericht")
    assert Where.of({"folder": "./a/b/"}) == Where(folder="a/b")
    assert Where.of({"suffix": "*.PDF"}) == Where(suffix=".pdf")
    assert Where.of({"after": " 2025-01-31 "}) == Where(after="2025-01-31")
