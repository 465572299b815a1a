"""What happens on the page's events: Gradio calls these with what a browser sent.

Each finds the session of the request, lets the modules beside do the work, and says what the
components then show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from qa.page import chat, feedback
from qa.page.examples import Examples
from qa.page.markup import NO_MODEL, welcome
from qa.page.service import session_of
from qa.page.sessions import Session, Sessions, Turn


@dataclass(frozen=True, slots=True)
class Handlers:
    """The handlers, over the sessions of one server."""

    sessions: Sessions
    store_vote: Callable[[Turn, feedback.Vote], None]
    examples: Examples = field(default_factory=Examples)

    def restore(self, request: gr.Request) -> Any:
        """The conversation of a session that comes back."""
        return chat.messages(self._session(request))

    def greet(self, request: gr.Request) -> Any:
        """What an empty chat says."""
        assistant = self._session(request).library.assistant(NO_MODEL)
        text = welcome(len(assistant.index.ids()), self.examples.of(assistant))
        return gr.update(placeholder=text)

    def respond(self, question: str, writer: str, request: gr.Request) -> Iterator[Any]:
        """Asks, and shows every step; the box is free again when the answer is whole."""
        if not question.strip():
            yield gr.skip(), gr.skip()
            return
        shown: Any = None
        for shown in chat.respond(self._session(request), question, writer):
            yield shown, gr.update(value="", submit_btn=False, stop_btn=True)
        yield shown, gr.update(submit_btn=True, stop_btn=False)

    def stop(self, request: gr.Request) -> Any:
        """Ends the answer that is being written."""
        shown = chat.stop(self._session(request))
        return shown, gr.update(submit_btn=True, stop_btn=False)

    def clear(self, request: gr.Request) -> Any:
        """Begins a new conversation."""
        session = self._session(request)
        chat.stop(session)
        session.turns = []
        return [], gr.update(submit_btn=True, stop_btn=False)

    def vote(self, data: gr.LikeData, request: gr.Request) -> None:
        """Stores a thumb; the chat has two messages for each turn."""
        place = data.index if isinstance(data.index, int) else data.index[0]
        turns = self._session(request).turns
        if place // 2 < len(turns):
            self.store_vote(turns[place // 2], "up" if data.liked in (True, "Like") else "down")

    def _session(self, request: gr.Request) -> Session:
        return session_of(self.sessions, request)
