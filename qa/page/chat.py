"""A question from the page → the conversation, step by step.

Yields what the chat shows after each step: a line at once, each sentence when it is verified,
then the whole answer. A turn that somebody stopped changes no more. Knows nothing of Gradio.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Any

from qa.errors import FootnoteError
from qa.page import export, filters
from qa.page.markup import (
    Documents,
    answer_markup,
    claims_markup,
    escape,
    failure_markup,
    question_markup,
    stopped_markup,
    unread,
    waiting,
)
from qa.page.sessions import Session, Turn
from qa.records import Finished, Verified

Messages = list[dict[str, str]]

_log = logging.getLogger(__name__)


def messages(session: Session) -> Messages:
    """The whole conversation as the chat shows it: two messages for each turn."""
    shown: Messages = []
    for turn in session.turns:
        shown.append({"role": "user", "content": question_markup(turn.question, turn.within)})
        shown.append({"role": "assistant", "content": turn.markup})
    return shown


def respond(
    session: Session, question: str, writer: str | None = None, limits: Sequence[Any] = ()
) -> Iterator[Messages]:
    """Asks a question in a session; each item is the conversation as it then stands.

    `limits` are the four fields of the filter, as they were sent.
    """
    assistant = session.library.assistant(writer)
    turn = session.begin(question)
    try:
        where = filters.chosen(limits) if limits else None
        turn.within = filters.said(where) if where else ""
        turn.unread = session.library.waiting
        turn.markup = waiting(len(assistant.index.ids()), turn.within)
        yield messages(session)
        for event in assistant.stream(question, turn.history, where=where):
            if turn.stopped:
                return
            if isinstance(event, Verified):
                turn.claims.append(event.claim)
                turn.markup = claims_markup(turn.claims)
                yield messages(session)
            elif isinstance(event, Finished):
                _finish(turn, event, assistant.index.document)
    except FootnoteError as error:
        turn.markup = failure_markup(str(error))
    except Exception:
        _log.exception("a question failed")
        turn.markup = failure_markup("Something went wrong; the server's log says what.")
    yield messages(session)


def stop(session: Session) -> Messages:
    """Ends every turn that is still without an answer, keeping what is verified."""
    for turn in session.turns:
        if turn.answer is None and not turn.stopped:
            turn.stopped = True
            turn.markup = stopped_markup(turn.claims)
    return messages(session)


def _finish(turn: Turn, event: Finished, document: Documents) -> None:
    if turn.stopped:
        return
    turn.answer = event.answer
    turn.considered = export.considered(event.answer, document)
    turn.markup = answer_markup(turn.id, event.answer, document)
    if turn.unread:
        turn.markup += f"\n\n*{escape(unread(turn.unread))}*"
