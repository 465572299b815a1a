"""A real server with the real embedder, and a real headless Chromium that may reach only it.

The browser is of `tests/conftest.py`, with a cache, as people have one.
"""

from __future__ import annotations

import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from qa import Assistant
from qa.embedding import SentenceEmbedder
from tests.chromium import PATIENCE
from tests.conftest import ROOT
from tests.forking import Running, Start, forked, spawned

CHIP = '#chat p > a[href^="#src/"]'
CITED = "mark.fn-cited"


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
def served(
    folder: Path, *options: str, program: str = "ui", start: Start = forked
) -> Iterator[str]:
    """Runs the page's program in a process of its own and yields its address.

    Nothing it has put aside, uploads among it, may be left behind when it is told to end.
    """
    port = free_port()
    log = folder.parent / f"server-{port}.log"
    arguments = [program, "--corpus", str(folder), "--port", str(port), *options]
    with tempfile.TemporaryDirectory() as aside:
        with running(start(arguments, log, {"TMPDIR": aside}), port, log) as url:
            assert list(Path(aside).glob("footnote-*"))
            yield url
        assert not [path for path in Path(aside).rglob("*") if path.is_file()]


@contextmanager
def running(process: Running, port: int, log: Path) -> Iterator[str]:
    """The address of a program that serves a page, once it does; it is told to end afterwards."""
    try:
        wait_for_server(port, process, log)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait()


def wait_for_server(port: int, process: Running, log: Path) -> None:
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
    """The page over a copy of the two articles, started as a person starts it."""
    folder = tmp_path_factory.mktemp("site") / "corpus"
    shutil.copytree(ROOT / "corpus", folder, ignore=shutil.ignore_patterns(".*"))
    assistant = Assistant.from_folder(folder, embedder=embedder)
    with served(folder, "--mcp", start=spawned) as url:
        yield Site(url, assistant, folder)


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
        context.on("request", self._seen)

    def _seen(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.hostname != "127.0.0.1":
            self.foreign.append(request.url)

    def close(self) -> None:
        """Closes the page and forgets what it kept, as a session that ends does."""
        self.page.evaluate("localStorage.clear()")
        self.page.context.remove_listener("request", self._seen)
        self.page.close()

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
def tab(profile: BrowserContext) -> Iterator[Tab]:
    """A fresh session of the page; no test may end with a script error or a foreign request."""
    profile.clear_cookies()
    profile.clear_permissions()
    opened = Tab(profile)
    yield opened
    opened.close()
    assert opened.errors == []
    assert opened.foreign == []
