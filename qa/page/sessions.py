"""Which browser is which, and what it has asked.

A session is named by a random cookie that only the server reads (`security` sets it), so it
outlives a reload and nobody can guess another's. What is kept lives in memory and in one
temporary folder; both end with the server. Knows nothing of how anything looks.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from qa.conversation import Turn as Exchange
from qa.page.library import Library
from qa.records import Answer, Citation, Claim

COOKIE = "footnote_session"
MOST_SESSIONS = 1_000
MOST_TURNS = 200


@dataclass(slots=True)
class Turn:
    """One question and what became of it so far. `markup` is how it looks in the chat."""

    question: str
    id: str = field(default_factory=lambda: secrets.token_hex(6))
    claims: list[Claim] = field(default_factory=list)
    answer: Answer | None = None
    considered: list[dict[str, Any]] = field(default_factory=list)
    history: tuple[Exchange, ...] = ()
    markup: str = ""
    stopped: bool = False
    within: str = ""
    """The filter it was asked with, in a few words."""
    unread: int = 0
    """How many files of the corpus were still to be read when it was asked."""

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every place that was cited, the short answer's among them."""
        if self.answer is None:
            return tuple(cited for claim in self.claims for cited in claim.citations)
        short = (self.answer.short.citation,) if self.answer.short else ()
        return (*self.answer.citations, *short)


class Session:
    """One browser: its conversation and its documents."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.turns: list[Turn] = []

    def begin(self, question: str) -> Turn:
        """Adds a question to the conversation; the oldest leave a very long one."""
        turn = Turn(question, history=tuple(self.history()))
        self.turns = [*self.turns, turn][-MOST_TURNS:]
        return turn

    def history(self) -> list[Exchange]:
        """The conversation so far, as follow-up questions need it."""
        return [(turn.question, turn.answer.text) for turn in self.turns if turn.answer]

    def turn(self, turn_id: object) -> Turn | None:
        """The turn of that name in this conversation."""
        return next((turn for turn in self.turns if turn.id == turn_id), None)


class Sessions:
    """All sessions of one server; the longest unused leaves when there are too many."""

    def __init__(self, library: Callable[[str], Library], shared: bool = False) -> None:
        self._library = library
        self._shared = library("shared") if shared else None
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, token: str | None, user: str | None = None) -> Session:
        """The session of a cookie; without a cookie one that nothing remembers."""
        if not token:
            return Session(self._shared or self._library(secrets.token_hex(16)))
        key = f"{user or ''}\n{token}"
        leaving: Session | None = None
        with self._lock:
            if key not in self._sessions:
                own = self._shared or self._library(secrets.token_hex(16))
                self._sessions[key] = Session(own)
                if len(self._sessions) > MOST_SESSIONS:
                    _, leaving = self._sessions.popitem(last=False)
            self._sessions.move_to_end(key)
            session = self._sessions[key]
        if leaving and leaving.library is not self._shared:
            leaving.library.close()
        return session
