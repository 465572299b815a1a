"""What the page's script may ask of the server, each answer plain data.

Every function takes one value sent by a browser, which is not trusted, and the request, which
tells whose session it is. Reading is confined to the session's own documents and conversation.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr

from qa.page import export, sources
from qa.page.library import Upload
from qa.page.markup import key_of
from qa.page.pictures import Pictures, pages_of
from qa.page.security import token_of
from qa.page.sessions import Session, Sessions
from qa.page.sources import Wanted
from qa.records import Answer

Step = Callable[[Any, Session], dict[str, Any]]


def session_of(sessions: Sessions, request: gr.Request) -> Session:
    """The session of a request: its cookie, and the user if people log in."""
    headers = {name.lower(): value for name, value in dict(request.headers).items()}
    user = getattr(request, "username", None)
    return sessions.of(token_of(headers.get("cookie", "")), user)


@dataclasses.dataclass(frozen=True, slots=True)
class Service:
    """The functions, over the sessions of one server."""

    sessions: Sessions
    incoming: Path
    """The only folder that a received file may lie in."""
    readonly: bool
    pictures: Pictures

    def functions(self) -> list[Callable[..., Any]]:
        """All of it as Gradio's server functions, under the names the script calls."""
        return [
            self._named("get_source", self._source),
            self._named("get_page", self._page),
            self._named("get_card", self._card),
            self._named("get_considered", self._considered),
            self._named("get_copy", self._copy),
            self._named("get_export", self._export),
            self._named("get_documents", self._documents),
            self._named("add_document", self._add),
            self._named("remove_document", self._remove),
        ]

    def _named(self, name: str, function: Step) -> Callable[..., Any]:
        def call(data: Any, request: gr.Request) -> dict[str, Any]:
            """Bad data from a browser becomes an error it can show, never a traceback."""
            try:
                return function(data, session_of(self.sessions, request))
            except ValueError as error:
                return {"error": str(error)}

        call.__name__ = name
        return call

    def _source(self, data: Any, session: Session) -> dict[str, Any]:
        wanted = Wanted.read(data)
        document = session.library.find(wanted.key)
        if document is None:
            return {"gone": True, **_remembered(session, wanted)}
        return {**sources.view(document, wanted), "pages": pages_of(document)}

    def _page(self, data: Any, session: Session) -> dict[str, Any]:
        wanted = Wanted.read(data)
        document = session.library.find(wanted.key)
        if document is None:
            raise ValueError("this document is gone")
        library = session.library
        return self.pictures.page(document, library.path_of(document), wanted, library.keeps)

    def _card(self, data: Any, session: Session) -> dict[str, Any]:
        wanted = Wanted.read(data)
        document = session.library.find(wanted.key)
        if document is None:
            return {"gone": True, **_remembered(session, wanted)}
        return sources.card(document, wanted.cited or (0, 1))

    def _considered(self, data: Any, session: Session) -> dict[str, Any]:
        turn, answer = _answered(data, session)
        return {
            "question": answer.question,
            "rows": turn.considered,
            "refused": export.refused(answer),
        }

    def _copy(self, data: Any, session: Session) -> dict[str, Any]:
        return {"text": export.plain(_answered(data, session)[1])}

    def _export(self, data: Any, session: Session) -> dict[str, Any]:
        answers = [turn.answer for turn in session.turns if turn.answer]
        if data == "json":
            return {"name": "conversation.json", "text": export.conversation_json(answers)}
        return {"name": "conversation.md", "text": export.conversation_markdown(answers)}

    def _documents(self, data: Any, session: Session) -> dict[str, Any]:
        library = session.library
        return {
            "documents": library.listing(),
            "problems": library.problems(),
            "waiting": library.waiting,
            "readonly": self.readonly,
        }

    def _add(self, data: Any, session: Session) -> dict[str, Any]:
        path, name = _text(data, "path"), _text(data, "name")
        received = Path(path).resolve()
        if self.readonly or not received.is_relative_to(self.incoming.resolve()):
            raise ValueError("no such upload")
        if not received.is_file():
            raise ValueError("no such upload")
        upload: Upload = session.library.add(received, name)
        return {"name": upload.name, "id": upload.document_id, "reason": upload.reason}

    def _remove(self, data: Any, session: Session) -> dict[str, Any]:
        return {"removed": not self.readonly and session.library.remove(_text(data, "id"))}


def _remembered(session: Session, wanted: Wanted) -> dict[str, Any]:
    """What this conversation still knows of a place whose document is gone."""
    for turn in reversed(session.turns):
        for cited in turn.citations:
            if key_of(cited.sha256) == wanted.key and (cited.start, cited.end) == wanted.cited:
                return {"title": cited.title, "name": cited.document_id, "quote": cited.quote}
    return {}


def _answered(data: Any, session: Session) -> tuple[Any, Answer]:
    turn = session.turn(_text(data, "turn"))
    if turn is None or turn.answer is None:
        raise ValueError("this answer is no longer kept")
    return turn, turn.answer


def _text(data: Any, name: str) -> str:
    value = data.get(name) if isinstance(data, dict) else None
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(f"expected text as {name}")
    return value
