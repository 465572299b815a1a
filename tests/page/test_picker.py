"""The model picker: a server that does not answer is named as such, and is not the default."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import httpx
from playwright.sync_api import Page, expect

from qa.page import picker
from qa.page.markup import NO_MODEL
from tests.page.conftest import Site, Tab, free_port, options, served

LOCAL, HOSTED = "openai:tiny@http://127.0.0.1:1/v1", "openai:gpt-4o-mini"
MISSING = "openai:tiny is not reachable. Check again"


def test_the_entries_say_who_cannot_be_reached() -> None:
    writers = (LOCAL, NO_MODEL)
    assert picker.entries(writers) == [("openai:tiny", LOCAL), ("No model", NO_MODEL)]
    assert picker.entries(writers, [LOCAL])[0] == ("openai:tiny (not reachable)", LOCAL)


def test_the_button_names_who_is_missing() -> None:
    assert picker.remark([]) == "Check again"
    assert picker.remark([LOCAL]) == MISSING


def test_the_default_is_the_first_that_can_be_reached() -> None:
    writers = (LOCAL, NO_MODEL)
    assert picker.choice(writers, [], None) == LOCAL
    assert picker.choice(writers, [LOCAL], LOCAL) == NO_MODEL
    assert picker.choice(writers, [], NO_MODEL) == NO_MODEL
    assert picker.choice(writers, [], "somebody else") == LOCAL


def test_only_servers_are_asked() -> None:
    assert picker.unreachable((LOCAL, HOSTED, NO_MODEL, "SlowWriter")) == [LOCAL]


@contextmanager
def listening(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A web server in a process of its own, killed in the end."""
    with subprocess.Popen(
        [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        for _ in range(1_200):
            with suppress(httpx.TransportError):
                httpx.get(f"http://127.0.0.1:{port}/")
                break
            time.sleep(0.1)
        try:
            yield process
        finally:
            process.kill()


def check_again(page: Page, said: str) -> None:
    """Has the picker look, and waits until it says this."""
    check = page.locator("#model-check")
    check.click()
    expect(check).to_have_text(said)


def test_the_picker_follows_a_server_that_comes_and_goes(site: Site, tab: Tab) -> None:
    port = free_port()
    name = f"openai:tiny@http://127.0.0.1:{port}/v1"
    with served(site.folder, "--model", name) as url:
        page = tab.open(url)
        chosen = page.get_by_role("combobox", name="Answers written by")
        expect(chosen).to_have_value("No model")
        expect(page.locator("#model-check")).to_have_text(MISSING)
        chosen.click()
        assert options(page, 2) == ["openai:tiny (not reachable)", "No model"]
        page.keyboard.press("Escape")
        with listening(port):
            check_again(page, "Check again")
            chosen.click()
            assert options(page, 2) == ["openai:tiny", "No model"]
            page.get_by_role("option").first.click()
            expect(chosen).to_have_value("openai:tiny")
            page.reload()
            expect(chosen).to_have_value("openai:tiny")
        check_again(page, MISSING)
        expect(chosen).to_have_value("No model")
        tab.ask("When was the Technology Prosperity Deal signed?")
        expect(page.locator("#chat .bot")).to_contain_text("by no model")


def test_without_a_server_there_is_nothing_to_check(site: Site, tab: Tab) -> None:
    page = tab.open(site.url)
    expect(page.get_by_role("combobox", name="Answers written by")).to_have_value("No model")
    expect(page.get_by_role("button", name="Check again")).to_have_count(0)
