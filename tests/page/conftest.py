"""A real server with the real embedder, and a real headless Chromium that may reach only it."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from langchain_core.embeddings import Embeddings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

import ui
from qa import Assistant
from qa.embedding import SentenceEmbedder
from tests.conftest import ROOT

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
CHIP = '#chat p > a[href^="#src/"]'
CITED = "mark.fn-cited"


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Site:
    """A running server and the assistant behind it."""

    url: str
    assistant: Assistant
    folder: Path


def serve(folder: Path, embedder: Embeddings, **options: Any) -> Site:
    """Serves a folder from a thread of this process until it ends."""
    assistant = Assistant.from_folder(folder, embedder=embedder)
    chosen = ui.Options(port=free_port(), **options)
    return Site(ui.launch(ui.build(assistant, embedder, chosen), chosen, block=False),
                assistant, folder)  # fmt: skip


@pytest.fixture(scope="session")
def loop() -> Iterator[None]:
    """An event loop for Gradio to find; else it makes one per lock and closes none."""
    made = asyncio.new_event_loop()
    asyncio.set_event_loop(made)
    yield
    asyncio.set_event_loop(None)
    made.close()


@pytest.fixture(scope="session")
def site(loop: None, tmp_path_factory: pytest.TempPathFactory, embedder: SentenceEmbedder) -> Site:
    """The page over a copy of the two articles."""
    folder = tmp_path_factory.mktemp("site") / "corpus"
    shutil.copytree(ROOT / "corpus", folder, ignore=shutil.ignore_patterns(".*"))
    return serve(folder, embedder)


@pytest.fixture(scope="session")
def browser(site: Site) -> Iterator[Browser]:
    """One Chromium for all tests; every test has a context (a browser session) of its own."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


class Tab:
    """A page with what it did: script errors, and requests that were not for the server."""

    def __init__(self, context: BrowserContext) -> None:
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.page: Page = context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        context.on("request", lambda request: self._seen(request.url))

    def _seen(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.foreign.append(url)

    def open(self, url: str) -> Page:
        """Loads the page and waits until a question can be typed."""
        self.page.goto(url)
        self.page.locator("#question textarea").wait_for()
        self.page.locator(".fn-list li").first.wait_for()
        return self.page

    def ask(self, question: str) -> None:
        """Types a question, sends it, and waits for the whole answer."""
        before = self.page.locator('#chat a[href^="#do/considered"]').count()
        self.page.locator("#question textarea").fill(question)
        self.page.keyboard.press("Enter")
        self.page.locator('#chat a[href^="#do/considered"]').nth(before).wait_for()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    """A fresh browser session; no test may end with a script error or a foreign request."""
    context = browser.new_context(viewport=DESKTOP)
    opened = Tab(context)
    yield opened
    context.close()
    assert opened.errors == []
    assert opened.foreign == []
