"""A question from the page → the conversation, step by step.

Yields what the chat shows after each step: a line at once, each sentence when it is verified,
then the whole answer. A turn that somebody stopped changes no more. Knows nothing of Gradio.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from qa.errors import FootnoteError
from qa.page import export
from qa.page.markup import (
    Documents,
    answer_markup,
    claims_markup,
    failure_markup,
    question_markup,
    stopped_markup,
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
        shown.append({"role": "user", "content": question_markup(turn.question)})
        shown.append({"role": "assistant", "content": turn.markup})
    return shown


def respond(session: Session, question: str, writer: str | None = None) -> Iterator[Messages]:
    """Asks a question in a session; each item is the conversation as it then stands."""
    assistant = session.library.assistant(writer)
    turn = session.begin(question)
    turn.markup = waiting(len(assistant.index.ids()))
    yield messages(session)
    try:
        for event in assistant.stream(question, turn.history):
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
