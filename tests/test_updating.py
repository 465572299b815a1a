"""An update costs what changed, and leaves what a fresh build would."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import numpy as np
import pytest

from qa.corpus import READING
from qa.errors import IndexUnusable
from qa.index import Index
from qa.settings import Settings
from qa.updating import Report, update
from tests.fakes import QUESTIONS, WordEmbedder, prose, ranking

SETTINGS = Settings(passage_chars=300)


class Corpus:
    """A folder of documents with its index, its embedder counting."""

    def __init__(self, folder: Path, files: int = 10) -> None:
        self.folder = folder
        self.index_folder = folder / ".footnote"
        self.embedder = WordEmbedder()
        for seed in range(files):
            self.write(f"{seed}.txt", prose(seed))

    def write(self, name: str, text: str) -> None:
        """Writes a file as if it had been there for a while."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        age = path.stat().st_mtime_ns + 10**9 if path.exists() else 1_600_000_000 * 10**9
        path.write_text(text, encoding="utf-8")
        os.utime(path, ns=(age, age))

    def update(self) -> Report:
        """Updates, and forgets what was embedded before."""
        self.embedder.embedded.clear()
        index, report = update(self.folder, self.index_folder, self.embedder, SETTINGS)
        index.close()
        return report

    def searched(self, index_folder: Path | None = None) -> list[object]:
        """What all questions find."""
        index = Index.open(index_folder or self.index_folder)
        vectors = [np.asarray(self.embedder.embed_query(q), dtype=np.float32) for q in QUESTIONS]
        found: list[object] = [
            ranking(index.search(question, vector, 20, 0.5))
            for question, vector in zip(QUESTIONS, vectors, strict=True)
        ]
        index.close()
        return found

    def fresh(self) -> list[object]:
        """What all questions find in an index built from nothing."""
        folder = self.folder.with_name(self.folder.name + "-fresh")
        shutil.rmtree(folder, ignore_errors=True)
        update(self.folder, folder, WordEmbedder(), SETTINGS)[0].close()
        return self.searched(folder)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    made = Corpus(tmp_path / "corpus")
    report = made.update()
    assert (report.added, report.documents) == (10, 10)
    assert report.embedded == report.passages == len(made.embedder.embedded)
    return made


def test_nothing_changed_costs_no_embedding_and_writes_nothing(corpus: Corpus) -> None:
    before = sorted(path.name for path in corpus.index_folder.iterdir())
    report = corpus.update()
    assert (report.unchanged, report.embedded, report.added) == (10, 0, 0)
    assert corpus.embedder.embedded == []
    assert sorted(path.name for path in corpus.index_folder.iterdir()) == before


def test_a_changed_file_is_embedded_alone(corpus: Corpus) -> None:
    corpus.write("3.txt", prose(100))
    report = corpus.update()
    assert (report.changed, report.unchanged, report.added, report.removed) == (1, 9, 0, 0)
    assert report.embedded == len(corpus.embedder.embedded)
    assert all(text in " ".join(prose(100).split()) for text in corpus.embedder.embedded)
    assert corpus.searched() == corpus.fresh()


def test_passages_that_stayed_in_a_changed_file_are_not_embedded_again(corpus: Corpus) -> None:
    corpus.write("3.txt", "\n\n".join(prose(seed, 2) for seed in range(20, 30)))
    corpus.update()
    text = (corpus.folder / "3.txt").read_text(encoding="utf-8")
    corpus.write("3.txt", text + "\n\nOne more paragraph at the very end of it, on otters.")
    report = corpus.update()
    assert report.changed == 1
    assert 1 <= report.embedded <= 2 < report.passages
    assert corpus.searched() == corpus.fresh()


def test_a_renamed_file_is_not_embedded_again(corpus: Corpus) -> None:
    (corpus.folder / "moved").mkdir()
    for seed in range(4):
        (corpus.folder / f"{seed}.txt").rename(corpus.folder / f"moved/{seed}.txt")
    report = corpus.update()
    assert (report.added, report.removed, report.embedded) == (4, 4, 0)
    assert corpus.embedder.embedded == []
    assert corpus.searched() == corpus.fresh()


