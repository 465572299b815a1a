"""Makes docs/chat-light.png and docs/chat-dark.png: `python -m tests.page.screenshots`."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, expect, sync_playwright

from tests.chromium import CHROMIUM, DESKTOP, FLAGS
from tests.conftest import ROOT
from tests.forking import spawned
from tests.page.conftest import CHIP, CITED, Tab, served

QUESTION = "When was the Technology Prosperity Deal signed, and what has SoftBank identified?"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def picture(browser: Browser, url: str, scheme: Literal["light", "dark"], path: Path) -> None:
    """One answer with its chips, and its first source open beside it."""
    context = browser.new_context(
        viewport=DESKTOP, color_scheme=scheme, reduced_motion="reduce", device_scale_factor=2
    )
    tab = Tab(context)
    page = tab.open(url)
    tab.ask(QUESTION)
    page.locator(CHIP).first.click()
    expect(page.locator(CITED)).to_be_visible()
    page.mouse.move(DESKTOP["width"] / 2, 5)
    expect(page.get_by_role("tooltip")).to_be_hidden()
    page.screenshot(path=path)
    context.close()


def main() -> None:
    """Makes both."""
    (ROOT / "docs").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "corpus"
        shutil.copytree(ROOT / "corpus", folder, ignore=shutil.ignore_patterns(".*"))
        with served(folder, start=spawned) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for scheme in SCHEMES:
                picture(browser, url, scheme, ROOT / "docs" / f"chat-{scheme}.png")
            browser.close()


if __name__ == "__main__":
    main()
