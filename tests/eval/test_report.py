"""The report: one file that needs nothing else, escapes everything, and says what was wrong."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from eval import benchmarks
from eval.cli import cli
from eval.errors import RunError
from eval.measures import score
from eval.report import html, plots, summary
from eval.report.curves import (
    area_under_risk,
    calibration,
    calibration_error,
    confidence,
    latency,
    risk_coverage,
    risk_figures,
)
from eval.report.faults import faults
from eval.report.page import Run, contexts
from eval.rows import Row
from eval.runs import summarise
from eval.systems import BASELINES
from qa.records import Answer, Hit
from tests.eval.builders import FIRST, SECOND, THIRD, answer, document, gold, graded, passage

HOSTILE = '<script>alert("1")</script> & <img src=x onerror=y>'
FACTS = {
    "commit": None,
    "embedder": "an embedder",
    "settings": {"hits": 8},
    "versions": {"python": "3"},
    "documents": {"letters.txt": "0" * 64},
}


def row(name: str, given: Answer, seconds: float = 0.1, answerable: bool = True) -> Row:
    question = gold(
        [["12 letters"]] if answerable else (), [[FIRST]] if answerable else (), id=name,
        question=f"{name}?",
    )  # fmt: skip
    scores = score(graded(question, given))
    return Row(question, given, seconds, scores, {each.name: scores for each in BASELINES})


def sure(given: Answer, probability: float) -> Answer:
    hit = Hit(passage(document(), *FIRST), 1.0, 1, reader=probability, fate="cited")
    return Answer(given.question, given.status, given.claims, hits=(hit,))


REFUSED = answer(status="not_found", ranked=[FIRST])
ROWS = (
    row("right", sure(answer(FIRST), 0.95), 0.1),
    row("wrong", sure(answer(SECOND), 0.65), 0.2),
    row("late", sure(answer(FIRST), 0.55), 0.3),
    row("refused", REFUSED, 0.4),
)


def test_risk_rises_with_the_wrong_answer() -> None:
    points = risk_coverage(ROWS)
    assert points == ((0.25, 0.0), (0.5, 0.5), (0.75, pytest.approx(1 / 3)))
    assert area_under_risk(points) == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)
    assert area_under_risk(()) is None


def test_risk_in_numbers_follows_the_curve_and_the_draws() -> None:
    figures = risk_figures(ROWS)  # right, wrong, right, by confidence; the fourth is refused
    once = np.ones((1, 4))
    assert figures["AURC"](once) == pytest.approx([(0 + 1 / 2 + 1 / 3) / 3])
    assert figures["coverage"](once) == pytest.approx([3 / 4])
    assert figures["coverage at precision 0.9"](once) == pytest.approx([1 / 4])
    # The wrong one never drawn, the first twice: all three of four are right.
    drawn = np.array([[2.0, 0.0, 1.0, 1.0]])
    assert figures["AURC"](drawn) == pytest.approx([0.0])
    assert figures["coverage at precision 0.9"](drawn) == pytest.approx([3 / 4])
    # Nothing but the refused one.
    assert np.isnan(figures["AURC"](np.array([[0.0, 0.0, 0.0, 4.0]])))


def test_calibration_by_hand() -> None:
    bins = calibration(ROWS)
    assert bins == ((0.55, 1.0, 1), (0.65, 0.0, 1), (0.95, 1.0, 1))
    assert calibration_error(bins) == pytest.approx((0.45 + 0.65 + 0.05) / 3)
    assert calibration_error(()) is None


def test_confidence_without_a_reader_is_the_best_cosine() -> None:
    hits = tuple(
        Hit(passage(document(), *FIRST), 1.0, rank, dense=cosine)
        for rank, cosine in ((1, 0.3), (2, 0.7))
    )
    assert confidence(Answer("?", "answered", hits=hits)) == 0.7
    assert confidence(Answer("?", "not_found")) == 0.0


def test_latency_is_a_share_of_questions() -> None:
    assert latency(ROWS) == tuple((pytest.approx(100.0 * at), at / 4) for at in (1, 2, 3, 4))


@pytest.mark.parametrize(
    ("given", "answerable", "expected"),
    [
        (answer(FIRST, ranked=[FIRST]), True, ()),
        (REFUSED, True, ("refused, but the documents hold the answer",)),
        (REFUSED, False, ()),
        (answer(FIRST), False, ("answered, but the documents hold no answer",)),
        (
            answer(SECOND, ranked=[SECOND]),
            True,
            (
                "the search did not find all of the evidence",
                "not said: 12 letters",
                "not all of the evidence is cited",
                "cited outside the evidence: [1]",
            ),
        ),
        (answer(FIRST, THIRD, ranked=[FIRST]), True, ("cited outside the evidence: [2]",)),
    ],
)
def test_faults(given: Answer, answerable: bool, expected: tuple[str, ...]) -> None:
    assert faults(row("q", given, answerable=answerable)) == expected


def test_contexts_are_whole_passages_cut_at_the_marks() -> None:
    given = answer(SECOND, ranked=[(0, 58), THIRD])
    (context,) = contexts(row("q", given))
    assert "".join(piece.text for piece in context.pieces) == document().text[0:58]
    assert [(p.text, p.cited, p.evidence) for p in context.pieces] == [
        ("Ada wrote 12 letters in 1843.", False, True),
        (" ", False, False),
        ("Bob wrote 3 letters in 1850.", True, False),
    ]


def test_an_axis_ends_at_a_round_number() -> None:
    ends = [plots.round_end(value) for value in (0.0, 0.7, 1.0, 2176.0, 2500.0, 6100.0)]
    assert ends == pytest.approx([1.0, 1.0, 1.0, 2500.0, 2500.0, 10000.0])


def test_a_bar_that_does_not_apply_takes_no_room() -> None:
    groups = [("near miss", {"correct": None, "refusal": 0.5}), ("list", {"correct": 1.0})]
    drawn = re.findall(r'<rect x="120" y="(\d+)" width="([\d.]+)"', plots.bars(groups, "by type"))
    # From 12 on, 12 for a bar and 8 between groups; 1.0 is 460 - 120 - 44 wide.
    assert drawn == [("12", "148.0"), ("32", "296.0")]


class Tags(HTMLParser):
    """Collects the tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "data")]
        assert not [name for name, _ in attrs if name.startswith("on")]


