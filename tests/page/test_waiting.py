"""While a model writes: sentences come as they are verified, stop works, nobody waits."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from gradio_client import Client  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import Browser, expect

from tests.chromium import DESKTOP
from tests.conftest import ROOT
from tests.page.conftest import CHIP, Tab, served
from tests.page.reading import GO
from tests.page.slow import FIRST, REST, SECONDS

QUESTION = "When was the Technology Prosperity Deal signed, and what are SoftBank's AI areas?"
USERS = 8
# Notes by the clock when the first chip and when the whole answer is there.
WATCH = """() => {
  new MutationObserver(() => {
    const now = Date.now();
    if (document.querySelector('#chat p > a[href^="#src/"]')) window.firstChip ??= now;
    if (document.querySelector('#chat a[href^="#do/considered"]')) window.whole ??= now;
  }).observe(document.body, { childList: true, subtree: true });
}"""
SECOND, UNFOUNDED = REST.split(". ")[0], "walruses"


@pytest.fixture(scope="module")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page whose model takes `SECONDS` to write an answer."""
    folder = tmp_path_factory.mktemp("slow") / "corpus"
    shutil.copytree(ROOT / "corpus", folder, ignore=shutil.ignore_patterns(".*"))
    with served(folder, program="tests.page.slow") as url:
        yield url


def ask(tab: Tab, question: str) -> None:
    """Sends a question and does not wait."""
    tab.page.locator("#question textarea").fill(question)
    tab.page.keyboard.press("Enter")


def test_sentences_come_as_they_are_verified(slow: str, tab: Tab) -> None:
    page = tab.open(slow)
    ask(tab, QUESTION)
    answer = page.locator("#chat .bot").last
    expect(page.locator(CHIP).first).to_be_visible()
    expect(answer).to_contain_text(FIRST)
    expect(answer).not_to_contain_text(SECOND)
    expect(page.locator(".stop-button")).to_be_visible()
    page.locator('#chat a[href^="#do/considered"]').wait_for()
    expect(answer).to_contain_text(SECOND)
    expect(answer).not_to_contain_text(UNFOUNDED)
    expect(answer).to_contain_text("Written by SlowWriter, every sentence checked")
    expect(page.locator(".stop-button")).to_have_count(0)
    page.locator('#chat a[href^="#do/considered"]').click()
    expect(page.locator(".fn-refused")).to_contain_text(UNFOUNDED)


def test_stop_keeps_what_is_verified_and_ends_the_rest(slow: str, tab: Tab) -> None:
    page = tab.open(slow)
    ask(tab, QUESTION)
    expect(page.locator(CHIP).first).to_be_visible()
    page.locator(".stop-button").click()
    answer = page.locator("#chat .bot").last
    expect(answer).to_contain_text("Stopped.")
    expect(answer).to_contain_text(FIRST)
    expect(page.locator(".submit-button")).to_be_visible()
    page.locator(CHIP).first.click()
    expect(page.locator("mark.fn-cited")).to_be_visible()
    page.wait_for_timeout(SECONDS * 1000)  # the model would have written all by now
    expect(answer).not_to_contain_text(SECOND)
    page.reload()
    expect(page.locator("#chat .bot").last).to_contain_text("Stopped.")


def test_the_picker_lists_the_model_and_none(slow: str, tab: Tab) -> None:
    page = tab.open(slow)
    picker = page.get_by_role("combobox", name="Answers written by")
    expect(picker).to_have_value("SlowWriter")
    picker.click()
    expect(page.get_by_role("option")).to_have_count(2)
    page.get_by_role("option", name="No model").click()
    tab.ask(QUESTION)
    expect(page.locator("#chat .bot").last).to_contain_text("word for word from your documents")


def test_eight_users_do_not_wait_for_each_other(slow: str, browser: Browser) -> None:
    tabs = [Tab(browser.new_context(viewport=DESKTOP)) for _ in range(USERS)]
    for tab in tabs:
        tab.open(slow)
        tab.page.locator("#question textarea").fill(QUESTION)
        tab.page.evaluate(WATCH)
    for tab in tabs:
        tab.page.keyboard.press("Enter")
    for tab in tabs:
        tab.page.locator('#chat a[href^="#do/considered"]').wait_for()
    first = [tab.page.evaluate("window.firstChip") for tab in tabs]
    whole = [tab.page.evaluate("window.whole") for tab in tabs]
    for tab in tabs:
        tab.page.context.close()
    written = [*zip(first, whole, strict=True)]  # from its first sentence to its last, each
    at_once = max(sum(start <= at < end for start, end in written) for at in first)
    assert at_once >= USERS // 2 - 1, written  # one behind another it would be one, in pairs two


def test_a_folder_is_asked_while_it_is_read(tmp_path: Path, tab: Tab) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(1, 9):
        text = f"The lamp of Skerry {number:02} was lit for the first time in {1870 + number}.\n"
        (folder / f"skerry {number:02}.txt").write_text(text, encoding="utf-8")
    late = tmp_path / "late.txt"
    late.write_text("The bell of the harbour weighs two tons.", encoding="utf-8")
    still = "7 files were still to be read when this was answered."
    with served(folder, program="tests.page.reading") as url:
        page = tab.open(url)
        waiting, answer = page.locator(".fn-waiting"), page.locator("#chat .bot").last
        expect(waiting).to_have_text("Reading… 7 more files")
        expect(page.locator(".fn-count")).to_have_text("1")
        tab.ask("When was the lamp of Skerry 01 lit for the first time?")
        expect(answer).to_contain_text("1871")
        expect(answer).to_contain_text(still)
        tab.ask("When was the lamp of Skerry 08 lit for the first time?")
        expect(answer).not_to_contain_text("1878")
        expect(answer).to_contain_text(still)
        page.locator(".fn-file").set_input_files(str(late))
        expect(page.locator(".fn-upload-failed")).to_contain_text("7 documents are still being")

        asked = Client(url, verbose=False).predict("What is lit?", api_name="/ask")
        assert still in asked["notices"]

        (tmp_path / GO).touch()
        expect(waiting).to_be_hidden()
        expect(page.locator(".fn-count")).to_have_text("8")
        tab.ask("When was the lamp of Skerry 08 lit for the first time?")
        expect(answer).to_contain_text("1878")
        expect(answer).not_to_contain_text("still to be read")
        page.locator(".fn-file").set_input_files(str(late))
        expect(page.locator(".fn-document", has_text="late.txt")).to_be_visible()
    (log,) = tmp_path.glob("server-*.log")
    assert "8 documents, 8 passages in " in log.read_text()
