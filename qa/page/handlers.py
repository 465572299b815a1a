"""What happens on the page's events: Gradio calls these with what a browser sent.

Each finds the session of the request, lets the modules beside do the work, and says what the
components then show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from qa.page import chat, feedback, filters, picker
from qa.page.examples import Examples
from qa.page.markup import NO_MODEL, welcome
from qa.page.service import session_of
from qa.page.sessions import Session, Sessions, Turn
from qa.where import NAMES


@dataclass(frozen=True, slots=True)
class Handlers:
    """The handlers, over the sessions of one server."""

    sessions: Sessions
    store_vote: Callable[[Turn, feedback.Vote], None]
    writers: tuple[str, ...]
    """The names of those who may write the answers, the default first."""
    examples: Examples = field(default_factory=Examples)

    def restore(self, request: gr.Request) -> Any:
        """The conversation of a session that comes back, and the choices of its filter."""
        return chat.messages(self._session(request)), *self.choices(request)

    def choices(self, request: gr.Request) -> Any:
        """The folders and the file types of a session's documents."""
        library = self._session(request).library
        return (
            gr.update(choices=filters.folder_entries(library.folders())),
            gr.update(choices=filters.suffix_entries(library.suffixes())),
        )

    def limited(self, *values: Any) -> Any:
        """What the filter's title says of its fields."""
        return gr.update(label=filters.title(values))

    def unlimited(self) -> Any:
        """Empties the filter's fields and gives it its first title."""
        return *("" for _ in NAMES), gr.update(label=filters.TITLE)

    def models(self, chosen: str | None) -> Any:
        """The model picker and the button below it, as things are."""
        down = picker.unreachable(self.writers)
        return (
            gr.update(
                choices=picker.entries(self.writers, down),
                value=picker.choice(self.writers, down, chosen),
            ),
            gr.update(value=picker.remark(down)),
        )

    def greet(self, request: gr.Request) -> Any:
        """What an empty chat says."""
        assistant = self._session(request).library.assistant(NO_MODEL)
        text = welcome(len(assistant.index.ids()), self.examples.of(assistant))
        return gr.update(placeholder=text)

    def respond(
        self, question: str, writer: str, title: Any, folder: Any, suffix: Any, after: Any,
        before: Any, request: gr.Request,
    ) -> Iterator[Any]:  # fmt: skip
        """Asks, and shows every step; the box is free again when the answer is whole."""
        if not question.strip():
            yield gr.skip(), gr.skip()
            return
        shown: Any = None
        limits = (title, folder, suffix, after, before)
        for shown in chat.respond(self._session(request), question, writer, limits):
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
