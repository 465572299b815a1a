"""The process that parses what could break a parser: one request, one reply, line by line.

    request  {"path": …, "kind": …, "words": …}       reply  {"sha256": …, "text": …, …}
    request  {"path": …, "kind": …, "recognize": page}  reply  {"words": …}
    request  {"path": …, "kind": …, "image": [start, end], "words": …}
                                                        reply  {"page": …, "png": …, "boxes": …}
    and in place of any reply                                  {"error": …, "lasting": …}

Words are those on pages, by number: [[page, [[text, corners], …]], …] in a request, and
[[text, corners], …] of the one page in a reply.

Started by `reading.FileReader` as `python -m qa.corpus.worker MEGABYTES`. It ends when its input
does, so it never outlives the process that asked.
"""

from __future__ import annotations

import base64
import json
import os
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

from qa.corpus.extracted import Seen, Unreadable
from qa.corpus.formats import FORMATS
from qa.corpus.parsing import parse, picture, recognized


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """The reply to one request."""
    kind = FORMATS[request["kind"]]
    try:
        if "recognize" in request:
            seen = recognized(request["path"], kind, request["recognize"])
            return {"words": [[each.text, each.corners] for each in seen]}
        words = {
            page: tuple(Seen(text, tuple(corners)) for text, corners in found)
            for page, found in request["words"]
        }
        if "image" in request:
            start, end = request["image"]
            made = picture(request["path"], kind, start, end, words)
            png = base64.b64encode(made.png).decode()
            return {"page": made.page, "png": png, "boxes": made.boxes}
        sha256, found = parse(request["path"], kind, words)
    except Unreadable as error:
        return {"error": str(error), "lasting": error.lasting}
    return {"sha256": sha256, **asdict(found)}


def limit_memory(megabytes: int) -> None:
    """Makes allocations beyond the limit fail, where the system can do that."""
    try:
        import resource
    except ImportError:  # Windows has no such limit; the time limit remains
        return
    limit = megabytes * 2**20
    for kind, value in ((resource.RLIMIT_AS, limit), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(kind, (value, value))
        except (OSError, ValueError):  # macOS refuses RLIMIT_AS
            continue


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answers until the requests end."""
    for line in requests:
        try:
            reply = json.dumps(answer(json.loads(line))).encode()
        except MemoryError:
            # What the parser left in memory is unknown, so this process answers no more.
            replies.write(b'{"memory": true}\n')
            replies.flush()
            return
        replies.write(reply + b"\n")
        replies.flush()


if __name__ == "__main__":
    limit_memory(int(sys.argv[1]))
    own = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a parser prints is not a reply
    serve(sys.stdin.buffer, own)