def test_a_removed_file_leaves_no_trace(corpus: Corpus) -> None:
    corpus.write("secret.txt", "The zanzibarite reserve is under the chapel of Saint Quixwort.")
    corpus.update()
    (corpus.folder / "secret.txt").unlink()
    report = corpus.update()
    assert (report.removed, report.documents) == (1, 10)
    index = Index.open(corpus.index_folder)
    assert "secret.txt" not in index.ids()
    assert [term.found for term in index.terms("zanzibarite quixworl")] == [None, None]
    with pytest.raises(KeyError):
        index.document("secret.txt")
    current = index.folder / f"g{index.number:06d}"
    index.close()
    assert not any(b"zanzibarite" in path.read_bytes().lower() for path in current.iterdir())
    assert corpus.searched() == corpus.fresh()


def test_a_touched_file_costs_a_read_and_no_embedding(corpus: Corpus) -> None:
    os.utime(corpus.folder / "5.txt", ns=(2 * 10**18, 2 * 10**18))
    report = corpus.update()
    assert (report.unchanged, report.changed, report.embedded) == (10, 0, 0)
    index = Index.open(corpus.index_folder)
    assert index.document("5.txt").date == "2033-05-18"
    number = index.number
    index.close()
    corpus.update()
    index = Index.open(corpus.index_folder)
    assert index.number == number
    index.close()


def test_files_that_are_read_anew_keep_the_vectors_of_their_words(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus.write("3.txt", prose(3) + " " + prose(30))
    corpus.write("new.txt", prose(40))
    monkeypatch.setattr("qa.corpus.READING", READING + 1)
    report = corpus.update()
    assert (report.added, report.changed, report.unchanged) == (11, 0, 0)
    assert 1 <= report.embedded < report.passages // 2
    assert corpus.searched() == corpus.fresh()
    assert corpus.update().embedded == 0


def test_a_change_in_the_moment_of_reading_is_seen_later(tmp_path: Path) -> None:
    made = Corpus(tmp_path, files=1)
    path = tmp_path / "now.txt"
    path.write_text("The first words.", encoding="utf-8")
    made.update()
    stamp = path.stat().st_mtime_ns
    path.write_text("The other words.", encoding="utf-8")  # as long as before
    os.utime(path, ns=(stamp, stamp))  # and within the same tick of the clock
    report = made.update()
    assert report.changed == 1


def test_an_unreadable_file_is_read_once_and_reported_every_time(corpus: Corpus) -> None:
    (corpus.folder / "bad.txt").write_bytes(b"\xff\xff\xff")
    os.utime(corpus.folder / "bad.txt", (1, 1))
    reports = [corpus.update() for _ in range(3)]
    index = Index.open(corpus.index_folder)
    assert index.number == 2  # only the first of the three wrote anything
    index.close()
    assert len({report.skipped for report in reports}) == 1
    assert reports[0].skipped[0].document_id == "bad.txt"
    corpus.write("bad.txt", "Now it can be read.")
    report = corpus.update()
    assert (report.skipped, report.added) == ((), 1)


def test_a_file_that_becomes_unreadable_leaves_the_index(corpus: Corpus) -> None:
    (corpus.folder / "4.txt").write_bytes(b"\0\0\0")
    report = corpus.update()
    assert [skip.document_id for skip in report.skipped] == ["4.txt"]
    assert (report.documents, report.removed) == (9, 1)
    assert corpus.searched() == corpus.fresh()


def test_files_that_vanish_while_being_read_are_reported(corpus: Corpus) -> None:
    for seed in range(20, 24):
        corpus.write(f"{seed}.txt", prose(seed))

    def progress(done: int, total: int, doing: str) -> None:
        if done == 0:
            (corpus.folder / "22.txt").unlink()

    index, report = update(
        corpus.folder, corpus.index_folder, corpus.embedder, SETTINGS, progress=progress
    )
    index.close()
    assert report.added == 3
    assert [skip.document_id for skip in report.skipped] == ["22.txt"]
    assert corpus.update().skipped == ()
    assert corpus.searched() == corpus.fresh()


def test_any_sequence_of_changes_ends_as_a_fresh_build(corpus: Corpus) -> None:
    rng = np.random.default_rng(7)
    for step in range(25):
        seed = int(rng.integers(0, 15))
        path = corpus.folder / f"{seed}.txt"
        action = rng.integers(0, 3)
        if action == 0 or not path.exists():
            corpus.write(path.name, prose(int(rng.integers(0, 60)), int(rng.integers(1, 6))))
        elif action == 1:
            path.unlink()
        else:
            path.rename(corpus.folder / f"renamed-{step}.txt")
        corpus.update()
    assert corpus.searched() == corpus.fresh()


def test_other_passage_lengths_cut_everything_anew(corpus: Corpus) -> None:
    index, report = update(
        corpus.folder, corpus.index_folder, corpus.embedder, SETTINGS.changed(passage_chars=150)
    )
    assert report.added == 10
    assert index.identity.passage_chars == 150
    index.close()


def test_what_was_read_by_an_older_version_is_read_anew(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert corpus.update().added == 0
    monkeypatch.setattr("qa.corpus.READING", 1_000)
    assert corpus.update().added == 10
    assert corpus.update().added == 0
    assert corpus.searched() == corpus.fresh()


def test_searches_go_on_while_updates_switch(corpus: Corpus) -> None:
    from qa import Assistant

    assistant = Assistant.from_folder(
        corpus.folder, index=corpus.index_folder, embedder=corpus.embedder, settings=SETTINGS
    )
    wrong: list[object] = []
    done = threading.Event()
    asked = [0]

    def ask(question: str) -> None:
        while not done.is_set():
            try:
                wrong.extend(hit for hit in assistant.search(question) if not hit.passage.text)
                asked[0] += 1
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=ask, args=(question,)) for question in QUESTIONS[:4]]
    for thread in threads:
        thread.start()
    for round_number in range(12):
        corpus.write(f"{round_number % 5}.txt", prose(200 + round_number))
        assistant.update()
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert asked[0] > 12
    assert corpus.searched() == corpus.fresh()


