"""What the server lets in, and the headers it sends: one ASGI middleware before Gradio.

    paths     only those that the page, the API and MCP need; all else is "not found"
    origins   no writing request from another site's page, no foreign host name on loopback
    bodies    no file references in JSON: a `path` that is a URL would make Gradio fetch it
    cookie    the random name of the session, for the server's eyes only
    headers   a Content-Security-Policy under which nothing foreign can load or run

Gradio's own script needs 'unsafe-inline' and 'unsafe-eval', so the policy is the second wall:
the first is that no text of others is ever made into markup (`markup`, assets/).
"""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.page.sessions import COOKIE

API = "/gradio_api"
MOST_BODY = 1024 * 1024
"""Bytes of a JSON request; a question is at most a few thousand."""

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "frame-src 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "base-uri 'self'",
    )
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_READ = re.compile(
    rf"/|/login|/logout|/config/?|/theme\.css|/favicon\.ico|/robots\.txt|/manifest\.json"
    rf"|/(?:assets|static|svelte)/.+"
    rf"|{API}/(?:info|openapi\.json|login_check|user|token|app_id|startup-events|theme\.css)/?"
    rf"|{API}/queue/(?:data|status)|{API}/heartbeat/\w+|{API}/call/(?:v2/)?ask/\w+"
)
_WRITE = re.compile(
    rf"/login/?|{API}/(?:queue/join|cancel|reset|component_server)/?"
    rf"|{API}/run/predict/?|{API}/(?:run|api|call|call/v2)/ask/?"
)
_UPLOAD = f"{API}/upload"
_MCP = re.compile(rf"{API}/mcp(?:/.*)?")
_TOKEN = re.compile(r"[\w-]{40,60}")
_LOOPBACK = frozenset(("localhost", "127.0.0.1", "::1"))


@dataclass(frozen=True, slots=True)
class Rules:
    """What this server allows."""

    uploads: bool = True
    mcp: bool = False
    loopback_only: bool = True
    """Refuse other host names: a foreign page could point its own name at this machine."""


class Guard:
    """Checks each request by the rules; what passes goes on to the application."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self._app = app
        self._rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        path = scope["path"].removeprefix(scope.get("root_path", "")) or "/"
        cookie = _new_cookie(path, scope["method"], headers)

        async def decorated(message: Message) -> None:
            if message["type"] == "http.response.start":
                _decorate(MutableHeaders(scope=message), cookie)
            await send(message)

        refusal = self._refusal(scope["method"], path, headers)
        if refusal is None and scope["method"] == "POST" and path != _UPLOAD:
            body = await _read(receive)
            refusal = _body_refusal(body, path)
            receive = _replayed(body or b"", receive)
        if refusal is None:
            await self._app(scope, receive, decorated)
        else:
            await refusal(scope, receive, decorated)

    def _refusal(self, method: str, path: str, headers: Headers) -> PlainTextResponse | None:
        if self._rules.loopback_only and _host(headers.get("host", "")) not in _LOOPBACK:
            return PlainTextResponse("this server answers to localhost only", 421)
        if not self._is_open(method, path):
            return PlainTextResponse("not found", 404)
        origin = headers.get("origin")
        if method != "GET" and origin and urlsplit(origin).netloc != headers.get("host"):
            return PlainTextResponse("requests from other sites are refused", 403)
        return None

    def _is_open(self, method: str, path: str) -> bool:
        if _MCP.fullmatch(path):
            return self._rules.mcp
        if method in ("GET", "HEAD"):
            return bool(_READ.fullmatch(path))
        if method == "POST" and path == _UPLOAD:
            return self._rules.uploads
        return method == "POST" and bool(_WRITE.fullmatch(path))


def _host(value: str) -> str | None:
    try:
        return urlsplit(f"//{value}").hostname
    except ValueError:
        return None


def _new_cookie(path: str, method: str, headers: Headers) -> str | None:
    """The value to set: on a first visit, and when somebody logs in or out."""
    if path in ("/login", "/logout"):
        return secrets.token_urlsafe(32)
    if path != "/" or method != "GET" or token_of(headers.get("cookie", "")):
        return None
    return secrets.token_urlsafe(32)


def token_of(cookies: str) -> str | None:
    """The session's token in a Cookie header; None if it is missing or not one of ours."""
    jar: SimpleCookie = SimpleCookie()
    jar.load(cookies)
    value = jar[COOKIE].value if COOKIE in jar else ""
    return value if _TOKEN.fullmatch(value) else None


def _decorate(headers: MutableHeaders, cookie: str | None) -> None:
    for name, value in _HEADERS.items():
        headers[name] = value
    if cookie:
        headers.append("set-cookie", f"{COOKIE}={cookie}; Path=/; HttpOnly; SameSite=Strict")


async def _read(receive: Receive) -> bytes | None:
    """The whole body; None if it is too large."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b"".join(parts)
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MOST_BODY:
            return None
        if not message.get("more_body"):
            return b"".join(parts)


def _replayed(body: bytes, receive: Receive) -> Receive:
    pending: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return pending.pop() if pending else await receive()

    return replay


def _body_refusal(body: bytes | None, path: str) -> PlainTextResponse | None:
    if body is None:
        return PlainTextResponse(f"a request may hold {MOST_BODY:,} bytes", 413)
    if not body or path.startswith("/login"):
        return None
    try:
        data = json.loads(body)
    except ValueError:
        return PlainTextResponse("expected JSON", 415)
    if _names_a_file(data):
        return PlainTextResponse("files are taken by upload only, never by path or URL", 400)
    return None


def _names_a_file(data: Any) -> bool:
    """Whether Gradio would read any part of this as a file. Iterative: depth is the sender's."""
    stack = [data]
    while stack:
        here = stack.pop()
        if isinstance(here, dict):
            if "path" in here and "meta" in here:
                return True
            stack.extend(here.values())
        elif isinstance(here, list):
            stack.extend(here)
    return False
