"""How long the page makes people wait: `python -m tests.page.measure [RUNS]`.

A real server and a real headless Chromium on this machine, over the two articles and one
document of 1 MB. Prints the median and the range of RUNS runs (default 5) in milliseconds.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from qa import Assistant
from tests.chromium import CHROMIUM, DESKTOP, FLAGS
from tests.conftest import ROOT
from tests.forking import spawned
from tests.page.conftest import CHIP, CITED, served

QUESTION = "When was the Technology Prosperity Deal signed?"
BIG_QUESTION = "When was the lamp of Skerry Rock lit?"
NEEDLE = "The lamp of Skerry Rock was lit for the first time on 3 March 1871."
FILLER = "Entry {:,}: the wind was from the {}, the sea {}, and nothing else was written down. "

# Milliseconds from the last key or click until a selector matches and the frame is painted.
PAINTED = """selector => new Promise(done => {
  const began = window.began;
  const look = () => document.querySelector(selector)
    ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)))
    : requestAnimationFrame(look);
  look();
})"""
LISTEN = """() => { for (const kind of ["keydown", "mousedown"])
  addEventListener(kind, () => { window.began = performance.now(); }, true); }"""


def big_document() -> str:
    """A logbook of 1 MB with one remarkable line in the middle."""
    winds, seas = ("north", "south-west", "east"), ("calm", "rough", "grey", "high")
    lines = [FILLER.format(n, winds[n % 3], seas[n % 4]) for n in range(12_000)]
    lines.insert(len(lines) // 2, NEEDLE)
    return "\n".join(lines)


def opened(browser: Browser, url: str) -> tuple[Page, float]:
    """A new session's page, and how long it took until a question could be typed."""
    page = browser.new_context(viewport=DESKTOP).new_page()
    began = time.perf_counter()
    page.goto(url)
    page.locator("#question textarea").wait_for()
    waited = (time.perf_counter() - began) * 1000
    page.locator(".fn-list li").first.wait_for()
    page.evaluate(LISTEN)
    return page, waited


def run(browser: Browser, url: str) -> dict[str, float]:
    """One visit: a question about an article, then one about the big document."""
    page, loaded = opened(browser, url)
    page.locator("#question textarea").fill(QUESTION)
    page.keyboard.press("Enter")
    text = page.evaluate(PAINTED, "#chat .bot")
    chip = page.evaluate(PAINTED, CHIP)
    page.locator('#chat a[href^="#do/considered"]').wait_for()
    page.locator("#question textarea").fill(BIG_QUESTION)
    page.keyboard.press("Enter")
    page.locator('#chat a[href^="#do/considered"]').nth(1).wait_for()
    page.locator("#chat .bot").last.locator('p > a[href^="#src/"]').first.click()
    lit = page.evaluate(PAINTED, CITED)
    if page.locator(CITED).text_content() != NEEDLE:
        raise SystemExit("the highlight is not the sentence asked for")
    page.context.close()
    return {
        "cold load to input ready": loaded,
        "Enter to first text": text,
        "Enter to first chip": chip,
        "click to highlight in a 1 MB document": lit,
    }


def main() -> None:
    """Measures and prints one line for each figure."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work) / "corpus"
        shutil.copytree(ROOT / "corpus", folder, ignore=shutil.ignore_patterns(".*"))
        (folder / "logbook.txt").write_text(big_document(), encoding="utf-8")
        Assistant.from_folder(folder)  # a minute or two; the server then finds it done
        with served(folder, start=spawned) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            results = [run(browser, url) for _ in range(runs)]
            browser.close()
    print(f"{runs} runs, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; milliseconds")
    for name in results[0]:
        values = sorted(result[name] for result in results)
        middle = statistics.median(values)
        print(f"{name:<40} {middle:7,.0f}  ({values[0]:,.0f} to {values[-1]:,.0f})")


if __name__ == "__main__":
    main()
