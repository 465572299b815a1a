"""The page of drafted questions, served by its command and clicked through in a real Chromium."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from eval.gold import GoldQuestion, load, parse
from eval.rows import gold_to_dict
from eval.suggest.ledger import Ledger
from eval.suggest.page import Desk, markup
from qa.records import Document
from tests.forking import forked
from tests.page.conftest import free_port, running

TEXT = "Ada wrote <b>12</b> letters. Bob wrote none."
DOCUMENTS = {"letters.txt": Document("letters.txt", "letters", TEXT, "0" * 64)}


def asked(name: str, question: str) -> GoldQuestion:
    span = {"document_id": "letters.txt", "start": 0, "end": 28}
    return parse(
        {"id": name, "type": "numeric", "question": question, "answerable": True,
         "answers": [["12"]], "evidence": [span]}
    )  # fmt: skip


GIVEN = [asked(f"q{at}", f"How many letters did Ada write in part {at}?") for at in range(4)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(iter(GIVEN), DOCUMENTS, Ledger(tmp_path / "gold.jsonl"))


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The command's own page in a process of its own, and the folder it writes to."""
    folder, port = tmp_path_factory.mktemp("suggest-page"), free_port()
    (folder / "corpus").mkdir()
    (folder / "corpus" / "letters.txt").write_text(TEXT)
    lines = [json.dumps(gold_to_dict(each)) + "\n" for each in GIVEN]
    (folder / "given.jsonl").write_text("".join(lines))
    log = folder / "log"
    arguments = [
        "eval", "suggest", "--corpus", f"{folder}/corpus", "--page", "--count", "4",
        "--feedback", f"{folder}/given.jsonl", "--out", f"{folder}/gold.jsonl", "--port", str(port),
    ]  # fmt: skip
    with running(forked(arguments, log, {}), port, log) as url:
        yield url, folder


def test_another_site_reaches_nothing(served: tuple[str, Path]) -> None:
    assert httpx.get(served[0], headers={"host": "example.org"}).status_code == 421
    foreign = {"origin": "http://example.org"}
    url = f"{served[0]}gradio_api/queue/join"
    assert httpx.post(url, json={}, headers=foreign).status_code == 403


def test_decisions_in_the_page_are_on_disk_at_once(
    served: tuple[str, Path], browser: Browser
) -> None:
    address, folder = served
    page = browser.new_page()
    page.goto(address)
    question = page.get_by_label("Question")
    expect(question).to_have_value(GIVEN[0].question)
    expect(page.locator(".source mark")).to_have_text(TEXT[:28])
    question.fill("What did Ada write?")
    page.get_by_role("button", name="Accept").click()
    expect(question).to_have_value(GIVEN[1].question)
    expect(page.get_by_text("1 accepted, 0 rejected")).to_be_visible()
    page.get_by_role("button", name="Not answered").click()
    expect(question).to_have_value(GIVEN[2].question)
    page.get_by_role("button", name="Reject").click()
    expect(question).to_have_value(GIVEN[3].question)
    page.get_by_role("button", name="Skip").click()
    expect(page.get_by_text("No more candidates.")).to_be_visible()
    page.close()
    edited, unanswered = load(folder / "gold.jsonl")
    assert edited.question == "What did Ada write?"
    assert edited.spans == GIVEN[0].spans
    assert not unanswered.answerable
    assert unanswered.near == GIVEN[1].spans
    assert [each.id for each in load(folder / "gold.rejected.jsonl")] == ["q0", "q2"]


def test_a_second_click_decides_nothing(desk: Desk, tmp_path: Path) -> None:
    first = desk.open_id
    desk.decide("accept", GIVEN[0].question, first)
    desk.decide("accept", GIVEN[0].question, first)
    assert [each.id for each in load(tmp_path / "gold.jsonl")] == ["q0"]
    assert desk.open_id == "q1"


def test_every_text_is_escaped() -> None:
    hostile = parse(
        {"id": "x", "type": "<i>", "question": "?", "answerable": True, "answers": [["<u>"]],
         "evidence": [{"document_id": "letters.txt", "start": 0, "end": 28}]}
    )  # fmt: skip
    shown = markup(hostile, DOCUMENTS)
    assert "<i>" not in shown
    assert "<u>" not in shown
    assert "<mark>Ada wrote &lt;b&gt;12&lt;/b&gt; letters.</mark> Bob wrote none." in shown
