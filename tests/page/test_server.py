"""What the server lets in: the API, MCP, logins; and everything else it keeps out."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client import Client  # type: ignore[import-untyped]  # ships no types
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.types import TextContent

from qa.recheck import recheck
from qa.records import Answer
from tests.forking import forked
from tests.page.conftest import Site, served

QUESTION = "When was the Technology Prosperity Deal signed?"


def config(url: str) -> dict[str, Any]:
    """What the page tells a browser about itself."""
    found: dict[str, Any] = httpx.get(f"{url}config").json()
    return found


def post(url: str, path: str, body: Any, **headers: str) -> httpx.Response:
    """One JSON request."""
    return httpx.post(f"{url}{path}", json=body, headers=headers)


def test_the_api_answers_with_the_whole_answer(site: Site) -> None:
    client = Client(site.url, verbose=False)
    endpoints = client.view_api(return_format="dict")
    assert list(endpoints["named_endpoints"]) == ["/ask"]
    assert endpoints["unnamed_endpoints"] == {}
    answer = Answer.from_dict(client.predict(QUESTION, api_name="/ask"))
    assert answer.status == "answered"
    assert [check.state for check in recheck(answer, site.folder)] == ["intact"] * 2


def test_mcp_offers_the_one_tool_and_it_answers(site: Site) -> None:
    async def talk() -> tuple[list[str], str]:
        async with (
            streamable_http_client(f"{site.url}gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = await session.list_tools()
            called = await session.call_tool(tools.tools[0].name, {"question": QUESTION})
            (content,) = called.content
            assert isinstance(content, TextContent)
            return [tool.name for tool in tools.tools], content.text

    with ThreadPoolExecutor(1) as pool:  # the browser's event loop runs in this thread
        names, text = pool.submit(lambda: asyncio.run(talk())).result()
    assert len(names) == 1
    assert names[0].endswith("ask")
    assert "October 2025" in text


def test_urls_and_paths_as_files_are_refused(site: Site) -> None:
    for path in ("http://example.com/x.txt", "/etc/passwd"):
        file = {"path": path, "meta": {"_type": "gradio.FileData"}}
        for api in ("call/ask", "run/predict", "queue/join"):
            body = {"data": [file], "fn_index": 0, "session_hash": "x"}
            answer = post(site.url, f"gradio_api/{api}", body)
            assert answer.status_code == 400, (api, answer.text)
            assert "upload only" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "gradio_api/file=/etc/passwd", "gradio_api/proxy=http://example.com/", "monitoring",
        "gradio_api/dev/reload", "gradio_api/deep_link", "gradio_api/stream/a/1/2/playlist.m3u8",
        "gradio_api/vibe-code", "gradio_api/runs", "gradio_api/file/etc/passwd", "nowhere",
    ],
)  # fmt: skip
def test_everything_else_is_not_found(site: Site, path: str) -> None:
    assert httpx.get(f"{site.url}{path}").status_code == 404


def test_a_path_that_was_never_uploaded_is_not_read(site: Site) -> None:
    component = component_of(site.url, "add_document")
    secret = site.folder.parent / "secret.txt"
    secret.write_text("A secret.", encoding="utf-8")
    for path in (str(secret), "../secret.txt", "/etc/passwd", "x\0y", 7):
        body = {
            "data": {"path": path, "name": "a.txt"}, "component_id": component,
            "fn_name": "add_document", "session_hash": "x",
        }  # fmt: skip
        answer = post(site.url, "gradio_api/component_server", body)
        assert "error" in answer.json(), answer.text
    assert secret.exists()


def component_of(url: str, function: str) -> int:
    """The component that has a server function."""
    return next(
        each["id"] for each in config(url)["components"]
        if function in str(each.get("props", {}).get("server_fns"))
    )  # fmt: skip


@pytest.mark.parametrize(
    "data", [None, [], "x", {"key": "../../../etc/passwd"}, {"key": "0" * 16}, {"key": 7},
             {"key": "article", "cited": [0, 10**12]}, {"key": "article", "page": -1},
             {"key": "article", "page": "0; ls"}, {"key": "article", "cited": {"a": 1}}]
)  # fmt: skip
def test_a_page_is_drawn_only_of_a_document_at_hand(site: Site, data: Any) -> None:
    if isinstance(data, dict) and data["key"] == "article":
        data = {**data, "key": site.assistant.ask(QUESTION).citations[0].sha256[:16]}
    body = {"data": data, "component_id": component_of(site.url, "get_page"),
            "fn_name": "get_page", "session_hash": "x"}  # fmt: skip
    answer = post(site.url, "gradio_api/component_server", body)
    assert answer.status_code == 200
    assert list(answer.json()) == ["error"]


def test_every_response_carries_the_policy(site: Site) -> None:
    for path in ("", "config", "nowhere"):
        headers = httpx.get(f"{site.url}{path}").headers
        assert "connect-src 'self'" in headers["content-security-policy"]
        assert "img-src 'self' data: blob:" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    cookie = httpx.get(site.url).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_other_sites_and_other_names_are_refused(site: Site) -> None:
    ask = {"data": [QUESTION]}
    assert (
        post(site.url, "gradio_api/call/ask", ask, origin="http://evil.example").status_code == 403
    )
    assert httpx.get(site.url, headers={"host": "evil.example"}).status_code == 421


def test_a_request_may_not_be_endless_nor_anything_but_json(site: Site) -> None:
    big = {"data": ["x" * 2_000_000]}
    assert post(site.url, "gradio_api/call/ask", big).status_code == 413
    assert httpx.post(f"{site.url}gradio_api/call/ask", content=b"{").status_code == 415


@pytest.fixture(scope="module")
def guarded(site: Site) -> Iterator[str]:
    """A second server over the same folder, with a login and without uploads."""
    with served(site.folder, "--auth", "ada:lovelace", "--readonly") as url:
        yield url


def test_without_a_login_nothing_is_told(guarded: str) -> None:
    assert "Technology" not in httpx.get(guarded).text
    for path in ("config", "gradio_api/info"):
        assert httpx.get(f"{guarded}{path}").status_code == 401
    for path in ("gradio_api/call/ask", "gradio_api/queue/join", "gradio_api/component_server"):
        for function in ("get_documents", "get_page"):
            body = {"data": [QUESTION], "fn_name": function, "component_id": 1,
                    "session_hash": "x"}  # fmt: skip
            assert post(guarded, path, body).status_code == 401
    answer = Client(guarded, auth=("ada", "lovelace"), verbose=False).predict(
        QUESTION, api_name="/ask"
    )
    assert answer["status"] == "answered"


def test_readonly_takes_no_upload(guarded: str) -> None:
    refused = httpx.post(f"{guarded}gradio_api/upload", files={"files": ("a.txt", b"a")})
    assert refused.status_code == 404


def test_mcp_is_off_unless_it_is_asked_for(guarded: str) -> None:
    assert httpx.post(f"{guarded}gradio_api/mcp/", json={}).status_code == 404


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::"])  # noqa: S104
def test_beyond_this_machine_it_asks_for_a_login(host: str, tmp_path: Path) -> None:
    said = tmp_path / "said"
    assert forked(["qa", "chat", "--host", host], said, {}).wait() == 2
    assert "--auth USER:PASSWORD" in said.read_text()
    assert "Traceback" not in said.read_text()
