"""Whether the server of a chat model answers, found out with one small request.

Only the server that a name states is asked, or for `ollama:NAME` the Ollama of this machine:
no redirect is followed, no proxy used, no key sent. Knows nothing of what a model writes.
"""

from __future__ import annotations

import os
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from qa.drafting.models import parts_of

SECONDS = 1.5
_OLLAMA = "127.0.0.1:11434"
_LISTS = {"ollama": "/api/tags"}  # OpenAI's interface has /models
_DOWN = frozenset((502, 503, 504))  # a proxy before nothing, or a server that still loads


def server_of(name: str) -> str | None:
    """The address that tells whether a model is there; None if it is hosted, or in no server."""
    parts = parts_of(name)
    if parts is None:
        return None
    provider, _, url = parts
    if provider == "ollama" and not url:
        host = os.environ.get("OLLAMA_HOST", "").strip() or _OLLAMA
        url = host if "://" in host else f"http://{host}"
        if urlsplit(url).port is None:
            url = f"{url.rstrip('/')}:{_OLLAMA.rpartition(':')[2]}"
    return url and url.rstrip("/") + _LISTS.get(provider, "/models")


def is_reachable(address: str, seconds: float = SECONDS) -> bool:
    """Whether a server answers there within so many seconds. Blocks; never raises."""
    try:
        parts = urlsplit(address)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        with closing(kind(parts.hostname or "", parts.port, timeout=seconds)) as connection:
            connection.request("GET", parts.path, headers={"Accept": "application/json"})
            return connection.getresponse().status not in _DOWN
    except (OSError, HTTPException, ValueError):
        return False
