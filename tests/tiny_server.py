"""An OpenAI-compatible server around a local model folder: `python -m tests.tiny_server FOLDER`.

Serves `/v1/chat/completions`, streamed or whole, on a free port of the loopback interface; the
first line it prints is its base URL. `--pause` waits so many seconds before each piece of text.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer, TextIteratorStreamer

NAME = "tiny"


class Engine:
    """The model, and the text it writes for some messages."""

    def __init__(self, folder: str, pause: float) -> None:
        torch.set_num_threads(1)
        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        self._model = AutoModelForCausalLM.from_pretrained(folder)
        self._pause = pause
        self._lock = threading.Lock()

    def write(self, messages: list[dict[str, str]], most: int) -> Iterator[str]:
        """Pieces of the answer to `messages`, at most `most` tokens."""
        with self._lock:
            text = self._tokenizer.apply_chat_template(
                messages, tokenize=False, add_generation_prompt=True
            )
            inputs = self._tokenizer(text, return_tensors="pt", return_token_type_ids=False)
            streamer = TextIteratorStreamer(
                self._tokenizer, skip_prompt=True, skip_special_tokens=True
            )
            arguments = {
                **inputs, "streamer": streamer, "max_new_tokens": most, "do_sample": False,
            }  # fmt: skip
            thread = threading.Thread(target=self._model.generate, kwargs=arguments)
            thread.start()
            for piece in streamer:
                time.sleep(self._pause)
                if piece:
                    yield piece
            thread.join()


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    engine: Engine

    def do_POST(self) -> None:
        """Answers a chat completion."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if asked.get("model") != NAME:
            self._json(404, {"error": {"message": f"there is no model '{asked.get('model')}'"}})
            return
        pieces = self.engine.write(asked["messages"], int(asked["max_tokens"]))
        if asked.get("stream"):
            self._streamed(pieces)
            return
        message = {"role": "assistant", "content": "".join(pieces)}
        self._json(200, _body("chat.completion", message=message, finish_reason="stop"))

    def _streamed(self, pieces: Iterator[str]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in pieces:
            self._event(_body("chat.completion.chunk", delta={"content": piece}))
        self._event(_body("chat.completion.chunk", delta={}, finish_reason="stop"))
        self._chunk(b"data: [DONE]\n\n")
        self._chunk(b"")

    def _event(self, data: dict[str, Any]) -> None:
        self._chunk(b"data: " + json.dumps(data).encode() + b"\n\n")

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
        self.wfile.flush()

    def _json(self, status: int, data: dict[str, Any]) -> None:
        body = json.dumps(data).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


def _body(kind: str, finish_reason: str | None = None, **choice: Any) -> dict[str, Any]:
    return {
        "id": "1",
        "object": kind,
        "created": 0,
        "model": NAME,
        "choices": [{"index": 0, "finish_reason": finish_reason, **choice}],
    }


def main() -> None:
    """Serves until it is killed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--pause", type=float, default=0.0)
    arguments = parser.parse_args()
    Handler.engine = Engine(arguments.folder, arguments.pause)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(f"http://127.0.0.1:{server.server_address[1]}/v1", flush=True)
    sys.stdout.close()
    server.serve_forever()


if __name__ == "__main__":
    main()
