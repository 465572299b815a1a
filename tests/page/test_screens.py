"""Accessibility by axe-core, desktop and phone, light and dark; and that dark is dark."""

from __future__ import annotations

from importlib import resources
from typing import Any, Literal

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.chromium import DESKTOP, PHONE
from tests.page.conftest import CHIP, Site, Tab
from tests.page.test_pictures import PDF

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
PDF_FILE = FilePayload(name="notes.pdf", mimeType="application/pdf", buffer=PDF)
QUESTION = "When was the Technology Prosperity Deal signed?"


def violations(page: Page) -> list[str]:
    """What axe-core finds: rule, and the first element that breaks it."""
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("axe.run()")
    return [
        f"{rule['id']} ({rule['impact']}): {node['html'][:160]} {node['failureSummary'][:200]}"
        for rule in found["violations"]
        for node in rule["nodes"][:2]
    ]


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> Any:
    """Both colour schemes."""
    return request.param


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(
    site: Site, tab: Tab, scheme: Literal["light", "dark"], size: Any
) -> None:
    tab.page.emulate_media(color_scheme=scheme)
    tab.page.set_viewport_size(size)
    page = tab.open(site.url)
    page.locator('#chat a[href="#ask"]').first.wait_for()
    assert violations(page) == []
    page.locator("#limits > button").click()
    expect(page.get_by_label("On or after")).to_be_visible()
    assert violations(page) == []
    page.locator("#limits > button").click()
    tab.ask(QUESTION)
    tab.ask("What is the capital of Peru?")
    assert violations(page) == []
    page.locator(CHIP).first.click()
    expect(page.locator("mark.fn-cited")).to_be_visible()
    assert violations(page) == []
    page.locator('[data-do="close"]').click()
    page.locator('#chat li > a[href^="#src/"]:only-child').first.click()  # a closest passage
    expect(page.locator("#chat li > a.fn-current")).to_be_visible()
    assert violations(page) == []
    page.locator('[data-do="close"]').click()
    page.locator('#chat a[href^="#do/considered"]').first.click()
    expect(page.locator(".fn-row").first).to_be_visible()
    assert violations(page) == []
    page.locator(".fn-file").set_input_files([PDF_FILE])
    link = page.locator(".fn-document-link", has_text="notes.pdf")
    link.wait_for(state="attached")
    link.dispatch_event("click")
    expect(page.locator(".fn-page")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Larger").click()
    assert violations(page) == []
    if size is PHONE:
        page.locator('[data-do="close"]').click()
        page.locator('[data-do="toggle-documents"]').click()
        expect(page.locator(".fn-list li").first).to_be_in_viewport()
        assert violations(page) == []


def test_dark_mode_follows_the_system(site: Site, tab: Tab) -> None:
    brightness = {}
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for scheme in schemes:
        tab.page.emulate_media(color_scheme=scheme)
        page = tab.open(site.url)
        colour = page.evaluate(
            "getComputedStyle(document.querySelector('.gradio-container')).backgroundColor"
        )
        brightness[scheme] = sum(int(part) for part in colour[4:-1].split(",")[:3])
    assert brightness["light"] > 700
    assert brightness["dark"] < 150
