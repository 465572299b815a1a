"""Whether a model's server is there: real servers on this machine, up, down and odd."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from qa.drafting.reachable import is_reachable, server_of
from tests import tiny


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("openai:tiny@http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1/models"),
        ("openai:tiny@https://box.local/v1/", "https://box.local/v1/models"),
        ("ollama:llama3.2@http://10.0.0.7:11434", "http://10.0.0.7:11434/api/tags"),
        ("ollama:llama3.2", "http://127.0.0.1:11434/api/tags"),
        ("openai:gpt-4o-mini", None),
        ("anthropic:claude", None),
        ("huggingface:some/folder", None),
        ("no model", None),
        ("SlowWriter", None),
    ],
)
def test_only_a_stated_server_has_an_address(
    name: str, address: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OLLAMA_HOST", raising=False)
    assert server_of(name) == address


@pytest.mark.parametrize(
    ("host", "address"),
    [("127.0.0.1:5000", "http://127.0.0.1:5000/api/tags"),
     ("http://box:5000/", "http://box:5000/api/tags"), ("box", "http://box:11434/api/tags")],
)  # fmt: skip
def test_ollama_is_where_its_own_variable_says(
    host: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OLLAMA_HOST", host)
    assert server_of("ollama:llama3.2") == address


class Odd(BaseHTTPRequestHandler):
    """Answers with the status that the path names; notes which paths and headers it saw."""

    seen: list[tuple[str, list[str]]]

    def do_GET(self) -> None:
        """One answer; "/301" points elsewhere on this server."""
        self.seen.append((self.path, [name.lower() for name in self.headers]))
        self.send_response(int(self.path.split("/")[1]))
        self.send_header("Location", "/200/elsewhere")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def odd() -> Iterator[str]:
    """The address of a server that answers as it is told."""
    Odd.seen = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "there"),
    [(200, True), (401, True), (404, True), (301, True), (502, False), (503, False), (504, False)],
)
def test_any_answer_will_do_but_that_of_a_proxy_before_nothing(
    odd: str, status: int, there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    assert is_reachable(f"{odd}/{status}/models") is there
    ((path, headers),) = Odd.seen  # no redirect was followed
    assert path == f"/{status}/models"
    assert "authorization" not in headers


def test_a_server_that_never_answers_is_given_up_soon() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        assert not is_reachable(f"http://127.0.0.1:{silent.getsockname()[1]}/models", 0.3)
        assert time.monotonic() - began < 5


@pytest.mark.parametrize("address", ["http://", "http://127.0.0.1:99999/x", "http://[::1/", "x y"])
def test_what_is_no_address_is_not_reachable(address: str) -> None:
    assert not is_reachable(address)


def test_a_model_server_is_seen_to_come_and_go(tmp_path: Path) -> None:
    tiny.train({("Be brief.", "Who?"): "Nobody."}, tmp_path)
    with tiny.serving(tmp_path) as (url, process):
        address = server_of(f"openai:tiny@{url}")
        assert address
        assert is_reachable(address)
        process.kill()
        process.wait()
    assert not is_reachable(address)
