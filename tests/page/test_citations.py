"""Ask, and see the very place: chips, hover card, panel, keyboard, deep links, copies."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from eval import gold
from qa.recheck import load_answers, recheck
from tests.chromium import PHONE
from tests.page.conftest import CHIP, CITED, Site, Tab

QUESTION = "When was the Technology Prosperity Deal signed?"
MANY = "What agreements were signed between Japan and the U.S.?"


def assert_lit(page: Page, quote: str) -> None:
    """The highlight holds exactly the quote, and lies inside the panel, in view."""
    mark = page.locator(CITED)
    expect(mark).to_be_visible()
    expect(mark).to_have_text(quote, use_inner_text=False)
    assert mark.text_content() == quote
    inner, outer = mark.bounding_box(), page.locator(".fn-source-body").bounding_box()
    assert inner
    assert outer
    assert outer["x"] <= inner["x"]
    assert inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 1
    assert outer["y"] <= inner["y"]
    assert inner["y"] + inner["height"] <= outer["y"] + outer["height"] + 1


def test_a_click_on_a_chip_lights_up_the_quote(site: Site, tab: Tab) -> None:
    page = tab.open(site.url)
    tab.ask(QUESTION)
    citation = site.assistant.ask(QUESTION).citations[0]
    page.locator(CHIP).first.click()
    assert_lit(page, citation.quote)
    expect(page.locator(".fn-source-title")).to_have_text(citation.title)
    expect(page.locator(".fn-source-where")).to_contain_text(citation.document_id)


def test_the_panel_holds_the_document_as_it_is_one_third_down(site: Site, tab: Tab) -> None:
    page = tab.open(site.url)
    tab.ask(QUESTION)
    citation = site.assistant.ask(QUESTION).citations[0]
    page.locator(CHIP).first.click()
    expect(page.locator(CITED)).to_be_visible()
    document = site.assistant.index.document(citation.document_id)
    assert page.locator(".fn-text").text_content() == document.text
    inner, outer = (
        page.locator(CITED).bounding_box(),
        page.locator(".fn-source-body").bounding_box(),
    )
    assert inner
    assert outer
    assert 0.25 < (inner["y"] - outer["y"]) / outer["height"] < 0.42


def test_previous_and_next_go_through_the_places_of_the_answer(site: Site, tab: Tab) -> None:
    page = tab.open(site.url)
    tab.ask(MANY)
    citations = site.assistant.ask(MANY).citations
    assert len(citations) > 1, "the question should have several sources"
    page.locator(CHIP).first.click()
    expect(page.locator(".fn-position")).to_have_text(f"1 / {len(citations)}")
    assert_lit(page, citations[0].quote)
    same = [c for c in citations[1:] if c.document_id == citations[0].document_id]
    assert page.locator("mark.fn-also").count() == len(same)
    page.get_by_role("button", name="Next citation").click()
    expect(page.locator(".fn-position")).to_have_text(f"2 / {len(citations)}")
    assert_lit(page, citations[1].quote)
    page.get_by_role("button", name="Previous citation").click()
    assert_lit(page, citations[0].quote)


def test_the_hover_card_says_title_and_quote(site: Site, tab: Tab) -> None:
    page = tab.open(site.url)
    tab.ask(QUESTION)
    citation = site.assistant.ask(QUESTION).citations[0]
    chip = page.locator(CHIP).first
    chip.hover()
    card = page.get_by_role("tooltip")
    expect(card).to_be_visible()
    expect(card.locator(".fn-card-title")).to_have_text(citation.title)
    expect(card.locator(".fn-card-quote")).to_have_text(citation.quote)
    assert chip.get_attribute("aria-describedby") == card.get_attribute("id")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    chip_box = chip.bounding_box()
    assert chip_box
    page.mouse.move(chip_box["x"], 5)
    chip.hover()
    expect(card).to_be_visible()
    page.mouse.move(chip_box["x"], 5)
    expect(card).to_be_hidden()


def test_the_keyboard_is_enough(site: Site, tab: Tab) -> None:
    page = tab.open(site.url)
    page.keyboard.type(QUESTION)  # the question box has the focus from the start
    page.keyboard.press("Enter")
    page.locator('#chat a[href^="#do/considered"]').wait_for()
    citation = site.assistant.ask(QUESTION).citations[0]
    expect(page.locator("#question textarea")).to_be_focused()
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('#chat p > a[href^=\"#src/\"]')"):
            break
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.keyboard.press("Enter")
    assert_lit(page, citation.quote)
    expect(page.locator(CITED)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".fn-source")).to_be_hidden()
    expect(page.locator(CHIP).first).to_be_focused()


def test_a_reload_keeps_the_conversation_and_the_open_place(site: Site, tab: Tab) -> None:
    page = tab.open(site.url)
    tab.ask(QUESTION)
    quote = site.assistant.ask(QUESTION).citations[0].quote
    page.locator(CHIP).first.click()
    assert_lit(page, quote)
    page.reload()
    page.locator(CHIP).first.wait_for()
    assert_lit(page, quote)


def test_a_link_to_a_place_opens_it_for_somebody_else(site: Site, tab: Tab) -> None:
    citation = site.assistant.ask(QUESTION).citations[0]
    page = tab.open(f"{site.url}#src/{citation.sha256[:16]}/{citation.start}-{citation.end}")
    assert_lit(page, citation.quote)
    expect(page.locator("#chat .message")).to_have_count(0)


@pytest.mark.parametrize("place", ["9999999-99999999", "5-5", "9-3", "x-y", "0-99999999"])
def test_an_impossible_place_lights_up_nothing(site: Site, tab: Tab, place: str) -> None:
    sha256 = site.assistant.ask(QUESTION).citations[0].sha256
    page = tab.open(f"{site.url}#src/{sha256[:16]}/{place}")
    tab.ask(QUESTION)
    expect(page.locator(CITED)).to_have_count(0)


def test_the_passages_considered_are_one_click_away(site: Site, tab: Tab) -> None:
    page = tab.open(site.url)
    tab.ask(QUESTION)
    hits = site.assistant.ask(QUESTION).hits
    page.get_by_role("button", name=f"{len(hits)} passages considered").click()
    rows = page.locator(".fn-row")
    expect(rows).to_have_count(len(hits))
    for row, hit in zip(rows.all(), hits, strict=True):
        expect(row.locator(".fn-fate")).to_have_text(hit.fate.capitalize())
        expect(row.locator(".fn-score")).to_contain_text(f"{hit.score:.2f}")
        expect(row.locator(".fn-reason")).to_have_text(hit.reason)
    rows.first.get_by_role("link").click()
    assert_lit(page, hits[0].passage.text)


def test_what_is_not_there_is_said_calmly_with_the_closest_passages(site: Site, tab: Tab) -> None:
    page = tab.open(site.url)
    tab.ask("What is the capital of Peru?")
    expect(page.locator("#chat blockquote strong")).to_have_text("Not in your documents.")
    closest = page.locator('#chat li > a[href^="#src/"]')
    expect(closest).to_have_count(3)
    expect(page.locator(CHIP)).to_have_count(0)
    closest.first.click()
    assert_lit(page, site.assistant.ask("What is the capital of Peru?").hits[0].passage.text)


def test_copies_are_plain_text_with_sources(site: Site, tab: Tab) -> None:
    page = tab.open(site.url)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.ask(QUESTION)
    answer = site.assistant.ask(QUESTION)
    page.locator('#chat a[href^="#do/copy"]').click()
    expect(page.locator('#chat a[href^="#do/copy"]')).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(answer.text)
    assert f"[1] {answer.citations[0].title} ({answer.citations[0].document_id}" in copied
    page.locator(CHIP).first.click()
    page.get_by_role("button", name="Copy quote").click()
    expect(page.locator("[data-do=copy-quote]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == answer.citations[0].quote


def test_a_conversation_can_be_taken_along(site: Site, tab: Tab, tmp_path: Path) -> None:
    page = tab.open(site.url)
    tab.ask(QUESTION)
    tab.ask("What is the capital of Peru?")
    with page.expect_download() as download:
        page.get_by_role("button", name="JSON").click()
    path = tmp_path / "conversation.json"
    download.value.save_as(path)
    answers = load_answers(path)
    assert [answer.question for answer in answers] == [QUESTION, "What is the capital of Peru?"]
    assert {check.state for check in recheck(answers[0], site.folder)} == {"intact"}
    with page.expect_download() as download:
        page.get_by_role("button", name="Markdown").click()
    download.value.save_as(path)
    assert f"## {QUESTION}" in path.read_text(encoding="utf-8")


def test_a_thumb_is_kept_as_a_candidate_gold_question(site: Site, tab: Tab) -> None:
    page = tab.open(site.url)
    tab.ask(QUESTION)
    path = site.assistant.index_folder / "feedback.jsonl"
    before = len(path.read_text().splitlines()) if path.exists() else 0
    with page.expect_response(lambda response: "queue/data" in response.url):
        page.get_by_role("button", name="Like", exact=True).click()
    for _ in range(100):
        if path.exists() and len(path.read_text().splitlines()) > before:
            break
        page.wait_for_timeout(50)
    kept = gold.load(path)[-1]
    assert kept.question == QUESTION
    assert kept.type.startswith("thumbs-up")


def test_a_follow_up_uses_the_conversation(site: Site, tab: Tab) -> None:
    page = tab.open(site.url)
    tab.ask("What is the Technology Prosperity Deal?")
    tab.ask("When was it signed?")
    expect(
        page.locator("#chat .bot").last.locator(CHIP.removeprefix("#chat ")).first
    ).to_be_visible()
    first = site.assistant.ask("What is the Technology Prosperity Deal?")
    expected = site.assistant.ask("When was it signed?", [(first.question, first.text)])
    said = page.locator("#chat .bot").last.inner_text()
    assert expected.shown
    assert expected.shown[0].sentence in said


def test_examples_are_answered(site: Site, tab: Tab) -> None:
    page = tab.open(site.url)
    examples = page.locator('#chat a[href="#ask"]')
    examples.first.wait_for()
    for question in examples.all_inner_texts():
        assert site.assistant.ask(question).status == "answered"
    question = examples.first.inner_text()
    examples.first.click()
    page.locator('#chat a[href^="#do/considered"]').wait_for()
    expect(page.locator("#chat .user")).to_contain_text(question)
    expect(page.locator(CHIP).first).to_be_visible()


def test_a_new_chat_is_empty_and_stays_so(site: Site, tab: Tab) -> None:
    page = tab.open(site.url)
    tab.ask(QUESTION)
    page.get_by_role("button", name="New chat").click()
    expect(page.locator("#chat .message")).to_have_count(0)
    page.reload()
    page.locator('#chat a[href="#ask"]').first.wait_for()
    expect(page.locator("#chat .message")).to_have_count(0)


def test_on_a_phone_the_source_is_a_sheet_at_the_bottom(site: Site, tab: Tab) -> None:
    page = tab.page
    page.set_viewport_size(PHONE)
    tab.open(site.url)
    tab.ask(QUESTION)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.locator(CHIP).first.click()
    assert_lit(page, site.assistant.ask(QUESTION).citations[0].quote)
    sheet = page.locator("#source-column").bounding_box()
    assert sheet
    assert sheet["width"] == PHONE["width"]
    assert sheet["y"] > PHONE["height"] * 0.25
    assert abs(sheet["y"] + sheet["height"] - PHONE["height"]) <= 1
    page.get_by_role("button", name="Close source").click()
    expect(page.locator(".fn-list").first).not_to_be_in_viewport()
    page.get_by_role("button", name="Documents", exact=True).click()
    expect(page.locator(".fn-list li").first).to_be_in_viewport()
