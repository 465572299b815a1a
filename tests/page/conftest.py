"""A real server with the real embedder, and a real headless Chromium that may reach only it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from qa import Assistant
from qa.embedding import SentenceEmbedder
from tests.conftest import ROOT

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
DESKTOP = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)
CHIP = '#chat p > a[href^="#src/"]'
CITED = "mark.fn-cited"
PATIENCE = 60_000
"""Milliseconds a page may take on a busy machine; what is there sooner is not waited for."""

expect.set_options(timeout=PATIENCE)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Site:
    """A running server, and an assistant over the same folder to compare with."""

    url: str
    assistant: Assistant
    folder: Path


@contextmanager
def served(folder: Path, *options: str, program: str = "ui") -> Iterator[str]:
    """Runs the page's program in a process of its own and yields its address.

    Nothing it has put aside, uploads among it, may be left behind when it is told to end.
    """
    port = free_port()
    log = folder.parent / f"server-{port}.log"
    with (
        tempfile.TemporaryDirectory() as aside,
        log.open("w") as stream,
        subprocess.Popen(
            [sys.executable, "-m", program, "--corpus", str(folder), "--port", str(port), *options],
            cwd=ROOT, stdout=stream, stderr=subprocess.STDOUT, env={**os.environ, "TMPDIR": aside},
        ) as process,
    ):  # fmt: skip
        try:
            wait_for_server(port, process, log)
            assert list(Path(aside).glob("footnote-*"))
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            process.wait()
            left = [path for path in Path(aside).rglob("*") if path.is_file()]
        assert not left


def wait_for_server(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Returns when the page is served; fails with the server's log if it is not."""
    for _ in range(3_000):
        if process.poll() is not None:
            break
        with suppress(httpx.TransportError):
            if httpx.get(f"http://127.0.0.1:{port}/").status_code < 500:
                return
        time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceEmbedder) -> Iterator[Site]:
    """The page over a copy of the two articles."""
    folder = tmp_path_factory.mktemp("site") / "corpus"
    shutil.copytree(ROOT / "corpus", folder, ignore=shutil.ignore_patterns(".*"))
    assistant = Assistant.from_folder(folder, embedder=embedder)
    with served(folder, "--mcp") as url:
        yield Site(url, assistant, folder)


@pytest.fixture(scope="session")
def browser(site: Site) -> Iterator[Browser]:
    """One Chromium for all tests; every test has a context (a browser session) of its own."""
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


def options(page: Page, count: int) -> list[str]:
    """The entries of the list that is open, without the tick at the chosen one."""
    found = page.get_by_role("option")
    expect(found).to_have_count(count)
    return [text.removeprefix("✓").strip() for text in found.all_inner_texts()]


class Tab:
    """A page with what it did: script errors, and requests that were not for the server."""

    def __init__(self, context: BrowserContext) -> None:
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
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
        self.page.locator(".fn-list li").first.wait_for(state="attached")
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
