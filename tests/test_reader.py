"""The packaged reader: offsets, independence of the batch, damaged weights, behaviour."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qa.reader import FOLDER, ModelError, Reader

BORN = "Marie Curie was born in Warsaw in 1867 and moved to Paris in 1891 to study physics."
TOWER = "The tower was finished in March 1889, and its three floors are open to visitors all year."
PASSAGES = [
    BORN,
    TOWER,
    "  \n Żółw “quoted” — naïve café, founded in Zürich by Élodie Müller.  ",
    " ".join(f"Paragraph {n} says that machine {n} was built in {1900 + n}." for n in range(60)),
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    """The packaged weights, loaded once."""
    return Reader.load()


def test_spans_lie_in_the_passage_and_have_no_white_space_around(reader: Reader) -> None:
    for passage, reading in zip(PASSAGES, reader.read("Who founded it?", PASSAGES), strict=True):
        assert 0.0 <= reading.answerable <= 1.0
        assert 1 <= len(reading.spans) <= 12
        assert reading.margin == reading.spans[0].score
        scores = [span.score for span in reading.spans]
        assert scores == sorted(scores, reverse=True)
        ends = 0
        for span in sorted(reading.spans, key=lambda span: span.start):
            assert ends <= span.start < span.end <= len(passage)
            text = passage[span.start : span.end]
            assert text == text.strip()
            ends = span.end


def test_an_answer_far_into_a_long_passage_is_found(reader: Reader) -> None:
    passage = " ".join([TOWER] * 30 + [BORN] + [TOWER] * 10)
    (reading,) = reader.read("Where was Marie Curie born?", [passage])
    best = reading.spans[0]
    assert "Warsaw" in passage[best.start : best.end]


def test_a_batch_reads_as_its_passages_alone_do(reader: Reader) -> None:
    question = "When was machine 41 built?"
    together = reader.read(question, PASSAGES)
    assert together == [reader.read(question, [passage])[0] for passage in PASSAGES]
    assert together == reader.read(question, PASSAGES)
    pairs = [("Curie was born in Warsaw.", passage) for passage in PASSAGES]
    assert reader.support(pairs) == [reader.support([pair])[0] for pair in pairs]


def test_threads_share_one_reader(reader: Reader) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: reader.read("Where was Curie born?", PASSAGES), range(8)))
    assert all(one == found[0] for one in found)


def test_nothing_to_read_gives_no_answer(reader: Reader) -> None:
    assert reader.read("Who?", []) == []
    assert reader.support([]) == []
    empty, blank = reader.read("Who?", ["", "  \n"])
    assert empty.spans == blank.spans == ()
    assert empty.answerable == blank.answerable == 0.0
    (judged,) = reader.support([("A claim.", "")])
    assert (judged.supported, judged.contradicted, judged.neither) == (0.0, 0.0, 1.0)


def test_it_finds_where_someone_was_born_and_knows_when_it_is_not_said(reader: Reader) -> None:
    has, lacks = reader.read("Where was Marie Curie born?", [BORN, TOWER])
    assert "Warsaw" in BORN[has.spans[0].start : has.spans[0].end]
    assert has.answerable >= reader.settings.answerable_from > lacks.answerable


def test_support_tells_a_statement_from_its_reverse(reader: Reader) -> None:
    evidence = "The company was bought by Oracle in 2010 for 7.4 billion dollars."
    said, other = reader.support(
        [("Oracle bought the company in 2010.", evidence), ("The tower is open.", evidence)]
    )
    assert said.supported > other.supported
    for judged in (said, other):
        assert judged.supported + judged.contradicted + judged.neither == pytest.approx(1.0)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the packaged weights that a test may damage."""
    return Path(shutil.copytree(FOLDER, tmp_path / "reader"))


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_a_changed_file_is_refused(copied: Path, name: str) -> None:
    content = bytearray((copied / name).read_bytes())
    content[len(content) // 2] ^= 1
    (copied / name).write_bytes(content)
    with pytest.raises(ModelError, match=rf"{name} is damaged or was changed: its sha256 is"):
        Reader.load(copied)


def test_a_missing_file_is_named(copied: Path) -> None:
    (copied / "model.onnx").unlink()
    with pytest.raises(ModelError, match=r"model\.onnx is missing"):
        Reader.load(copied)
    with pytest.raises(ModelError, match=r"reader\.json is missing"):
        Reader.load(copied / "nowhere")


def test_another_format_is_refused(copied: Path) -> None:
    manifest = json.loads((copied / "reader.json").read_text())
    (copied / "reader.json").write_text(json.dumps(manifest | {"format": 99}))
    with pytest.raises(ModelError, match="format 99; this version reads format 1"):
        Reader.load(copied)


def test_the_weights_are_small_and_hold_no_pickle() -> None:
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    assert [path.name for path in files] == ["model.onnx", "reader.json", "tokenizer.json"]
    assert sum(path.stat().st_size for path in files) < 50_000_000