@pytest.fixture(scope="module")
def page() -> str:
    source = document(f"Ada wrote 12 letters. {HOSTILE} So there.")
    given = answer((0, len(source.text)), ranked=[(0, len(source.text))], source=source)
    question = gold(
        [["12 letters"]], [[(0, 21)]], id=HOSTILE, type=HOSTILE, question=f"What? {HOSTILE}",
        history=((HOSTILE, HOSTILE),),
    )  # fmt: skip
    scores = score(graded(question, given, source))
    rows = (*ROWS, Row(question, given, 0.1, scores, {b.name: scores for b in BASELINES}))
    return html([Run(HOSTILE, rows, summarise(rows, {**FACTS, "embedder": HOSTILE}))])


def test_the_page_runs_and_loads_nothing(page: str) -> None:
    parser = Tags()
    parser.feed(page)
    assert {"script", "img", "link", "iframe", "object"}.isdisjoint(parser.tags)
    assert parser.links == []
    assert not re.search(r"https?://|url\(|@import", page)
    assert parser.tags.count("svg") == 5
    assert "&lt;script&gt;" in page


def test_the_page_shows_every_question_and_what_was_wrong(page: str) -> None:
    for each in ROWS:
        assert each.gold.question in page
    assert "refused, but the documents hold the answer" in page
    assert '<mark class="evidence">' in page
    assert "cited outside the evidence: [1]" in page


def test_markdown_holds_the_tables() -> None:
    text = summary([Run("letters", ROWS, summarise(ROWS, FACTS))])
    assert "| joint | 0.500 |" in text
    assert "| simple | 4 |" in text
    assert "## letters" in text
    assert "without the reader" in text


def test_the_summary_adds_benchmarks_and_other_pipelines(tmp_path: Path) -> None:
    run = Run("letters", ROWS, summarise(ROWS, FACTS))
    (tmp_path / "peers.md").write_text("| measure | Footnote |\n| --- | ---: |\n", encoding="utf-8")
    text = summary([run], [tmp_path], public=True)
    assert f"## Beside other pipelines: {tmp_path.name}\n\n| measure | Footnote |" in text
    for name in benchmarks.NAMES:
        for entry in benchmarks.recorded(name):
            assert f"`{entry.command}`" in text


def test_a_comparison_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    arguments = ["report", str(tmp_path), "--peers", str(tmp_path / "none")]
    (tmp_path / "rows.jsonl").write_text("".join(each.to_json() + "\n" for each in ROWS))
    (tmp_path / "summary.json").write_text(json.dumps(summarise(ROWS, FACTS)))
    with pytest.raises(RunError, match="holds no comparison"):
        CliRunner().invoke(cli, arguments, catch_exceptions=False)


def test_a_summary_alone_is_written_as_markdown(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text("".join(each.to_json() + "\n" for each in ROWS))
    (tmp_path / "summary.json").write_text(json.dumps(summarise(ROWS, FACTS)))
    out = tmp_path / "figures.md"
    done = CliRunner().invoke(cli, ["report", str(tmp_path), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert out.read_text(encoding="utf-8").startswith(f"## {tmp_path.name}")
    assert not out.with_suffix(".html").exists()


def test_the_template_never_turns_escaping_off() -> None:
    template = Path(__file__).parents[2] / "eval" / "report" / "page.html.jinja"
    assert "autoescape" not in template.read_text()
    assert "|safe" not in template.read_text()
