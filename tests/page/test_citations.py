"""Ask, and see the very place: chips, hover card, panel, keyboard, deep links."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.page.conftest import CHIP, CITED, Site, Tab

QUESTION = "When was the Technology Prosperity Deal signed?"


def assert_lit(page: Page, quote: str) -> None:
    """The highlight holds exactly the quote, and lies inside the panel, in view."""
    mark = page.locator(CITED)
    expect(mark).to_be_visible()
    assert mark.text_content() == quote
    inner, outer = mark.bounding_box(), page.locator(".fn-source-body").bounding_box()
    assert inner and outer
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
