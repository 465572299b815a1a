"""Shared fixtures, and the rule that no test reaches the network."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from qa import Assistant, Settings
from qa.embedding import SentenceEmbedder, load_embedder
from tests.chromium import CHROMIUM, DESKTOP, FLAGS

ROOT = Path(__file__).parent.parent
_connect = socket.socket.connect


def pytest_configure(config: pytest.Config) -> None:
    """One of several processes computes on one core: threads of all would wait for each other."""
    if hasattr(config, "workerinput"):
        os.environ["OMP_NUM_THREADS"] = "1"  # before torch is imported, and for servers


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Refuses every connection that leaves this machine."""

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = "127.0.0.1" if address[0] == "localhost" else address[0]
            if not ipaddress.ip_address(host).is_loopback:
                raise RuntimeError(f"a test tried to reach {address!r}")
        _connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def embedder() -> SentenceEmbedder:
    """The real default embedder, loaded once."""
    loaded = load_embedder()
    assert isinstance(loaded, SentenceEmbedder)
    return loaded


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives browsers; a process may start it once."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium for sessions beside each other; each begins with nothing in its cache."""
    launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def profile(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """A Chromium as a person has it: what it has loaded and compiled once it keeps."""
    opened = playwright.chromium.launch_persistent_context(
        tmp_path_factory.mktemp("profile"), executable_path=CHROMIUM, args=FLAGS, viewport=DESKTOP
    )
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def articles(tmp_path_factory: pytest.TempPathFactory, embedder: SentenceEmbedder) -> Assistant:
    """An assistant over a copy of the two articles."""
    folder = tmp_path_factory.mktemp("articles") / "corpus"
    shutil.copytree(ROOT / "corpus", folder, ignore=shutil.ignore_patterns(".*"))
    return Assistant.from_folder(folder, embedder=embedder)


@pytest.fixture
def harbours(tmp_path: Path, embedder: SentenceEmbedder) -> Assistant:
    """Twelve documents alike and one that is not, with one passage considered at a time."""
    for at in range(12):
        text = f"The harbour of town {at} was built by the guild of masons in {1500 + at}."
        (tmp_path / f"{at}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "other.txt").write_text("Ada Brunel likes oysters.", encoding="utf-8")
    return Assistant.from_folder(tmp_path, embedder=embedder, settings=Settings(hits=1))
