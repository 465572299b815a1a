"""Peers: the worker's protocol, where passages stand, what they are worth, and the one table."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from eval.cli import cli
from eval.errors import RunError
from eval.gold import GoldQuestion, load
from eval.peers import catalogue, environments, kept, scoring, sources, tables
from eval.peers.asking import Failed, Found, Replied, Reply, Setting, ask, asked, parse
from eval.peers.catalogue import FOOTNOTE, PEERS, Peer, chosen
from eval.peers.comparing import compare
from eval.peers.locating import locate
from eval.peers.workers.serve import peak_bytes, serve
from qa.records import Passage
from tests.eval.builders import FIRST, SECOND, TEXT, document, gold

LETTERS = {"letters.txt": document()}
ADA = gold([["12"]], [[FIRST]], id="ada")
BOTH = gold([["12"], ["3"]], [[FIRST], [SECOND]], id="both", question="How many did each write?")
NOBODY = gold(id="nobody", question="Who painted the bridge?")
# Needs a package that this project never installs; asked without an environment, it fails.
ABSENT = Peer("txtai", "txtai_embeddings", "not installed here")


class Words:
    """Search by shared words over the lines of files: a small pipeline that cannot refuse."""

    def __init__(self, embedder: str, options: dict[str, object]) -> None:
        self.least = options["least"]

    def index(self, folder: str, files: list[str], work: str) -> int:
        self.lines = [
            (file, match.group(), match.start())
            for file in files
            for match in re.finditer(r"[^.]+\.", Path(file).read_text(encoding="utf-8"))
        ]
        return len(self.lines)

    def search(self, question: str, k: int) -> list[tuple[str, str, int | None]]:
        wanted = set(question.lower().split())
        shared = [len(wanted & set(text.lower().split())) for _, text, _ in self.lines]
        ranked = sorted(range(len(shared)), key=lambda at: -shared[at])
        return [self.lines[at] for at in ranked if shared[at] >= self.least][:k]  # type: ignore[operator]


def served(folder: Path, *questions: str) -> Reply:
    """What the small pipeline replies, through JSON as between two processes."""
    path = folder / "letters.txt"
    path.write_text(TEXT, encoding="utf-8")
    request = {
        "embedder": "", "options": {"least": 2}, "folder": str(folder), "work": str(folder), "k": 2,
        "documents": {str(path): "letters.txt"},
        "questions": [{"asked": each, "question": each, "history": []} for each in questions],
    }  # fmt: skip
    module = SimpleNamespace(PACKAGES=("numpy", "no-such-distribution"), Pipeline=Words)
    return parse(json.loads(json.dumps(serve(module, request))))


def reply(*answers: Replied, **fields: object) -> Reply:
    """A reply around some answers."""
    values = {"versions": (("python", "3"),), "passages": 3, "load": 1.0, "index": 2.0,
              "index_cpu": 1.5, "peak_bytes": 3_000_000}  # fmt: skip
    return Reply(**{**values, **fields}, answers=answers)  # type: ignore[arg-type]


def replied(*spans: tuple[int, int], seconds: float = 0.1, answer: float | None = None) -> Replied:
    """An answer of passages with their own offsets."""
    found = tuple(Found("letters.txt", TEXT[slice(*span)], span[0]) for span in spans)
    return Replied(found, not found, seconds, seconds / 2, answer)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> sources.Source:
    folder = tmp_path_factory.mktemp("letters")
    (folder / "letters.txt").write_text(TEXT, encoding="utf-8")
    return sources.Source((ADA, NOBODY), folder, LETTERS)


@pytest.fixture(scope="module")
def setting(tmp_path_factory: pytest.TempPathFactory) -> Setting:
    out = tmp_path_factory.mktemp("out")
    return Setting(3, 1, out / "envs", out)


@pytest.fixture(scope="module")
def results(source: sources.Source, setting: Setting) -> dict[str, tables.Result]:
    """Footnote itself in its own process, and a peer whose package is missing."""
    said: list[str] = []
    found = compare((FOOTNOTE, ABSENT), source, setting, said.append)
    assert [line.split(":")[0] for line in said] == ["footnote", "txtai", "txtai was not run"]
    return found


def test_a_worker_replies_with_passages_times_and_versions(tmp_path: Path) -> None:
    found = served(tmp_path, "how many letters wrote bob in 1850.", "Who painted the bridge?")
    first, second = found.answers
    assert found.passages == 3
    assert [each.text for each in first.passages] == [
        " Bob wrote 3 letters in 1850.",
        "Ada wrote 12 letters in 1843.",
    ]
    assert [each.start for each in first.passages] == [29, 0]
    assert {each.document for each in first.passages} == {"letters.txt"}
    assert [name for name, _ in found.versions][:2] == ["python", "numpy"]
    assert "no-such-distribution" not in dict(found.versions)
    assert 0 < first.seconds < 10
    assert found.peak_bytes == pytest.approx(peak_bytes(), rel=0.1)
    assert (first.refused, first.answer_seconds) == (False, None)
    # What cannot refuse has refused where it returned nothing: computed, not assumed.
    assert (second.passages, second.refused) == ((), True)


def test_a_reply_of_another_shape_is_refused() -> None:
    with pytest.raises(RunError, match=r"not what serve\.py writes"):
        parse({"versions": [], "passages": "many"})


def test_a_follow_up_is_asked_after_the_question_before_it() -> None:
    question = GoldQuestion("q", "t", "And Bob?", False, history=(("A?", "1"), ("Ada?", "12")))
    assert asked(question) == "Ada? And Bob?"


@pytest.mark.parametrize(
    ("text", "start", "span", "how"),
    [
        ("Bob wrote 3 letters in 1850.", 30, (30, 58), "given"),
        ("Bob wrote 3 letters in 1850.", 7, (30, 58), "found"),
        ("Bob wrote 3 letters in 1850.", None, (30, 58), "found"),
        ("wrote", None, (4, 9), "several"),
        ("wrote", 34, (34, 39), "given"),
        ("Bob  wrote\n3 letters", None, (30, 49), "alike"),
        ("Bob wrote 4 letters", 30, (0, 0), "lost"),
        ("", 0, (0, 0), "lost"),
    ],
)
def test_a_passage_is_located(
    text: str, start: int | None, span: tuple[int, int], how: str
) -> None:
    located = locate(Found("letters.txt", text, start), LETTERS)
    assert ((located.passage.start, located.passage.end), located.how) == (span, how)
    assert located.passage.text == TEXT[slice(*span)]
    assert located.passage.document_id == ("" if how == "lost" else "letters.txt")


def test_scores_are_those_of_the_measures() -> None:
    third = Passage("c", "letters.txt", 59, 80, TEXT[59:80])
    first = Passage("a", "letters.txt", 0, 29, TEXT[:29])
    scores = scoring.score(BOTH, [third, first], refused=False)
    assert (scores["recall@1"], scores["recall@5"]) == (0.0, 0.5)
    assert scores["MRR"] == 0.5
    # One of two groups, at rank 2: 1/log2(3) of the ideal 1 + 1/log2(3).
    assert scores["nDCG@10"] == pytest.approx(0.63093 / 1.63093, abs=1e-4)
    assert (scores["over-refusal"], scores["refusal recall"]) == (0.0, None)
    refused = scoring.score(NOBODY, [], refused=True)
    assert (refused["refusal recall"], refused["recall@5"]) == (1.0, None)


def test_equal_reading_cuts_the_last_passage() -> None:
    passages = [Passage("a", "d", 0, 6, "abcdef"), Passage("b", "d", 10, 16, "ghijkl")]
    assert [(p.start, p.end, p.text) for p in scoring.within(passages, 8)] == [
        (0, 6, "abcdef"),
        (10, 12, "gh"),
    ]
    assert scoring.within(passages, 6) == passages[:1]


def test_a_reply_is_graded() -> None:
    found = Found("letters.txt", "Bob  wrote", None)
    given = reply(
        replied(SECOND, FIRST, seconds=0.2, answer=0.4),
        Replied((found,), True, 0.4, 0.1, 0.8),
    )
    graded = scoring.grade(given, (ADA, NOBODY), LETTERS, 10)
    assert graded.places == {"given": 2, "alike": 1}
    assert graded.share("given", "found") == pytest.approx(2 / 3)
    assert graded.share("lost") == 0.0
    assert graded.query == pytest.approx((0.3, 0.39))
    assert graded.query_cpu == pytest.approx(0.1)
    assert graded.answer == pytest.approx((0.6, 0.78))
    assert graded.length == 28
    assert graded.figures["recall@1"] is not None
    assert graded.figures["recall@1"].value == 0.0
    assert graded.figures["recall@5"].value == 1.0  # type: ignore[union-attr]
    assert graded.figures["refusal recall"].value == 1.0  # type: ignore[union-attr]


def test_only_the_first_k_passages_count() -> None:
    graded = scoring.grade(reply(replied(SECOND, FIRST)), (ADA,), LETTERS, 1)
    assert graded.figures["recall@10"].value == 0.0  # type: ignore[union-attr]
    assert graded.places == {"given": 1}


def test_the_table_sets_each_pipeline_beside_footnote() -> None:
    questions = (ADA, BOTH)
    own = reply(replied(FIRST, SECOND, answer=0.5), replied(FIRST, SECOND, answer=0.5))
    peer = reply(
        replied(SECOND, seconds=0.4), replied(SECOND, seconds=0.4), index_cpu=3.75, peak_bytes=None
    )
    ran: dict[str, tables.Result] = {
        FOOTNOTE.name: (own, scoring.grade(own, questions, LETTERS, 5)),
        "other": (peer, scoring.grade(peer, questions, LETTERS, 5)),
        "broken": Failed("no such thing"),
    }
    header, rows = tables.rows(ran, questions)
    cells = {row[0]: row[1:] for row in rows}
    assert header == ["measure", "footnote", "other"]
    assert cells["recall@5"] == ["1.000", "0.250"]
    assert cells["recall@5 − Footnote's"][0] == "–"
    assert cells["recall@5 − Footnote's"][1].startswith("-0.750 [")
    assert cells["refusal recall"] == ["–", "–"]
    assert cells["offsets given"] == cells["offsets usable"] == ["1.000", "1.000"]
    assert cells["index, processor ÷ Footnote's"] == ["1.00", "2.50"]
    assert cells["query, processor ÷ Footnote's"] == ["1.00", "4.00"]
    assert cells["answer median, ms"] == ["500.0", "–"]
    assert cells["peak memory, MB"] == ["3", "–"]
    assert tables.text(ran, questions).endswith("\nbroken was not run: no such thing")


def test_footnote_answers_in_a_process_of_its_own(results: dict[str, tables.Result]) -> None:
    result = results[FOOTNOTE.name]
    assert not isinstance(result, Failed), result
    answered, graded = result
    assert "onnxruntime" in dict(answered.versions)
    assert graded.share("given") == 1.0
    assert graded.figures["recall@1"].value == 1.0  # type: ignore[union-attr]
    assert graded.figures["refusal recall"].value == 1.0  # type: ignore[union-attr]
    assert graded.figures["over-refusal"].value == 0.0  # type: ignore[union-attr]
    assert graded.answer is not None
    assert 0 < graded.answer[0] <= graded.answer[1]


def test_an_interrupted_comparison_goes_on_where_it_stopped(
    results: dict[str, tables.Result], source: sources.Source, setting: Setting
) -> None:
    again = ask(FOOTNOTE, source.folder, ["letters.txt"], source.gold, setting)
    assert again == results[FOOTNOTE.name][0]  # type: ignore[index]  # its times are the old ones


def test_a_kept_reply_is_for_the_same_questions_documents_and_code(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("One.", encoding="utf-8")
    peer = PEERS[0]
    request = {"questions": ["Who?"], "documents": {str(path): "a.txt"}}
    key = kept.key_of(peer, request, None)
    kept.write(tmp_path / "reply.json", key, {"passages": 1})
    assert kept.read(tmp_path / "reply.json", key) == {"passages": 1}
    assert kept.read(tmp_path / "none.json", key) is None
    others = [
        kept.key_of(peer, {**request, "questions": ["When?"]}, None),
        kept.key_of(peer, request, 1),
        kept.key_of(PEERS[1], request, None),
    ]
    path.write_text("Two.", encoding="utf-8")
    others.append(kept.key_of(peer, request, None))
    assert key not in others
    assert len(set(others)) == 4
    assert kept.read(tmp_path / "reply.json", others[0]) is None


def test_a_peer_that_fails_is_named_with_its_reason(
    results: dict[str, tables.Result], source: sources.Source, setting: Setting
) -> None:
    assert results["txtai"] == Failed("it failed: ModuleNotFoundError: No module named 'txtai'")
    page = tables.markdown(results, source.gold, (FOOTNOTE, ABSENT), setting)
    assert (
        "2 questions, 1 without an answer; 3 passages for each; each pipeline with 1 thread(s)."
        in page
    )
    assert "- **txtai**: not installed here (not run: it failed: ModuleNotFoundError" in page
    data = json.loads(json.dumps(tables.plain(results, source.gold, setting)))
    assert data["pipelines"]["footnote"]["figures"]["recall@1"]["value"] == 1.0
    assert data["pipelines"]["txtai"] == {
        "failed": "it failed: ModuleNotFoundError: No module named 'txtai'"
    }


def test_an_environment_without_pins_is_a_reason_too(
    tmp_path: Path, source: sources.Source
) -> None:
    peer = Peer("p", "txtai_embeddings", "", "nowhere")
    setting = Setting(3, 1, tmp_path / "envs", tmp_path)
    found = ask(peer, source.folder, ["letters.txt"], (ADA,), setting)
    assert isinstance(found, Failed)
    assert found.reason.startswith("there is no 'nowhere.txt' in ")
    assert not (tmp_path / "envs").exists()


def test_peers_are_chosen_by_name_beside_footnote() -> None:
    assert [peer.name for peer in chosen(["haystack"])] == ["footnote", "haystack"]
    assert chosen([]) == (FOOTNOTE, *PEERS)
    with pytest.raises(RunError, match="there is no peer 'bing'; the peers are: langchain, "):
        chosen(["bing"])


def test_every_peer_has_a_worker_and_pins() -> None:
    for peer in PEERS:
        assert (catalogue.HERE / "workers" / f"{peer.worker}.py").is_file()
        lines = (catalogue.HERE / "requirements" / f"{peer.environment}.txt").read_text("utf-8")
        assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines.splitlines())
    base = (catalogue.HERE / "requirements" / "base.txt").read_text("utf-8").splitlines()
    assert next(line for line in base if not line.startswith("#")).startswith("torch==")


def test_a_pipeline_sees_no_key_and_cannot_phone_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    monkeypatch.setenv("HF_TOKEN", "t")
    monkeypatch.setenv("PYTHONPATH", "p")
    seen = environments.variables(tmp_path, 2)
    assert not {"OPENAI_API_KEY", "HF_TOKEN", "PYTHONPATH"} & seen.keys()
    assert seen["HAYSTACK_TELEMETRY_ENABLED"] == "False"
    assert (seen["HF_HUB_OFFLINE"], seen["OMP_NUM_THREADS"]) == ("1", "2")
    assert seen["HOME"] == str(tmp_path)
    assert seen["PATH"]


def test_only_plain_text_is_compared(tmp_path: Path) -> None:
    gold_file = Path(__file__).parents[2] / "eval" / "gold" / "articles.dev.jsonl"
    with pytest.raises(RunError, match="holds no document"):
        sources.from_files(gold_file, tmp_path)
    (tmp_path / "notes.md").write_text("# Notes\n", encoding="utf-8")
    with pytest.raises(RunError, match=r"'notes\.md' is text/markdown; save its text as \.txt"):
        sources.from_files(gold_file, tmp_path)


def test_a_benchmark_becomes_a_folder_and_a_gold_file(tmp_path: Path) -> None:
    def write(name: str, *lines: dict[str, object]) -> None:
        content = "\n".join(map(json.dumps, lines)).encode()
        (tmp_path / name).write_bytes(gzip.compress(content))

    write(
        "corpus.jsonl.gz",
        {"id": "p", "title": "Letters", "text": TEXT},
        {"id": "o", "title": "Other", "text": "Nobody asks."},
    )
    write(
        "dev_questions.jsonl.gz",
        {"id": "q", "paragraph": "p", "question": "How many?", "answerable": True,
         "answers": [{"text": "12", "start": 10}]},
    )  # fmt: skip
    work = tmp_path / "work"
    source = sources.from_benchmark("squad_open", tmp_path, work)
    assert {name: each.text for name, each in source.documents.items()} == {
        "Letters.txt": TEXT,
        "Other.txt": "Nobody asks.",
    }
    asked_about = sources.from_benchmark("squad_open", tmp_path, work, asked_only=True)
    assert list(asked_about.documents) == ["Letters.txt"]
    assert load(work / "gold.jsonl") == tuple(source.gold)
    assert [(s.document_id, s.start, s.end) for s in source.gold[0].spans] == [
        ("Letters.txt", 10, 12)
    ]
    with pytest.raises(RunError, match="there is no benchmark 'bing' here; there is: squad_open"):
        sources.from_benchmark("bing", tmp_path, work)


@pytest.mark.parametrize(
    "arguments", [[], ["--gold", "g.jsonl"], ["--gold", "g", "--corpus", "c", "--benchmark", "b"]]
)
def test_the_command_needs_one_source(arguments: list[str]) -> None:
    done = CliRunner().invoke(cli, ["peers", "--out", "o", *arguments])
    assert done.exit_code == 2
    assert "either --gold and --corpus, or --benchmark and --data" in done.output