def test_a_reader_that_opens_while_generations_are_removed_gets_a_whole_one(
    corpus: Corpus,
) -> None:
    done = threading.Event()
    wrong: list[BaseException] = []

    def reopen() -> None:
        while not done.is_set():
            try:
                Index.open(corpus.index_folder).close()
            except IndexUnusable as error:
                wrong.append(error)

    threads = [threading.Thread(target=reopen) for _ in range(3)]
    for thread in threads:
        thread.start()
    for round_number in range(30):
        corpus.write("0.txt", prose(300 + round_number, 1))
        corpus.update()
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def hurried(corpus: Corpus, seconds: float) -> Report:
    """An update that ends early."""
    index, report = update(
        corpus.folder, corpus.index_folder, corpus.embedder, SETTINGS, seconds=seconds
    )
    index.close()
    return report


def test_an_update_that_ends_early_leaves_a_whole_index_and_says_what_waits(
    corpus: Corpus,
) -> None:
    for seed in range(20, 24):
        corpus.write(f"{seed}.txt", prose(seed))
    before = corpus.searched()
    assert hurried(corpus, 0).waiting == 4
    assert corpus.searched() == before
    for waiting in (3, 2, 1, 0):
        report = hurried(corpus, 1e-9)
        assert (report.added, report.waiting) == (1, waiting)
    assert report.documents == 14
    assert corpus.searched() == corpus.fresh()
    assert hurried(corpus, 1e-9).unchanged == 14


def test_a_first_build_that_ends_early_can_be_asked(tmp_path: Path) -> None:
    corpus = Corpus(tmp_path / "corpus")
    assert (hurried(corpus, 0).documents, len(corpus.searched())) == (0, len(QUESTIONS))
    report = hurried(corpus, 1e-9)
    assert (report.documents, report.waiting) == (1, 9)
    assert corpus.update().waiting == 0
    assert corpus.searched() == corpus.fresh()


def test_what_has_gone_is_not_left_for_later(corpus: Corpus) -> None:
    """It may have been renamed, and its vectors are at hand only now."""
    for name in ("1.txt", "2.txt"):
        (corpus.folder / name).rename(corpus.folder / f"new {name}")
    corpus.embedder.embedded.clear()
    report = hurried(corpus, 1e-9)
    assert (report.added, report.removed, report.waiting) == (2, 2, 0)
    assert corpus.embedder.embedded == []
